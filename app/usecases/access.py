"""Who is calling, and by which right."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """Every kind of caller.

    ``client`` is a program with scopes, ``anonymous`` somebody without a token, ``system`` the platform itself: nobody
    signs in as it, and no operation is open to it.
    """

    EMPLOYER = "employer"
    EVALUATOR = "evaluator"
    SECRETARIAT = "secretariat"
    JURY = "jury"
    TRADE_EVALUATOR = "trade_evaluator"
    CLIENT = "client"
    ANONYMOUS = "anonymous"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """The right of one role to one operation.

    ``pathways`` narrows it to dossiers of some pathways (empty: all). ``absent_from``: the pathways that do not have
    the operation, whoever asks: that is for the dossier to say, and no matter of rights.
    Which objects the role reaches is not said here but in what it may see: ``db/visibility.py``.
    """

    pathways: frozenset[str] = frozenset()
    absent_from: frozenset[str] = frozenset()

    def covers(self, pathway: str) -> bool:
        """Whether the operation is nobody else's on a dossier of ``pathway``."""
        return not self.pathways or pathway in self.pathways | self.absent_from


ANY_PATHWAY = Grant()


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who is calling. Built from a verified token by the API; never from the request's body.

    ``grant`` is the right by which this very operation was let through; ``revocation_keys`` are the names under which a
    program's token may have been stopped before its end. ``awaits_enrolment``: the session was opened by somebody whose
    role needs a second factor that they did not have; ``must_step_up``: for a critical act, the session has shown no
    factor of late, and by which methods it can.
    """

    role: Role
    grant: Grant = ANY_PATHWAY
    user_id: UUID | None = None
    session_id: UUID | None = None
    name: str = ""
    company_id: UUID | None = None
    evaluator_id: UUID | None = None
    dossier_id: UUID | None = None
    client_id: str | None = None
    scopes: frozenset[str] = frozenset()
    funder_code: str | None = None
    branch: str | None = None
    revocation_keys: tuple[str, ...] = ()
    awaits_enrolment: bool = False
    must_step_up: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """A stable name for this caller: what an Idempotency-Key or a rate belongs to."""
        if self.client_id is not None:
            return f"client:{self.client_id}"
        if self.user_id is not None:
            return f"user:{self.user_id}:{self.role}"
        return f"{self.role}:{self.dossier_id or ''}"


ANONYMOUS = Caller(role=Role.ANONYMOUS)
SYSTEM = Caller(role=Role.SYSTEM, name="système")
"""The platform itself, where it reads or acts for nobody: what time brings, scans, erasures, mails."""
