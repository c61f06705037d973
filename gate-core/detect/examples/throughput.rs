//! Prints how fast a chat text is scanned and masked, in MB/s and in nanoseconds for each text. Run it with `--release`.
#![expect(clippy::print_stdout, reason = "printing figures is what this program is for")]

use std::hint::black_box;
use std::time::Instant;

use gate_detect::{Masker, Profile, scan};

const PARAGRAPH: &str = "Could you look at the deploy script again? On 2024-05-17 the job took 45.2 s and failed with \
exit code 137, which usually means the container ran out of memory. The config says `max_connections = 4096` and the \
token count was 18,233; see https://example.com/runs/88213?tab=logs for the rest.\n\nfn main() { let risk = \
score(&items[..10]); println!(\"{risk:?}\"); }\n";
const VALUES: &str = "Write to ada@example.com or call +1 415 555 2671, the card was 4111 1111 1111 1111.\n";

fn main() {
    let short = chat(2 << 10);
    let long = chat(4 << 20);
    let profile = Profile::standard();
    report("scan 4 MB", long.len(), 5, || {
        drop(black_box(scan(black_box(&long), &profile)));
    });
    report("scan 2 KB", short.len(), 20_000, || {
        drop(black_box(scan(black_box(&short), &profile)));
    });
    report("mask 2 KB", short.len(), 20_000, || {
        drop(black_box(Masker::new(profile.clone()).mask(black_box(&short))));
    });
    let accented = short.replace("again", "à nouveau – vraiment");
    report("scan 2 KB with look-alikes", accented.len(), 20_000, || {
        drop(black_box(scan(black_box(&accented), &profile)));
    });
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

/// Prints the best of three rounds.
fn report(name: &str, bytes: usize, repeats: u32, run: impl Fn()) {
    let round = || {
        let start = Instant::now();
        (0..repeats).for_each(|_| run());
        start.elapsed() / repeats
    };
    let best = (0..3).map(|_| round()).min().unwrap_or_default();
    let nanos = best.as_nanos().max(1);
    println!("{name:<28} {:>6} MB/s {nanos:>12} ns", bytes as u128 * 1000 / nanos);
}
