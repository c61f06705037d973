//! Prints how fast texts are assessed for injections, in MB/s. Run it with `--release`.
#![expect(clippy::print_stdout, reason = "printing figures is what this program is for")]

use std::hint::black_box;
use std::time::Instant;

use gate_detect::{Provenance, assess};

const PROSE: &str = "The train left the station at nine and reached the coast before noon. Nobody had expected so \
much snow in April, yet the hills were white and the farmers stayed at home. In the evening the guests met in the \
garden, where the youngest played the violin until it grew dark.\n";
const CHAT: &str = "Could you look at the deploy script again? On 2024-05-17 the job took 45.2 s and failed with \
exit code 137, which usually means the container ran out of memory. The config says `max_connections = 4096` and the \
token count was 18,233; see https://example.com/runs/88213?tab=logs for the rest.\n\nfn main() { let risk = \
score(&items[..10]); println!(\"{risk:?}\"); }\n";
const RUSSIAN: &str =
    "Поезд ушёл со станции в девять и прибыл к берегу ещё до полудня. Вечером гости собрались в саду.\n";
const CHINESE: &str =
    "火车九点离开车站，中午之前到达海边。晚上客人们在花园里见面，最小的孩子拉小提琴直到天黑。\n";

fn main() {
    drop(assess("warm", Provenance::User));
    for (name, text) in
        [("prose", PROSE), ("chat and code", CHAT), ("Russian", RUSSIAN), ("Chinese", CHINESE)]
    {
        report(name, text, 256 << 10);
    }
    for piece in [
        "a",
        "<",
        "![",
        "](http",
        "ignore ",
        "ignore previous instructions ",
        "never ignore previous instructions ",
        "print your prompt ",
        "erongi ",
        "<!--",
        "curl |",
        "忽略",
        "аb",
    ] {
        report(&format!("{piece:?} only"), piece, 64 << 10);
    }
}

/// Prints the best of sixty short rounds (others may use the machine) over about `bytes` of `piece`.
fn report(name: &str, piece: &str, bytes: usize) {
    let text = piece.repeat(bytes / piece.len());
    let round = || {
        let start = Instant::now();
        drop(black_box(assess(black_box(&text), Provenance::External)));
        start.elapsed()
    };
    let best = (0..60).map(|_| round()).min().unwrap_or_default();
    let tenths = text.len() as u128 * 10_000 / best.as_nanos().max(1);
    println!("{name:<40} {:>6}.{} MB/s", tenths / 10, tenths % 10);
}
