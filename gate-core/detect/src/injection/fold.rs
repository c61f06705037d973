//! Fold: the skeleton of a character. Case, accents, width, look-alikes and digits written for letters all vanish,
//! in the text and in the tables alike, so that both can be compared byte by byte.

use unicode_normalization::char::decompose_compatible;

/// Stands for the end of a sentence that needs no space behind it, such as the ideographic full stop.
pub(super) const SENTENCE_END: u8 = 0x1E;

/// The skeleton of every ASCII character. `l`, `i` and `1` look alike and become one letter.
pub(super) const ASCII: [u8; 128] = ascii_table();

const fn ascii_table() -> [u8; 128] {
    let mut table = [0; 128];
    let mut code = 0_u8;
    while code < 128 {
        table[code as usize] = match code.to_ascii_lowercase() {
            b'l' | b'1' => b'i',
            b'0' => b'o',
            b'3' => b'e',
            b'4' => b'a',
            b'5' => b's',
            b'7' => b't',
            other => other,
        };
        code += 1;
    }
    table
}

/// Letters that look like a Latin one. Those of other scripts count only in a word that has Latin letters, too.
const LOOK_ALIKES: [(&str, &str); 3] = [
    ("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢɡɩı", "abcdefghijklmnopqrstuvwyzgii"),
    ("авсԁеһніјкӏмпорԛгѕтуѵԝхц", "abcdehhijklmnopqrstyvwxu"),
    ("αβεικηνοργτυωχζσ", "abeiknvopytuwxzo"),
];

/// Appends the skeleton of `character`. `foreign` says that the word mixes scripts, so that look-alikes are meant.
pub(super) fn fold_into(character: char, foreign: bool, out: &mut Vec<u8>) {
    let code = u32::from(character);
    match code {
        ..0x80 => out.push(ASCII[code as usize]),
        // The plain letters of Russian, which are most of its texts. (The others have an accent or a case to lose.)
        0x430..=0x438 | 0x43A..=0x44F if !foreign => push_char(character, out),
        _ if is_silent(code) => {}
        0x85 | 0x2028 => out.push(b'\n'),
        // Full stops and question marks of scripts that put no space behind them.
        0x2029
        | 0x3002
        | 0xFF01
        | 0xFF1F
        | 0xFF61
        | 0x964
        | 0x965
        | 0x61F
        | 0x6D4
        | 0x203C
        | 0x2047..=0x2049 => {
            out.push(SENTENCE_END);
        }
        0xAB | 0xBB | 0x201C..=0x201F | 0x2039 | 0x203A | 0x300A..=0x300F => out.push(b'"'),
        0x2018..=0x201B | 0x2BC => out.push(b'\''),
        0x2010..=0x2015 | 0x2212 => out.push(b'-'),
        0x60C | 0x61B | 0x3001 | 0xFF0C => out.push(b','),
        // Spaces; bullets, arrows, symbols and emoji, which part words, too.
        0xA0
        | 0x1680
        | 0x2000..=0x200A
        | 0x202F
        | 0x205F
        | 0x3000
        | 0xB7
        | 0x2020..=0x2027
        | 0x2190..=0x245F
        | 0x2500..=0x2BFF
        | 0x3010..=0x3020
        | 0x1_F1E6..=0x1_F1FF
        | 0x1_F200..=0x1_FAFF => out.push(b' '),
        0x1_F150..=0x1_F169 | 0x1_F170..=0x1_F189 => push_enclosed(code, out),
        _ => fold_letter(character, foreign, out),
    }
}

/// Characters that nobody sees, and marks that only adorn a letter.
fn is_silent(code: u32) -> bool {
    matches!(code,
        0xAD | 0x300..=0x36F | 0x483..=0x489 | 0x591..=0x5C7 | 0x610..=0x61A | 0x61C | 0x640 | 0x64B..=0x65F
        | 0x670 | 0x6D6..=0x6ED | 0x93C | 0x180B..=0x180E | 0x200B..=0x200F | 0x202A..=0x202E
        | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF | 0xE_0000..=0xE_0FFF)
}

/// Negative circled and squared letters have no compatibility form.
fn push_enclosed(code: u32, out: &mut Vec<u8>) {
    let letter = (code - 0x1_F150) % 0x20;
    out.push(u8::try_from(letter).map_or(b' ', |letter| ASCII[usize::from(b'a' + letter.min(25))]));
}

fn fold_letter(character: char, foreign: bool, out: &mut Vec<u8>) {
    let code = u32::from(character);
    let special: &[u8] = match character {
        'ß' => b"ss",
        'æ' | 'Æ' => b"ae",
        'œ' | 'Œ' => b"oe",
        'ø' | 'Ø' => b"o",
        'đ' | 'Đ' | 'ð' => b"d",
        'ł' | 'Ł' => b"i",
        'þ' => b"th",
        _ => b"",
    };
    match code {
        _ if !special.is_empty() => out.extend_from_slice(special),
        // Scripts without case whose letters are whole already; they must not fall apart.
        0x900..=0x957 | 0x960..=0xEFF | 0x3041..=0x30FF | 0x3400..=0x9FFF | 0xAC00..=0xD7A3 => {
            push_char(character, out);
        }
        _ => decompose_compatible(character, |part| push_part(part, foreign, out)),
    }
}

fn push_part(part: char, foreign: bool, out: &mut Vec<u8>) {
    for lower in part.to_lowercase() {
        match u32::from(lower) {
            code @ ..0x80 => out.push(ASCII[code as usize]),
            code if is_silent(code) => {}
            _ => match look_alike(lower, foreign) {
                Some(plain) => out.push(ASCII[usize::from(plain & 0x7F)]),
                None => push_char(lower, out),
            },
        }
    }
}

fn look_alike(character: char, foreign: bool) -> Option<u8> {
    let scripts = if foreign { &LOOK_ALIKES[..] } else { &LOOK_ALIKES[..1] };
    scripts.iter().find_map(|(strange, plain)| {
        let index = strange.chars().position(|known| known == character)?;
        plain.as_bytes().get(index).copied()
    })
}

fn push_char(character: char, out: &mut Vec<u8>) {
    out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Whether the character is a Cyrillic or Greek letter, some of which pass for Latin ones.
pub(super) const fn is_foreign(character: char) -> bool {
    matches!(character, '\u{370}'..='\u{52F}')
}

/// Whether the character is a letter of the Latin script (the first blocks of it).
pub(super) const fn is_latin(character: char) -> bool {
    matches!(character, 'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}')
}

/// The skeleton of a whole string, as the tables need it.
pub(super) fn skeleton(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    text.chars().for_each(|character| fold_into(character, false, &mut bytes));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_word_share_a_skeleton() {
        let rows = [
            ("ignore", "IGNORE"),
            ("ignore", "1gn0r3"),
            ("ignore", "ｉｇｎｏｒｅ"),
            ("ignore", "𝐢𝐠𝐧𝐨𝐫𝐞"),
            ("ignore", "ɪɢɴᴏʀᴇ"),
            ("ignore", "ig\u{200B}no\u{AD}re"),
            ("ignore", "🅸🅶🅽🅾🆁🅴"),
            ("oublie", "Oubliè"),
            ("pomiń", "POMIN"),
            ("ёлка", "Елка"),
            ("الأوامر", "الاوامر"),
            ("सभी", "सभी"),
            ("がっこう", "がっこう"),
        ];
        for (left, right) in rows {
            assert_eq!(skeleton(left), skeleton(right), "{left} {right}");
        }
        assert_ne!(skeleton("все"), skeleton("bce"), "a word of one script stays what it is");
        for (strange, plain) in LOOK_ALIKES {
            assert_eq!(strange.chars().count(), plain.len(), "{plain}");
        }
    }
}
