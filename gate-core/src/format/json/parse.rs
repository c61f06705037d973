//! Parse: bytes to nodes, by recursive descent within the depth limit.

use bytes::Bytes;

use super::{DEPTH_LIMIT, Document, FaultKind, JsonFault, NONE, Node, Text, Value};

/// Up to this many members keys are compared pair by pair; beyond it they are sorted, which no crafted input slows.
const PAIRWISE_KEYS: usize = 16;

/// Reads a whole document. See [`Document::parse`].
pub(super) fn parse(source: Bytes) -> Result<Document, JsonFault> {
    if u32::try_from(source.len()).is_err() {
        return Err(JsonFault { kind: FaultKind::TooLarge, offset: 0 });
    }
    let source = String::from_utf8(Vec::from(source))
        .map_err(|error| JsonFault { kind: FaultKind::NotUtf8, offset: error.utf8_error().valid_up_to() })?;
    let mut parser = Parser {
        source: &source,
        at: 0,
        owned: String::new(),
        nodes: Vec::with_capacity(source.len() / 16 + 8),
        keys: Vec::new(),
    };
    parser.skip_space();
    parser.value(Text::EMPTY, 0)?;
    parser.skip_space();
    if parser.at < source.len() {
        return Err(parser.fault("nothing more may follow the value"));
    }
    let (owned, nodes) = (parser.owned, parser.nodes);
    Ok(Document { source, owned, nodes })
}

/// The offset behind the closing quote of the string that starts at `start` of a source that was parsed before.
pub(super) fn string_end(source: &str, start: usize) -> usize {
    let bytes = source.as_bytes();
    let mut at = start + 1;
    while let Some(found) = memchr::memchr2(b'"', b'\\', &bytes[at..]) {
        at += found;
        if bytes[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}

struct Parser<'s> {
    source: &'s str,
    at: usize,
    owned: String,
    nodes: Vec<Node>,
    /// The keys of the objects that are open, innermost last, each with its offset.
    keys: Vec<(Text, usize)>,
}

impl Parser<'_> {
    /// Reads one value into a new node and returns its index.
    fn value(&mut self, key: Text, depth: usize) -> Result<u32, JsonFault> {
        let index = self.reserve(key);
        let value = match self.peek() {
            Some(b'"') => Value::String(self.string()?),
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'-' | b'0'..=b'9') => Value::Number(self.number()?),
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            _ => return Err(self.fault("expected a value")),
        };
        self.nodes[index as usize].value = value;
        Ok(index)
    }

    /// Makes room for a node, so that a parent always stands before its children.
    fn reserve(&mut self, key: Text) -> u32 {
        let index = narrow(self.nodes.len());
        self.nodes.push(Node { key, value: Value::Null, next: NONE, offset: narrow(self.at) });
        index
    }

    fn array(&mut self, depth: usize) -> Result<Value, JsonFault> {
        self.open(depth)?;
        let (mut first, mut last) = (NONE, NONE);
        if self.take(b']') {
            return Ok(Value::Array { first, last });
        }
        loop {
            let item = self.value(Text::EMPTY, depth + 1)?;
            self.link(item, &mut first, &mut last);
            self.skip_space();
            if self.take(b']') {
                return Ok(Value::Array { first, last });
            }
            self.comma("expected `,` or `]`")?;
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, JsonFault> {
        self.open(depth)?;
        let (mut first, mut last) = (NONE, NONE);
        if self.take(b'}') {
            return Ok(Value::Object { first, last });
        }
        let base = self.keys.len();
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.fault("expected a key in quotes"));
            }
            let offset = self.at;
            let key = self.string()?;
            self.keys.push((key, offset));
            self.skip_space();
            if !self.take(b':') {
                return Err(self.fault("expected `:`"));
            }
            self.skip_space();
            let member = self.value(key, depth + 1)?;
            self.link(member, &mut first, &mut last);
            self.skip_space();
            if self.take(b'}') {
                self.check_keys(base)?;
                self.keys.truncate(base);
                return Ok(Value::Object { first, last });
            }
            self.comma("expected `,` or `}`")?;
        }
    }

    /// Steps over the opening bracket and the space behind it.
    fn open(&mut self, depth: usize) -> Result<(), JsonFault> {
        if depth >= DEPTH_LIMIT {
            return Err(self.fault_of(FaultKind::TooDeep { limit: DEPTH_LIMIT }));
        }
        self.at += 1;
        self.skip_space();
        Ok(())
    }

    fn link(&mut self, child: u32, first: &mut u32, last: &mut u32) {
        match self.nodes.get_mut(*last as usize) {
            Some(previous) => previous.next = child,
            None => *first = child,
        }
        *last = child;
    }

    fn comma(&mut self, expected: &'static str) -> Result<(), JsonFault> {
        if !self.take(b',') {
            return Err(self.fault(expected));
        }
        self.skip_space();
        Ok(())
    }

    /// Refuses an object in which a key stands twice; its keys are those from `base` on.
    fn check_keys(&self, base: usize) -> Result<(), JsonFault> {
        let keys = &self.keys[base..];
        let twice = if keys.len() <= PAIRWISE_KEYS {
            keys.iter().enumerate().find_map(|(index, (key, offset))| {
                let key = self.text(*key);
                keys[..index].iter().any(|(other, _)| self.text(*other) == key).then_some((key, *offset))
            })
        } else {
            let mut sorted: Vec<(&str, usize)> =
                keys.iter().map(|(key, offset)| (self.text(*key), *offset)).collect();
            sorted.sort_unstable();
            sorted.windows(2).find(|pair| pair[0].0 == pair[1].0).map(|pair| pair[1])
        };
        match twice {
            Some((key, offset)) => {
                Err(JsonFault { kind: FaultKind::DuplicateKey { key: key.to_owned() }, offset })
            }
            None => Ok(()),
        }
    }

    fn text(&self, text: Text) -> &str {
        match text {
            Text::Source { start, end } => &self.source[start as usize..end as usize],
            Text::Owned { start, end } => &self.owned[start as usize..end as usize],
        }
    }

    /// Reads a string whose opening quote comes next.
    fn string(&mut self) -> Result<Text, JsonFault> {
        self.at += 1;
        let start = self.at;
        if self.plain_run()? == b'"' {
            let text = Text::Source { start: narrow(start), end: narrow(self.at) };
            self.at += 1;
            return Ok(text);
        }
        let owned_start = narrow(self.owned.len());
        let mut run_start = start;
        loop {
            self.owned.push_str(&self.source[run_start..self.at]);
            if self.peek() == Some(b'"') {
                self.at += 1;
                return Ok(Text::Owned { start: owned_start, end: narrow(self.owned.len()) });
            }
            let decoded = self.escape()?;
            self.owned.push(decoded);
            run_start = self.at;
            self.plain_run()?;
        }
    }

    /// Moves to the next quote or backslash and says which it is.
    fn plain_run(&mut self) -> Result<u8, JsonFault> {
        let rest = &self.source.as_bytes()[self.at..];
        let Some(length) = memchr::memchr2(b'"', b'\\', rest) else {
            self.at = self.source.len();
            return Err(self.fault("a string has no end"));
        };
        // No early exit: without it the loop is compiled to vector instructions.
        if rest[..length].iter().fold(u8::MAX, |least, byte| least.min(*byte)) < 0x20 {
            self.at += rest[..length].iter().position(|byte| *byte < 0x20).unwrap_or(0);
            return Err(self.fault("a control character must be escaped in a string"));
        }
        self.at += length;
        Ok(rest[length])
    }

    /// Decodes the escape that starts at the backslash which comes next.
    fn escape(&mut self) -> Result<char, JsonFault> {
        self.at += 1;
        let decoded = match self.peek() {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return Err(self.fault("unknown escape in a string")),
        };
        self.at += 1;
        Ok(decoded)
    }

    fn unicode_escape(&mut self) -> Result<char, JsonFault> {
        let first = self.four_digits()?;
        if !(0xD800..0xDC00).contains(&first) {
            return char::from_u32(first).ok_or_else(|| self.fault("a surrogate stands alone"));
        }
        if !self.source.as_bytes()[self.at..].starts_with(b"\\u") {
            return Err(self.fault("a surrogate stands alone"));
        }
        self.at += 1;
        let second = self.four_digits()?;
        if !(0xDC00..0xE000).contains(&second) {
            return Err(self.fault("a surrogate stands alone"));
        }
        char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00))
            .ok_or_else(|| self.fault("a surrogate stands alone"))
    }

    /// Reads the digits behind the `u` that comes next.
    fn four_digits(&mut self) -> Result<u32, JsonFault> {
        let digits = self.source.as_bytes().get(self.at + 1..self.at + 5).unwrap_or_default();
        let code = (digits.len() == 4).then(|| {
            digits.iter().try_fold(0, |code, digit| Some(code << 4 | char::from(*digit).to_digit(16)?))
        });
        let Some(code) = code.flatten() else {
            return Err(self.fault("expected four hexadecimal digits"));
        };
        self.at += 5;
        Ok(code)
    }

    fn number(&mut self) -> Result<Text, JsonFault> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        let has_exponent = self.take(b'e') || self.take(b'E');
        if has_exponent {
            let _signed = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        // Without an exponent only a number of three hundred digits can leave a double's range. The judge is the
        // parser that most readers behind us use, so that they cannot disagree with us.
        if (has_exponent || self.at - start > 300)
            && serde_json::from_str::<f64>(&self.source[start..self.at]).is_err()
        {
            self.at = start;
            return Err(self.fault_of(FaultKind::NumberOutOfRange));
        }
        Ok(Text::Source { start: narrow(start), end: narrow(self.at) })
    }

    fn digits(&mut self) -> Result<(), JsonFault> {
        let rest = &self.source.as_bytes()[self.at..];
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count == 0 {
            return Err(self.fault("expected a digit"));
        }
        self.at += count;
        Ok(())
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, JsonFault> {
        if !self.source.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return Err(self.fault("expected a value"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn peek(&self) -> Option<u8> {
        self.source.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let taken = self.peek() == Some(byte);
        self.at += usize::from(taken);
        taken
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn fault(&self, expected: &'static str) -> JsonFault {
        self.fault_of(FaultKind::Syntax(expected))
    }

    fn fault_of(&self, kind: FaultKind) -> JsonFault {
        JsonFault { kind, offset: self.at }
    }
}

/// An offset or index; sources longer than `u32::MAX` were refused, and nodes and decoded texts are fewer than bytes.
fn narrow(length: usize) -> u32 {
    u32::try_from(length).expect("the source is shorter than four gigabytes")
}
