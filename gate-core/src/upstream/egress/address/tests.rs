//! The table of targets, with and without exceptions.

use std::net::IpAddr;

use super::super::AllowList;
use super::{Blocked, verdict};

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap_or_else(|_| panic!("{text} is an address"))
}

fn list(entries: &[&str]) -> AllowList {
    let entries: Vec<String> = entries.iter().map(ToString::to_string).collect();
    AllowList::parse(&entries).unwrap()
}

#[test]
fn first_and_last_address_of_every_refused_range_is_blocked_and_its_neighbours_are_not() {
    for (range, blocked, neighbours) in [
        ("this network", ["0.0.0.0", "0.255.255.255"], vec!["1.0.0.0"]),
        ("private 10", ["10.0.0.0", "10.255.255.255"], vec!["9.255.255.255", "11.0.0.0"]),
        ("carrier-grade NAT", ["100.64.0.0", "100.127.255.255"], vec!["100.63.255.255", "100.128.0.0"]),
        ("loopback", ["127.0.0.1", "127.255.255.255"], vec!["126.255.255.255", "128.0.0.0"]),
        ("link-local", ["169.254.0.0", "169.254.255.255"], vec!["169.253.255.255", "169.255.0.0"]),
        ("private 172", ["172.16.0.0", "172.31.255.255"], vec!["172.15.255.255", "172.32.0.0"]),
        ("assignments", ["192.0.0.0", "192.0.0.255"], vec!["192.0.1.0"]),
        ("private 192", ["192.168.0.0", "192.168.255.255"], vec!["192.167.255.255", "192.169.0.0"]),
        ("benchmarks", ["198.18.0.0", "198.19.255.255"], vec!["198.17.255.255", "198.20.0.0"]),
        ("multicast", ["224.0.0.0", "239.255.255.255"], vec!["223.255.255.255"]),
        ("reserved", ["240.0.0.0", "255.255.255.255"], vec![]),
        ("unspecified, loopback 6", ["::", "::1"], vec![]),
        ("compatible", ["::8.8.8.8", "::ffff:ffff"], vec![]),
        ("mapped", ["::ffff:127.0.0.1", "::ffff:8.8.8.8"], vec![]),
        ("NAT64", ["64:ff9b::7f00:1", "64:ff9b::ffff:ffff"], vec!["64:ff9c::1"]),
        ("NAT64 local", ["64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"], vec!["64:ff9b:2::"]),
        ("Teredo", ["2001::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff"], vec!["2001:4860::8888"]),
        ("6to4", ["2002::", "2002:7f00:1::"], vec!["2003::1"]),
        ("unique local", ["fc00::", "fdff:ffff::1"], vec!["fbff::1"]),
        ("link-local 6", ["fe80::1", "febf::1"], vec!["fe7f::1"]),
        ("multicast 6", ["ff00::", "ff02::1"], vec![]),
    ] {
        for text in blocked {
            let got = verdict("provider.example", 443, ip(text), &AllowList::default());
            assert_eq!(got, Err(Blocked), "{range}: {text}");
        }
        for text in neighbours {
            let got = verdict("provider.example", 443, ip(text), &AllowList::default());
            assert_eq!(got, Ok(()), "beside {range}: {text}");
        }
    }
}

#[test]
fn names_are_blocked_whatever_they_resolve_to() {
    for name in [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "a.localhost",
        "metadata",
        "metadata.google.internal",
        "Metadata.Google.Internal.",
        "metadata.goog",
        "instance-data",
    ] {
        assert_eq!(verdict(name, 80, ip("93.184.215.14"), &AllowList::default()), Err(Blocked), "{name}");
    }
    for name in ["localhosts", "metadata.example", "my-instance-data", "notlocalhost"] {
        assert_eq!(verdict(name, 80, ip("93.184.215.14"), &AllowList::default()), Ok(()), "{name}");
    }
}

#[test]
fn metadata_services_stay_blocked_under_any_exception() {
    let everything =
        list(&["0.0.0.0/0", "::/0", "metadata.google.internal", "inside.example", "169.254.169.254"]);
    for text in [
        "169.254.169.254",
        "100.100.100.200",
        "fd00:ec2::254",
        "::ffff:169.254.169.254",
        "::a9fe:a9fe",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "2001:0:1:2:3:4:5601:5601",
        "::ffff:100.100.100.200",
    ] {
        for host in ["metadata.google.internal", "inside.example", text] {
            assert_eq!(verdict(host, 80, ip(text), &everything), Err(Blocked), "{host} at {text}");
        }
    }
    assert_eq!(verdict("inside.example", 80, ip("10.1.2.3"), &everything), Ok(()));
}

#[test]
fn exceptions_open_exactly_what_they_name() {
    for (entry, host, port, address, is_allowed) in [
        ("127.0.0.1", "127.0.0.1", 9100, "127.0.0.1", true),
        ("127.0.0.1", "127.0.0.1", 9100, "127.0.0.2", false),
        ("127.0.0.1", "model.example", 9100, "127.0.0.1", true),
        ("127.0.0.1", "localhost", 9100, "127.0.0.1", true),
        ("127.0.0.1", "localhost", 9100, "::1", false),
        ("127.0.0.1", "metadata", 9100, "127.0.0.1", false),
        ("127.0.0.1", "x", 9100, "::ffff:127.0.0.1", false),
        ("127.0.0.1:9100", "127.0.0.1", 9100, "127.0.0.1", true),
        ("127.0.0.1:9100", "127.0.0.1", 9101, "127.0.0.1", false),
        ("[::1]:9100", "::1", 9100, "::1", true),
        ("[::1]:9100", "::1", 9101, "::1", false),
        ("::1", "::1", 1, "::1", true),
        ("10.0.0.0/8", "gpu.example", 80, "10.200.0.1", true),
        ("10.0.0.0/8", "gpu.example", 80, "11.0.0.1", true),
        ("10.0.0.0/8", "gpu.example", 80, "192.168.0.1", false),
        ("10.0.0.0/8:8000", "gpu.example", 8000, "10.0.0.1", true),
        ("10.0.0.0/8:8000", "gpu.example", 8001, "10.0.0.1", false),
        ("[fd00::/8]:8000", "gpu.example", 8000, "fd12::1", true),
        ("[fd00::/8]:8000", "gpu.example", 80, "fd12::1", false),
        ("localhost", "LocalHost.", 80, "::1", true),
        ("GPU.internal.", "gpu.internal", 80, "192.168.3.4", true),
        ("gpu.internal", "evil.gpu.internal", 80, "192.168.3.4", false),
        ("gpu.internal:8000", "gpu.internal", 8000, "192.168.3.4", true),
        ("gpu.internal:8000", "gpu.internal", 22, "192.168.3.4", false),
    ] {
        let got = verdict(host, port, ip(address), &list(&[entry])).is_ok();
        assert_eq!(got, is_allowed, "`{entry}` for {host}:{port} at {address}");
    }
}

#[test]
fn entries_that_cannot_be_meant_are_refused() {
    for entry in [
        "",
        " ",
        "*",
        "*.example",
        "http://127.0.0.1",
        "127.1",
        "0x7f.1",
        "2130706433",
        "127.0.0.1:0",
        "127.0.0.1:99999",
        "127.0.0.1:",
        "10.0.0.0/33",
        "[::1",
        "[::1]x",
        "a b",
        "user@host",
        "host/path",
        "127.0.0.1\u{ff11}",
        "-",
        "a..b",
    ] {
        let error = AllowList::parse(&[entry.to_owned()]).expect_err(entry);
        assert!(error.to_string().contains(&format!("`{entry}`")), "{entry}: {error}");
    }
}
