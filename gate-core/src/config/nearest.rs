//! Nearest: what someone who mistyped a name may have meant.

/// The known name closest to a mistyped one; `None` when none is close. A name without its unit is close.
pub(super) fn nearest<'n>(typed: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let most = (typed.chars().count() / 3).max(1);
    let lacks_unit = |name: &str| name.strip_prefix(typed).is_some_and(|rest| rest.starts_with('_'));
    let far = |name: &str| {
        if lacks_unit(name) { 1 } else { distance(typed, name) }
    };
    known.map(|name| (far(name), name)).filter(|(far, _)| *far <= most).min().map(|(_, name)| name)
}

/// Levenshtein's distance, case and `-` against `_` left aside: how many letters must be put in, left out or changed.
fn distance(left: &str, right: &str) -> usize {
    let letters = |text: &str| text.to_lowercase().replace('-', "_").chars().collect::<Vec<_>>();
    let (left, right) = (letters(left), letters(right));
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, from) in left.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, to) in right.iter().enumerate() {
            let change = diagonal + usize::from(from != to);
            diagonal = row[column + 1];
            row[column + 1] = change.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}
