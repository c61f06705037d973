//! Media: pictures, documents and sound, in the body (`inlineData`) or by address (`fileData`).

use super::names::{get, text_of};
use crate::format::FormatFault;
use crate::format::model::{Audio, Content, File, Image, Source};
use crate::format::translate::out::Out;
use crate::format::translate::value::{Value, inexpressible, is_web, missing};

/// Where Google keeps what callers have uploaded.
const STORES: &[&str] = &["https://generativelanguage.googleapis.com/", "gs://"];

/// The types that an address's ending stands for, as Google wants them named.
const ENDINGS: &[(&str, &str)] = &[
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("webp", "image/webp"),
    ("gif", "image/gif"),
    ("heic", "image/heic"),
    ("heif", "image/heif"),
    ("pdf", "application/pdf"),
    ("txt", "text/plain"),
    ("md", "text/markdown"),
    ("html", "text/html"),
    ("csv", "text/csv"),
    ("json", "application/json"),
    ("mp4", "video/mp4"),
    ("webm", "video/webm"),
];

/// Reads `inlineData`.
pub(super) fn read_inline(blob: Value<'_>) -> Result<Content, FormatFault> {
    let media_type = required(blob, "mimeType")?.to_owned();
    let data = required(blob, "data")?.to_owned();
    match media_type.strip_prefix("audio/") {
        Some(kind) => Ok(Content::Audio(Audio { data, format: format(kind).to_owned() })),
        None => content(&media_type.clone(), Source::Inline { media_type, data }, blob),
    }
}

/// Reads `fileData`.
pub(super) fn read_file(file: Value<'_>) -> Result<Content, FormatFault> {
    let address = required(file, "fileUri")?;
    if !is_web(address) || STORES.iter().any(|store| address.starts_with(store)) {
        return Err(inexpressible("fileUri", "a file is known to its own provider only"));
    }
    let media_type = text_of(file, "mimeType").or_else(|| guess(address)).unwrap_or_default();
    let is_film = ["youtube.com/", "youtu.be/"].iter().any(|site| address.contains(site));
    if is_film || media_type.starts_with("audio/") {
        return Err(inexpressible("fileUri", "it takes no films, and sound only in the request"));
    }
    content(media_type, Source::Url(address.to_owned()), file)
}

fn required<'d>(owner: Value<'d>, name: &str) -> Result<&'d str, FormatFault> {
    get(owner, name).ok_or_else(|| missing(name))?.string(name)
}

fn content(media_type: &str, source: Source, owner: Value<'_>) -> Result<Content, FormatFault> {
    if media_type.starts_with("video/") {
        return Err(inexpressible("mimeType", "it takes no films"));
    }
    if media_type.starts_with("image/") {
        return Ok(Content::Image(Image { source, detail: None }));
    }
    Ok(Content::File(File { source, name: text_of(owner, "displayName").map(str::to_owned) }))
}

/// The other formats' words for kinds of sound.
fn format(kind: &str) -> &str {
    match kind.split(';').next().unwrap_or_default() {
        "wave" | "x-wav" | "vnd.wave" => "wav",
        "mpeg" | "mpeg3" => "mp3",
        kind => kind,
    }
}

/// Writes the member of a part that holds this source.
pub(super) fn write(source: &Source, out: &mut Out) {
    match source {
        Source::Url(address) => {
            out.key("fileData").object().member_if("mimeType", guess(address)).member("fileUri", address);
            out.end_object();
        }
        Source::Inline { media_type, data } => {
            out.key("inlineData").object().member("mimeType", media_type).member("data", data).end_object();
        }
        Source::Text(text) => {
            out.member("text", text);
        }
    }
}

/// Writes the member of a part that holds this sound.
pub(super) fn write_audio(audio: &Audio, out: &mut Out) {
    out.key("inlineData").object().member("mimeType", &format!("audio/{}", audio.format));
    out.member("data", &audio.data).end_object();
}

/// The type that the ending of an address stands for.
fn guess(address: &str) -> Option<&'static str> {
    let path = address.split(['?', '#']).next()?;
    let (_, ending) = path.rsplit('/').next()?.rsplit_once('.')?;
    ENDINGS.iter().find(|(known, _)| ending.eq_ignore_ascii_case(known)).map(|(_, media_type)| *media_type)
}

#[cfg(test)]
mod tests {
    use super::guess;

    #[test]
    fn the_ending_of_an_address_tells_the_type() {
        for (address, expected) in [
            ("https://x.test/a.png", Some("image/png")),
            ("https://x.test/a.b/C.JPG?size=1.pdf#x.md", Some("image/jpeg")),
            ("https://x.test/report.pdf", Some("application/pdf")),
            ("https://x.test/a", None),
            ("https://x.png/a", None),
            ("https://x.test/a.", None),
        ] {
            assert_eq!(guess(address), expected, "{address}");
        }
    }
}
