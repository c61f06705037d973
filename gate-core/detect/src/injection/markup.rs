//! Markup: regions of a page that a person does not see, and links that are no addresses.

use std::ops::Range;

use memchr::memmem;

/// What kind of markup a pattern announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// `<!--`: a comment follows.
    Comment,
    /// A style that hides the element it belongs to.
    HidingStyle,
    /// `](`: the address of a Markdown link follows.
    Link,
    /// `<img`: a picture.
    Picture,
    /// An attribute with a script for an address.
    ScriptAddress,
}

/// What the automaton looks for.
pub(super) const PATTERNS: &[(&str, Mark)] = &[
    ("<!--", Mark::Comment),
    ("display:none", Mark::HidingStyle),
    ("display: none", Mark::HidingStyle),
    ("visibility:hidden", Mark::HidingStyle),
    ("visibility: hidden", Mark::HidingStyle),
    ("font-size:0", Mark::HidingStyle),
    ("font-size: 0", Mark::HidingStyle),
    ("font-size:1px", Mark::HidingStyle),
    ("font-size: 1px", Mark::HidingStyle),
    ("opacity:0", Mark::HidingStyle),
    ("opacity: 0", Mark::HidingStyle),
    ("color:white", Mark::HidingStyle),
    ("color: white", Mark::HidingStyle),
    ("color:#fff", Mark::HidingStyle),
    ("color: #fff", Mark::HidingStyle),
    ("aria-hidden=\"true\"", Mark::HidingStyle),
    ("left:-9999", Mark::HidingStyle),
    ("left: -9999", Mark::HidingStyle),
    ("](", Mark::Link),
    ("<img", Mark::Picture),
    ("=\"data:text/html", Mark::ScriptAddress),
    ("='data:text/html", Mark::ScriptAddress),
];

/// The longest hidden region that is looked at as one, in bytes.
const REGION_BYTES: usize = 8_192;
/// How far before a style its tag may open, and how far behind it the tag may close, in bytes.
const TAG_BYTES: usize = 400;

/// What is in the comment whose `<!--` stands at `at`.
pub(super) fn comment(text: &str, at: usize) -> Range<usize> {
    let start = text.ceil_char_boundary((at + 4).min(text.len()));
    let limit = text.floor_char_boundary((start + REGION_BYTES).min(text.len()));
    let body = &text.as_bytes()[start..limit.max(start)];
    start..memmem::find(body, b"-->").map_or(limit.max(start), |length| start + length)
}

/// What is in the element whose tag has the hiding style at `style`, if that is in a tag and does hide.
pub(super) fn hidden_element(text: &str, style: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    // `0.8em` is not nothing.
    let fraction = matches!(bytes.get(style.end), Some(b'.' | b'0'..=b'9')) && bytes[style.end - 1] == b'0';
    let floor = style.start.saturating_sub(TAG_BYTES);
    let in_tag =
        bytes[floor..style.start].iter().rev().find(|byte| matches!(byte, b'<' | b'>')) == Some(&b'<');
    if fraction || !in_tag {
        return None;
    }
    let limit = (style.end + TAG_BYTES).min(bytes.len());
    let start = bytes[style.end..limit].iter().position(|byte| *byte == b'>')? + style.end + 1;
    let limit = text.floor_char_boundary((start + REGION_BYTES).min(bytes.len()));
    Some(start..memmem::find(&bytes[start..limit], b"</").map_or(limit, |length| start + length))
}
