//! Edit: changes to a parsed document. What is replaced or removed stays in the arena, unreachable.

use super::{Document, NONE, Node, NodeId, Text, Value};

/// A value to put into a document. Larger ones are built by putting members into an empty one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Json<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number.
    Integer(u64),
    /// A string.
    Text(&'a str),
    /// `[]`
    Array,
    /// `{}`
    Object,
}

impl Document {
    /// A document that is `{}`.
    pub fn object() -> Self {
        let value = Value::Object { first: NONE, last: NONE };
        let nodes = vec![Node { key: Text::EMPTY, value, next: NONE, offset: 0 }];
        Self { source: String::new(), owned: String::new(), nodes }
    }

    /// Puts another value in a node's place; a member keeps its name and its place.
    pub fn set(&mut self, node: NodeId, value: Json<'_>) {
        let value = self.make(value);
        self.nodes[node.0 as usize].value = value;
    }

    /// Puts a string in a node's place.
    pub fn set_string(&mut self, node: NodeId, text: &str) {
        self.set(node, Json::Text(text));
    }

    /// Gives an object a member, in the place of the one of that name if there is one, else at the end. `None` when
    /// `object` is not an object.
    pub fn insert(&mut self, object: NodeId, key: &str, value: Json<'_>) -> Option<NodeId> {
        let Value::Object { first, last } = self.node(object).value else {
            return None;
        };
        if let Some(member) = self.get(object, key) {
            self.set(member, value);
            return Some(member);
        }
        let key = self.own(key);
        let (child, first, last) = self.append(key, value, (first, last));
        self.nodes[object.0 as usize].value = Value::Object { first, last };
        Some(child)
    }

    /// Adds an item at the end of an array. `None` when `array` is not an array.
    pub fn push(&mut self, array: NodeId, value: Json<'_>) -> Option<NodeId> {
        let Value::Array { first, last } = self.node(array).value else {
            return None;
        };
        let (child, first, last) = self.append(Text::EMPTY, value, (first, last));
        self.nodes[array.0 as usize].value = Value::Array { first, last };
        Some(child)
    }

    /// Takes a member out of an object; `false` when it has none of that name.
    pub fn remove(&mut self, object: NodeId, key: &str) -> bool {
        let Value::Object { mut first, mut last } = self.node(object).value else {
            return false;
        };
        let mut previous = NONE;
        let Some((_, gone)) = self.members(object).find(|(name, member)| {
            let found = *name == key;
            if !found {
                previous = member.0;
            }
            found
        }) else {
            return false;
        };
        let next = self.node(gone).next;
        match self.nodes.get_mut(previous as usize) {
            Some(before) => before.next = next,
            None => first = next,
        }
        if last == gone.0 {
            last = previous;
        }
        self.nodes[object.0 as usize].value = Value::Object { first, last };
        true
    }

    fn append(&mut self, key: Text, value: Json<'_>, (first, last): (u32, u32)) -> (NodeId, u32, u32) {
        let value = self.make(value);
        let child = narrow(self.nodes.len());
        self.nodes.push(Node { key, value, next: NONE, offset: 0 });
        match self.nodes.get_mut(last as usize) {
            Some(previous) => {
                previous.next = child;
                (NodeId(child), first, child)
            }
            None => (NodeId(child), child, child),
        }
    }

    fn make(&mut self, value: Json<'_>) -> Value {
        match value {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(value),
            Json::Integer(number) => Value::Number(self.own(&number.to_string())),
            Json::Text(text) => Value::String(self.own(text)),
            Json::Array => Value::Array { first: NONE, last: NONE },
            Json::Object => Value::Object { first: NONE, last: NONE },
        }
    }

    fn own(&mut self, text: &str) -> Text {
        let start = narrow(self.owned.len());
        self.owned.push_str(text);
        Text::Owned { start, end: narrow(self.owned.len()) }
    }
}

/// An index or offset among owned texts.
fn narrow(length: usize) -> u32 {
    u32::try_from(length).expect("edits never add up to four gigabytes")
}
