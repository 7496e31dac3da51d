//! Hashing PINs: costly on purpose, so in a bounded pool on blocking threads. It refuses to know whose PIN it is.
use std::{
    fmt,
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zeroize::{Zeroize, Zeroizing};

use super::{Key, KeyRing, same};
use crate::call::keys::Keys;

/// How long a caller may wait for a free place before being asked again.
const PATIENCE: Duration = Duration::from_secs(2);

/// What one hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PinCost {
    pub memory_kib: u32,
    pub passes: u32,
}

impl PinCost {
    /// OWASP Password Storage Cheat Sheet, the least for Argon2id: 19 MiB, two passes, one lane.
    pub const STANDARD: Self = Self { memory_kib: 19 * 1024, passes: 2 };
    /// For tests that make many: worthless as protection.
    pub const LIGHT: Self = Self { memory_kib: 64, passes: 1 };
}

/// Why a PIN was not hashed; no try may be counted for it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashFault {
    #[error("every place of the PIN pool was taken for 2 s")]
    Busy,
    #[error("the PIN could not be hashed: {0}")]
    Failed(String),
}

/// At most so many hashes at once, whatever many callers ask; a clone shares the places.
#[derive(Clone)]
pub struct PinPool {
    places: Arc<Semaphore>,
    size: NonZeroUsize,
    patience: Duration,
    pepper: Key,
    cost: PinCost,
    memory: Memory,
}

/// The working memory of hashes that are over, wiped, one for each place at most: given back to the allocator, blocks of
/// 19 MiB stay in its arenas (measured: 600 MB after 400 PINs).
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<Vec<Block>>>>);

impl Memory {
    fn take(&self) -> Vec<Block> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn put_back(&self, mut blocks: Vec<Block>) {
        blocks.iter_mut().for_each(Block::zeroize);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(blocks);
    }
}

impl PinPool {
    /// A pool with as many places as the machine has cores, since a hash does nothing but compute.
    pub fn new(ring: &KeyRing, cost: PinCost) -> Self {
        Self::sized(ring, cost, std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
    }

    /// A pool with `size` places.
    pub fn sized(ring: &KeyRing, cost: PinCost, size: NonZeroUsize) -> Self {
        let places = Arc::new(Semaphore::new(size.get()));
        Self { places, size, patience: PATIENCE, pepper: ring.pepper.clone(), cost, memory: Memory::default() }
    }

    /// How many hashes can run at once.
    pub fn size(&self) -> usize {
        self.size.get()
    }

    /// How many run now.
    pub fn busy(&self) -> usize {
        self.size.get().saturating_sub(self.places.available_permits())
    }

    /// A place to hash one PIN, before its try is counted.
    ///
    /// # Errors
    /// `Busy` after 2 s without a place.
    pub async fn place(&self) -> Result<Place, HashFault> {
        let place = tokio::time::timeout(self.patience, Arc::clone(&self.places).acquire_owned());
        let held = place.await.map_err(|_| HashFault::Busy)?.map_err(|_| HashFault::Busy)?;
        Ok(Place { held, pepper: self.pepper.clone(), cost: self.cost, memory: self.memory.clone() })
    }

    /// The raw Argon2id hash of `pin` in base64, with `salt` (8 bytes at least) and the pepper as its secret.
    ///
    /// # Errors
    /// `Busy` after 2 s without a place; `Failed` for a salt that is too short or no memory.
    pub async fn hash(&self, pin: &Keys, salt: &str) -> Result<Keys, HashFault> {
        self.place().await?.hash(pin, salt).await
    }
}

/// One free place of the pool, taken.
pub struct Place {
    held: OwnedSemaphorePermit,
    pepper: Key,
    cost: PinCost,
    memory: Memory,
}

impl Place {
    /// As `PinPool::hash`.
    ///
    /// # Errors
    /// `Failed` for a salt that is too short or no memory.
    pub async fn hash(self, pin: &Keys, salt: &str) -> Result<Keys, HashFault> {
        let (pin, salt) = (Keys::new(pin.expose().to_owned()), salt.to_owned());
        let hashed = tokio::task::spawn_blocking(move || {
            // held to the end of the work, also when the caller has gone
            let _held = self.held;
            let mut blocks = self.memory.take();
            let hash = argon2id((&pin, &salt), &self.pepper, self.cost, &mut blocks);
            self.memory.put_back(blocks);
            hash
        });
        hashed.await.map_err(|fault| HashFault::Failed(fault.to_string()))?
    }
}

impl fmt::Debug for PinPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PinPool").field("size", &self.size).field("busy", &self.busy()).finish_non_exhaustive()
    }
}

/// Whether `hash` is the stored one, compared in constant time; one hash is compared with several stored ones.
pub fn matches(hash: &Keys, stored: &Keys) -> bool {
    same(hash.expose().as_bytes(), stored.expose().as_bytes())
}

fn argon2id(
    (pin, salt): (&Keys, &str),
    pepper: &Key,
    cost: PinCost,
    blocks: &mut Vec<Block>,
) -> Result<Keys, HashFault> {
    let failed = |fault: argon2::Error| HashFault::Failed(fault.to_string());
    let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32)).map_err(failed)?;
    blocks.resize(params.block_count(), Block::default());
    let argon2 = Argon2::new_with_secret(&pepper.0, Algorithm::Argon2id, Version::V0x13, params).map_err(failed)?;
    let mut hash = Zeroizing::new([0; 32]);
    let (pin, salt) = (pin.expose().as_bytes(), salt.as_bytes());
    argon2.hash_password_into_with_memory(pin, salt, hash.as_mut(), blocks).map_err(failed)?;
    Ok(Keys::new(BASE64_STANDARD_NO_PAD.encode(hash.as_slice())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(seed: u8) -> PinPool {
        PinPool::new(&KeyRing::of(&[seed; 128]), PinCost::LIGHT)
    }

    fn pin(text: &str) -> Keys {
        Keys::new(text.to_owned())
    }

    #[tokio::test]
    async fn pin_salt_and_pepper_all_matter() {
        let hash = pool(1).hash(&pin("493817"), "saltsalt").await.unwrap();
        assert!(matches(&hash, &pool(1).hash(&pin("493817"), "saltsalt").await.unwrap()));
        for (pool, text, salt) in
            [(pool(2), "493817", "saltsalt"), (pool(1), "493818", "saltsalt"), (pool(1), "493817", "saltsalu")]
        {
            assert!(!matches(&hash, &pool.hash(&pin(text), salt).await.unwrap()));
        }
        assert!(!matches(&hash, &pin("")));
        assert!(std::matches!(pool(1).hash(&pin("1"), "short").await, Err(HashFault::Failed(_))));
    }

    #[tokio::test]
    async fn working_memory_is_wiped_and_used_again() {
        let pool = pool(1);
        let first = pool.hash(&pin("493817"), "saltsalt").await.unwrap();
        assert!(matches(&pool.hash(&pin("493817"), "saltsalt").await.unwrap(), &first));
        let kept = pool.memory.0.lock().unwrap();
        assert_eq!(kept.iter().map(Vec::len).collect::<Vec<_>>(), [64], "one after the other use one place's memory");
        assert!(kept[0].iter().all(|block| block.as_ref().iter().all(|word| *word == 0)));
    }

    #[tokio::test]
    async fn the_standard_cost_is_owasp_s() {
        let heavy = PinPool::new(&KeyRing::of(&[1; 128]), PinCost::STANDARD);
        let hash = heavy.hash(&pin("493817"), "saltsalt").await.unwrap();
        assert!(!matches(&hash, &pool(1).hash(&pin("493817"), "saltsalt").await.unwrap()));
    }

    #[tokio::test]
    async fn a_full_pool_says_busy_and_a_freed_place_is_used_again() {
        let mut pool = PinPool::sized(&KeyRing::of(&[1; 128]), PinCost::LIGHT, NonZeroUsize::MIN);
        pool.patience = Duration::ZERO;
        let place = Arc::clone(&pool.places).try_acquire_owned().unwrap();
        assert_eq!(pool.busy(), 1);
        assert_eq!(pool.hash(&pin("1"), "saltsalt").await.unwrap_err(), HashFault::Busy);
        drop(place);
        assert!(pool.hash(&pin("1"), "saltsalt").await.is_ok());
        assert!(!format!("{pool:?}").contains("pepper"));
    }
}
