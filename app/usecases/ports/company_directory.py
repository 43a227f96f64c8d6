"""Ports to a public directory of companies, and to what it has answered."""

from typing import Protocol

from app.domain.company_directory import DirectoryAnswer, DirectoryEntry


class DirectoryUnavailable(Exception):  # noqa: N818 - as the errors of use cases are called
    """The directory does not answer, answers with an error, or is let be for a while after several of these."""


class CompanyDirectory(Protocol):
    """Where companies are looked up. ``source`` names it to whoever reads its answers."""

    source: str

    async def look_up(self, siret: str) -> DirectoryEntry | None:
        """The establishment, None where the directory does not know it. Raises DirectoryUnavailable."""
        ...


class DirectoryAnswers(Protocol):
    """What was answered of each SIRET, last."""

    async def get(self, siret: str) -> DirectoryAnswer | None: ...

    async def put(self, siret: str, answer: DirectoryAnswer) -> None:
        """Keep it in the place of a former one."""
        ...
