"""An authenticator in software, for one passkey: what a browser and a telephone do together, and what they must not."""

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256

_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40
ORIGIN, RP_ID = "http://localhost:5173", "localhost"


@dataclass(slots=True)
class Authenticator:
    """Holds one key, and counts what it signs; ``verifies``: whether it asks its owner for a PIN or a finger."""

    origin: str = ORIGIN
    rp_id: str = RP_ID
    verifies: bool = True
    count: int = 0
    counts: bool = True
    user_handle: bytes | None = None
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))

    def create(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """What ``navigator.credentials.create`` answers to the options, as JSON."""
        self.user_handle = decoded(options["user"]["id"])
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + self._public_key()
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._data(_ATTESTED) + attested}
        client_data = self._client_data("webauthn.create", options["challenge"])
        return self._credential(
            clientDataJSON=encoded(client_data),
            attestationObject=encoded(cbor2.dumps(attestation)),
            transports=["internal", "hybrid"],
        )

    def get(self, options: Mapping[str, Any], *, discoverable: bool = True) -> dict[str, Any]:
        """What ``navigator.credentials.get`` answers to the options, as JSON."""
        self.count += self.counts
        data = self._data()
        client_data = self._client_data("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ECDSA(SHA256()))
        handle = {"userHandle": encoded(self.user_handle)} if discoverable and self.user_handle else {}
        return self._credential(
            clientDataJSON=encoded(client_data),
            authenticatorData=encoded(data),
            signature=encoded(signature),
            **handle,
        )

    def clone(self) -> "Authenticator":
        """A copy that somebody made of it: the same key, and the count as it is now."""
        return Authenticator(
            count=self.count, user_handle=self.user_handle, credential_id=self.credential_id, key=self.key
        )

    def _data(self, more: int = 0) -> bytes:
        flags = _PRESENT | (_VERIFIED if self.verifies else 0) | more
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _public_key(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})

    def _credential(self, **response: Any) -> dict[str, Any]:
        identifier = encoded(self.credential_id)
        return {
            "id": identifier,
            "rawId": identifier,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }


def encoded(raw: bytes) -> str:
    """Base64 for addresses, without padding."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """What was encoded so."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
