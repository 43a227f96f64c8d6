"""Secrets that must be read again, sealed with Fernet: AES-128-CBC and HMAC-SHA256, under keys of the settings."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

OF_EXAMPLES = "sandbox"
"""What the key is made from that seals the sandbox's examples: these everybody may read, in every sandbox."""


def derived_key(secret: str) -> str:
    """A key made from another secret, in URL-safe Base64."""
    return urlsafe_b64encode(sha256(b"vault:" + secret.encode()).digest()).decode()


class FernetCipher:
    """Seals with the first key, opens with any: a new key goes first, and the former stays until nothing needs it."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Keys of 32 bytes, in URL-safe Base64. Raises ValueError."""
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    @classmethod
    def derived_from(cls, secret: str) -> Self:
        """A cipher whose key is made from another secret, itself as hard to guess as a key."""
        return cls([derived_key(secret)])

    def encrypt(self, secret: str) -> bytes:
        """The secret, unreadable without a key."""
        return self._fernet.encrypt(secret.encode())

    def decrypt(self, sealed: bytes) -> str:
        """The secret. Raises KeyError where none of the keys opens it."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            raise KeyError("aucune clé de CQP_SECRETS_KEY n'ouvre ce secret") from None
