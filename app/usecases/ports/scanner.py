"""Port to what looks for viruses."""

from collections.abc import AsyncIterator
from typing import Protocol


class ScannerUnavailableError(Exception):
    """It does not answer, or not as it should: nothing is known of the file."""


class Scanner(Protocol):
    """Looks at files as streams."""

    async def threat_in(self, content: AsyncIterator[bytes]) -> str | None:
        """The name of the threat that was found; None where the file is clean. Raises ScannerUnavailableError."""
        ...
