"""Port to the drawing of first pages."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnPage:
    """How many pages a file has, and its first one as a PNG."""

    pages: int
    png: bytes


class FirstPages(Protocol):
    """Draws the first page of files that nobody trusts."""

    async def draw(self, content: bytes, media_type: str) -> DrawnPage | None:
        """None where it cannot be drawn."""
        ...
