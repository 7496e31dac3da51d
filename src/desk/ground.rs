//! What a reply holds beside its flow: the biller's terms and the address where providers reach us. It is kept by hash and
//! each turn names its own, so that a call is told and run again as it was, whatever the settings say today. It refuses
//! to know what is made of it.
use std::{collections::HashMap, sync::Arc};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Desk, DeskError, Parts, commit::hex, raced};
use crate::{
    config::Terms,
    id::CallId,
    store::{
        calls::{self, TurnRow},
        terms,
    },
};

/// What turns are answered under. No secret is in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Ground {
    #[serde(flatten)]
    pub terms: Terms,
    pub public_url: String,
}

/// A stored turn and what it was answered under.
pub(super) struct Past {
    pub row: TurnRow,
    pub ground: Arc<Ground>,
}

impl Ground {
    pub(super) fn of(parts: &Parts) -> Self {
        Self { terms: parts.terms.clone(), public_url: parts.public_url.clone() }
    }

    /// Reads what was kept; what an older program did not keep is as it is today.
    fn read(kept: &str, today: &Self) -> Result<Self, serde_json::Error> {
        let mut value = serde_json::to_value(today)?;
        let kept: serde_json::Map<String, serde_json::Value> = serde_json::from_str(kept)?;
        if let Some(fields) = value.as_object_mut() {
            fields.extend(kept);
        }
        serde_json::from_value(value)
    }
}

/// Keeps today's ground and gives its hash, which every turn of this process names.
pub(super) async fn keep(parts: &Parts) -> Result<String, DeskError> {
    let json = serde_json::to_string(&Ground::of(parts)).map_err(|error| DeskError::Flow(error.to_string()))?;
    let hash = hex(&Sha256::digest(json.as_bytes()));
    if terms::find(parts.store.reader(), &hash).await?.is_none() {
        let at = parts.clock.now();
        raced(|| async {
            let mut tx = parts.store.begin().await?;
            terms::keep(&mut tx, &hash, &json, at).await?;
            Ok(tx.commit().await?)
        })
        .await?;
    }
    Ok(hash)
}

impl Desk {
    /// The turns of a call in order, each with what it was answered under.
    pub(super) async fn past(&self, call: &CallId) -> Result<Vec<Past>, DeskError> {
        let today = Arc::new(Ground::of(&self.parts));
        let mut known: HashMap<String, Arc<Ground>> = HashMap::new();
        let mut past = Vec::new();
        for row in calls::turns(self.parts.store.reader(), call).await? {
            let ground = match &row.terms {
                None => today.clone(),
                Some(hash) => match known.get(hash) {
                    Some(ground) => ground.clone(),
                    None => {
                        let ground = Arc::new(self.kept_ground(hash, &today).await?);
                        known.insert(hash.clone(), ground.clone());
                        ground
                    }
                },
            };
            past.push(Past { row, ground });
        }
        Ok(past)
    }

    async fn kept_ground(&self, hash: &str, today: &Ground) -> Result<Ground, DeskError> {
        let unreadable = |says: String| DeskError::Flow(format!("the stored terms {hash} cannot be read: {says}"));
        let kept = terms::find(self.parts.store.reader(), hash).await?;
        let kept = kept.ok_or_else(|| unreadable("the database has none of this hash".to_owned()))?;
        Ground::read(&kept, today).map_err(|error| unreadable(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Settings, Sources};

    fn today() -> Ground {
        let settings = Settings::read(&Sources::default()).unwrap();
        Ground { terms: settings.terms(), public_url: "https://pay.example.com".into() }
    }

    #[test]
    fn what_was_kept_comes_back_and_what_an_older_program_lacked_is_as_today() {
        let today = today();
        let mut then = today.clone();
        then.terms.biller = "Lakeside Gas".into();
        then.terms.fee.minor = 150;
        then.public_url = "https://old.example.com".into();
        let mut kept = serde_json::to_value(&then).unwrap();
        let whole = Ground::read(&kept.to_string(), &today).unwrap();
        assert_eq!(serde_json::to_value(&whole).unwrap(), kept);
        kept.as_object_mut().unwrap().remove("fee").unwrap();
        let older = Ground::read(&kept.to_string(), &today).unwrap();
        assert_eq!((older.terms.biller.as_str(), older.terms.fee), ("Lakeside Gas", today.terms.fee));
        assert!(Ground::read("[]", &today).is_err());
    }
}
