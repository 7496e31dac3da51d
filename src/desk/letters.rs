//! Letters: those that wait for the printer, and that a file has taken them. It refuses to know how a page looks.
use super::{Desk, DeskError, raced};
use crate::store::outbox::{self, NoticeRow};

impl Desk {
    /// Letters that no file has taken yet, the oldest first.
    ///
    /// # Errors
    /// Any `StoreError`.
    pub async fn letters(&self) -> Result<Vec<NoticeRow>, DeskError> {
        Ok(outbox::letters(self.parts.store.reader(), self.parts.clock.now()).await?)
    }

    /// Marks letters as printed into a file, all in one transaction; gives how many were not marked before.
    ///
    /// # Errors
    /// Any `StoreError`.
    pub async fn printed(&self, letters: &[NoticeRow], file: &str) -> Result<usize, DeskError> {
        raced(|| async {
            let at = self.parts.clock.now();
            let mut tx = self.parts.store.begin().await?;
            let mut printed = 0;
            for letter in letters {
                if outbox::sent(&mut tx, &letter.notice.notice, Some(file), at).await? {
                    printed += 1;
                }
            }
            tx.commit().await?;
            Ok(printed)
        })
        .await
    }
}
