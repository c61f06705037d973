//! Table: which value has which placeholder. Wiped when dropped, never printed.

use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use zeroize::Zeroize;

/// A value's text, wiped when dropped. Has no `Debug` on purpose.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Value(String);

impl Value {
    /// An empty value with room for `bytes`, so that filling it leaves no copies behind in freed memory.
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    pub(super) fn push(&mut self, character: char) {
        self.0.push(character);
    }

    /// What `write` makes of the text; the text itself is wiped.
    pub(super) fn map(self, write: impl FnOnce(&str, &mut String)) -> Self {
        let mut mapped = Self::with_capacity(self.0.len() * 2);
        write(&self.0, &mut mapped.0);
        mapped
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// Equal values hash like equal strings, so a map of values can be asked with a string.
impl Borrow<str> for Value {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// About what an entry takes besides its text, in bytes.
const ENTRY_BYTES: usize = 64;

/// The table of one request or conversation.
#[derive(Default)]
pub(super) struct Table {
    /// By category name. Few, so a search from the front is as fast as any.
    categories: Vec<(String, Category)>,
    /// What the values and numbers take, in bytes of text.
    bytes: usize,
}

#[derive(Default)]
struct Category {
    /// The number given last.
    last: u32,
    /// Numbers that must not be given: they stood in a text already.
    reserved: HashSet<u32>,
    indexes: HashMap<Value, u32>,
    surfaces: HashMap<u32, Arc<Value>>,
}

impl Table {
    /// The number of the value with this identity in `category`; `surface` is kept when the value is new.
    pub(super) fn index(&mut self, category: &str, identity: Value, surface: &str) -> u32 {
        let bytes = ENTRY_BYTES + identity.as_str().len() + surface.len();
        let category = self.category(category);
        if let Some(index) = category.indexes.get(identity.as_str()) {
            return *index;
        }
        let mut index = category.last + 1;
        while category.reserved.contains(&index) {
            index += 1;
        }
        category.last = index;
        category.indexes.insert(identity, index);
        category.surfaces.insert(index, Arc::new(Value::from(surface)));
        self.bytes += bytes;
        index
    }

    /// Keeps `index` of `category` from being given, unless it was given already.
    pub(super) fn reserve(&mut self, category: &str, index: u32) {
        let category = self.category(category);
        if index > category.last && category.reserved.insert(index) {
            self.bytes += ENTRY_BYTES;
        }
    }

    /// About how much memory the values known and the numbers kept back take, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// The values known now.
    pub(super) fn snapshot(&self) -> Known {
        let known = |(name, category): &(String, Category)| (name.clone(), category.surfaces.clone());
        Known { categories: self.categories.iter().map(known).collect() }
    }

    fn category(&mut self, name: &str) -> &mut Category {
        let position = self.categories.iter().position(|(other, _)| other == name);
        let position = position.unwrap_or_else(|| {
            self.categories.push((name.to_owned(), Category::default()));
            self.categories.len() - 1
        });
        &mut self.categories[position].1
    }
}

/// The values of a table at one moment.
#[derive(Clone, Default)]
pub(super) struct Known {
    categories: Vec<(String, HashMap<u32, Arc<Value>>)>,
}

impl Known {
    /// The value behind a placeholder.
    pub(super) fn value(&self, category: &str, index: u32) -> Option<&str> {
        let (_, surfaces) = self.categories.iter().find(|(name, _)| name == category)?;
        surfaces.get(&index).map(|value| value.as_str())
    }
}

/// A table used by several maskers.
#[derive(Clone, Default)]
pub(super) struct SharedTable(Arc<Mutex<Table>>);

impl SharedTable {
    /// The table. A panic elsewhere cannot leave it half written, so a poisoned lock is as good as any.
    pub(super) fn lock(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
