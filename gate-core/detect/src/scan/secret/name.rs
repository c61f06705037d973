//! Name: whether what a value is assigned to is called like a secret.

use super::words::{APPENDED, BUILD_TOOLS, DOUBTFUL, HARMLESS, KEYS_OF, PASSWORDS, PINS, SECRETS};
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

/// Names of passwords in scripts without capitals or spaces to part them, or of several words.
#[rustfmt::skip]
const FOREIGN_PASSWORDS: &[&str] = &[
    "пароль", "Пароль", "ПАРОЛЬ", "密码", "密碼", "口令", "パスワード", "暗証番号", "비밀번호", "암호",
    "كلمة السر", "كلمة المرور", "סיסמה", "κωδικός", "รหัสผ่าน", "mật khẩu", "mot de passe", "palavra-passe",
];

/// Names of what is drawn by lot, in such scripts.
#[rustfmt::skip]
const FOREIGN_SECRETS: &[&str] = &[
    "密钥", "令牌", "秘钥", "ключ", "токен", "секрет", "トークン", "秘密鍵", "토큰", "시크릿", "clé",
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
        let is_name_byte = |byte: &u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'$') || !byte.is_ascii()
        };
        let begin =
            |sight: &[u8]| sight.iter().rposition(|byte| !is_name_byte(byte)).map_or(0, |index| index + 1);
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
        if self.count > 1 && (self.part(0).iter().all(u8::is_ascii_digit) || APPENDED.has(self.part(0))) {
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
        // `NEXT_PUBLIC_TOKEN`
        let is_exposed = before == b"public" && BUILD_TOOLS.has(self.part(index + 2));
        if HARMLESS.has(before) && !is_exposed && !matches!(last, b"secret" | b"password") {
            return None;
        }
        // `dbpassword`, `mysqlpwd`
        if PASSWORDS.has(last) || PASSWORDS.has_end_of(last) {
            return Some(Promise::Password);
        }
        if SECRETS.has(last) || SECRETS.has_end_of(last) {
            return Some(Promise::Secret);
        }
        match last {
            // Whoever visits a page that Segment watches gets the key with it.
            b"key" if before == b"write" && self.part(index + 2) == b"segment" => None,
            b"key" | b"keys" if KEYS_OF.has(before) => Some(Promise::Secret),
            _ if DOUBTFUL.has(last) => Some(Promise::Doubtful),
            _ if PINS.has(last) => Some(Promise::Pin),
            _ => None,
        }
    }

    fn foreign(&self, last: &[u8]) -> Option<Promise> {
        let name = &self.text[..self.length];
        let ends_in = |list: &[&str]| list.iter().any(|known| name.ends_with(known.as_bytes()));
        if ends_in(FOREIGN_PASSWORDS) || PASSWORDS.has(last) {
            return Some(Promise::Password);
        }
        ends_in(FOREIGN_SECRETS).then_some(Promise::Doubtful)
    }
}

fn without_digits(word: &[u8]) -> &[u8] {
    let length = word.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |index| index + 1);
    &word[..length]
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
            ("NEXT_PUBLIC_TOKEN", Some(Secret)),
            ("public_token", None),
            ("RECAPTCHA_SITE_KEY", None),
            ("SEGMENT_WRITE_KEY", None),
            ("WRITE_KEY", Some(Secret)),
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
        }
    }
}
