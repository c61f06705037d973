//! Stream: the events of an answer, edited, framed and cut as the mode says.

use super::{BEFORE_RESET, Framing, MISSING_BYTES, head, told, torn, wait};
use crate::{
    bedrock::frame,
    directive::{Directive, Mode},
    http,
    reply::{Event, Kind, Reply},
    script::{Script, Step, Then},
    vendor::Vendor,
};
use bytes::Bytes;
use std::time::Duration;

/// Pause between the halves of an event, so that they arrive as two reads.
const BETWEEN_HALVES: Duration = Duration::from_millis(2);

/// Decides every step of a streamed answer.
pub(super) fn script(reply: &Reply, events: &[Event], directive: &Directive) -> Script {
    let events = edited(reply, events.to_vec(), directive);
    let texts = match reply.vendor {
        Vendor::Bedrock => frames(&events, directive),
        _ => encoded(&events, directive.mode),
    };
    let framing = match directive.mode {
        Mode::HalfSse | Mode::UntilClose => Framing::UntilClose,
        Mode::ShortLength => Framing::Length(texts.iter().map(Vec::len).sum::<usize>() + MISSING_BYTES),
        _ => Framing::Chunked,
    };
    let head = Step::Write(head(reply, directive, reply.vendor.stream_type(), framing).into());
    let mut steps = if directive.mode == Mode::SlowHead { torn(head, directive) } else { vec![head] };
    steps.extend(wait(directive.first_ms));
    let cut = cut(&events, directive);
    for (position, (event, text)) in events.iter().zip(&texts).enumerate() {
        if position > 0 {
            steps.extend(wait(directive.gap_ms));
        }
        let framed = if matches!(framing, Framing::Chunked) {
            http::chunk(text)
        } else {
            Bytes::copy_from_slice(text)
        };
        if cut == Some(position) {
            steps.extend(break_off(directive.mode, &framed));
            return steps.into();
        }
        steps.extend(written(text, framed, directive));
        steps.extend((event.kind == Kind::Content).then_some(Step::Sent));
    }
    match framing {
        Framing::Chunked => steps.push(Step::Write(Bytes::from_static(http::LAST_CHUNK))),
        Framing::Length(_) => steps.push(Step::Close),
        Framing::UntilClose => {
            return Script { steps, then: Then::Close };
        }
    }
    steps.into()
}

/// The events with those added, changed or left out that the mode names.
fn edited(reply: &Reply, mut events: Vec<Event>, directive: &Directive) -> Vec<Event> {
    let after = position_after(&events, directive.after);
    match directive.mode {
        Mode::NoDone => events.retain(|event| event.kind != Kind::Done),
        Mode::NoFinish => events.retain(|event| event.kind != Kind::Finish),
        Mode::UsageTwice => repeat(&mut events, Kind::Usage),
        Mode::DoneTwice => repeat(&mut events, Kind::Done),
        Mode::AfterDone => events.extend(events.iter().find(|event| event.kind == Kind::Content).cloned()),
        Mode::BadJson => {
            let data = &mut events[after.saturating_sub(1)].data;
            data.truncate(data.floor_char_boundary(data.len() / 2));
        }
        Mode::IdChange => {
            for event in &mut events[after..] {
                event.data = event.data.replacen(&reply.id, "chatcmpl-another", 1);
            }
        }
        Mode::ErrorInStream => {
            events.truncate(after);
            events.push(reply.vendor.error_event(&told(500), after));
        }
        _ => {}
    }
    events
}

/// Doubles the event of one kind, if there is one.
fn repeat(events: &mut Vec<Event>, kind: Kind) {
    if let Some(position) = events.iter().position(|event| event.kind == kind) {
        events.insert(position, events[position].clone());
    }
}

/// The position just behind the `count`-th content event, or behind the last there is.
fn position_after(events: &[Event], count: usize) -> usize {
    let contents = events.iter().enumerate().filter(|(_, event)| event.kind == Kind::Content);
    contents.take(count).last().map_or(0, |(position, _)| position + 1)
}

/// The event that is not sent whole; always an existing one, so that a cut is never missed.
fn cut(events: &[Event], directive: &Directive) -> Option<usize> {
    match directive.mode {
        Mode::ResetMid | Mode::Stall | Mode::HalfSse | Mode::HalfChunk => {
            Some(position_after(events, directive.after).min(events.len() - 1))
        }
        _ => None,
    }
}

/// How a stream ends at its cut.
fn break_off(mode: Mode, framed: &Bytes) -> Vec<Step> {
    let half = Step::Write(framed.slice(..framed.len() / 2));
    match mode {
        Mode::ResetMid => vec![Step::Wait(BEFORE_RESET), Step::Reset],
        Mode::Stall => vec![Step::Hang],
        _ => vec![half, Step::Close],
    }
}

/// The server-sent events as text, one entry each.
fn encoded(events: &[Event], mode: Mode) -> Vec<Vec<u8>> {
    let line_end = match mode {
        Mode::Crlf => "\r\n",
        Mode::Cr => "\r",
        _ => "\n",
    };
    let comment =
        if mode == Mode::Comments { format!(": witness{line_end}{line_end}") } else { String::new() };
    let mark = if mode == Mode::Bom { "\u{feff}" } else { "" };
    let opening = std::iter::once(mark).chain(std::iter::repeat(""));
    let texts = events.iter().zip(opening);
    texts
        .map(|(event, mark)| {
            let name = match event.name {
                "" => String::new(),
                name => format!("event: {name}{line_end}"),
            };
            format!("{mark}{comment}{name}data: {}{line_end}{line_end}", event.data).into_bytes()
        })
        .collect()
}

/// The frames of a binary stream, one entry each.
fn frames(events: &[Event], directive: &Directive) -> Vec<Vec<u8>> {
    let mut frames: Vec<Vec<u8>> = events.iter().map(frame::of).collect();
    if directive.mode == Mode::BadCrc {
        let torn = position_after(events, directive.after).saturating_sub(1);
        if let Some(last) = frames[torn].last_mut() {
            *last ^= 1;
        }
    }
    frames
}

/// The steps that write one event.
fn written(text: &[u8], framed: Bytes, directive: &Directive) -> Vec<Step> {
    match directive.mode {
        Mode::Drip => vec![Step::Drip(framed, Duration::from_millis(directive.drip_ms))],
        Mode::SplitUtf8 => {
            let inside =
                text.iter().position(|byte| !byte.is_ascii()).map_or(text.len() / 2, |start| start + 1);
            let (first, second) = text.split_at(inside);
            let (first, second) = (Step::Write(http::chunk(first)), Step::Write(http::chunk(second)));
            vec![first, Step::Wait(BETWEEN_HALVES), second]
        }
        _ => vec![Step::Write(framed)],
    }
}
