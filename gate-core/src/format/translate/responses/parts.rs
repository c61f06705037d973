//! Parts: what the content of a message or the result of a call is made of.

use crate::format::FormatFault;
use crate::format::json::Kind;
use crate::format::model::{Audio, Block, Content, File, Image, Source};
use crate::format::translate::value::{Value, Within, data_url, inexpressible, is_web, missing, must_be};
use crate::format::translate::{Dropped, cache};

const KNOWN: &[&str] = &[
    "type",
    "text",
    "refusal",
    "image_url",
    "detail",
    "file_id",
    "file_data",
    "file_url",
    "filename",
    "input_audio",
    "annotations",
    "logprobs",
    "cache_control",
    "prompt_cache_breakpoint",
];

/// Reads what the member of this name holds: a text, or parts. Empty texts are left out.
pub(super) fn read_content(
    owner: Value<'_>,
    name: &str,
    dropped: &mut Dropped,
) -> Result<Vec<Block>, FormatFault> {
    let content = owner.get(name).ok_or_else(|| missing(name))?;
    let mut blocks: Vec<Block> = Vec::new();
    match (content.text(), content.kind()) {
        (Some(text), _) => blocks.push(Content::Text(text.to_owned()).into()),
        (None, Kind::Array) => {
            for (index, part) in content.array(name)? {
                let place = || format!("{name}[{index}]");
                let cache = cache::read(part).within(place)?;
                blocks.push(Block { content: read_part(part, dropped).within(place)?, cache });
            }
        }
        _ => return Err(must_be(name, "a string or an array of parts")),
    }
    blocks.retain(
        |block| !matches!(&block.content, Content::Text(text) | Content::Refusal(text) if text.is_empty()),
    );
    Ok(blocks)
}

fn read_part(part: Value<'_>, dropped: &mut Dropped) -> Result<Content, FormatFault> {
    let kind = part.object("part")?.required("type")?;
    for (key, value) in part.members() {
        match key {
            "annotations" | "logprobs" if value.array(key)?.next().is_some() => {
                dropped.add(if key == "logprobs" { "logprobs" } else { "annotations" });
            }
            "detail" if kind == "input_file" => dropped.add("input[].content[].detail"),
            _ if KNOWN.contains(&key) => {}
            other => dropped.add_unknown("input[].content[]", other),
        }
    }
    match kind {
        "input_text" | "output_text" | "text" => Ok(Content::Text(part.required("text")?.to_owned())),
        "refusal" => Ok(Content::Refusal(part.required("refusal")?.to_owned())),
        "input_image" => read_image(part).map(Content::Image),
        "input_file" => read_file(part).map(Content::File),
        "input_audio" => {
            let audio = part.get(kind).ok_or_else(|| missing(kind))?;
            let word = |name: &str| audio.required(name).map(str::to_owned).within(|| kind.to_owned());
            Ok(Content::Audio(Audio { data: word("data")?, format: word("format")? }))
        }
        _ => Err(inexpressible("type", "this kind of part is not known")),
    }
}

fn read_image(part: Value<'_>) -> Result<Image, FormatFault> {
    refuse_id(part)?;
    let detail = part.text_of("detail").filter(|detail| *detail != "auto").map(str::to_owned);
    Ok(Image { source: read_source(part.required("image_url")?, "image_url")?, detail })
}

fn read_file(part: Value<'_>) -> Result<File, FormatFault> {
    refuse_id(part)?;
    let name = part.text_of("filename").map(str::to_owned);
    let source = match part.get("file_url") {
        Some(url) => read_source(url.string("file_url")?, "file_url")?,
        None => match part.required("file_data")? {
            // The format's own description shows the data of documents without the head of an address.
            data if !data.contains(':') && name.as_deref().is_some_and(is_pdf) => {
                Source::Inline { media_type: "application/pdf".to_owned(), data: data.to_owned() }
            }
            url => read_source(url, "file_data")?,
        },
    };
    Ok(File { source, name })
}

fn is_pdf(name: &str) -> bool {
    name.get(name.len().saturating_sub(4)..).is_some_and(|end| end.eq_ignore_ascii_case(".pdf"))
}

fn refuse_id(part: Value<'_>) -> Result<(), FormatFault> {
    match part.get("file_id") {
        Some(_) => Err(inexpressible("file_id", "it is known to its own provider only")),
        None => Ok(()),
    }
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
