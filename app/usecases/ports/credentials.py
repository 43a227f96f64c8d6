"""Ports to what keeps secrets secret."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientAssertion:
    """A program's signed word that it is itself: by which of its keys, and until when it must not serve again.

    ``digest`` is of its ``jti``, which is the program's own to choose.
    """

    key_id: str
    digest: bytes
    expires_at: datetime


class ClientAssertions(Protocol):
    """Reads what programs sign."""

    def read(
        self, assertion: str, *, client_id: str, keys: Sequence[Mapping[str, str]], at: datetime
    ) -> ClientAssertion | None:
        """What the assertion says, None where it is not that program's, not for us, or not of now."""
        ...


class Passwords(Protocol):
    """Passwords are kept as slow hashes."""

    async def hash(self, password: str) -> str:
        """The hash to keep."""
        ...

    async def verify(self, password: str, against: str | None) -> bool:
        """Whether ``password`` is the one hashed; against None it is not, and takes as long to say so."""
        ...

    def is_outdated(self, kept: str) -> bool:
        """Whether the hash was made at another cost than hashes are now: who gives the password gets a new one."""
        ...

    def is_common(self, password: str) -> bool:
        """Whether it is one of those that are tried first, whatever its capitals."""
        ...


class Secrets(Protocol):
    """Tokens and client secrets: 256 random bits, kept as digests."""

    def new(self) -> str:
        """A secret that nobody can guess, in characters that an address may hold."""
        ...

    def digest(self, secret: str) -> bytes:
        """What is kept of it: 32 bytes."""
        ...

    def seal(self, text: str, under: str) -> bytes:
        """``text``, for who knows the secret ``under`` alone: what is kept opens nothing by itself."""
        ...

    def unseal(self, sealed: bytes, under: str) -> str:
        """The text again. Raises KeyError where it was sealed under another secret."""
        ...
