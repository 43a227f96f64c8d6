"""What a transaction reads by its key, once: an act that asks again is told what it was told before."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Generic, TypeVar

Key = TypeVar("Key")
ReadValue = TypeVar("ReadValue")


class ReadOnce(Generic[Key, ReadValue]):
    """``read`` is asked for the keys that it was not asked for yet; a key that it finds nothing under stays known so.

    It lives as long as a repository does, which is one transaction. Whoever writes what is kept here forgets it.
    """

    def __init__(self, read: Callable[[Collection[Key]], Awaitable[Mapping[Key, ReadValue]]]) -> None:
        self._read = read
        self._known: dict[Key, ReadValue | None] = {}

    async def of(self, keys: Collection[Key]) -> dict[Key, ReadValue]:
        """What is found under these keys."""
        unread = set(keys) - self._known.keys()
        if unread:
            found = await self._read(unread)
            self._known |= {key: found.get(key) for key in unread}
        return {key: value for key in keys if (value := self._known[key]) is not None}

    def learn(self, keys: Collection[Key], found: Mapping[Key, ReadValue]) -> None:
        """What was found under these keys by another statement."""
        self._known |= {key: found.get(key) for key in keys}

    def forget(self) -> None:
        """What was read may no longer be so."""
        self._known.clear()
