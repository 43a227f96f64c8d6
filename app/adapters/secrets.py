"""Tokens from the system's randomness."""

import secrets
from hashlib import sha256

from app.adapters.secret_cipher import FernetCipher


class RandomSecrets:
    """256 random bits need no slow hash: nobody can try them all."""

    def new(self) -> str:
        """43 characters, fit for an address."""
        return secrets.token_urlsafe(32)

    def digest(self, secret: str) -> bytes:
        """SHA-256."""
        return sha256(secret.encode()).digest()

    def seal(self, text: str, under: str) -> bytes:
        """Fernet, its key made from the secret: of 256 random bits, it needs no slower derivation."""
        return FernetCipher.derived_from(under).encrypt(text)

    def unseal(self, sealed: bytes, under: str) -> str:
        """The text again. Raises KeyError."""
        return FernetCipher.derived_from(under).decrypt(sealed)
