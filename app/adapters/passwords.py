"""Passwords as argon2 hashes, a few at a time: each takes 64 MiB and a tenth of a second."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

_AT_ONCE = 2


class Argon2Passwords:
    """Hashes in threads of its own, so that nobody else waits and no more than two take memory."""

    def __init__(self, hasher: Argon2Hasher | None = None) -> None:
        self._hashing = PasswordHash((hasher or Argon2Hasher(),))
        self._threads = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="argon2")
        self._nobodys = self._hashing.hash("nobody's password")

    async def hash(self, password: str) -> str:
        """The hash to keep, with its salt and cost."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._hashing.hash, password)

    async def verify(self, password: str, against: str | None) -> bool:
        """Whether it is the password hashed; an unknown person costs the same time as a known one."""
        verify, kept = self._hashing.verify, against or self._nobodys
        matches = await asyncio.get_running_loop().run_in_executor(self._threads, verify, password, kept)
        return matches and against is not None
