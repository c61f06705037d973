//! Text: words and pieces, without losing a byte.

/// Counts what the witness bills as tokens.
pub(crate) fn word_count(text: &str) -> u64 {
    text.split_whitespace().map(|_| 1).sum()
}

/// Words with the blanks behind them; together they are the text. Blanks in front belong to the first word.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(|letter: char| !letter.is_whitespace()).unwrap_or(0);
        let end = rest[start..].find(char::is_whitespace).map_or(rest.len(), |end| start + end);
        let next =
            rest[end..].find(|letter: char| !letter.is_whitespace()).map_or(rest.len(), |next| end + next);
        let (word, left) = rest.split_at(next);
        rest = left;
        (!word.is_empty()).then_some(word)
    })
}

/// Pieces of at most `bytes` bytes, never less than one character; together they are the text.
pub(crate) fn pieces(text: &str, bytes: usize) -> Vec<&str> {
    let mut rest = text;
    let mut pieces = Vec::new();
    while let Some(first) = rest.chars().next() {
        let end = rest.floor_char_boundary(bytes).max(first.len_utf8());
        let (piece, left) = rest.split_at(end);
        pieces.push(piece);
        rest = left;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_pieces_lose_nothing() {
        for text in ["", " ", "a", " a b", "a  b\n c ", "größe €😀 x", "\u{3000}x"] {
            assert_eq!(words(text).collect::<String>(), text, "{text:?}");
            for bytes in 0..9 {
                let pieces = pieces(text, bytes);
                assert_eq!(pieces.concat(), text, "{text:?} by {bytes}");
                assert!(pieces.iter().all(|piece| piece.len() <= bytes.max(4)), "{text:?} by {bytes}");
            }
        }
        assert_eq!(words(" a  b c").collect::<Vec<_>>(), [" a  ", "b ", "c"]);
    }
}
