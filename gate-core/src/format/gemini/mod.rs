//! Gemini: the bodies of `generateContent` and `streamGenerateContent`, as Google's API reference describes them.

pub(super) mod zone;
