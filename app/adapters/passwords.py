"""Passwords as argon2 hashes, a few at a time: each takes 64 MiB and a tenth of a second; and those not to choose."""

import asyncio
import gzip
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

COMMON = Path(__file__).parent / "common_passwords" / "list.txt.gz"
_AT_ONCE = 2

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one hash costs whoever makes it, and so whoever guesses: passes over so many KiB, in so many lanes."""

    passes: int
    kibibytes: int
    lanes: int

    def nobodys_hash(self) -> str:
        """A hash of no password at all, as slow to check as a real one."""
        return f"$argon2id$v=19$m={self.kibibytes},t={self.passes},p={self.lanes}${'A' * 22}${'A' * 43}"


COST = Cost(passes=3, kibibytes=65_536, lanes=4)


class Argon2Passwords:
    """Hashes in threads of its own, so that nobody else waits and no more than two take memory."""

    def __init__(self) -> None:
        hasher = Argon2Hasher(time_cost=COST.passes, memory_cost=COST.kibibytes, parallelism=COST.lanes)
        self._hasher = hasher
        self._hashing = PasswordHash((hasher,))
        self._nobodys = COST.nobodys_hash()
        self._threads = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="argon2")

    async def hash(self, password: str) -> str:
        """The hash to keep, with its salt and cost."""
        return await self._in_a_thread(lambda: self._hashing.hash(password))

    async def verify(self, password: str, against: str | None) -> bool:
        """Whether it is the password hashed; an unknown person costs the same time as a known one."""
        matches = await self._in_a_thread(lambda: self._hashing.verify(password, against or self._nobodys))
        return matches and against is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether the hash has another cost than ours has now."""
        return self._hasher.check_needs_rehash(kept)

    def is_common(self, password: str) -> bool:
        """Whether it is on the list, in capitals or not, between spaces or not."""
        return password.strip().lower() in _common()

    async def _in_a_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


@cache
def _common() -> frozenset[str]:
    """The list of ``common_passwords/SOURCE.md``."""
    return frozenset(gzip.decompress(COMMON.read_bytes()).decode().split("\n"))
