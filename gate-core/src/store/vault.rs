//! Vault: the master keys, where they come from and where they are kept: never in the database.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use parking_lot::Mutex;
use zeroize::Zeroizing;

use crate::id::Entropy;
use crate::secret::{BadKeyring, Bound, Keyring, Sealed, Secret, Unsealable};

/// The permission bits of everybody but the owner.
#[cfg(unix)]
const OTHERS: u32 = 0o077;
/// The file in the data directory, used unless the configuration has the keys.
const FILE: &str = "master.key";
/// More than any list of keys that somebody would write.
const FILE_BYTES: u64 = 4096;

/// Seals and opens under the installation's master keys.
#[derive(Debug)]
pub struct Vault {
    /// `None` when the keys come from the configuration, which nothing here can change.
    file: Option<PathBuf>,
    state: Mutex<State>,
}

#[derive(Debug, Clone)]
enum State {
    Ready(Keyring),
    /// There is no file; one is made when something has to be sealed.
    Absent,
    Unusable(VaultError),
}

/// Why nothing can be sealed, or something cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The value's own fault.
    #[error(transparent)]
    Sealed(#[from] Unsealable),
    /// The file may be read or written by others than its owner.
    #[error(
        "{FILE} has mode {mode:03o}, so that others can read it: run `chmod 600` on it, and rotate it if they did"
    )]
    Exposed {
        /// The permission bits.
        mode: u32,
    },
    /// The file holds something else.
    #[error("{FILE} cannot be read as master keys: {0}")]
    Unreadable(String),
    /// The file cannot be made or replaced.
    #[error("{FILE} cannot be written: {0}")]
    Unwritable(String),
    /// The keys come from the configuration.
    #[error(
        "the master key comes from the configuration: put a new one before it there (`v2:...,v1:...`) and start anew"
    )]
    Configured,
}

/// How a vault stands, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VaultStanding {
    /// Values are sealed under this version.
    Ready(u32),
    /// No key was needed so far.
    Unneeded,
    /// Nothing can be sealed or opened.
    Unusable(VaultError),
}

impl Vault {
    /// The vault of a data directory. Keys of the configuration come before those of the file.
    ///
    /// A file that may not be used is no error here: what was sealed stays closed, and everything else works.
    pub fn open(directory: &Path, configured: Option<&Secret>) -> Result<Self, BadKeyring> {
        if let Some(text) = configured {
            let keyring = Keyring::parse(text.expose())?;
            return Ok(Self { file: None, state: Mutex::new(State::Ready(keyring)) });
        }
        let file = directory.join(FILE);
        let state = match read(&file) {
            Ok(Some(keyring)) => State::Ready(keyring),
            Ok(None) => State::Absent,
            Err(error) => {
                tracing::error!(%error, "stored provider keys stay closed");
                State::Unusable(error)
            }
        };
        Ok(Self { file: Some(file), state: Mutex::new(state) })
    }

    /// How it stands.
    pub fn standing(&self) -> VaultStanding {
        match &*self.state.lock() {
            State::Ready(keyring) => VaultStanding::Ready(keyring.newest()),
            State::Absent => VaultStanding::Unneeded,
            State::Unusable(error) => VaultStanding::Unusable(error.clone()),
        }
    }

    /// Seals a value. When there is no master key yet one is made, of the version after `used`, the highest that
    /// any stored value was sealed under: what a lost key had sealed is then known from what the new one seals.
    pub fn seal(
        &self,
        secret: &Secret,
        bound: Bound<'_>,
        used: u32,
        entropy: &dyn Entropy,
    ) -> Result<Sealed, VaultError> {
        let mut state = self.state.lock();
        let made = match (&*state, &self.file) {
            (State::Ready(keyring), _) => return Ok(keyring.seal(secret, bound, entropy)),
            (State::Unusable(error), _) => return Err(error.clone()),
            (State::Absent, None) => return Err(VaultError::Configured),
            (State::Absent, Some(file)) => {
                let keyring = Keyring::generate(used + 1, entropy);
                write(file, &keyring)?;
                keyring
            }
        };
        let sealed = made.seal(secret, bound, entropy);
        *state = State::Ready(made);
        Ok(sealed)
    }

    /// Opens a value.
    pub fn open_sealed(&self, sealed: &Sealed, bound: Bound<'_>) -> Result<Secret, VaultError> {
        match &*self.state.lock() {
            State::Ready(keyring) => Ok(keyring.open(sealed, bound)?),
            State::Absent => Err(Unsealable::KeyMissing(sealed.key_version).into()),
            State::Unusable(error) => Err(error.clone()),
        }
    }

    /// Puts a new key above those of the file, in the file as well: from here on it seals, and the older ones open.
    ///
    /// Keys of the configuration stay as they are; the newest of them seals anyway.
    pub fn begin_rotation(&self, entropy: &dyn Entropy) -> Result<(), VaultError> {
        let Some(file) = &self.file else { return Ok(()) };
        let mut state = self.state.lock();
        let renewed = match &*state {
            State::Ready(keyring) => keyring.with_newer(entropy),
            State::Absent => return Ok(()),
            State::Unusable(error) => return Err(error.clone()),
        };
        write(file, &renewed)?;
        *state = State::Ready(renewed);
        Ok(())
    }

    /// Forgets the keys of the file that nothing is sealed under any more: all below `lowest` but the newest. Says how
    /// many older ones had to stay.
    pub fn end_rotation(&self, lowest: u32) -> Result<usize, VaultError> {
        let mut state = self.state.lock();
        let State::Ready(keyring) = &*state else { return Ok(0) };
        let Some(file) = &self.file else { return Ok(keyring.count() - 1) };
        let kept = keyring.from_version(lowest);
        write(file, &kept)?;
        let older = kept.count() - 1;
        *state = State::Ready(kept);
        Ok(older)
    }
}

/// The keys in the file; `None` when there is none.
fn read(path: &Path) -> Result<Option<Keyring>, VaultError> {
    let unreadable = |error: &dyn std::fmt::Display| VaultError::Unreadable(error.to_string());
    match path.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(&error)),
        // A link could point at what somebody else wrote.
        Ok(metadata) if !metadata.is_file() => return Err(unreadable(&"it is no plain file")),
        Ok(_) => {}
    }
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    check_mode(&file.metadata().map_err(|error| unreadable(&error))?)?;
    let mut text = Zeroizing::new(String::new());
    file.take(FILE_BYTES).read_to_string(&mut text).map_err(|error| unreadable(&error))?;
    Keyring::parse(text.trim()).map(Some).map_err(|error| unreadable(&error))
}

#[cfg(unix)]
fn check_mode(metadata: &std::fs::Metadata) -> Result<(), VaultError> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777;
    if mode & OTHERS == 0 { Ok(()) } else { Err(VaultError::Exposed { mode }) }
}

/// Where files have no modes the directory's access rules have to do.
#[cfg(not(unix))]
fn check_mode(_: &std::fs::Metadata) -> Result<(), VaultError> {
    Ok(())
}

/// Replaces the file as a whole: after a crash at any moment it is the old one or the new one.
fn write(path: &Path, keyring: &Keyring) -> Result<(), VaultError> {
    let draft = path.with_extension("key.new");
    let replace = || -> std::io::Result<()> {
        // What an interrupted write left behind; made anew, so that its mode is ours.
        match std::fs::remove_file(&draft) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&draft)?;
        file.write_all(keyring.render().expose().as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        std::fs::rename(&draft, path)?;
        path.parent().map_or(Ok(()), |directory| File::open(directory)?.sync_all())
    };
    replace().map_err(|error| VaultError::Unwritable(error.to_string()))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::{FILE, Vault, VaultError, VaultStanding};
    use crate::id::{OrgId, OsEntropy};
    use crate::secret::{Bound, Keyring, Secret, Unsealable};

    const PLACE: Bound<'static> = Bound { org: OrgId(1), row: "pkey_a", origin: "https://api.example.com" };

    fn mode(path: &std::path::Path) -> u32 {
        path.metadata().expect("a file").permissions().mode() & 0o777
    }

    #[test]
    fn the_file_is_made_when_it_is_needed_and_opens_what_it_sealed_after_a_restart() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join(FILE);
        let vault = Vault::open(directory.path(), None).expect("no keys are no fault");
        assert!(vault.standing() == VaultStanding::Unneeded && !path.exists());
        let sealed = vault.seal(&Secret::new("kept"), PLACE, 0, &OsEntropy).expect("a key is made");
        assert_eq!((sealed.key_version, mode(&path)), (1, 0o600));
        let again = Vault::open(directory.path(), None).expect("the file is read");
        assert!(again.open_sealed(&sealed, PLACE).is_ok_and(|secret| secret.expose() == "kept"));

        std::fs::remove_file(&path).expect("the key is lost");
        let without = Vault::open(directory.path(), None).expect("no keys are no fault");
        let lost = VaultError::Sealed(Unsealable::KeyMissing(1));
        assert_eq!(without.open_sealed(&sealed, PLACE).err(), Some(lost.clone()));
        let next = without.seal(&Secret::new("new"), PLACE, 1, &OsEntropy).expect("a key is made");
        assert_eq!(next.key_version, 2, "a version that nothing was sealed under");
        assert_eq!(without.open_sealed(&sealed, PLACE).err(), Some(lost), "the reason stays the same");
    }

    #[test]
    fn a_file_that_others_can_read_or_that_holds_something_else_is_not_used() {
        for (content, bits, reason) in [
            (None, 0o640, "mode 640"),
            (None, 0o604, "mode 604"),
            (None, 0o602, "mode 602"),
            (Some("not a key"), 0o600, "cannot be read as master keys"),
            (Some(""), 0o600, "cannot be read as master keys"),
        ] {
            let directory = tempfile::tempdir().expect("a directory");
            let path = directory.path().join(FILE);
            let keyring = Keyring::generate(1, &OsEntropy).render();
            std::fs::write(&path, content.unwrap_or(keyring.expose())).expect("a file");
            std::fs::set_permissions(&path, PermissionsExt::from_mode(bits)).expect("a mode");
            let vault = Vault::open(directory.path(), None).expect("the rest works");
            let error = vault.seal(&Secret::new("x"), PLACE, 0, &OsEntropy).expect_err("nothing is sealed");
            assert!(error.to_string().contains(reason), "{content:?} {bits:o}: {error}");
            assert_eq!(vault.standing(), VaultStanding::Unusable(error), "{content:?} {bits:o}");
        }
        let directory = tempfile::tempdir().expect("a directory");
        std::os::unix::fs::symlink("/dev/zero", directory.path().join(FILE)).expect("a link");
        let vault = Vault::open(directory.path(), None).expect("the rest works");
        assert!(matches!(vault.standing(), VaultStanding::Unusable(VaultError::Unreadable(_))));
    }

    #[test]
    fn a_rotation_keeps_the_old_key_until_it_ends() {
        let directory = tempfile::tempdir().expect("a directory");
        let vault = Vault::open(directory.path(), None).expect("no keys are no fault");
        let old = vault.seal(&Secret::new("kept"), PLACE, 0, &OsEntropy).expect("sealed");
        vault.begin_rotation(&OsEntropy).expect("a new key");
        let interrupted = Vault::open(directory.path(), None).expect("the file is read");
        for vault in [&vault, &interrupted] {
            assert!(vault.open_sealed(&old, PLACE).is_ok(), "the old key is still there");
            assert_eq!(vault.standing(), VaultStanding::Ready(2));
        }
        let new = vault.seal(&Secret::new("kept"), PLACE, 1, &OsEntropy).expect("sealed anew");
        assert_eq!(vault.end_rotation(1), Ok(1), "something is still sealed under the old key");
        assert!(vault.open_sealed(&old, PLACE).is_ok());
        assert_eq!(vault.end_rotation(2), Ok(0), "the old key goes");
        let after = Vault::open(directory.path(), None).expect("the file is read");
        assert_eq!(after.open_sealed(&old, PLACE).err(), Some(Unsealable::KeyMissing(1).into()));
        assert!(after.open_sealed(&new, PLACE).is_ok());
        assert_eq!(mode(&directory.path().join(FILE)), 0o600);
        assert!(!directory.path().join("master.key.new").exists());
    }

    #[test]
    fn keys_of_the_configuration_come_first_and_leave_no_file() {
        let directory = tempfile::tempdir().expect("a directory");
        let older = Keyring::generate(1, &OsEntropy);
        let sealed = older.seal(&Secret::new("kept"), PLACE, &OsEntropy);
        let both = older.with_newer(&OsEntropy).render();
        let vault = Vault::open(directory.path(), Some(&both)).expect("two keys");
        assert!(vault.open_sealed(&sealed, PLACE).is_ok());
        vault.begin_rotation(&OsEntropy).expect("nothing to do");
        assert_eq!(vault.seal(&Secret::new("new"), PLACE, 1, &OsEntropy).expect("sealed").key_version, 2);
        assert_eq!(vault.end_rotation(2), Ok(1), "the file has nothing to do with it");
        assert!(!directory.path().join(FILE).exists());
        assert!(Vault::open(directory.path(), Some(&Secret::new("short"))).is_err());
    }
}
