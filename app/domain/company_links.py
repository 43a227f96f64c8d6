"""The companies that the secretariat has linked: one group, within which a dossier may be opened (D62).

A group is what the secretariat listed and no more. A link has two ends, so that A linked with B is B linked with A;
it goes no further: that B is also linked with C says nothing of A and C, which are linked too or not.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.company_facts import unknown_company
from app.domain.law import Violation
from app.domain.rules.decisions import D62
from app.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChange:
    """That a link was made, or ended: by whom, when and why."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyLink:
    """A link of one company with another, seen from the first; an ended one stays on record."""

    id: UUID
    company_id: UUID
    siret: str
    name: str
    made: LinkChange
    ended: LinkChange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksOfCompany:
    """All links of one company that there are and were, the newest first."""

    every: tuple[CompanyLink, ...]

    @property
    def standing(self) -> tuple[CompanyLink, ...]:
        """Those that hold."""
        return tuple(link for link in self.every if link.ended is None)

    @property
    def ended(self) -> tuple[CompanyLink, ...]:
        """Those that do not hold any more."""
        return tuple(link for link in self.every if link.ended is not None)

    @property
    def version(self) -> int:
        """How often a link of this company was made or ended, from whichever of its two ends."""
        return len(self.every) + len(self.ended)


def link_faults(company_id: UUID, named: Sequence[UUID], existing: Collection[UUID]) -> tuple[Violation, ...]:
    """Why some of the companies that are ``named`` cannot be linked with the company."""
    return tuple(
        fault
        for index, each in enumerate(named)
        if (fault := _fault(each == company_id, each in existing, f"/company_ids/{index}")) is not None
    )


def _fault(is_itself: bool, exists: bool, pointer: str) -> Violation | None:
    if is_itself:
        return Violation(
            code="linked_with_itself",
            rule=D62,
            pointer=pointer,
            detail=Text("Une entreprise ne se lie pas à elle-même.", "A company is not linked with itself."),
        )
    if exists:
        return None
    return unknown_company(pointer)
