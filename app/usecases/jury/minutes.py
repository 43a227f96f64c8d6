"""The minutes of a session as data, while it sits and ever after (R62, R63, D31)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.domain.assessment import Exemption
from app.domain.case import Case
from app.domain.certificates import Certificate, certifications_to_deliver
from app.domain.cqpi import WithheldCqpi, withheld_cqpi
from app.domain.deliberating import scope_for
from app.domain.deliberation import Decision, Outcome
from app.domain.dossier import Adjournment, Dossier
from app.domain.jury import JurySession, Member, MinutesCorrection, SessionState
from app.domain.jury_registration import awaits_decision
from app.domain.law import Violation
from app.domain.panel import MemberAccount, RecusalGround, recusals
from app.domain.rules.statuses import R71
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.dossiers.facts import cases_of
from app.usecases.errors import NotFound, StepNotOpen
from app.usecases.jury.session_access import check_member
from app.usecases.moment import Moment
from app.usecases.ports import UnitOfWork
from app.usecases.ports.paper import PaperKind

CLOSING = "closing"
"""The issue of the words that the closing leaves; those of a correction bear its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusedMember:
    """A member who stood back, and why as far as the system knows; None where it was their own word."""

    member: Member
    ground: RecusalGround | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A certification that a decision delivers; ``number`` is that of its certificate, None before the closing."""

    certification_code: str
    number: str | None
    by_equivalence: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedLine:
    """A decision of the session, with all that its minutes say of it.

    ``exemptions``: by competence, what it was held by without being assessed (D23). ``withheld``: by the decision that
    leaves them so, the CQPI asked for that are not delivered (D74).
    """

    case: Case
    decision: Decision
    exemptions: Mapping[str, Exemption]
    recusals: tuple[RecusedMember, ...]
    delivered: tuple[Delivered, ...]
    withheld: tuple[WithheldCqpi, ...]

    @property
    def dossier(self) -> Dossier:
        """The dossier decided on."""
        return self.case.dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjournedLine:
    """A dossier that the session put off; ``moved_to`` is the day of the session that took it over at once."""

    case: Case
    adjournment: Adjournment
    moved_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """What a session decided, and what it put off; final once its chair has countersigned.

    ``version`` is one of ``versions``: 1 as the closing left them, one more with each correction since.
    ``corrections`` are those of its own words, the one that awaits its countersignature included in the last version.
    """

    session: JurySession
    decided: tuple[DecidedLine, ...]
    adjourned: tuple[AdjournedLine, ...] = ()
    undecided: tuple[Dossier, ...] = ()
    corrections: tuple[MinutesCorrection, ...] = ()
    version: int = 1
    versions: int = 1

    @property
    def final(self) -> bool:
        """Whether they are signed: before, they are a draft."""
        return self.session.state is SessionState.CLOSED


async def get_minutes(
    uow: UnitOfWork, caller: Caller, *, session_id: UUID, now: Moment, version: int | None = None
) -> Minutes:
    """What the session decided so far; ``version``: as it was read before a correction.

    Raises NotFound, and StepNotOpen before it is open.
    """
    async with uow:
        session = check_held(check_member(await uow.jury_sessions.get(session_id), caller), now)
        minutes = await minutes_of(uow, session, now)
        return as_of_version(minutes, await corrections_of(uow, session_id), version)


def check_held(session: JurySession, now: Moment) -> JurySession:
    """The session, which has minutes once it was opened. Raises StepNotOpen before."""
    if session.state in {SessionState.PLANNED, SessionState.CANCELLED}:
        raise StepNotOpen((_NOT_HELD,), now.on)
    return session


async def corrections_of(uow: UnitOfWork, session_id: UUID) -> tuple[str, ...]:
    """The issues of what was put right since the closing, the oldest first: ids of decisions and of corrections."""
    issued = await uow.issued_papers.of_subject(PaperKind.MINUTES, session_id)
    return tuple(each.issue for each in issued if each.issue != CLOSING)


def as_of_version(minutes: Minutes, corrections: Sequence[str], version: int | None) -> Minutes:
    """The minutes with the corrections that this version has, all where it is None. Raises NotFound."""
    versions = 1 + len(corrections)
    if version is not None and version > versions:
        raise NotFound
    last = version is None or version == versions
    later = frozenset(corrections[(version or versions) - 1 :])
    return Minutes(
        session=minutes.session,
        decided=tuple(line for line in minutes.decided if str(line.decision.id) not in later),
        adjourned=minutes.adjourned,
        undecided=minutes.undecided,
        corrections=tuple(
            each for each in minutes.corrections if (last if not each.is_in_force else str(each.id) not in later)
        ),
        version=version or versions,
        versions=versions,
    )


async def minutes_of(uow: UnitOfWork, session: JurySession, now: Moment) -> Minutes:
    """What the session decided, as its dossiers have it."""
    before_it = await uow.dossiers.before_session(session.id)
    cases = await cases_of(uow, before_it, now.on)
    return Minutes(
        session=session,
        decided=await decided_lines(uow, session, cases),
        adjourned=await _adjourned(uow, session, cases),
        undecided=tuple(dossier for dossier in before_it if _awaits(dossier, session)),
        corrections=session.minutes_corrections,
    )


async def decided_lines(uow: UnitOfWork, session: JurySession, cases: Sequence[Case]) -> tuple[DecidedLine, ...]:
    """The decisions of the session on the dossiers of these cases."""
    accounts = await uow.jury_sessions.accounts(session.id)
    certificates = await uow.certificates.of_dossiers([case.dossier.id for case in cases]) if cases else {}
    return tuple(
        _line(case, decision, session, accounts, certificates.get(case.dossier.id, ()))
        for case in cases
        for decision in case.dossier.decisions
        if decision.session_id == session.id
    )


def _line(
    case: Case,
    decision: Decision,
    session: JurySession,
    accounts: tuple[MemberAccount, ...],
    certificates: tuple[Certificate, ...],
) -> DecidedLine:
    return DecidedLine(
        case=case,
        decision=decision,
        exemptions={exemption.competence_code: exemption for exemption in scope_for(case).exemptions},
        recusals=tuple(_recusals(case, decision, session, accounts)),
        delivered=tuple(_delivered(case, decision, session, certificates)),
        withheld=_withheld(case, decision, session, certificates),
    )


def _recusals(
    case: Case, decision: Decision, session: JurySession, accounts: tuple[MemberAccount, ...]
) -> Iterable[RecusedMember]:
    if not decision.recused:
        return
    grounds = {found.member.user_id: found.ground for found in recusals(case, session, accounts)}
    for user_id in decision.recused:
        member = session.member(user_id)
        if member is not None:
            yield RecusedMember(member=member, ground=grounds.get(user_id))


def _delivered(
    case: Case, decision: Decision, session: JurySession, certificates: tuple[Certificate, ...]
) -> Iterable[Delivered]:
    """Each certification once: under the number first issued for the decision, or without one before the closing."""
    own = case.dossier.certification_code
    issued: dict[str, str] = {}
    for certificate in certificates:
        if certificate.decision_id == decision.id:
            issued.setdefault(certificate.certification_code, certificate.number)
    to_come = () if session.state is SessionState.CLOSED or decision != case.dossier.decision else _to_come(case)
    for code in dict.fromkeys((*issued, *to_come)):
        yield Delivered(certification_code=code, number=issued.get(code), by_equivalence=code != own)


def _to_come(case: Case) -> tuple[str, ...]:
    decision = case.dossier.decision
    if decision is None or decision.outcome is not Outcome.AWARDED:
        return ()
    return certifications_to_deliver(case)


def _withheld(
    case: Case, decision: Decision, session: JurySession, certificates: tuple[Certificate, ...]
) -> tuple[WithheldCqpi, ...]:
    if not case.dossier.requested_cqpi or decision != case.dossier.decision:
        return ()
    delivered = {each.certification_code for each in certificates}
    return withheld_cqpi(case, delivered, is_closed=session.state is SessionState.CLOSED)


async def _adjourned(uow: UnitOfWork, session: JurySession, cases: Iterable[Case]) -> tuple[AdjournedLine, ...]:
    put_off = [
        (case, adjournment)
        for case in cases
        for adjournment in case.dossier.adjournments
        if adjournment.session_id == session.id
    ]
    targets = {each.moved_to for _, each in put_off if each.moved_to is not None}
    days = {target: found.held_on for target in targets if (found := await uow.jury_sessions.get(target)) is not None}
    return tuple(
        AdjournedLine(
            case=case, adjournment=each, moved_to=days.get(each.moved_to) if each.moved_to is not None else None
        )
        for case, each in put_off
    )


def _awaits(dossier: Dossier, session: JurySession) -> bool:
    on_agenda = dossier.is_registered_to_jury and dossier.jury_registration.session_id == session.id
    return on_agenda and awaits_decision(dossier)


_NOT_HELD = Violation(
    code="session_not_open",
    rule=R71,
    detail=Text("Cette session n'a pas été ouverte.", "This session has not been opened."),
)
