//! Print: an answer for people, or one JSON object per line for programs.

use std::io::{self, Write};

use serde_json::Value;

/// Prints the answer of a command.
pub fn print(out: &mut impl Write, answer: &Value, json: bool) -> io::Result<()> {
    match answer {
        Value::Array(rows) if json => rows.iter().try_for_each(|row| writeln!(out, "{row}")),
        _ if json => writeln!(out, "{answer}"),
        Value::Array(rows) => table(out, rows),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::Array(rows) if rows.iter().any(Value::is_object) => table(out, rows)?,
                    other => writeln!(out, "{name}: {}", cell(other))?,
                }
            }
            Ok(())
        }
        other => writeln!(out, "{}", cell(other)),
    }
}

/// Columns that tell rows apart at a glance; the rest is shown by `show` and `--json`.
const COLUMNS: [&str; 19] = [
    "id",
    "name",
    "dialect",
    "kind",
    "base_url",
    "priority",
    "last4",
    "enabled",
    "has_secret",
    "keys",
    "rpm_limit",
    "daily_budget",
    "revoked_at",
    "check",
    "ok",
    "date",
    "requests",
    "cost",
    "detail",
];

fn table(out: &mut impl Write, rows: &[Value]) -> io::Result<()> {
    let Some(first) = rows.first() else { return writeln!(out, "(none)") };
    let columns: Vec<&str> = COLUMNS.into_iter().filter(|column| first.get(column).is_some()).collect();
    let line = |row: &Value| columns.iter().map(|column| cell(&row[column])).collect::<Vec<_>>();
    let lines: Vec<Vec<String>> = std::iter::once(columns.iter().map(ToString::to_string).collect())
        .chain(rows.iter().map(line))
        .collect();
    let width = |index: usize| lines.iter().map(|line| line[index].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    for line in lines {
        let cells = line.iter().zip(&widths).map(|(text, width)| format!("{text:<width$}"));
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::print;

    fn shown(answer: &serde_json::Value, json: bool) -> String {
        let mut out = Vec::new();
        print(&mut out, answer, json).expect("memory takes everything");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn programs_get_one_object_per_line_and_people_get_columns() {
        let rows =
            json!([{"id": "key_1", "name": "a", "cost": 1.5}, {"id": "key_2", "name": "bee", "cost": null}]);
        assert_eq!(shown(&rows, true).lines().count(), 2);
        assert_eq!(shown(&rows, false), "id     name  cost\nkey_1  a     1.5\nkey_2  bee   -\n");
        assert_eq!(shown(&json!([]), false), "(none)\n");
        assert_eq!(shown(&json!({"key": "x", "scopes": ["a", "b"]}), false), "key: x\nscopes: a,b\n");
    }
}
