"""Ports to jury sessions and certificates."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from app.domain.certificates import Certificate
from app.domain.jury import JurySession, SessionState
from app.domain.panel import MemberAccount
from app.usecases.paging import Page, PageRequest


class JurySessions(Protocol):
    """The sittings of the jury, each with its members.

    One that cannot be read raises FactsUnreadable, but where it is one of several: then it is set apart.
    """

    async def add(self, session: JurySession, at: datetime) -> None: ...
    async def get(self, session_id: UUID) -> JurySession | None: ...

    async def get_locked(self, session_id: UUID) -> JurySession | None:
        """The same, held until the end of the transaction: a place on its agenda is given once.

        It is taken before the lock on any dossier.
        """
        ...

    async def save(self, session: JurySession, at: datetime) -> JurySession:
        """Replace the session and its members; the new version. Raises StaleVersion."""
        ...

    async def page(self, request: PageRequest, *, state: SessionState | None = None) -> Page[JurySession]:
        """Newest first."""
        ...

    async def next_taking_registrations(self, on: date) -> JurySession | None:
        """The session whose registrations close next, among those that still take them on ``on``."""
        ...

    async def sitting_with(self, user_id: UUID) -> tuple[JurySession, ...]:
        """The sessions of a member that are open, or await their countersignature."""
        ...

    async def of_member(self, user_id: UUID, since: date) -> tuple[JurySession, ...]:
        """The sessions of which the account is a member, held on ``since`` or later, by day."""
        ...

    async def accounts(self, session_id: UUID) -> tuple[MemberAccount, ...]:
        """What the register knows of the session's members, by their accounts."""
        ...


class CalendarLinks(Protocol):
    """The secret links to calendars, one for each member at most. Tokens are given as digests."""

    async def replace(self, user_id: UUID, digest: bytes, at: datetime) -> None:
        """Give the member this link; the one before opens nothing any more."""
        ...

    async def revoke(self, user_id: UUID) -> None:
        """Take the member's link away, where there is one."""
        ...

    async def owner(self, digest: bytes) -> UUID | None:
        """Whose link it is, None where nobody's: not a member of the jury any more, or of a disabled account."""
        ...


class Certificates(Protocol):
    """The certificates issued; none is ever taken away."""

    async def add(self, *issued: Certificate) -> None: ...

    async def save(self, certificate: Certificate) -> None:
        """Keep what became of it, under a new version. Raises StaleVersion."""
        ...

    async def keep_words(self, certificate: Certificate) -> None:
        """Keep its words where it has none yet: it stays in its version, since what it certifies is the same."""
        ...

    async def get(self, number: str) -> Certificate | None: ...

    async def of_dossier(self, dossier_id: UUID) -> tuple[Certificate, ...]:
        """What came of a dossier, the oldest first."""
        ...

    async def of_dossiers(self, dossier_ids: Collection[UUID]) -> Mapping[UUID, tuple[Certificate, ...]]:
        """The same for several dossiers at once, each under its id; nothing for one of which nothing came."""
        ...

    async def revoked_among(self, dossier_ids: Collection[UUID]) -> frozenset[UUID]:
        """Those of the dossiers whose own certification was certified, by nothing that is still valid."""
        ...
