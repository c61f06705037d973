//! Which targets are reached: the connector's own check, behind everything a base URL allows.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use gate_core::upstream::{Fault, Phase, Resolver, Timeouts, Upstream, UpstreamError, UpstreamSettings};

use super::servers::{Connection, Server, document, hasty, ms, provider, request, settings};

fn unsent(kind: Fault) -> UpstreamError {
    UpstreamError { kind, sent: false, began: false }
}

async fn server_at(address: &str) -> Server {
    let answer = document("200 OK", "content-type: application/json\r\nconnection: close\r\n", "{}");
    Server::start_at(address, move |mut connection: Connection| {
        let answer = answer.clone();
        async move {
            connection.request().await;
            connection.send(answer.as_bytes()).await;
        }
    })
    .await
}

/// A client whose names resolve as the script says.
fn resolving(
    allow: &[&str],
    script: impl Fn(&str) -> io::Result<Vec<IpAddr>> + Send + Sync + 'static,
) -> Upstream {
    Upstream::new(UpstreamSettings { resolver: Resolver::scripted(script), ..settings(allow) }).unwrap()
}

#[tokio::test]
async fn private_targets_are_blocked_before_a_connection_is_made() {
    let server = server_at("127.0.0.1:0").await;
    let port = server.address.port();
    let upstream = Upstream::new(settings(&[])).unwrap();
    for host in [
        "127.0.0.1",
        "localhost",
        "LOCALHOST.",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "0.0.0.0",
        "[::]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "169.254.169.254",
        "[fd00:ec2::254]",
        "10.0.0.1",
        "metadata",
    ] {
        let began = Instant::now();
        let error =
            upstream.send(request(&provider(&format!("http://{host}:{port}")), false)).await.unwrap_err();
        // A name nobody knows fails in the resolver; the text is the same.
        let is_unknown_name = host == "metadata" && error.kind == Fault::Connect;
        assert!(is_unknown_name || error == unsent(Fault::Blocked), "{host}: {error:?}");
        assert!(began.elapsed() < ms(5000), "{host}");
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn every_answer_of_the_resolver_is_checked() {
    let server = server_at("127.0.0.1:0").await;
    let port = server.address.port();
    for (name, allow, answers, want) in [
        ("loopback", vec![], vec!["127.0.0.1"], Err(Fault::Blocked)),
        ("mapped loopback", vec!["127.0.0.1"], vec!["::ffff:127.0.0.1"], Err(Fault::Blocked)),
        ("metadata", vec!["0.0.0.0/0", "api.example"], vec!["169.254.169.254"], Err(Fault::Blocked)),
        ("another port", vec!["127.0.0.1:1"], vec!["127.0.0.1"], Err(Fault::Blocked)),
        ("nothing", vec!["127.0.0.1"], vec![], Err(Fault::Connect)),
        ("allowed by address", vec!["127.0.0.1"], vec!["127.0.0.1"], Ok(())),
        ("allowed by name", vec!["api.example"], vec!["127.0.0.1"], Ok(())),
        ("one of two", vec!["127.0.0.1"], vec!["10.0.0.1", "127.0.0.1"], Ok(())),
    ] {
        let before = server.connections();
        let addresses: Vec<IpAddr> = answers.iter().map(|text| text.parse().unwrap()).collect();
        let upstream = resolving(&allow, move |_| Ok(addresses.clone()));
        let target = provider(&format!("http://api.example:{port}"));
        let got = upstream.send(request(&target, false)).await.map(drop).map_err(|error| error.kind);
        assert_eq!(got, want, "{name}");
        assert_eq!(server.connections() - before, usize::from(want.is_ok()), "{name}");
    }
}

#[tokio::test]
async fn an_answer_that_changes_is_checked_again() {
    let server = server_at("127.0.0.1:0").await;
    let hidden = server_at(&format!("127.0.0.2:{}", server.address.port())).await;
    let lookups = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&lookups);
    let upstream = resolving(&["127.0.0.1"], move |_| {
        let is_first = counted.fetch_add(1, Ordering::SeqCst) == 0;
        Ok(vec![if is_first { [127, 0, 0, 1] } else { [127, 0, 0, 2] }.into()])
    });
    let target = provider(&format!("http://api.example:{}", server.address.port()));
    upstream.send(request(&target, false)).await.unwrap();
    tokio::time::sleep(ms(50)).await;
    let error = upstream.send(request(&target, false)).await.unwrap_err();
    assert_eq!(error, unsent(Fault::Blocked));
    assert_eq!((lookups.load(Ordering::SeqCst), hidden.connections()), (2, 0));
}

#[tokio::test]
async fn names_without_an_address_and_closed_ports_are_unreachable() {
    let closed = server_at("127.0.0.1:0").await.address.port();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert_ne!(closed, free);
    let tries = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&tries);
    let upstream = resolving(&["127.0.0.1"], move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        Err(io::Error::other("no such name"))
    });
    let target = provider("http://api.example:9");
    assert_eq!(upstream.send(request(&target, false)).await.unwrap_err(), unsent(Fault::Connect));
    assert_eq!(tries.load(Ordering::SeqCst), 2, "tried once more, since nothing was sent");
    let target = provider(&format!("http://127.0.0.1:{free}"));
    assert_eq!(upstream.send(request(&target, false)).await.unwrap_err(), unsent(Fault::Connect));
}

#[tokio::test]
async fn a_connection_that_never_opens_runs_into_its_own_limit() {
    // It accepts and then says nothing, so that the TLS handshake waits.
    let silent = Server::start(|mut connection: Connection| async move { connection.closed().await }).await;
    let upstream = hasty(Timeouts { connect: ms(300), ..Timeouts::default() });
    let began = Instant::now();
    let target = provider(&format!("https://{}", silent.address));
    let error = upstream.send(request(&target, false)).await.unwrap_err();
    assert_eq!(error, unsent(Fault::Timeout(Phase::Connect)));
    assert!(began.elapsed() >= ms(300) && began.elapsed() < ms(3000), "{:?}", began.elapsed());
    assert_eq!(silent.connections(), 1, "a timeout is not tried again");
}
