"""The keys of credentials and their proofs: read, named, written."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from pyld import jsonld  # type: ignore[import-untyped]

from app.adapters.credentials import signer as signer_module
from app.adapters.credentials.keys import CredentialKeys, in_base58, new_credential_key
from app.adapters.credentials.signer import DataIntegritySigner, did_of
from app.api.security import new_private_key
from app.domain.credentials import CREDENTIALS_CONTEXT


def _public(pem: str) -> str:
    key = load_pem_private_key(pem.encode(), None).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def test_the_first_key_signs_and_the_others_are_believed_each_once() -> None:
    first, former = new_credential_key(), new_credential_key()

    keys = CredentialKeys.from_pem(first + former + _public(former) + _public(first))

    assert keys.names == (*CredentialKeys.from_pem(first).names, *CredentialKeys.from_pem(former).names)


@pytest.mark.parametrize(
    "pem",
    [
        pytest.param("", id="none"),
        pytest.param(_public(new_credential_key()), id="one that cannot sign"),
        pytest.param(new_private_key(), id="one of another kind"),
        pytest.param(new_credential_key() + new_private_key(), id="another kind among the former ones"),
        pytest.param(new_credential_key() + _public(new_private_key()), id="another kind among the public ones"),
    ],
)
def test_keys_of_another_kind_are_refused(pem: str) -> None:
    with pytest.raises(ValueError, match="Ed25519"):
        CredentialKeys.from_pem(pem)


@pytest.mark.parametrize(
    ("octets", "written"),
    [(b"", "z"), (b"\0", "z1"), (b"\0\0a", "z112g"), (b"hello world", "zStV1DL6CwTryKyV"), (b":", "z21")],
)
def test_base58_is_bitcoins(octets: bytes, written: str) -> None:
    assert in_base58(octets) == written


@pytest.mark.parametrize(
    ("url", "did"),
    [
        ("https://cqp.example", "did:web:cqp.example"),
        ("http://127.0.0.1:8000", "did:web:localhost%3A8000"),
        ("http://[::1]", "did:web:localhost"),
    ],
)
def test_the_issuer_is_named_by_the_services_domain(url: str, did: str) -> None:
    assert did_of(url) == did


async def test_nothing_is_fetched_that_is_not_packaged() -> None:
    signer = DataIntegritySigner(CredentialKeys.from_pem(new_credential_key()), "https://cqp.example")
    document = {"@context": [CREDENTIALS_CONTEXT, "https://elsewhere.example/context"], "type": "VerifiableCredential"}

    with pytest.raises(KeyError, match=r"elsewhere\.example"):
        signer_module._packaged("https://elsewhere.example/context", {})
    with pytest.raises(jsonld.JsonLdError):
        await signer.sign(document, datetime(2026, 11, 23, tzinfo=UTC))
