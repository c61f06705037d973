//! Word lists: the names of secrets and the words that tell what is none, each list written as one text.

use std::sync::LazyLock;

/// A list of words in small letters, sorted.
pub(super) struct WordList {
    words: Vec<&'static [u8]>,
    /// The ends of the words. Most words of a text are none of the list, and few of those pass it.
    ends: Sieve,
}

impl WordList {
    /// The words of `text`, parted by white space.
    fn of(text: &'static str) -> Self {
        let mut words: Vec<_> = text.split_ascii_whitespace().map(str::as_bytes).collect();
        words.sort_unstable();
        let mut ends = Sieve::default();
        for word in &words {
            ends.put(end(word));
        }
        Self { words, ends }
    }

    /// Whether `word`, in small letters, is one of them.
    pub(super) fn has(&self, word: &[u8]) -> bool {
        self.ends.may_have(end(word)) && self.words.binary_search(&word).is_ok()
    }

    /// Whether `word` is one of them in either case.
    pub(super) fn has_any_case(&self, word: &[u8]) -> bool {
        self.ends.may_have(end(word)) && self.words.iter().any(|known| known.eq_ignore_ascii_case(word))
    }

    /// Whether `word`, in small letters, ends in one of those that have more than four letters; shorter ones end too
    /// many words.
    pub(super) fn has_end_of(&self, word: &[u8]) -> bool {
        self.ends.may_have(end(word))
            && self.words.iter().any(|known| known.len() > 4 && word.ends_with(known))
    }

    /// The words.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'static [u8]> {
        self.words.iter().copied()
    }
}

/// The last two letters of a word, without their case.
fn end(word: &[u8]) -> [u8; 2] {
    match *word {
        [.., first, second] => [first, second],
        [single] => [0, single],
        [] => [0, 0],
    }
}

/// Strings in small letters that are looked for anywhere in a value.
pub(super) struct Marks {
    marks: Vec<&'static [u8]>,
    /// How the strings begin.
    heads: Sieve,
}

impl Marks {
    /// The strings of `text`, parted by white space; each has at least two bytes.
    fn of(text: &'static str) -> Self {
        let marks: Vec<_> = text.split_ascii_whitespace().map(str::as_bytes).collect();
        let mut heads = Sieve::default();
        for mark in &marks {
            heads.put([mark[0], mark[1]]);
        }
        Self { marks, heads }
    }

    /// Whether one of them occurs in `text`, in either case. The text is passed once.
    pub(super) fn occur_in(&self, text: &[u8]) -> bool {
        text.windows(2).enumerate().any(|(at, pair)| {
            let starts = |mark: &&[u8]| {
                text[at..].get(..mark.len()).is_some_and(|part| part.eq_ignore_ascii_case(mark))
            };
            self.heads.may_have([pair[0], pair[1]]) && self.marks.iter().any(starts)
        })
    }
}

/// A bit for each pair of bytes; letters of either case count as the same.
#[derive(Default)]
struct Sieve([u64; 32 * 32 / 64]);

impl Sieve {
    const fn place([first, second]: [u8; 2]) -> (usize, u32) {
        ((first as usize & 31) >> 1, (first as u32 & 1) << 5 | second as u32 & 31)
    }

    fn put(&mut self, pair: [u8; 2]) {
        let (word, bit) = Self::place(pair);
        self.0[word] |= 1 << bit;
    }

    #[inline]
    fn may_have(&self, pair: [u8; 2]) -> bool {
        let (word, bit) = Self::place(pair);
        self.0[word] >> bit & 1 == 1
    }
}

/// Declares lists.
macro_rules! lists {
    ($kind:ident: $($(#[doc = $doc:literal])+ $name:ident $text:literal)+) => {
        $($(#[doc = $doc])+ pub(super) static $name: LazyLock<$kind> = LazyLock::new(|| $kind::of($text));)+
    };
}

lists! { WordList:
    /// Names of passwords; the last part of a name must be one of them, or end in one of the longer ones.
    PASSWORDS "\
        password passwords passwd passwrd passphrase passcode pword pwd psw pw pass passwort kennwort \
        contrasena contraseña contrasenya senha haslo hasło wachtwoord parola motdepasse mdp lozinka \
        heslo losenord lösenord salasana adgangskode passord sifre şifre jelszo jelszó"

    /// Names of what is drawn by lot.
    SECRETS "\
        secret secrets token apikey apitoken authtoken accesstoken refreshtoken secretkey accesskey \
        privatekey authkey signingkey encryptionkey masterkey clientsecret appsecret credential \
        credentials creds cred bearer jwt authorization apisecret accountkey sharedkey webhooksecret 密钥 \
        令牌"

    /// Names of secrets and of much else.
    DOUBTFUL "\
        key keys auth tokens pat salt cookie session sessionid clave chave sig signature hmac \
        authentication phpsessid jsessionid"

    /// Names of short numbers.
    PINS "\
        pin otp pincode"

    /// What may follow the name of a secret: `password_value`, `token_prod`.
    APPENDED "\
        value val string str txt plain plaintext base env var prod dev test live staging new old raw \
        header b64 base64"

    /// What `key` must be the key of.
    KEYS_OF "\
        api access secret private signing signature encryption encrypt decryption auth authentication \
        client service master storage account subscription shared webhook hmac jwt session admin root \
        aes des crypt crypto cipher bot consumer license licence deploy server integration security sas \
        write read personal user org team x rest management functions symmetric ingest ingestion sdk \
        developer dev prod production live test staging openai anthropic stripe aws azure google gcp \
        github gitlab slack payment merchant recovery"

    /// What comes before `token`, `key` or `pass` when the whole is no secret.
    HARMLESS "\
        csrf xsrf next page continuation sync max min prompt completion total input output pad eos bos \
        unk mask sep cls special stop first last num cancellation public publishable syntax design \
        lookahead foreign partition sort cache object row hot issue project idempotency group map dict \
        index unique composite bucket registry translation message shortcut modifier arrow field column \
        lookup by all single pub anti forgery cursor paging nextpage previous prev device push cancel \
        query search event routing site anon tokenizer vocab primary secondary natural store antiforgery \
        verification resume change concurrency request asset"

    /// Words that stand for a value when one of them is a part of it, besides those of every key.
    VALUE_WORDS "\
        password passwd pass passphrase pwd secret token key apikey string str text true false required \
        optional credential credentials value username user admin object bytes boolean int number any \
        self this field args config settings env variable forgot reset confirm auth"

    /// Words that stand for a value, as parts of it.
    STAND_INS "\
        your yours my example examples sample dummy changeme change placeholder redacted replace \
        replaceme insert todo tbd fixme fake mock xxx here foobar foo bar hidden masked removed omitted \
        deleted null none nil undefined enter put some test123 goes default filtered sanitized \
        secretsmanager lorem ipsum stub invalid"

    /// Words that say that a value is a key.
    KEY_WORDS "\
        key keys apikey token tokens secret password passwd pwd pass auth bearer credential credentials \
        api access authorization private dsn webhook license session id pat cookie"

    /// Words that say that the value behind them is no key, when they stand directly before it.
    LABELS "\
        sha sha1 sha256 sha384 sha512 md5 crc commit commits digest checksum integrity etag hash \
        fingerprint revision rev trace span request correlation version uuid guid tree blob branch build \
        image ref"

    /// What a key or a token is called that everyone may know.
    PUBLIC_KEYS "\
        public publishable site anon browser pub"

    /// What is a client's id or a public key, written as one word.
    PUBLIC_NAMES "\
        clientid accountid tenantid projectid applicationid sitekey publishablekey publickey pubkey"

    /// Beginnings of names that end in `_PUBLIC_`. They say where a value was put, not that it belongs there.
    BUILD_TOOLS "\
        next nuxt expo"

    /// How addresses, paths, digests, references and public keys begin.
    OTHER_HEADS "\
        $ < % ./ ../ / ~/ c:\\ sha256 sha512 sha1- sha384 md5: data: arn: vault: op: ssm: ref+ enc[ env: \
        urn: pk_ pk. phc_ pk-lf @ & * -- -----begin {"

    /// How names of hosts and files end.
    OTHER_TAILS "\
        .com .net .org .io .json .yaml .yml .txt .pem .key .crt .cer .p12 .jks .pfx .py .js .ts .rs .go \
        .java .html .md .xml .properties -snapshot .env .conf .ini ... () .cfg"
}

lists! { Marks:
    /// Strings that stand for a value wherever they occur in it; none of them comes up by chance.
    MARKS "\
        example placeholder changeme redacted dummy replaceme abcdefghijkl 0123456789abc 1234567890123"

    /// What no secret contains: the signs of templates, and of looking a value up.
    TEMPLATE_SIGNS "\
        ${ {{ }} <% #{ $( %( :// process.env os.environ getenv environ[ env. secrets. _here -here"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_their_ends_are_known() {
        for (word, whole, end) in [
            ("password", true, true),
            ("dbpassword", false, true),
            ("mdp", true, false),
            ("xmdp", false, false),
            ("contraseña", true, true),
            ("word", false, false),
            ("", false, false),
        ] {
            assert_eq!(PASSWORDS.has(word.as_bytes()), whole, "{word}");
            assert_eq!(PASSWORDS.has_end_of(word.as_bytes()), end, "{word}");
        }
        assert!(STAND_INS.has_any_case(b"ChangeMe") && !STAND_INS.has_any_case(b"changed"));
    }

    #[test]
    fn marks_are_seen_anywhere_in_either_case() {
        for (value, expected) in [
            ("EXAMPLE", true),
            ("AKexample1", true),
            ("xxPlaceHolder", true),
            ("exampl", false),
            ("e", false),
        ] {
            assert_eq!(MARKS.occur_in(value.as_bytes()), expected, "{value}");
        }
        assert!(TEMPLATE_SIGNS.occur_in(b"a${b}") && !TEMPLATE_SIGNS.occur_in(b"a$b"));
    }
}
