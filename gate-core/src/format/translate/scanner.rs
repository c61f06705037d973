//! Scanner: where the JSON text of arguments ends, found out piece by piece.

/// Follows the brackets of an object that comes in pieces. It does not check what stands between them.
#[derive(Debug, Default)]
pub(super) struct Scanner {
    depth: u32,
    state: State,
    is_escaped: bool,
}

#[derive(Debug, Default, PartialEq, Eq, Clone, Copy)]
enum State {
    #[default]
    Before,
    Inside,
    InString,
    After,
    Broken,
}

impl Scanner {
    /// Takes the next piece.
    pub(super) fn push(&mut self, piece: &str) {
        for byte in piece.bytes() {
            self.state = match (self.state, byte) {
                (State::Before | State::After, b' ' | b'\t' | b'\r' | b'\n') => continue,
                (State::Before, b'{') | (State::Inside, b'[' | b'{') => self.deeper(),
                (State::Before | State::After | State::Broken, _) => State::Broken,
                (State::InString, _) if std::mem::take(&mut self.is_escaped) => State::InString,
                (State::InString, b'"') | (State::Inside, b']' | b'}') => self.after(byte),
                (State::InString, _) => {
                    self.is_escaped = byte == b'\\';
                    State::InString
                }
                (State::Inside, b'"') => State::InString,
                (State::Inside, _) => State::Inside,
            };
        }
    }

    fn deeper(&mut self) -> State {
        self.depth += 1;
        State::Inside
    }

    fn after(&mut self, byte: u8) -> State {
        if byte != b'"' {
            self.depth -= 1;
        }
        if self.depth == 0 { State::After } else { State::Inside }
    }

    /// Whether the object's last bracket has come.
    pub(super) fn is_complete(&self) -> bool {
        self.state == State::After
    }

    /// Whether this may be all: a complete object, or nothing, which stands for an empty one.
    pub(super) fn may_end(&self) -> bool {
        matches!(self.state, State::Before | State::After)
    }
}

#[cfg(test)]
mod tests {
    use super::Scanner;

    #[test]
    fn the_end_of_an_object_is_found_whatever_stands_in_its_strings() {
        for (text, is_complete, may_end) in [
            ("", false, true),
            (" ", false, true),
            ("{", false, false),
            ("{}", true, true),
            (" {\"a\":[{},{\"b\":1}]} \n", true, true),
            ("{\"a\":\"}\"", false, false),
            ("{\"a\":\"\\\"}\"}", true, true),
            ("{\"a\":\"\\\\\"}", true, true),
            ("{\"a\":\"\\\\", false, false),
            ("{}x", false, false),
            ("{}{}", false, false),
            ("[]", false, false),
            ("nonsense", false, false),
        ] {
            for cut in 0..=text.len() {
                let mut scanner = Scanner::default();
                scanner.push(&text[..cut]);
                scanner.push(&text[cut..]);
                assert_eq!(
                    (scanner.is_complete(), scanner.may_end()),
                    (is_complete, may_end),
                    "{text} {cut}"
                );
            }
        }
    }
}
