"""Answers recorded in a folder, a file `<siret>.json` each, as the API Recherche d'entreprises writes them."""

import asyncio
from pathlib import Path

import orjson

from app.adapters.company_directory.answers import entry_in
from app.domain.company_directory import DirectoryEntry
from app.usecases.ports.company_directory import DirectoryUnavailable


class RecordedDirectory:
    """A directory that knows what was recorded, and nothing else: for tests, and for who works without a network."""

    source = "recorded"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def look_up(self, siret: str) -> DirectoryEntry | None:
        """What the file says. Raises DirectoryUnavailable for one that cannot be read."""
        path = self._folder / f"{siret}.json"
        try:
            return entry_in(orjson.loads(await asyncio.to_thread(path.read_bytes)), siret)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise DirectoryUnavailable(str(error)) from error
