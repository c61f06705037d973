//! Owner: the one process that may use a data directory.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

/// The claim on a data directory, held until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub struct Owner {
    directory: PathBuf,
    /// Locked for as long as it is open. The file itself stays: removing it would let two processes each lock
    /// a file of that name.
    _lock: File,
}

/// Who owns a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("another gate (process {pid}) uses this data directory")]
pub struct OwnedBy {
    /// The process.
    pub pid: u32,
    /// When it claimed the directory, milliseconds since 1970.
    pub started_at_ms: i64,
}

/// Why a directory could not be claimed.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    /// Another process uses it.
    #[error(transparent)]
    Owned(#[from] OwnedBy),
    /// It cannot be made or written.
    #[error("the data directory cannot be used: {0}")]
    Io(#[from] std::io::Error),
}

impl Owner {
    /// Claims a directory, which is made (for its owner's eyes only) when it is missing.
    pub fn claim(directory: &Path, now_ms: i64) -> Result<Self, ClaimError> {
        make_private_directory(directory)?;
        let mut lock = open_private_file(&directory.join("gate.lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(owner_in(&mut lock).into()),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        lock.set_len(0)?;
        lock.rewind()?;
        writeln!(lock, "{} {now_ms}", std::process::id())?;
        Ok(Self { directory: directory.to_path_buf(), _lock: lock })
    }

    /// The claimed directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The database's file, which is made (for its owner's eyes only) when it is missing.
    ///
    /// Must not be called while the database is open: closing any handle of a file drops the locks on it.
    pub(super) fn database_file(&self) -> std::io::Result<PathBuf> {
        let path = self.directory.join("gate.db");
        open_private_file(&path)?;
        Ok(path)
    }
}

/// What the owner wrote into its lock file; zeros when it has not written yet.
fn owner_in(lock: &mut File) -> OwnedBy {
    let mut text = String::new();
    let _ = lock.take(64).read_to_string(&mut text);
    let mut words = text.split_whitespace();
    let pid = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
    let started_at_ms = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
    OwnedBy { pid, started_at_ms }
}

fn make_private_directory(directory: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

/// Opens or makes a file that only its owner may read. A link is refused: it could point at somebody else's file.
fn open_private_file(path: &Path) -> std::io::Result<File> {
    if path.symlink_metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return Err(std::io::Error::other(format!("{} is not a plain file", path.display())));
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::{ClaimError, Owner};

    #[test]
    fn a_directory_has_one_owner_at_a_time() {
        let parent = tempfile::tempdir().unwrap();
        let directory = parent.path().join("a/b");
        let first = Owner::claim(&directory, 1_700).unwrap();
        match Owner::claim(&directory, 1_800) {
            Err(ClaimError::Owned(owner)) => {
                assert_eq!((owner.pid, owner.started_at_ms), (std::process::id(), 1_700));
            }
            other => panic!("a second owner was let in: {other:?}"),
        }
        drop(first);
        Owner::claim(&directory, 1_900).expect("the directory is free again");
    }

    #[cfg(unix)]
    #[test]
    fn files_are_private_and_links_are_refused() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let parent = tempfile::tempdir().unwrap();
        let directory = parent.path().join("data");
        let owner = Owner::claim(&directory, 0).unwrap();
        let database = owner.database_file().unwrap();
        for (path, mode) in [(&directory, 0o700), (&database, 0o600), (&directory.join("gate.lock"), 0o600)] {
            let found = path.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(found, mode, "{}", path.display());
        }
        std::fs::remove_file(&database).unwrap();
        symlink(parent.path().join("elsewhere"), &database).unwrap();
        assert!(owner.database_file().is_err(), "a link must not be followed");
        assert!(!parent.path().join("elsewhere").exists());
    }
}
