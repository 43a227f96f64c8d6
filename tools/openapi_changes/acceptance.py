"""The breaking changes that somebody accepted, each with the reason that integrators will read in the changelog."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.openapi_changes.changes import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A change of that code, at that place, may break clients: ``reason`` says why, in French."""

    place: str
    code: str
    reason: str

    def covers(self, change: Change) -> bool:
        """Whether ``change`` is the one that was accepted."""
        return (self.place, self.code) == (change.place, change.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What stands between a document and its publication."""

    refused: tuple[Change, ...]
    """Breaking, and accepted by nobody."""
    stale: tuple[Accepted, ...]
    """Accepted, and no longer there."""

    @property
    def is_clear(self) -> bool:
        """Whether nothing breaks unsaid."""
        return not self.refused and not self.stale


def read_accepted(path: Path) -> tuple[Accepted, ...]:
    """The tables ``[[accepted]]`` of a TOML file. Raises TypeError where one lacks a member or has one too many."""
    rows = tomllib.loads(path.read_text(encoding="utf-8")).get("accepted", [])
    return tuple(Accepted(**row) for row in rows)


def judge(changes: Sequence[Change], accepted: Sequence[Accepted]) -> Verdict:
    """What of ``changes`` breaks unsaid, and what of ``accepted`` has no object."""
    breaking = [change for change in changes if change.breaking]
    return Verdict(
        refused=tuple(change for change in breaking if not any(row.covers(change) for row in accepted)),
        stale=tuple(row for row in accepted if not any(row.covers(change) for change in breaking)),
    )
