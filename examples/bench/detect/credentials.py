"""Secrets: keys, tokens and passwords in the forms their issuers use, and the code and prose around them."""

import base64
import json
import zlib
from collections import namedtuple

from made import ALNUM, HEX, URL_SAFE, UPPER, digits, runs

# A value of which only the bytes from start to end are secret.
Partly = namedtuple("Partly", "text start end")
BASE64 = ALNUM + "+/"


def base62(number, length):
    alphabet, text = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", ""
    for _ in range(length):
        number, rest = divmod(number, 62)
        text = alphabet[rest] + text
    return text


def with_crc(prefix):
    def make(draw):
        body = runs(draw, ALNUM, 30)
        return prefix + body + base62(zlib.crc32(body.encode()), 6)

    return make


def jwt(draw):
    encode = lambda data: base64.urlsafe_b64encode(data).rstrip(b"=").decode()
    head = {"typ": "JWT", "alg": draw.choice(["RS256", "HS512", "ES256"]), "kid": runs(draw, HEX, 8)}
    body = {"iss": "https://login.internal", "sub": runs(draw, HEX, 12), "exp": 1_800_000_000 + draw.randint(0, 9**7)}
    return ".".join([encode(json.dumps(head).encode()), encode(json.dumps(body).encode()), encode(draw.randbytes(64))])


def pem(draw):
    kind = draw.choice(["RSA PRIVATE KEY", "PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY"])
    body = base64.b64encode(draw.randbytes(draw.choice([150, 900]))).decode()
    lines = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
    return f"-----BEGIN {kind}-----\n{lines}\n-----END {kind}-----"


def database(draw):
    scheme = draw.choice(["postgresql", "mysql", "mongodb", "redis", "amqps"])
    before, word = f"{scheme}://svc_{draw.choice(['app', 'etl', 'web'])}:", runs(draw, ALNUM, 18)
    return Partly(f"{before}{word}@db{digits(draw, 1)}.internal:{draw.randint(2000, 9000)}/main", len(before), len(before) + len(word))


def azure_storage(draw):
    before, key = f"DefaultEndpointsProtocol=https;AccountName=files{digits(draw, 3)};AccountKey=", runs(draw, BASE64, 86) + "=="
    return Partly(f"{before}{key};EndpointSuffix=core.windows.net", len(before), len(before) + len(key))


def password(draw):
    word = draw.choice(["Winter", "Kaffee", "mango", "Turbine", "orbita", "Papillon"])
    return word + draw.choice("!#%&_") + runs(draw, ALNUM, 7) + draw.choice("!?*9")


def discord(draw):
    user = base64.b64encode(("1" + digits(draw, 17)).encode()).decode().rstrip("=")
    return f"{user}.{runs(draw, UPPER, 1)}{runs(draw, URL_SAFE, 5)}.{runs(draw, URL_SAFE, 38)}"


def openai(draw):
    body = lambda length: runs(draw, ALNUM, length)
    return draw.choice([lambda: "sk-" + body(20) + "T3BlbkFJ" + body(20), lambda: "sk-proj-" + body(74) + "T3BlbkFJ" + body(74)])()


def prefixed(prefix, alphabet, length, tail=""):
    return lambda draw: prefix + runs(draw, alphabet, length) + tail


def assigned(*names):
    """The ways a value is given to a name."""
    forms = ['{name}={{}}', '{name} = "{{}}"', "export {name}='{{}}'", '"{name}": "{{}}"', "{name}: {{}}"]
    return [form.format(name=name) for name in names for form in forms]


# (kind, how it is made, what stands around it)
KINDS = [
    ("AWS key id", lambda draw: draw.choice(["AK", "AS"]) + "IA" + runs(draw, UPPER + "234567", 16), assigned("AWS_ACCESS_KEY_ID") + ["the key is {}"]),
    ("AWS secret", prefixed("", BASE64, 40), assigned("AWS_SECRET_ACCESS_KEY", "aws_secret_access_key")),
    ("GitHub", lambda draw: with_crc("gh" + draw.choice("posu") + "_")(draw), assigned("GITHUB_TOKEN") + ["{}", "git clone https://x-access-token:{}@github.internal/a/b"]),
    ("GitLab", prefixed("glpat-", URL_SAFE, 19, "x"), assigned("CI_JOB_TOKEN") + ["{}", "curl -H 'PRIVATE-TOKEN: {}'"]),
    ("Slack", lambda draw: f"xox{draw.choice('bp')}-{digits(draw, 12)}-{digits(draw, 12)}-{runs(draw, ALNUM, 24)}", assigned("slackToken") + ["{}"]),
    ("Stripe", lambda draw: f"{draw.choice(['sk', 'rk'])}_live_{runs(draw, ALNUM, 24)}", assigned("STRIPE_SECRET") + ["{}"]),
    ("OpenAI", openai, assigned("OPENAI_API_KEY") + ["my key: {}", "{}"]),
    ("Anthropic", prefixed("sk-ant-api03-", URL_SAFE, 93, "AA"), assigned("ANTHROPIC_API_KEY") + ["{}"]),
    ("Google", prefixed("AI" + "za", URL_SAFE, 34, "Q"), assigned("MAPS_KEY") + ["https://maps.internal/js?key={}"]),
    ("npm", with_crc("npm_"), ["//registry.internal/:_authToken={}", "{}"]),
    ("PyPI", lambda draw: "pypi-AgEIcHlwaS5vcmc" + runs(draw, URL_SAFE, 79) + "A", ["password = {}", "{}"]),
    ("SendGrid", lambda draw: f"SG.{runs(draw, URL_SAFE, 21)}a.{runs(draw, URL_SAFE, 42)}b", assigned("SENDGRID_KEY") + ["{}"]),
    ("Twilio", prefixed("SK", HEX, 32), assigned("TWILIO_API_KEY")),
    ("Mailchimp", lambda draw: f"{runs(draw, HEX, 32)}-us{draw.randint(1, 21)}", assigned("MAILCHIMP_API_KEY")),
    ("Telegram", lambda draw: f"{draw.choice('12345678')}{digits(draw, 9)}:AA{runs(draw, URL_SAFE, 32)}w", assigned("TELEGRAM_BOT_TOKEN") + ["{}"]),
    ("Discord", discord, assigned("DISCORD_TOKEN")),
    ("Hugging Face", prefixed("hf_", ALNUM, 34), assigned("HF_TOKEN") + ["{}"]),
    ("DigitalOcean", prefixed("dop_v1_", HEX, 64), assigned("DO_PAT") + ["{}"]),
    ("Azure storage", azure_storage, ["{}", 'conn = "{}"']),
    ("JWT", jwt, ["Authorization: Bearer {}", "{}", "session={}"]),
    ("private key", pem, ["{}", "deploy key:\n{}\n"]),
    ("database", database, ["{}", "DATABASE_URL={}", 'url: "{}"']),
    ("password", password, assigned("password", "DB_PASSWORD", "passwd") + ["the password is {}", "Passwort: {}", "contraseña: {}", "mot de passe : {}"]),
    ("unnamed token", lambda draw: runs(draw, ALNUM, draw.choice([28, 36, 44])), assigned("api_key", "client_secret", "authToken", "ACCESS_TOKEN")),
]
