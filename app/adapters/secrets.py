"""Tokens from the system's randomness."""

import secrets
from hashlib import sha256


class RandomSecrets:
    """256 random bits need no slow hash: nobody can try them all."""

    def new(self) -> str:
        """43 characters, fit for an address."""
        return secrets.token_urlsafe(32)

    def digest(self, secret: str) -> bytes:
        """SHA-256."""
        return sha256(secret.encode()).digest()
