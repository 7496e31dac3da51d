//! Messages as files in a folder: the demo's phone. It refuses to show numbers and texts in the log.
use std::{
    fs,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use super::{Delivery, Message};

/// A folder that gets one file a message, named by its id.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Made with the first message where it does not exist.
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    pub(super) async fn send(&self, message: Message<'_>) -> Delivery {
        let (folder, id) = (self.path.clone(), plain(message.id));
        let pdf = message.pdf.map(|(_, pdf)| (format!("{id}.pdf"), pdf.to_vec()));
        let name = format!("{id}.txt");
        let title = if message.title.is_empty() { String::new() } else { format!("Subject: {}\n", message.title) };
        let text = format!("To: {}\n{title}\n{}\n", message.to, message.body);
        let reference = name.clone();
        let written = tokio::task::spawn_blocking(move || {
            if let Some((name, pdf)) = pdf {
                write(&folder, &name, &pdf)?;
            }
            write(&folder, &name, text.as_bytes())
        });
        match written.await {
            Ok(Ok(())) => {
                let characters = message.body.chars().count();
                tracing::info!(notice = %message.id, characters, folder = %self.path.display(), "message written");
                Delivery::Sent { reference }
            }
            Ok(Err(fault)) => Delivery::TryAgain { after: None, reason: format!("folder-{:?}", fault.kind()) },
            Err(_) => Delivery::TryAgain { after: None, reason: "folder-broke-off".to_owned() },
        }
    }
}

/// The id with nothing in it that could lead out of the folder.
fn plain(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect()
}

/// Appears whole or not at all; the same id replaces its own file.
fn write(folder: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let aside = folder.join(format!(".{name}"));
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&aside)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&aside, folder.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_file_a_message_however_often_it_is_sent() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("notices");
        let folder = Folder::new(path.clone());
        let message = Message {
            id: "notice_1",
            to: "+15551230101",
            title: "",
            body: "Paid $84.20. Confirmation 123 456 7894.",
            pdf: None,
        };
        for _ in 0..2 {
            assert_eq!(folder.send(message).await, Delivery::Sent { reference: "notice_1.txt".to_owned() });
        }
        let text = fs::read_to_string(path.join("notice_1.txt")).unwrap();
        assert_eq!(text, "To: +15551230101\n\nPaid $84.20. Confirmation 123 456 7894.\n");
        folder.send(Message { id: "../../notice_2", ..message }).await;
        assert_eq!(fs::read_dir(&path).unwrap().count(), 2);
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_is_tried_again() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("taken");
        fs::write(&path, "a file").unwrap();
        let message = Message { id: "notice_1", to: "+15551230101", title: "", body: "x", pdf: None };
        assert!(matches!(Folder::new(path).send(message).await, Delivery::TryAgain { .. }));
    }

    #[test]
    fn a_number_is_shown_by_its_last_four() {
        assert_eq!(super::super::last_four("+15551230101"), "…0101");
        assert_eq!(super::super::last_four("911"), "…");
    }
}
