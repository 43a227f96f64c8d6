"""Data Integrity proofs by ``eddsa-rdfc-2022`` (W3C), lists of revocations, and the document of ``did:web``."""

import asyncio
import gzip
import json
from base64 import urlsafe_b64encode
from collections.abc import Collection
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, urlsplit

from app.adapters.credentials.keys import CredentialKeys, in_base58
from app.domain.credentials import (
    BADGES_CONTEXT,
    CREDENTIALS_CONTEXT,
    PLACES_IN_A_LIST,
    CredentialDocument,
    CredentialIssuer,
)

_FILES = {CREDENTIALS_CONTEXT: "credentials-v2.json", BADGES_CONTEXT: "open-badges-3.0.3.json"}
_DID_CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]


class DataIntegritySigner:
    """Signs for the issuer whom the service's own address names."""

    def __init__(self, keys: CredentialKeys, public_url: str) -> None:
        self._keys = keys
        self._issuer = CredentialIssuer(did=did_of(public_url), public_url=public_url)

    @property
    def issuer(self) -> CredentialIssuer:
        """Whose word it is."""
        return self._issuer

    async def sign(self, document: CredentialDocument, at: datetime) -> dict[str, Any]:
        """The document with its proof, off the loop: the graph is put in order first, for some milliseconds."""
        return await asyncio.to_thread(self._signed, document, at)

    def encode_list(self, positions: Collection[int]) -> str:
        """GZIP without a date, in base64url behind a ``u``; the first place is the left-most bit."""
        bits = bytearray(PLACES_IN_A_LIST // 8)
        for position in positions:
            bits[position // 8] |= 0x80 >> position % 8
        packed = gzip.compress(bytes(bits), mtime=0)
        return f"u{urlsafe_b64encode(packed).decode().rstrip('=')}"

    def did_document(self) -> dict[str, Any]:
        """All keys that are believed, what was signed by the former ones included."""
        did = self._issuer.did
        methods = [
            {"id": f"{did}#{name}", "type": "Multikey", "controller": did, "publicKeyMultibase": name}
            for name in self._keys.names
        ]
        return {
            "@context": _DID_CONTEXTS,
            "id": did,
            "verificationMethod": methods,
            "assertionMethod": [method["id"] for method in methods],
        }

    def _signed(self, document: CredentialDocument, at: datetime) -> dict[str, Any]:
        proof = {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "created": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "verificationMethod": f"{self._issuer.did}#{self._keys.names[0]}",
            "proofPurpose": "assertionMethod",
        }
        configuration = _digest({"@context": document["@context"], **proof})
        signature = self._keys.signing.sign(configuration + _digest(document))
        return {**document, "proof": {**proof, "proofValue": in_base58(signature)}}


def did_of(public_url: str) -> str:
    """The issuer's name: whoever controls the service's domain (did:web), which has no words for an IP address.

    The machine's own address, at which the sandbox answers, has a name that is the same everywhere.
    """
    address = urlsplit(public_url)
    place = address.netloc
    if address.hostname is not None and _is_this_machine(address.hostname):
        place = "localhost" if address.port is None else f"localhost:{address.port}"
    return f"did:web:{quote(place, safe='.-')}"


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _digest(document: CredentialDocument) -> bytes:
    """SHA-256 of the document's graph in the order of RDFC-1.0, which PyLD calls by its former name."""
    from pyld import jsonld  # type: ignore[import-untyped]  # noqa: PLC0415 - a twentieth of a start, for who issues

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _packaged}
    canonical: str = jsonld.normalize(document, options)
    return sha256(canonical.encode()).digest()


def _packaged(url: str, _options: object) -> dict[str, Any]:
    """A context as we carry it. Raises KeyError for any other: nothing is fetched."""
    return {"contextUrl": None, "documentUrl": url, "document": _context(_FILES[url])}


@cache
def _context(name: str) -> dict[str, Any]:
    content = (files("app.adapters.credentials") / "contexts" / name).read_text("utf-8")
    context: dict[str, Any] = json.loads(content)
    return context
