//! TLS with a certificate of our own, HTTP/1.1 and HTTP/2 by ALPN.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use gate_core::upstream::{Answer, Fault, Upstream, UpstreamSettings};
use http::{Request, Response, Version};
use http_body::{Body, Frame};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;

use super::servers::{Connection, Server, ms, provider, request, settings};

/// One event, then silence or the end; reports when it is dropped.
struct Events {
    left: Vec<&'static str>,
    stays: bool,
    dropped: mpsc::UnboundedSender<()>,
}

impl Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.left.pop() {
            Some(event) => Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(event.as_bytes()))))),
            None if self.stays => Poll::Pending,
            None => Poll::Ready(None),
        }
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        let _ = self.dropped.send(());
    }
}

/// A server for `localhost` that speaks `protocol`, and the certificate to trust.
struct Encrypted {
    server: Server,
    root: Vec<u8>,
    dropped: mpsc::UnboundedReceiver<()>,
    requests: Arc<AtomicUsize>,
}

async fn encrypted(protocol: &'static str, stays: bool) -> Encrypted {
    let made =
        rcgen::generate_simple_self_signed(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], private)
        .unwrap();
    config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let (drops, dropped) = mpsc::unbounded_channel();
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&requests);
    let server = Server::start(move |connection: Connection| {
        let (acceptor, drops, counted) = (acceptor.clone(), drops.clone(), Arc::clone(&counted));
        async move {
            let Ok(encrypted) = acceptor.accept(connection.stream).await else {
                return;
            };
            let service = service_fn(move |request: Request<Incoming>| {
                counted.fetch_add(1, Ordering::SeqCst);
                let is_expected = (request.version() == Version::HTTP_2) == (protocol == "h2");
                let left = vec!["data: [DONE]\n\n", "data: a\n\n"];
                let left = if stays { left[1..].to_vec() } else { left };
                let body = Events { left, stays, dropped: drops.clone() };
                let status = if is_expected { 200 } else { 505 };
                let response = Response::builder().status(status).header("content-type", "text/event-stream");
                std::future::ready(response.body(body))
            });
            let io = TokioIo::new(encrypted);
            // A client that goes in the middle ends the connection with an error: that is what is tested.
            let _ = match protocol {
                "h2" => http2::Builder::new(TokioExecutor::new()).serve_connection(io, service).await,
                _ => http1::Builder::new().serve_connection(io, service).await,
            };
        }
    })
    .await;
    Encrypted { server, root: made.cert.pem().into_bytes(), dropped, requests }
}

fn trusting(root: Vec<u8>) -> Upstream {
    Upstream::new(UpstreamSettings { own_roots: root, ..settings(&["127.0.0.1"]) }).unwrap()
}

#[tokio::test]
async fn both_versions_of_http_are_spoken_and_connections_are_kept() {
    for protocol in ["h2", "http/1.1"] {
        let host = encrypted(protocol, false).await;
        let upstream = trusting(host.root.clone());
        for base in ["localhost", "127.0.0.1"] {
            let target = provider(&format!("https://{base}:{}", host.server.address.port()));
            for _ in 0..3 {
                let Answer::Stream(mut events) = upstream.send(request(&target, true)).await.unwrap() else {
                    panic!("{protocol}: a stream was expected");
                };
                assert_eq!(events.next().await.unwrap().unwrap().data(), b"a", "{protocol}");
                assert_eq!(events.next().await, Ok(None), "{protocol}");
                tokio::time::sleep(ms(100)).await;
            }
        }
        assert_eq!(host.requests.load(Ordering::SeqCst), 6, "{protocol}");
        assert_eq!(host.server.connections(), 2, "{protocol}: one for each name");
    }
}

#[tokio::test]
async fn dropping_a_stream_is_noticed_through_tls_and_http2() {
    for protocol in ["h2", "http/1.1"] {
        let mut host = encrypted(protocol, true).await;
        let upstream = trusting(host.root.clone());
        let target = provider(&format!("https://127.0.0.1:{}", host.server.address.port()));
        let Answer::Stream(mut events) = upstream.send(request(&target, true)).await.unwrap() else {
            panic!("{protocol}: a stream was expected");
        };
        events.next().await.unwrap();
        assert!(tokio::time::timeout(ms(100), events.next()).await.is_err(), "{protocol}: it waits");
        assert!(host.dropped.try_recv().is_err(), "{protocol}: the server still has the stream");
        drop(events);
        tokio::time::timeout(ms(1000), host.dropped.recv()).await.expect(protocol).unwrap();
    }
}

#[tokio::test]
async fn certificates_nobody_vouches_for_are_refused() {
    let host = encrypted("h2", false).await;
    let other = encrypted("h2", false).await;
    let port = host.server.address.port();
    for (name, root, base) in [
        ("unknown authority", Vec::new(), "127.0.0.1"),
        ("another authority", other.root.clone(), "127.0.0.1"),
        ("another name", host.root.clone(), "model.example"),
    ] {
        let resolver = gate_core::upstream::Resolver::scripted(|_| Ok(vec![[127, 0, 0, 1].into()]));
        let settings = UpstreamSettings { own_roots: root, resolver, ..settings(&["127.0.0.1"]) };
        let target = provider(&format!("https://{base}:{port}"));
        let error = Upstream::new(settings).unwrap().send(request(&target, true)).await.unwrap_err();
        assert_eq!((error.kind, error.sent), (Fault::Tls, false), "{name}");
    }
    assert_eq!(host.requests.load(Ordering::SeqCst), 0);
    for garbage in ["no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let settings = UpstreamSettings { own_roots: garbage.into(), ..settings(&[]) };
        assert!(Upstream::new(settings).is_err(), "{garbage}");
    }
}
