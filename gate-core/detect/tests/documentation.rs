//! The tables of the documentation are what the code says. `UPDATE_DOCS=1 cargo test -p gate-detect --test documentation`
//! writes them anew.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use gate_detect::{EntityKind, Profile, secret_rules};

fn page(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name)
}

fn first_profile(kind: EntityKind) -> &'static str {
    let profiles =
        [("relaxed", Profile::relaxed()), ("standard", Profile::standard()), ("strict", Profile::strict())];
    profiles
        .into_iter()
        .find(|(_, profile)| profile.detects(kind))
        .map_or("only when switched on", |(name, _)| name)
}

fn entities() -> String {
    let mut table = String::from("| Category | What it is | From profile |\n|---|---|---|\n");
    for kind in EntityKind::ALL {
        let what = kind.description().trim().trim_end_matches('.');
        writeln!(table, "| `{}` | {what} | {} |", kind.wire_name(), first_profile(*kind))
            .expect("a string takes it");
    }
    table
}

fn rules() -> String {
    let mut table = String::from("| Rule | What it finds |\n|---|---|\n");
    for rule in secret_rules() {
        writeln!(table, "| `{}` | {} |", rule.id, rule.description).expect("a string takes it");
    }
    table
}

/// What stands between the marks of `name`, replaced by `table`.
fn with_table(text: &str, name: &str, table: &str) -> String {
    let (head, rest) = text.split_once(&format!("<!-- {name} -->\n")).expect("the page has the mark");
    let (_, tail) = rest.split_once(&format!("<!-- end of {name} -->")).expect("the page has the end mark");
    format!("{head}<!-- {name} -->\n\n{table}\n<!-- end of {name} -->{tail}")
}

#[test]
fn the_tables_are_up_to_date() {
    for (name, mark, table) in
        [("detection.md", "entities", entities()), ("secret-rules.md", "rules", rules())]
    {
        let page = page(name);
        let text = fs::read_to_string(&page).expect("the page is part of the repository");
        let current = with_table(&text, mark, &table);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&page, &current).expect("the page can be written");
        } else {
            assert!(
                text == current,
                "docs/{name} is behind the code: run UPDATE_DOCS=1 cargo test -p gate-detect --test documentation"
            );
        }
    }
}
