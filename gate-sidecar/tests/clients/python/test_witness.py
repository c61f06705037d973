"""Witness: what the suite relies on, checked against the witness itself by a second implementation."""

import gzip
import os

import httpx2
from support import SECONDS, marker, served, user


def test_the_bomb_is_valid_gzip_that_expands_a_thousandfold():
    url = os.environ["WITNESS_URL"] + "/v1/chat/completions"
    body = {"model": "gpt-4o", "messages": user("[[mode=bomb mib=16]]")}
    with httpx2.stream("POST", url, json=body, timeout=SECONDS) as response:
        packed = b"".join(response.iter_raw())
    # gzip checks the checksum and the length in the trailer.
    unpacked = gzip.decompress(packed)
    assert set(unpacked) == {ord(" ")}
    assert len(unpacked) >= 16 * 1024 * 1024
    assert len(packed) < 20 * 1024


def test_bodies_are_logged_and_found_by_their_marker():
    mark = marker()
    url = os.environ["WITNESS_URL"] + "/v1/chat/completions"
    assert served(mark) == []
    httpx2.post(url, json={"model": "gpt-4o", "messages": user(mark)}, timeout=SECONDS).raise_for_status()
    assert len(served(mark)) == 1, "start the witness with --log-bodies"
