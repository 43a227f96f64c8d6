"""The Ed25519 keys of the issuer, as verifiers know them: Multikey (W3C, Controlled Identifiers 1.0)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519_PUBLIC = b"\xed\x01"
"""What says, before the key, of which kind it is (multicodec)."""
_PEM = re.compile(r"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialKeys:
    """One key signs. ``names`` are those of all that are believed, the one that signs first: a key's name is the key
    itself, so that the same key has the same name everywhere."""

    signing: Ed25519PrivateKey
    names: Sequence[str]

    @classmethod
    def from_pem(cls, pem: str) -> "CredentialKeys":
        """Read PEM blocks: first the private key that signs, then private or public ones that have signed.

        Raises ValueError where there is none, or where one is of another kind.
        """
        blocks = [block.group(0) for block in _PEM.finditer(pem)]
        signing = load_pem_private_key(blocks[0].encode(), None) if blocks and _is_private(blocks[0]) else None
        if not isinstance(signing, Ed25519PrivateKey):
            raise ValueError("the first key signs credentials: an Ed25519 private key, in PEM")
        return cls(signing=signing, names=tuple(dict.fromkeys(multibase_key(_public(block)) for block in blocks)))


def new_credential_key() -> str:
    """A key of the kind that signs credentials, PEM."""
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def multibase_key(key: Ed25519PublicKey) -> str:
    """A public key in one word: ``z6Mk…``."""
    return in_base58(_ED25519_PUBLIC + key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def in_base58(octets: bytes) -> str:
    """In the letters of Bitcoin's base 58, behind the ``z`` that says so (Multibase)."""
    number, digits = int.from_bytes(octets, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        digits = _ALPHABET[digit] + digits
    zeros = len(octets) - len(octets.lstrip(b"\0"))
    return f"z{_ALPHABET[0] * zeros}{digits}"


def _is_private(pem: str) -> bool:
    return "PRIVATE KEY-----" in pem


def _public(pem: str) -> Ed25519PublicKey:
    block = pem.encode()
    key = load_pem_private_key(block, None).public_key() if _is_private(pem) else load_pem_public_key(block)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("credentials are signed by Ed25519 keys")
    return key
