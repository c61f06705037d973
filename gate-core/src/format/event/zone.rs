//! Zone: what stands where in webhooks, watcher events, tool calls and approval requests.
//!
//! Agreed are the names of events and actions, and ids that say where something goes: without them neither could an
//! event be matched nor an action be carried out. Whatever an agent or a stranger may fill in is free.

use crate::format::zone::{AGREED, Members, PAYLOAD, Text, Zone};

/// An event of a tool, an action towards one, or a request for its approval.
pub(in crate::format) static EVENT: Zone =
    Zone::object(&[NAMES, (&["event"], &NESTED), (&["source"], &SOURCE), (&["params"], &PARAMS)])
        .or(&PAYLOAD)
        .by(
            "tool",
            &[(&["slack"], &SLACK), (&["github"], &GITHUB), (&["whatsapp-business"], &WHATSAPP_BUSINESS)],
        );

const NAMES: Members = (
    &[
        "id",
        "integrationId",
        "actionId",
        "callId",
        "tool",
        "toolName",
        "action",
        "eventType",
        "status",
        "urgency",
        "decision",
        "timestamp",
        "createdAt",
        "expiresAt",
    ],
    &AGREED,
);

/// An event inside the body that brings it, or only its name.
static NESTED: Zone =
    Zone::object(&[(&["id", "tool", "eventType", "timestamp"], &AGREED), (&["source"], &SOURCE)])
        .or(&PAYLOAD)
        .or_text(Text::Agreed);

/// Who sent it: the id is where an answer goes, the name is a person's.
static SOURCE: Zone = Zone::object(&[(&["id", "type"], &AGREED)]).or(&PAYLOAD);

/// What an action needs when the body does not name its tool: the queue of a watcher, which sends to chats.
static PARAMS: Zone = Zone::object(&[(&["chatId"], &AGREED)]).or(&PAYLOAD);

static SLACK: Zone =
    Zone::object(&[NAMES, (&["source"], &SOURCE), (&["params"], &SLACK_PARAMS)]).or(&PAYLOAD);
static SLACK_PARAMS: Zone =
    Zone::object(&[(&["channel", "thread_ts", "ts", "timestamp"], &AGREED)]).or(&PAYLOAD);

static GITHUB: Zone =
    Zone::object(&[NAMES, (&["source"], &SOURCE), (&["params"], &GITHUB_PARAMS)]).or(&PAYLOAD);
static GITHUB_PARAMS: Zone = Zone::object(&[(&["owner", "repo"], &AGREED)]).or(&PAYLOAD);

static WHATSAPP_BUSINESS: Zone =
    Zone::object(&[NAMES, (&["source"], &SOURCE), (&["params"], &WHATSAPP_BUSINESS_PARAMS)]).or(&PAYLOAD);
static WHATSAPP_BUSINESS_PARAMS: Zone = Zone::object(&[(&["phoneNumberId", "to"], &AGREED)]).or(&PAYLOAD);
