"""Decoys: what looks like a value and is none. A finding here is false."""

import base64
import hashlib
import uuid

from made import ALNUM, HEX, digits, luhn_sum, runs


def not_luhn(draw):
    while True:
        number = "8" + digits(draw, 15)
        if luhn_sum(number) % 10:
            return number


def base64_of(draw, size):
    return base64.b64encode(draw.randbytes(size)).decode()


PLACEHOLDERS = [
    "API_KEY=<your api key>", "password: changeme", 'secret = "xxxxxxxxxxxxxxxx"', "TOKEN=${CI_TOKEN}", "passwd: ${PASSWORD:-}",
    'const key = process.env["SERVICE_KEY"]', "password = input('Password: ')", "Authorization: Bearer <token>", "auth_token: {{ vault_token }}",
    'client_secret: "REPLACE_ME"', "let secret = config.secret_name.clone();", "api_key=...", "token: Optional[str] = None",
    "access_key = settings.access_key", "PASSWORD=********", "secret_key: ENC[...]", "apikey: $API_KEY", "password_hash = hash_password(password)",
]

KINDS = [
    ("uuid", lambda draw: f"trace {uuid.UUID(int=draw.getrandbits(128), version=4)}"),
    ("request id", lambda draw: f"request-id: req_{runs(draw, HEX, 16)}"),
    ("git object", lambda draw: f"commit {runs(draw, HEX, 40)}"),
    ("checksum", lambda draw: f"{hashlib.sha256(draw.randbytes(8)).hexdigest()}  dist/app-{draw.randint(1, 9)}.tar.gz"),
    ("md5", lambda draw: f"md5: {runs(draw, HEX, 32)}"),
    ("subresource", lambda draw: f'"integrity": "sha384-{base64_of(draw, 48)}"'),
    ("image digest", lambda draw: f"registry.internal/app@sha256:{runs(draw, HEX, 64)}"),
    ("inline image", lambda draw: f"data:image/jpeg;base64,/9j/4AAQSkZJRg{base64_of(draw, draw.choice([90, 600]))}"),
    ("etag", lambda draw: f'ETag: W/"{runs(draw, HEX, 32)}"'),
    ("time", lambda draw: f"20{digits(draw, 1)}{digits(draw, 1)}-0{draw.randint(1, 9)}-1{digits(draw, 1)} 1{digits(draw, 1)}:4{digits(draw, 1)}:2{digits(draw, 1)}.{digits(draw, 6)}"),
    ("epoch", lambda draw: f"started_at={draw.choice(['17' + digits(draw, 8), '17' + digits(draw, 11), '17' + digits(draw, 17)])}"),
    ("version", lambda draw: f"{draw.choice(['version', 'node', 'v', 'chromium'])} {draw.randint(1, 130)}.{draw.randint(0, 9)}.{draw.randint(1000, 9999)}.{draw.randint(1, 240)}"),
    ("package", lambda draw: f"npm i left-pad@{draw.randint(1, 9)}.{draw.randint(0, 9)}.{draw.randint(0, 9)} @types/node@{draw.randint(10, 24)}"),
    ("remote", lambda draw: f"git@git.internal:team/{draw.choice(['site', 'core'])}.git"),
    ("order number", lambda draw: f"order no. {draw.choice(['SO', 'PO', 'RE'])}-{digits(draw, 9)}"),
    ("row id", lambda draw: f'{{"row_id": {draw.choice("123456789")}{digits(draw, draw.choice([8, 9, 10]))}}}'),
    ("long number", not_luhn),
    ("amount", lambda draw: f"EUR {draw.randint(1, 999)}.{digits(draw, 3)},{digits(draw, 2)}"),
    ("coordinates", lambda draw: f"{draw.uniform(-80, 80):.7f},{draw.uniform(-170, 170):.7f}"),
    ("book", lambda draw: f"ISBN 978-{digits(draw, 1)}-{digits(draw, 4)}-{digits(draw, 4)}-{digits(draw, 1)}"),
    ("colours", lambda draw: f"color: #{runs(draw, HEX, 6)}; background: #{runs(draw, HEX, 8)};"),
    ("hex dump", lambda draw: "000000" + runs(draw, HEX, 2) + ": " + " ".join(runs(draw, HEX, 4) for _ in range(8))),
    ("pod", lambda draw: f"worker-{runs(draw, 'bcdfghjklmnpqrstvwxz2456789', 10)}-{runs(draw, 'bcdfghjklmnpqrstvwxz2456789', 5)}"),
    ("local address", lambda draw: draw.choice(["http://127.0.0.1:8080/", "10.0.12.7", "192.168.0.17:443", "[::1]:9000", "0.0.0.0/0"])),
    ("identifier", lambda draw: draw.choice(["getUserAccessTokenFromSession", "MAX_RETRIES_PER_SECRET", "kSecAttrAccessibleAfterFirstUnlock", "primaryKeyColumnName"])),
    ("model", lambda draw: draw.choice(["gpt-4.1-mini-2025-04-14", "claude-opus-4-20250514", "gemini-2.5-flash-lite", "mistral-large-2411"])),
    ("parcel", lambda draw: f"parcel {runs(draw, '0123456789', 20)}"),
    ("chat id", lambda draw: f"chatcmpl-{runs(draw, ALNUM, 29)}"),
    ("placeholder", lambda draw: draw.choice(PLACEHOLDERS)),
]
