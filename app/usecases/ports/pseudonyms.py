"""Port to the pseudonyms by which programs tell people apart."""

from collections.abc import Callable
from typing import Protocol

Pseudonym = Callable[[str], str]
"""Gives the name under which one reader knows somebody: always the same, and nobody else's."""


class Pseudonyms(Protocol):
    """The pseudonyms of each reader."""

    def of(self, reader: str) -> Pseudonym:
        """Those of one reader, that tell no other anything."""
        ...
