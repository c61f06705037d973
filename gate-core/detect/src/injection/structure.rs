//! Structure: whether a marker stands where it could be taken for the frame around the text.

use std::ops::Range;

use super::tables::{MARKERS, Place};

/// The marker's place in the text, if it stands where it counts. `range` is where its skeleton was found.
pub(super) fn verify(text: &str, range: Range<usize>, family: usize, form: usize) -> Option<Range<usize>> {
    let marker = &MARKERS[family];
    let written = text.get(range.clone())?;
    if marker.exact_case && !written.eq(marker.forms[form]) {
        return None;
    }
    let head = &text.as_bytes()[..range.start];
    let placed = match marker.place {
        Place::Anywhere => true,
        Place::LineStart => line_start(head).is_some(),
        Place::AfterBlankLine => line_start(head).is_some_and(|start| follows_blank_line(&head[..start])),
    };
    placed.then_some(range)
}

/// Where the line begins, if only a few spaces stand before the end of `head`.
fn line_start(head: &[u8]) -> Option<usize> {
    let spaces = head.iter().rev().take(8).take_while(|byte| matches!(byte, b' ' | b'\t' | b'>')).count();
    let start = head.len() - spaces;
    (start == 0 || head[start - 1] == b'\n').then_some(start)
}

/// Whether `head`, which ends with a line feed, ends with an empty line.
fn follows_blank_line(head: &[u8]) -> bool {
    let Some(rest) = head.strip_suffix(b"\n") else { return false };
    let near = &rest[rest.len().saturating_sub(8)..];
    near.iter().rev().find(|byte| !matches!(byte, b' ' | b'\r' | b'\t')).is_some_and(|byte| *byte == b'\n')
}
