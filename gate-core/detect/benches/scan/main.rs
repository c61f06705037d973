//! How fast chat text is scanned and masked: `cargo bench -p gate-detect`.

mod messages;

use divan::Bencher;
use divan::counter::BytesCount;
use gate_detect::{Masker, Profile, Provenance, assess, scan};
use messages::messages;

/// How much of short messages is examined in one go, in bytes.
const MESSAGES_BYTES: usize = 256 << 10;

const PARAGRAPH: &str = "Could you look at the deploy script again? On 2024-05-17 the job took 45.2 s and failed with \
exit code 137, which usually means the container ran out of memory. The config says `max_connections = 4096` and the \
token count was 18,233; see https://example.com/runs/88213?tab=logs for the rest.\n\nfn main() { let risk = \
score(&items[..10]); println!(\"{risk:?}\"); }\n";
const VALUES: &str = "Write to ada@example.com or call +1 415 555 2671, the card was 4111 1111 1111 1111.\n";

fn main() {
    divan::main();
}

/// About `bytes` of prose and code with a few values in it.
fn chat(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + PARAGRAPH.len());
    while text.len() < bytes {
        text.push_str(PARAGRAPH);
        if text.len().is_multiple_of(4) {
            text.push_str(VALUES);
        }
    }
    text
}

fn scanned(bencher: Bencher<'_, '_>, text: &str, profile: &Profile) {
    bencher.counter(BytesCount::of_str(text)).bench(|| scan(text, profile));
}

/// Examines short messages one by one.
fn one_by_one<Out>(bencher: Bencher<'_, '_>, examine: impl Fn(&str) -> Out + Sync) {
    let messages = messages(MESSAGES_BYTES);
    let bytes: usize = messages.iter().map(String::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        for message in &messages {
            divan::black_box(examine(message));
        }
    });
}

#[divan::bench]
fn messages_everything(bencher: Bencher<'_, '_>) {
    let profile = Profile::standard();
    one_by_one(bencher, |message| scan(message, &profile));
}

#[divan::bench]
fn messages_secrets_only(bencher: Bencher<'_, '_>) {
    let profile = Profile::standard().with_pii(false);
    one_by_one(bencher, |message| scan(message, &profile));
}

#[divan::bench]
fn messages_injection(bencher: Bencher<'_, '_>) {
    one_by_one(bencher, |message| assess(message, Provenance::User));
}

#[divan::bench]
fn an_empty_text(bencher: Bencher<'_, '_>) {
    let profile = Profile::standard();
    bencher.bench(|| scan(divan::black_box(""), &profile));
}

#[divan::bench(args = [2 << 10, 32 << 10, 4 << 20])]
fn everything(bencher: Bencher<'_, '_>, bytes: usize) {
    scanned(bencher, &chat(bytes), &Profile::standard());
}

#[divan::bench(args = [32 << 10, 4 << 20])]
fn secrets_only(bencher: Bencher<'_, '_>, bytes: usize) {
    scanned(bencher, &chat(bytes), &Profile::standard().with_pii(false));
}

#[divan::bench(args = [32 << 10])]
fn personal_data_only(bencher: Bencher<'_, '_>, bytes: usize) {
    scanned(bencher, &chat(bytes), &Profile::standard().with_secrets(false));
}

#[divan::bench(args = [32 << 10])]
fn with_typographic_signs(bencher: Bencher<'_, '_>, bytes: usize) {
    scanned(bencher, &chat(bytes).replace("again", "à nouveau – vraiment"), &Profile::standard());
}

#[divan::bench(args = [32 << 10])]
fn masked(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = chat(bytes);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| Masker::new(Profile::standard()).mask(&text).map(|it| it.findings.len()));
}

#[divan::bench(args = [32 << 10])]
fn streamed_in_small_pieces(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = chat(bytes);
    let pieces: Vec<&str> = text.split_inclusive(' ').collect();
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let mut stream = Masker::new(Profile::standard()).stream();
        let mut out = String::new();
        for piece in &pieces {
            stream.push(piece, &mut out)?;
        }
        stream.finish(&mut out)
    });
}

#[divan::bench(args = [32 << 10])]
fn injection(bencher: Bencher<'_, '_>, bytes: usize) {
    let text = chat(bytes);
    bencher.counter(BytesCount::of_str(&text)).bench(|| assess(&text, Provenance::ToolOutput));
}
