"""Pseudonyms of people: a keyed digest (HMAC-SHA-256), whose key nobody outside has."""

import hmac

from app.usecases.ports.pseudonyms import Pseudonym

_BYTES = 16
"""Enough that two of millions never meet."""


class HmacPseudonyms:
    """Each reader's own, under one key: as long as it is kept, they stay."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def of(self, reader: str) -> Pseudonym:
        """The digests under a key that is the reader's alone."""
        own = hmac.digest(self._key, reader.encode(), "sha256")
        return lambda person: hmac.digest(own, person.encode(), "sha256")[:_BYTES].hex()
