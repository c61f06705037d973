//! Built-in lists: destructive commands and sensitive paths, as data.
//!
//! Expressions are matched without regard to case. They have no look-around, so each spells out what may stand
//! before and after: that is what tells `.env` from `.environment` and `rm -rf /` from `rm -rf /tmp/build`.

/// One row of a built-in list.
#[derive(Debug)]
pub(super) struct Row {
    /// The id a block names; stable.
    pub(super) id: &'static str,
    /// What it is, for people.
    pub(super) name: &'static str,
    /// The expression.
    pub(super) pattern: &'static str,
    /// Texts it hits, for the tests and for readers.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the tests"))]
    pub(super) hits: &'static [&'static str],
    /// Texts close by that it leaves alone.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the tests"))]
    pub(super) misses: &'static [&'static str],
}

/// What may stand after a word: a blank, a quote, the end of a command, of a sentence or of the text.
macro_rules! word_then_end {
    ($($pattern:literal),+ $(,)?) => {
        concat!("(?:", $($pattern),+, r#")(?:[\s"'`;&|()<>,\\]|\.(?:\s|$)|$)"#)
    };
}

/// Every row of both lists.
pub(super) const LIST: &[Row] = &[
    Row {
        id: "default:rm-root",
        name: "Deleting the root or home directory",
        pattern: word_then_end!(
            r"\brm\s+(?:-[\w-]*\s+)*(?:-[a-z]*r[a-z]*|--recursive)\s+(?:-[\w-]*\s+)*",
            r#"["']?(?:/|~/?|\$\{?HOME\}?/?)\*?"#,
        ),
        hits: &[
            "rm -rf /",
            "sudo rm -fr / && reboot",
            "rm -r -f /*",
            "RM -RF /",
            "rm --recursive --force --no-preserve-root /",
            "rm -rf -- \"/\"",
            "{\"command\":\"rm -rf /\"}",
            "Never run rm -rf /.",
            "rm -rf ~",
            "rm -rf $HOME/",
        ],
        misses: &[
            "rm -rf ./build",
            "rm -rf /tmp/build",
            "rm -rf build/",
            "rm -rf ~/project/target",
            "rm /",
            "rm -f /",
            "farm -rf /",
            "rm -rf /.cache",
        ],
    },
    Row {
        id: "default:sql-drop",
        name: "Dropping a table or database",
        pattern: r"\bdrop(?:\s|/\*[^*]*\*/)+(?:table|database)\b",
        hits: &["DROP TABLE users", "drop  database prod;", "1; drop/**/table users --"],
        misses: &["raindrop table", "drop the table", "drop tables", "drop index i"],
    },
    Row {
        id: "default:sql-truncate",
        name: "Emptying a table",
        // The bare form only in capitals or with its semicolon: "truncate the text" is an ordinary request.
        pattern: r#"\btruncate\s+table\b|(?-i:\bTRUNCATE)\s+[\w"`\[]|\btruncate\s+[\w."`\[\]]+\s*;"#,
        hits: &["truncate table users", "TRUNCATE users", "truncate public.users;"],
        misses: &["Truncate the text to 100 words.", "truncated table", "truncate output"],
    },
    Row {
        id: "default:mkfs",
        name: "Formatting a file system",
        pattern: r#"\bmkfs(?:\.[a-z0-9]+)?\s+["']?(?:-|/dev/|\$)"#,
        hits: &["mkfs.ext4 /dev/sda1", "mkfs -t xfs /dev/nvme0n1", "mkfs $DISK"],
        misses: &["What does mkfs do?", "mkfstool -a", "mkfs.ext4 is a command"],
    },
    Row {
        id: "default:dd-device",
        name: "Writing over a disk",
        pattern: r#"\bdd\s[^\n;|&]*\bof=["']?/dev/(?:sd|hd|vd|xvd|nvme|mmcblk|r?disk|mapper/|md|dm-)"#,
        hits: &[
            "dd if=/dev/zero of=/dev/sda bs=1M",
            "dd of=/dev/nvme0n1 if=image.iso",
            "dd if=x of=\"/dev/disk2\"",
        ],
        misses: &["dd if=/dev/sda of=backup.img", "dd if=/dev/zero of=/dev/null", "add of=/dev/sda"],
    },
    Row {
        id: "default:chmod-root",
        name: "Opening the whole file system to everyone",
        pattern: word_then_end!(
            r"\bchmod\s+(?:-[\w-]*\s+)*(?:-[a-z]*r[a-z]*|--recursive)\s+(?:-[\w-]*\s+)*",
            r#"(?:0?777|a\+rwx)\s+["']?/\*?"#,
        ),
        hits: &["chmod -R 777 /", "sudo chmod -Rv 0777 /*", "chmod --recursive a+rwx / && ls"],
        misses: &["chmod -R 777 /tmp/share", "chmod 777 /", "chmod -R 755 /"],
    },
    Row {
        id: "default:fork-bomb",
        name: "Fork bomb",
        pattern: r":\s*\(\s*\)\s*\{\s*:\s*\|\s*:\s*&\s*\}\s*;\s*:",
        hits: &[":(){ :|:& };:", ": () { : | : & } ; :"],
        misses: &["f() { g | h & }; f", ":) {}"],
    },
    Row {
        id: "default:force-push",
        name: "Force-pushing to main or master",
        pattern: word_then_end!(
            r"\bgit\s(?:[^\n;|&]*\s)?push\s(?:",
            // force, then the branch
            r"(?:[^\n;|&]*\s)?(?:--force|-[a-z]*f[a-z]*)\s(?:[^\n;|&]*[\s:+])?(?:refs/heads/)?(?:main|master)",
            // the branch, then force
            r"|(?:[^\n;|&]*[\s:+])?(?:refs/heads/)?(?:main|master)\s(?:[^\n;|&]*\s)?(?:--force|-[a-z]*f[a-z]*)",
            // the plus sign before the branch
            r"|(?:[^\n;|&]*\s)?\+(?:[^\s:]*:)?(?:refs/heads/)?(?:main|master)",
            r")",
        ),
        hits: &[
            "git push --force origin main",
            "git push -f origin master && echo done",
            "git push origin main --force",
            "git -C repo push -uf origin HEAD:main",
            "git push origin +main",
            "git push origin +HEAD:refs/heads/master",
        ],
        misses: &[
            "git push origin main",
            "git push --force origin feature/main",
            "git push --force origin maintenance",
            "git push --force-with-lease origin main",
            "git push origin feature --force",
            "git push --force origin feature; git checkout main",
            "git push --follow-tags origin main",
        ],
    },
    Row {
        id: "default:format-drive",
        name: "Formatting the system drive",
        pattern: r#"\bformat(?:\.com)?\s+(?:/\S+\s+)*c:(?:[\s/\\"'`;&|]|$)"#,
        hits: &["format c:", "FORMAT /q C: /y", "format c:\\"],
        misses: &["format code", "reformat c:", "format c:name"],
    },
    Row {
        id: "default:account-files",
        name: "System account files",
        pattern: r"/etc/+(?:passwd|g?shadow)-?(?:[^\w-]|$)",
        hits: &["cat /etc/passwd", "/etc/shadow", "less //etc//shadow-", "'/etc/passwd'"],
        misses: &["/etc/passwords", "/etc/shadowsocks.json", "/etc/passwd-policy.md", "etc passwd"],
    },
    Row {
        id: "default:env-file",
        name: "Environment file",
        // Not a property (`process.env`, `f().env`), not a longer name, not a template (`.env.example`).
        pattern: word_then_end!(
            r"(?:^|[^\w.)\]?}])\.env",
            r"(?:\.(?:local|prod|production|stage|staging|dev|development|test))?",
        ),
        hits: &["cat .env", ".env", "/srv/app/.env", "open('.env')", "source .env.production", "Read .env."],
        misses: &[
            ".environment",
            "process.env",
            "process?.env",
            "f().env",
            ".env.example",
            "prod.environment",
            ".envrc",
        ],
    },
    Row {
        id: "default:ssh-directory",
        name: "SSH directory",
        pattern: word_then_end!(
            r"(?:~|\$\{?HOME\}?|/root|[/\\](?:home|users)[/\\][^\s/\\]+)[/\\]\.ssh",
            r"(?:[/\\][^\s]*)?",
        ),
        hits: &["ls ~/.ssh/", "cat /home/ada/.ssh/config", "$HOME/.ssh", "C:\\Users\\ada\\.ssh\\known_hosts"],
        misses: &["~/.sshrc", "docs about .ssh", "/srv/.ssh-notes"],
    },
    Row {
        id: "default:private-key",
        name: "Private SSH key",
        pattern: word_then_end!(r"(?:^|[^\w])id_(?:rsa|dsa|ecdsa|ed25519)"),
        hits: &["cat id_rsa", "/keys/id_ed25519", "\"id_rsa\""],
        misses: &["id_rsa.pub", "valid_rsa", "id_rsa_notes", "grid_rsa"],
    },
    Row {
        id: "default:aws-credentials",
        name: "AWS credentials file",
        pattern: word_then_end!(r"\.aws[/\\]credentials"),
        hits: &["cat ~/.aws/credentials", "C:\\Users\\ada\\.aws\\credentials"],
        misses: &[".aws/credentials.md", ".aws/config", "aws credentials"],
    },
    Row {
        id: "default:npmrc",
        name: "npm credentials file",
        pattern: word_then_end!(r"(?:^|[^\w])\.npmrc"),
        hits: &["cat .npmrc", "~/.npmrc"],
        misses: &[".npmrc.example", "my.npmrc", ".npmrcs"],
    },
    Row {
        id: "default:git-credentials",
        name: "Git credentials file",
        pattern: word_then_end!(r"(?:^|[^\w])\.git-credentials"),
        hits: &["cat ~/.git-credentials", ".git-credentials"],
        misses: &[".git-credentials-helper", "git-credentials"],
    },
];
