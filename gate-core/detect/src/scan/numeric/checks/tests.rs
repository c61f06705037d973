use super::*;

type Check = fn(&[u8]) -> bool;

#[test]
fn published_examples_hold_and_break_by_one_digit() {
    let rows: [(&str, Check, &str); 8] = [
        ("luhn, ISO/IEC 7812-1", luhn, "79927398713"),
        ("gs1, EAN-13", gs1, "4006381333931"),
        ("verhoeff", verhoeff, "2363"),
        ("mod 11,10", mod_11_10, "794623"),
        ("mod 11-2", mod_11_2, "07940"),
        ("mod 11-2 with X", mod_11_2, "11010519491231002X"),
        ("icao, Doc 9303", icao, "L898902C36"),
        ("mod 97-10, ISO 13616", |it| mod_97(it.iter().copied()) == 1, "3214282912345698765432161182"),
    ];
    for (name, check, example) in rows {
        assert!(check(example.as_bytes()), "{name}: {example}");
        for index in 0..example.len() {
            let mut wrong = example.as_bytes().to_vec();
            if wrong[index].is_ascii_digit() {
                wrong[index] = b'0' + (wrong[index] - b'0' + 1) % 10;
                assert!(!check(&wrong), "{name}: digit {index} of {example}");
            }
        }
    }
}

/// Exactly one check digit of ten fits each body, and it is the one that the definition gives.
#[test]
fn checks_agree_with_their_definitions() {
    for body in (0..20_000_u32).map(|index| index.wrapping_mul(2_654_435_761) % 1_000_000) {
        let body = format!("{body:06}");
        let fitting = |check: Check| {
            let fits = (0..10_u32).filter(|digit| check(format!("{body}{digit}").as_bytes()));
            fits.collect::<Vec<_>>()
        };
        assert_eq!(fitting(luhn), [luhn_digit(&body)], "luhn {body}");
        assert_eq!(fitting(verhoeff).len(), 1, "verhoeff {body}");
        assert_eq!(fitting(mod_11_10).len(), 1, "mod 11,10 {body}");
        let big: u32 = format!("{body}00").parse().expect("digits");
        let whole = format!("{body}{:02}", 98 - big % 97);
        assert_eq!(mod_97(whole.bytes()), 1, "mod 97 {body}");
        let sum: u32 = body.bytes().enumerate().map(|(place, digit)| value(digit) << (6 - place)).sum();
        let check = (12 - sum % 11) % 11;
        let last = if check == 10 { "X".to_owned() } else { check.to_string() };
        assert!(mod_11_2(format!("{body}{last}").as_bytes()), "mod 11-2 {body}");
    }
}

/// The Luhn digit by the table of cross sums, from the left.
fn luhn_digit(body: &str) -> u32 {
    let doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
    let sum: usize = body
        .bytes()
        .map(|byte| usize::from(byte - b'0'))
        .enumerate()
        .map(|(index, digit)| if (body.len() - index) % 2 == 1 { doubled[digit] } else { digit })
        .sum();
    u32::try_from((10 - sum % 10) % 10).expect("below ten")
}

#[test]
fn dates_are_days_of_the_calendar() {
    let rows = [
        ("850231", false),
        ("850228", true),
        ("000229", true),
        ("010229", false),
        ("851301", false),
        ("850100", false),
        ("850431", false),
    ];
    for (digits, expected) in rows {
        assert_eq!(year_first(digits.as_bytes()), expected, "{digits}");
        let turned = format!("{}{}{}", &digits[4..], &digits[2..4], &digits[..2]);
        assert_eq!(day_first(turned.as_bytes()), expected, "{turned}");
    }
    assert!(!is_date(1900, 2, 29), "1900 was no leap year");
}
