"""Signatures as Standard Webhooks says: HMAC-SHA256 of ``id.timestamp.body``, under a secret ``whsec_…``."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from hmac import digest
from secrets import token_bytes

_PREFIX = "whsec_"
_SECRET_BYTES = 32


def new_secret() -> str:
    """A secret of 256 random bits, as receivers' libraries read it."""
    return _PREFIX + b64encode(token_bytes(_SECRET_BYTES)).decode()


def signature_headers(message_id: str, body: bytes, secrets: Iterable[str], *, at: datetime) -> Mapping[str, str]:
    """The headers that say whose message it is: a signature under each secret, parted by spaces."""
    timestamp = str(int(at.timestamp()))
    content = f"{message_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(secret, content) for secret in secrets),
    }


def _signature(secret: str, content: bytes) -> str:
    return "v1," + b64encode(digest(b64decode(secret.removeprefix(_PREFIX)), content, sha256)).decode()
