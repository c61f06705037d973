//! What holds for every text: a stream cut anywhere gives the secrets of the whole, and no text takes long.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::body;
use crate::{Masker, Profile, scan};

/// Pieces of text in which something is, or almost is, a secret.
fn piece() -> impl Strategy<Value = String> {
    let fixed = [
        "password = \"Xyz!48ab\" ",
        "PASSWORD=Maria#k3Jd9s2Ab! ",
        "my password is Xyz48ab. ",
        "api_key: ",
        "token=",
        "postgres://ada:Xyz48ab@db.test ",
        "Authorization: Bearer ",
        "Authorization: Basic YWRhOlh5ejQ4YWI= ",
        "datadog_key=",
        "8f14e45fceea167a5a36dedd4bea2543",
        " ",
        "\n",
        "\"",
        "\\n",
        ".",
        "-",
        "_",
        "!",
        "~",
        "word ",
        "<password>Xyz48ab</password>",
        "--token ",
        "é",
        "密码：",
        "-----BEGIN ",
        "PRIVATE KEY-----\n",
        "-----END",
        "sk-",
        "ghp_",
        "SG.",
        "xoxb-",
        "Q~",
        "abc8",
        "AIza",
        "authDomain: ",
        "firebase ",
        "pk_live_",
        "phc_",
        "client_id=",
        "secret=6L",
        "site key is 6L",
        "q7Rk2mZp9XvT4bLs8NwYc3HjF6dGa5Ue1Bo",
    ];
    prop_oneof![
        proptest::sample::select(fixed.to_vec()).prop_map(str::to_owned),
        (1_usize..90).prop_map(body),
        (400_usize..600).prop_map(body),
    ]
}

fn masked(text: &str, profile: &Profile) -> String {
    Masker::new(profile.clone()).mask(text).expect("the text is short").text.into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn pieces_give_what_the_whole_gives(
        pieces in proptest::collection::vec(piece(), 1..9),
        cuts in proptest::collection::vec(0_usize..1500, 0..6),
    ) {
        let text = pieces.concat();
        let profile = Profile::standard().with_pii(false).with_decoding(false);
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| text.floor_char_boundary(cut.min(text.len()))).collect();
        cuts.sort_unstable();
        cuts.push(text.len());
        let mut stream = Masker::new(profile.clone()).stream();
        let (mut out, mut at) = (String::new(), 0);
        for cut in cuts {
            stream.push(&text[at..cut], &mut out).expect("the text is short");
            at = cut;
        }
        stream.finish(&mut out).expect("the text is short");
        prop_assert_eq!(out, masked(&text, &profile));
    }
}

#[test]
fn no_text_takes_long() {
    let profile = Profile::strict().with_pii(false).with_decoding(false);
    let unit = [
        "sk-",
        "password=",
        "a.b:",
        "eyJ",
        "AKIA",
        "--token ",
        "datadog ",
        "://a:",
        "Q~",
        "A1!b#",
        "-----BEGIN ",
        "1|",
        "key=\"",
        "\\\\",
    ];
    for unit in unit {
        let text = unit.repeat((1 << 20) / unit.len());
        let start = Instant::now();
        drop(scan(&text, &profile));
        assert!(start.elapsed() < Duration::from_secs(20), "{unit:?} took {:?}", start.elapsed());
    }
}
