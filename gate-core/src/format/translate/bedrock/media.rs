//! Media: pictures, documents and sound, with the format's names for what they are.

use crate::format::FormatFault;
use crate::format::model::{Audio, File, Image, Source};
use crate::format::translate::out::Out;
use crate::format::translate::value::inexpressible;
use crate::format::translate::{Dropped, base64};

const IMAGE: &str = "messages[].content[].image_url";
const FILE: &str = "messages[].content[].file.file_data";
const AUDIO: &str = "messages[].content[].input_audio";

const IMAGES: &[(&str, &str)] = &[
    ("image/png", "png"),
    ("image/jpeg", "jpeg"),
    ("image/jpg", "jpeg"),
    ("image/gif", "gif"),
    ("image/webp", "webp"),
];
const FILES: &[(&str, &str)] = &[
    ("application/pdf", "pdf"),
    ("text/csv", "csv"),
    ("application/msword", "doc"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    ("application/vnd.ms-excel", "xls"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    ("text/html", "html"),
    ("text/plain", "txt"),
    ("text/markdown", "md"),
];
const SOUNDS: &[&str] = &[
    "aac", "flac", "m4a", "mka", "mkv", "mp3", "mp4", "mpeg", "mpga", "ogg", "opus", "pcm", "wav", "webm",
    "x-aac",
];
/// The longest name of a document, less what makes it unlike the others.
const NAME_CHARACTERS: usize = 190;

/// Writes the member `image`.
pub(super) fn write_image(image: &Image, dropped: &mut Dropped, out: &mut Out) -> Result<(), FormatFault> {
    if image.detail.is_some() {
        dropped.add("messages[].content[].image_url.detail");
    }
    let format = match &image.source {
        Source::Inline { media_type, .. } => known(IMAGES, media_type),
        Source::Url(url) => by_ending(IMAGES, url),
        Source::Text(_) => None,
    };
    let format = format.ok_or_else(|| inexpressible(IMAGE, "it takes PNG, JPEG, GIF and WebP"))?;
    out.key("image").object().member("format", format);
    write_source(&image.source, IMAGE, out)?;
    out.end_object();
    Ok(())
}

/// Writes the member `audio`.
pub(super) fn write_audio(audio: &Audio, out: &mut Out) -> Result<(), FormatFault> {
    if !SOUNDS.contains(&audio.format.as_str()) {
        return Err(inexpressible(AUDIO, "it does not know this format"));
    }
    out.key("audio").object().member("format", &audio.format);
    out.key("source").object().member("bytes", &audio.data).end_object().end_object();
    Ok(())
}

/// The names of a request's documents, which must differ.
#[derive(Default)]
pub(super) struct Names(Vec<String>);

impl Names {
    /// Writes the member `document`.
    pub(super) fn write_file(&mut self, file: &File, out: &mut Out) -> Result<(), FormatFault> {
        let format = match &file.source {
            Source::Inline { media_type, .. } => known(FILES, media_type),
            Source::Url(url) => by_ending(FILES, url),
            Source::Text(_) => Some("txt"),
        };
        let format = format.ok_or_else(|| inexpressible(FILE, "it does not know this type of document"))?;
        let name = self.take(file.name.as_deref().unwrap_or_default());
        out.key("document").object().member("format", format).member("name", &name);
        write_source(&file.source, FILE, out)?;
        out.end_object();
        Ok(())
    }

    /// A name in the letters that the format takes (letters, digits, single spaces, `-()[]`), unlike those before.
    fn take(&mut self, name: &str) -> String {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-()[]".contains(letter);
        let name: String =
            name.chars().take(NAME_CHARACTERS).map(|c| if is_plain(c) { c } else { ' ' }).collect();
        let mut name = name.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            "document".clone_into(&mut name);
        }
        let mut unlike = name.clone();
        let mut number = 1;
        while self.0.contains(&unlike) {
            number += 1;
            unlike = format!("{name} ({number})");
        }
        self.0.push(unlike.clone());
        unlike
    }
}

fn write_source(source: &Source, member: &str, out: &mut Out) -> Result<(), FormatFault> {
    out.key("source").object();
    match source {
        Source::Inline { data, .. } => out.member("bytes", data),
        Source::Text(text) => out.member("bytes", &base64::encode(text.as_bytes())),
        Source::Url(url) if url.starts_with("s3://") => {
            out.key("s3Location").object().member("uri", url).end_object()
        }
        Source::Url(_) => return Err(inexpressible(member, "it fetches nothing but objects of S3")),
    };
    out.end_object();
    Ok(())
}

fn known(formats: &[(&str, &'static str)], media_type: &str) -> Option<&'static str> {
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    let (_, format) = formats.iter().find(|(known, _)| known.eq_ignore_ascii_case(media_type))?;
    Some(format)
}

/// The format that an address ends with. Addresses that are refused anyway have any.
fn by_ending(formats: &[(&str, &'static str)], url: &str) -> Option<&'static str> {
    if !url.starts_with("s3://") {
        return formats.first().map(|(_, format)| *format);
    }
    let (_, ending) = url.rsplit_once('.')?;
    let ending = if ending.eq_ignore_ascii_case("jpg") { "jpeg" } else { ending };
    formats.iter().map(|(_, format)| *format).find(|format| format.eq_ignore_ascii_case(ending))
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn documents_have_names_that_the_format_takes_and_that_differ() {
        let mut names = Names::default();
        for (given, taken) in [
            ("a.pdf", "a pdf"),
            ("a.pdf", "a pdf (2)"),
            ("a pdf", "a pdf (3)"),
            ("  Q1  [draft] (2)\n", "Q1 [draft] (2)"),
            ("", "document"),
            ("ü/", "document (2)"),
        ] {
            assert_eq!(names.take(given), taken, "{given}");
        }
        assert_eq!(names.take(&"x".repeat(500)).len(), 190);
    }
}
