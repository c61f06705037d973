//! Parts: what the content of a message is made of.

use crate::format::FormatFault;
use crate::format::json::Kind;
use crate::format::model::{Audio, Block, Content, File, Image, Source};
use crate::format::translate::value::{Value, Within, data_url, inexpressible, is_web, missing, must_be};
use crate::format::translate::{Dropped, cache};

/// Reads a content: nothing, a text, or parts. Empty texts are left out.
pub(super) fn read_content(
    content: Option<Value<'_>>,
    dropped: &mut Dropped,
) -> Result<Vec<Block>, FormatFault> {
    let Some(content) = content else {
        return Ok(Vec::new());
    };
    let mut blocks = Vec::new();
    match (content.text(), content.kind()) {
        (Some(text), _) => blocks.push(Content::Text(text.to_owned()).into()),
        (None, Kind::Array) => {
            for (index, part) in content.array("content")? {
                let place = || format!("content[{index}]");
                let cache = cache::read(part).within(place)?;
                blocks.push(Block { content: read_part(part, dropped).within(place)?, cache });
            }
        }
        _ => return Err(must_be("content", "a string or an array of parts")),
    }
    blocks.retain(|block| !matches!(&block.content, Content::Text(text) if text.is_empty()));
    Ok(blocks)
}

fn read_part(part: Value<'_>, dropped: &mut Dropped) -> Result<Content, FormatFault> {
    let kind = part.object("part")?.required("type")?;
    let is_known =
        |key: &str| matches!(key, "type" | "cache_control" | "prompt_cache_breakpoint") || key == kind;
    for (key, _) in part.members().filter(|(key, _)| !is_known(key)) {
        dropped.add_unknown("messages[].content[]", key);
    }
    let inner = part.get(kind).ok_or_else(|| missing(kind));
    match kind {
        "text" => Ok(Content::Text(inner?.owned(kind)?)),
        "refusal" => Ok(Content::Refusal(inner?.owned(kind)?)),
        "image_url" => read_image(inner?).map(Content::Image),
        "file" => read_file(inner?).within(|| kind.to_owned()).map(Content::File),
        "input_audio" => {
            let audio = inner?;
            let [data, format] = ["data", "format"].map(|name| audio.required(name).map(str::to_owned));
            Ok(Content::Audio(Audio {
                data: data.within(|| kind.to_owned())?,
                format: format.within(|| kind.to_owned())?,
            }))
        }
        _ => Err(inexpressible("type", "this kind of part is not known")),
    }
}

/// An image's address stands in an object; some makers take it bare.
fn read_image(image: Value<'_>) -> Result<Image, FormatFault> {
    let url = match image.text() {
        Some(url) => url,
        None => image.object("image_url")?.required("url").within(|| "image_url".to_owned())?,
    };
    let detail = image.text_of("detail").filter(|detail| *detail != "auto").map(str::to_owned);
    Ok(Image { source: read_source(url, "image_url.url")?, detail })
}

fn read_file(file: Value<'_>) -> Result<File, FormatFault> {
    if file.object("file")?.get("file_id").is_some() {
        return Err(inexpressible("file_id", "it is known to its own provider only, use `file_data`"));
    }
    let source = read_source(file.required("file_data")?, "file_data")?;
    Ok(File { source, name: file.text_of("filename").map(str::to_owned) })
}

fn read_source(url: &str, name: &str) -> Result<Source, FormatFault> {
    match data_url(url) {
        Some((media_type, data)) => {
            Ok(Source::Inline { media_type: media_type.to_owned(), data: data.to_owned() })
        }
        None if is_web(url) => Ok(Source::Url(url.to_owned())),
        None => Err(must_be(name, "a web address or a data URL in base64")),
    }
}
