"""Passwords as argon2 hashes, a few at a time: each takes 64 MiB and a tenth of a second."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

_AT_ONCE = 2
_PASSES, _KIBIBYTES, _LANES = 3, 65_536, 4
_NOBODYS = f"$argon2id$v=19$m={_KIBIBYTES},t={_PASSES},p={_LANES}${'A' * 22}${'A' * 43}"
"""A hash of no password at all, as slow to check as a real one."""

T = TypeVar("T")


class Argon2Passwords:
    """Hashes in threads of its own, so that nobody else waits and no more than two take memory."""

    def __init__(self) -> None:
        hasher = Argon2Hasher(time_cost=_PASSES, memory_cost=_KIBIBYTES, parallelism=_LANES)
        self._hashing = PasswordHash((hasher,))
        self._threads = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="argon2")

    async def hash(self, password: str) -> str:
        """The hash to keep, with its salt and cost."""
        return await self._in_a_thread(lambda: self._hashing.hash(password))

    async def verify(self, password: str, against: str | None) -> bool:
        """Whether it is the password hashed; an unknown person costs the same time as a known one."""
        matches = await self._in_a_thread(lambda: self._hashing.verify(password, against or _NOBODYS))
        return matches and against is not None

    async def _in_a_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)
