//! Filter: what becomes of a text that comes in pieces, also of one inside JSON that is written as a string.

mod inner;

pub(crate) use inner::InnerStrings;

/// Changes a text that comes in pieces: puts values back, takes values out. It holds back what may still change.
pub trait TextFilter {
    /// Why a text must not go on.
    type Stop;

    /// Takes the next piece and appends to `out` what can no longer change.
    ///
    /// # Errors
    /// The text must not go on; what was appended may.
    fn push(&mut self, piece: &str, out: &mut String) -> Result<(), Self::Stop>;

    /// Appends what was held back and makes ready for another text.
    ///
    /// # Errors
    /// As for [`push`](Self::push).
    fn finish(&mut self, out: &mut String) -> Result<(), Self::Stop>;
}

impl<F: TextFilter + ?Sized> TextFilter for &mut F {
    type Stop = F::Stop;

    fn push(&mut self, piece: &str, out: &mut String) -> Result<(), F::Stop> {
        (**self).push(piece, out)
    }

    fn finish(&mut self, out: &mut String) -> Result<(), F::Stop> {
        (**self).finish(out)
    }
}

impl<F: TextFilter + ?Sized> TextFilter for Box<F> {
    type Stop = F::Stop;

    fn push(&mut self, piece: &str, out: &mut String) -> Result<(), F::Stop> {
        (**self).push(piece, out)
    }

    fn finish(&mut self, out: &mut String) -> Result<(), F::Stop> {
        (**self).finish(out)
    }
}

/// Texts that are looked at as wholes, by a function that says what takes a text's place.
pub(crate) struct WholeTexts<V> {
    buffer: String,
    visit: V,
}

impl<E, V: FnMut(&str) -> Result<Option<String>, E>> WholeTexts<V> {
    pub(crate) fn new(visit: V) -> Self {
        Self { buffer: String::new(), visit }
    }
}

impl<E, V: FnMut(&str) -> Result<Option<String>, E>> TextFilter for WholeTexts<V> {
    type Stop = E;

    fn push(&mut self, piece: &str, _: &mut String) -> Result<(), E> {
        self.buffer.push_str(piece);
        Ok(())
    }

    fn finish(&mut self, out: &mut String) -> Result<(), E> {
        if !self.buffer.is_empty() {
            let replaced = (self.visit)(&self.buffer)?;
            out.push_str(replaced.as_deref().unwrap_or(&self.buffer));
            self.buffer.clear();
        }
        Ok(())
    }
}

/// Compares what goes into a filter with what comes out, without keeping more than it holds back.
#[derive(Default)]
pub(crate) struct Comparison {
    /// What went in and has not come out.
    inside: String,
    differs: bool,
}

impl Comparison {
    /// Notes that this went in and that came out.
    pub(crate) fn note(&mut self, fed: &str, came: &str) {
        if self.differs {
            return;
        }
        self.inside.push_str(fed);
        if self.inside.starts_with(came) {
            self.inside.drain(..came.len());
        } else {
            self.differs = true;
            self.inside.clear();
        }
    }

    /// Notes that this came out at the end of a text.
    pub(crate) fn end(&mut self, came: &str) {
        self.note("", came);
        self.differs |= !self.inside.is_empty();
        self.inside.clear();
    }

    /// Whether anything came out changed.
    pub(crate) fn differs(&self) -> bool {
        self.differs
    }
}
