//! Messages: short and dense chat messages, each made of prose, code, look-alikes and a few values, as in a log of a
//! busy assistant. The same ones every time.

/// How many parts a message has, at least and at most.
const PARTS: (usize, usize) = (2, 9);

const PROSE: &[&str] = &[
    "The parser keeps one token of lookahead; when the input ends early it raises an error that names the line.",
    "Could you explain why the second thread never wakes up? It waits on the condition, but nobody notifies it after the \
     queue was closed, so the pool hangs until the process is killed.",
    "Return a list of the words in the string, using sep as the delimiter string. If maxsplit is given, at most maxsplit \
     splits are done (thus, the list will have at most maxsplit+1 elements).",
    "I moved the retry logic into its own module. It backs off exponentially, gives up after the fifth attempt, and logs \
     the last error with the name of the host.",
    "Note that the default mode opens files for reading in text mode, where strings are decoded by the platform's \
     encoding; pass 'rb' if you want bytes.",
];
const CODE: &[&str] = &[
    "```python\ndef merge(self, *others):\n    for other in others:\n        if not isinstance(other, Mapping):\n            \
     raise TypeError(f\"{other!r} is no mapping\")\n        self._data.update(other._data)\n    return self\n```",
    "```rust\nlet total: u64 = rows.iter().filter(|row| row.kind == Kind::Paid).map(|row| row.amount).sum();\n\
     assert_eq!(total, 1_250);\n```",
    "```python\nwith self._condition:\n    self._waiters += 1\n    try:\n        while not self._queue:\n            \
     self._condition.wait(timeout=0.5)\n    finally:\n        self._waiters -= 1\n```",
];

const DIGITS: &str = "0123456789";
const HEXADECIMAL: &str = "0123456789abcdef";
const CAPITALS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const ALPHANUMERIC: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// What looks like a value and is none: `#`, `x`, `X` and `*` stand for drawn digits, hexadecimal digits, capitals and
/// letters of any kind.
const LOOK_ALIKES: &[&str] = &[
    "see xxxxxxxx-xxxx-4xxx-axxx-xxxxxxxxxxxx",
    "got commit xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "trace: sha256:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "2026-0#-1#T1#:2#:3#.###Z",
    "ref order #A########",
    "17###########",
    "$#,###.##",
    "data:image/png;base64,iVBORw0KGgo****************************************************************************\
     ********************************************************************************************************=",
    "id=#########",
    "1ZXXXXXXXXXXXXXXXX",
    "api-gateway-xxxxxxxxxx-xxxxx",
    "v#.##.#",
    "-3#.######, 12#.######",
    "DB_PASSWORD=${DB_PASSWORD}",
    "token = os.environ[\"TOKEN\"]",
];

/// What is to be found, written likewise.
const VALUES: &[&str] = &[
    "you can reach me at olga.novak##@northwind-labs.io",
    "call me on +1 415-555-####",
    "my SSN is 41#-2#-3###",
    "client ip 8#.1##.2#.5#",
    "ether xx:xx:xx:xx:xx:xx",
    "my password is Tomas!********?",
    "api_key = \"********************************\"",
    "aws_secret_access_key = \"****************************************\"",
    "connect to postgres://ravi:**************@db-##.northwind-labs.io:5432/app",
    "Authorization: Bearer ********************************",
    "IBAN DE##################",
];

/// About `bytes` of messages.
pub(super) fn messages(bytes: usize) -> Vec<String> {
    let mut lots = Lots(0x2545_F491_4F6C_DD1D);
    let (mut all, mut length) = (Vec::new(), 0);
    while length < bytes {
        let message = message(&mut lots);
        length += message.len();
        all.push(message);
    }
    all
}

fn message(lots: &mut Lots) -> String {
    let mut text = String::new();
    for _ in 0..PARTS.0 + lots.below(PARTS.1 - PARTS.0 + 1) {
        match lots.below(100) {
            0..50 => text.push_str(lots.one_of(PROSE)),
            50..72 => text.push_str(lots.one_of(CODE)),
            72..92 => lots.fill_in(LOOK_ALIKES, &mut text),
            _ => lots.fill_in(VALUES, &mut text),
        }
        text.push_str(lots.one_of(&["\n", ". ", "\n\n", " "]));
    }
    text
}

/// Pseudo-random numbers (xorshift).
struct Lots(u64);

impl Lots {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits fit") % limit
    }

    fn one_of<'c>(&mut self, choices: &[&'c str]) -> &'c str {
        choices[self.below(choices.len())]
    }

    /// Writes one of `patterns` with every place in it filled.
    fn fill_in(&mut self, patterns: &[&str], text: &mut String) {
        for sign in self.one_of(patterns).chars() {
            let alphabet = match sign {
                '#' => DIGITS,
                'x' => HEXADECIMAL,
                'X' => CAPITALS,
                '*' => ALPHANUMERIC,
                plain => {
                    text.push(plain);
                    continue;
                }
            };
            text.push(char::from(alphabet.as_bytes()[self.below(alphabet.len())]));
        }
    }
}
