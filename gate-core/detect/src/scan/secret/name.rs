//! Name: whether what a value is assigned to is called like a secret.

use std::sync::LazyLock;

use crate::scan::window::Window;

/// How far before its operator a name may begin, in bytes.
const REACH_BYTES: usize = 64;

/// How many parts of a name are looked at: `client`, `secret` and `key` are the parts of `clientSecret_key`.
const PARTS: usize = 4;

/// What a name promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Promise {
    /// Something a person made up: any characters, of any length.
    Password,
    /// Something drawn by lot.
    Secret,
    /// The same, but things that are no secrets have that name too.
    Doubtful,
    /// Four to eight digits.
    Pin,
}

/// Names of passwords; the last part of a name must be one of them, or end in one of the longer ones.
const PASSWORDS: &[&str] = &[
    "password", "passwords", "passwd", "passwrd", "passphrase", "passcode", "pword", "pwd", "psw", "pw", "pass", "passwort",
    "kennwort", "contrasena", "contraseña", "contrasenya", "senha", "haslo", "hasło", "wachtwoord", "parola", "motdepasse", "mdp",
    "lozinka", "heslo", "losenord", "lösenord", "salasana", "adgangskode", "passord", "sifre", "şifre", "jelszo", "jelszó",
];

/// Names of passwords in scripts without capitals or spaces to part them, or with capitals of their own.
const FOREIGN_PASSWORDS: &[&str] = &[
    "пароль", "Пароль", "ПАРОЛЬ", "密码", "密碼", "口令", "パスワード", "暗証番号", "비밀번호", "암호", "सांकेतिक शब्द", "كلمة السر",
    "كلمة المرور", "סיסמה", "κωδικός", "รหัสผ่าน", "mật khẩu", "mot de passe", "Mot de passe", "palavra-passe",
];

/// Names of what is drawn by lot.
const SECRETS: &[&str] = &[
    "secret", "secrets", "token", "apikey", "apitoken", "authtoken", "accesstoken", "refreshtoken", "secretkey", "accesskey",
    "privatekey", "authkey", "signingkey", "encryptionkey", "masterkey", "clientsecret", "appsecret", "credential", "credentials",
    "creds", "cred", "bearer", "jwt", "authorization", "apisecret", "accountkey", "sharedkey", "webhooksecret", "密钥", "令牌",
];

/// Names of secrets and of much else.
const DOUBTFUL: &[&str] = &[
    "key", "keys", "auth", "tokens", "pat", "salt", "cookie", "session", "sessionid", "clave", "chave", "sig",
    "signature", "hmac", "authentication", "phpsessid", "jsessionid",
];

/// Names of short numbers.
const PINS: &[&str] = &["pin", "otp", "pincode"];

/// What may follow the name of a secret: `password_value`, `token_prod`.
const APPENDED: &[&str] = &[
    "value", "val", "string", "str", "txt", "plain", "plaintext", "base", "env", "var", "prod", "dev", "test", "live", "staging",
    "new", "old", "raw", "header", "b64", "base64",
];

/// What `key` must be the key of.
const KEYS_OF: &[&str] = &[
    "api", "access", "secret", "private", "signing", "signature", "encryption", "encrypt", "decryption", "auth", "authentication",
    "client", "service", "master", "storage", "account", "subscription", "shared", "webhook", "hmac", "jwt", "session", "admin",
    "root", "aes", "des", "crypt", "crypto", "cipher", "bot", "consumer", "license", "licence", "deploy", "server", "integration",
    "security", "sas", "write", "read", "personal", "user", "org", "team", "x", "rest", "management", "functions", "symmetric",
    "ingest", "ingestion", "sdk", "developer", "dev", "prod", "production", "live", "test", "staging",
    "openai", "anthropic", "stripe", "aws", "azure", "google", "gcp", "github", "gitlab", "slack", "payment", "merchant", "recovery",
];

/// What comes before `token`, `key` or `pass` when the whole is no secret.
const HARMLESS: &[&str] = &[
    "csrf", "xsrf", "next", "page", "continuation", "sync", "max", "min", "prompt", "completion", "total", "input", "output",
    "pad", "eos", "bos", "unk", "mask", "sep", "cls", "special", "stop", "first", "last", "num", "cancellation", "public",
    "publishable", "syntax", "design", "lookahead", "foreign", "partition", "sort", "cache", "object", "row", "hot", "issue",
    "project", "idempotency", "group", "map", "dict", "index", "unique", "composite", "bucket", "registry", "translation",
    "message", "shortcut", "modifier", "arrow", "field", "column", "lookup", "by", "all", "single", "pub", "anti", "forgery",
    "cursor", "paging", "nextpage", "previous", "prev", "device", "push", "cancel", "query", "search", "event", "routing",
    "tokenizer", "vocab", "primary", "secondary", "natural", "store", "antiforgery", "verification", "resume", "change", "concurrency", "request", "asset",
];

/// The part of a text that names a value.
pub(super) struct Name {
    /// In small letters.
    text: [u8; REACH_BYTES],
    /// Where its parts begin and end in `text`, the last first.
    parts: [(usize, usize); PARTS],
    count: usize,
    length: usize,
    /// Where it begins in the text.
    pub(super) start: usize,
}

impl Name {
    /// The name that ends at `end`; words before it belong to it when it is a single word.
    pub(super) fn before(window: &Window<'_>, end: usize) -> Self {
        let sight = window.slice(end.saturating_sub(REACH_BYTES)..end);
        let is_name_byte = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'$') || !byte.is_ascii();
        let begin = |sight: &[u8]| sight.iter().rposition(|byte| !is_name_byte(byte)).map_or(0, |index| index + 1);
        let mut start = begin(sight);
        // "client secret", "the api key": up to two more words.
        for _ in 0..2 {
            if start >= 2 && sight[start - 1] == b' ' && sight[start - 2].is_ascii_alphanumeric() {
                start = begin(&sight[..start - 1]);
            }
        }
        Self::of(&sight[start..], end - (sight.len() - start))
    }

    /// A name that is known as a whole.
    pub(super) fn of(name: &[u8], start: usize) -> Self {
        let name = &name[name.len().saturating_sub(REACH_BYTES)..];
        let mut text = [0; REACH_BYTES];
        for (small, byte) in text.iter_mut().zip(name) {
            *small = byte.to_ascii_lowercase();
        }
        let mut read = Self { text, parts: [(0, 0); PARTS], count: 0, length: name.len(), start };
        let joins = |byte: u8| matches!(byte, b'_' | b'-' | b'.' | b'$' | b' ');
        let mut end = name.len();
        while end > 0 && read.count < PARTS {
            if joins(name[end - 1]) {
                end -= 1;
                continue;
            }
            let is_hump = |at: usize| name[at - 1].is_ascii_lowercase() && name[at].is_ascii_uppercase();
            let mut first = end - 1;
            while first > 0 && !joins(name[first - 1]) && !is_hump(first) {
                first -= 1;
            }
            read.parts[read.count] = (first, end);
            read.count += 1;
            end = first;
        }
        read
    }

    fn part(&self, index: usize) -> &[u8] {
        let (start, end) = self.parts[index];
        if index < self.count { &self.text[start..end] } else { b"" }
    }

    /// What it promises; `None` when it is no secret's name.
    pub(super) fn promise(&self) -> Option<Promise> {
        let mut index = 0;
        // `password1`, `api_key_2`, `token_value`
        if self.count > 1 && (self.part(0).iter().all(u8::is_ascii_digit) || is_one_of(self.part(0), APPENDED)) {
            index = 1;
        }
        let last = without_digits(self.part(index));
        let before = self.part(index + 1);
        if last.is_empty() {
            return None;
        }
        if !last.is_ascii() || index == 0 && self.text[..self.length].ends_with(b"passe") {
            return self.foreign(last);
        }
        if is_one_of(before, HARMLESS) && !is_one_of(last, &["secret", "password"]) {
            return None;
        }
        if is_one_of(last, PASSWORDS) || PASSWORDS.iter().any(|known| known.len() > 4 && last.ends_with(known.as_bytes())) {
            return Some(Promise::Password);
        }
        let is_compound = |known: &str| known.len() > 4 && !matches!(known, "secrets" | "creds") && last.ends_with(known.as_bytes());
        if is_one_of(last, SECRETS) || SECRETS.iter().any(|known| is_compound(known)) {
            return Some(Promise::Secret);
        }
        match last {
            b"key" | b"keys" if is_one_of(before, KEYS_OF) => Some(Promise::Secret),
            _ if is_one_of(last, DOUBTFUL) => Some(Promise::Doubtful),
            _ if is_one_of(last, PINS) => Some(Promise::Pin),
            _ => None,
        }
    }

    fn foreign(&self, last: &[u8]) -> Option<Promise> {
        let name = &self.text[..self.length];
        let ends_in = |list: &[&str]| list.iter().any(|known| name.ends_with(known.as_bytes()));
        if ends_in(FOREIGN_PASSWORDS) || is_one_of(last, PASSWORDS) {
            return Some(Promise::Password);
        }
        ends_in(&["密钥", "令牌", "秘钥", "ключ", "токен", "секрет", "トークン", "秘密鍵", "토큰", "시크릿", "clé"]).then_some(Promise::Doubtful)
    }
}

fn is_one_of(word: &[u8], list: &[&str]) -> bool {
    list.iter().any(|known| known.as_bytes() == word)
}

fn without_digits(word: &[u8]) -> &[u8] {
    let length = word.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |index| index + 1);
    &word[..length]
}

/// The endings of all names, three letters each: most operators stand behind others. One bit for each combination of
/// three letters.
struct Endings([u64; 32 * 32 * 32 / 64]);

static ENDINGS: LazyLock<Endings> = LazyLock::new(|| {
    let mut endings = Endings([0; 512]);
    for name in PASSWORDS.iter().chain(SECRETS).chain(DOUBTFUL).chain(PINS).chain(APPENDED) {
        match name.as_bytes() {
            [.., first, second, third] => endings.put([*first, *second, *third]),
            [second, third] => (0..32).for_each(|first| endings.put([first, *second, *third])),
            _ => {}
        }
    }
    endings
});

impl Endings {
    /// Letters of either case have the same five low bits; what other bytes have does no harm.
    const fn place([first, second, third]: [u8; 3]) -> (usize, u32) {
        let index = (first as usize & 31) << 10 | (second as usize & 31) << 5 | third as usize & 31;
        (index / 64, (index % 64) as u32)
    }

    fn put(&mut self, ending: [u8; 3]) {
        let (word, bit) = Self::place(ending);
        self.0[word] |= 1 << bit;
    }
}

/// Whether a name may end in these three bytes.
#[inline]
pub(super) fn may_end_in(ending: [u8; 3]) -> bool {
    let [first, second, third] = ending;
    if third.is_ascii_digit() || !third.is_ascii() || !second.is_ascii() || !first.is_ascii() {
        return true;
    }
    let (word, bit) = Endings::place(ending);
    ENDINGS.0[word] >> bit & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_promise_what_they_say() {
        use Promise::{Doubtful, Password, Pin, Secret};
        let rows = [
            ("password", Some(Password)),
            ("DB_PASSWORD", Some(Password)),
            ("dbPassword1", Some(Password)),
            ("spring.datasource.password", Some(Password)),
            ("mysqlpasswd", Some(Password)),
            ("user_pass", Some(Password)),
            ("mot de passe", Some(Password)),
            ("contraseña", Some(Password)),
            ("我的密码", Some(Password)),
            ("clientSecret", Some(Secret)),
            ("client secret", Some(Secret)),
            ("API_KEY_2", Some(Secret)),
            ("x-api-key", Some(Secret)),
            ("authToken", Some(Secret)),
            ("SECRET_KEY_BASE", Some(Secret)),
            ("key", Some(Doubtful)),
            ("pin", Some(Pin)),
            ("public_key", None),
            ("primaryKeyName", None),
            ("max_tokens", None),
            ("prompt_tokens", None),
            ("csrf_token", None),
            ("next_page_token", None),
            ("token_type", None),
            ("password_policy", None),
            ("secret_name", None),
            ("monkey", None),
            ("author", None),
            ("compass", None),
            ("bypass", None),
        ];
        for (name, expected) in rows {
            assert_eq!(Name::of(name.as_bytes(), 0).promise(), expected, "{name}");
            if expected.is_some() {
                assert!(may_end_in(ending(name)), "{name}: the ending is known");
            }
        }
    }

    fn ending(name: &str) -> [u8; 3] {
        match name.as_bytes() {
            [.., first, second, third] => [*first, *second, *third],
            [second, third] => [b'_', *second, *third],
            _ => panic!("{name} is too short"),
        }
    }

    #[test]
    fn every_name_has_a_known_ending() {
        for name in PASSWORDS.iter().chain(FOREIGN_PASSWORDS).chain(SECRETS).chain(DOUBTFUL).chain(PINS).chain(APPENDED) {
            assert!(may_end_in(ending(name)), "{name}");
        }
    }
}
