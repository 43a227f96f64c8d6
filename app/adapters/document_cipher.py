"""Files under lock: each has a key of its own, which a master key of the settings wraps (envelope encryption).

    magic (8) | name of the master key (8) | nonce (12) | wrapped data key (32 + 16) | records

A record is 64 KiB of the file, sealed with AES-256-GCM under the data key: its nonce is its number and whether it is
the last, so that none can be left out, moved or added (the STREAM construction of Hoang, Reyhanitabar, Rogaway and
Vizár, 2015). The wrapped key is bound to the file's name in the store. Another master key wraps the same data key
anew: the records stay as they are.
"""

import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"CQPDOC1\n"
RECORD = 64 * 1024
_TAG, _NONCE, _NAME, _KEY = 16, 12, 8, 32
HEADER = len(MAGIC) + _NAME + _NONCE + _KEY + _TAG
SEALED_RECORD = RECORD + _TAG


class SealBrokenError(Exception):
    """What was read is not what was written, or none of the keys opens it."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key of one file, ready to seal and open its records."""

    cipher: AESGCM

    def seal(self, number: int, content: bytes, *, last: bool) -> bytes:
        """A record."""
        return self.cipher.encrypt(_nonce(number, last=last), content, MAGIC)

    def open(self, number: int, sealed: bytes, *, last: bool) -> bytes:
        """What is in it. Raises SealBrokenError."""
        try:
            return self.cipher.decrypt(_nonce(number, last=last), sealed, MAGIC)
        except InvalidTag:
            raise SealBrokenError("a record was changed, moved or cut off") from None


class MasterKeys:
    """The keys that wrap those of files: the first one wraps, all of them open."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Raises ValueError where one is not of 32 bytes."""
        if not keys or any(len(key) != _KEY for key in keys):
            raise ValueError("keys of 32 bytes are expected")
        self._keys = {sha256(MAGIC + key).digest()[:_NAME]: AESGCM(key) for key in keys}
        self._first = next(iter(self._keys))

    def new_file(self, file_name: str) -> tuple[bytes, DataKey]:
        """The header of a new file, and its key."""
        data_key = os.urandom(_KEY)
        return self._wrapped(data_key, file_name), DataKey(AESGCM(data_key))

    def key_of(self, header: bytes, file_name: str) -> DataKey:
        """The key of a file that begins so. Raises SealBrokenError."""
        return DataKey(AESGCM(self._unwrapped(header, file_name)))

    def is_current(self, header: bytes) -> bool:
        """Whether the key that wraps today has wrapped it."""
        return header[len(MAGIC) : len(MAGIC) + _NAME] == self._first

    def rewrapped(self, header: bytes, file_name: str) -> bytes:
        """The same file's header, under the key that wraps today. Raises SealBrokenError."""
        return self._wrapped(self._unwrapped(header, file_name), file_name)

    def _wrapped(self, data_key: bytes, file_name: str) -> bytes:
        nonce = os.urandom(_NONCE)
        wrapped = self._keys[self._first].encrypt(nonce, data_key, _bound_to(file_name))
        return MAGIC + self._first + nonce + wrapped

    def _unwrapped(self, header: bytes, file_name: str) -> bytes:
        at = len(MAGIC)
        name, nonce, wrapped = header[at : at + _NAME], header[at + _NAME : at + _NAME + _NONCE], header[-_KEY - _TAG :]
        try:
            return self._keys[name].decrypt(nonce, wrapped, _bound_to(file_name))
        except KeyError:
            raise SealBrokenError("none of CQP_DOCUMENTS_KEY has wrapped this file's key") from None
        except InvalidTag:
            raise SealBrokenError("the key of this file was changed, or is another file's") from None


def is_sealed(beginning: bytes) -> bool:
    """Whether a file that begins so is one of these; none of the accepted types begins like it."""
    return len(beginning) >= HEADER and beginning.startswith(MAGIC)


def sealed_size(size: int) -> int:
    """How many bytes a file of that size takes."""
    records = max(1, -(-size // RECORD))
    return HEADER + size + records * _TAG


def opened_size(sealed: int) -> int:
    """The size of a file that takes so many bytes; of what is too small to be one, its own."""
    if sealed < HEADER + _TAG:
        return sealed
    records = -(-(sealed - HEADER) // SEALED_RECORD)
    return sealed - HEADER - records * _TAG


async def records(stream: AsyncIterator[bytes], size: int) -> AsyncIterator[tuple[bytes, bool]]:
    """The stream in pieces of ``size`` bytes, the last one shorter or empty, each with whether it is the last."""
    kept = bytearray()
    async for piece in stream:
        kept += piece
        while len(kept) > size:
            yield bytes(kept[:size]), False
            del kept[:size]
    yield bytes(kept), True


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_NONCE - 1, "big") + bytes([last])


def _bound_to(file_name: str) -> bytes:
    return MAGIC + file_name.encode()
