"""A platform without a database: those who may be written to, and what is written to them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, Self, cast
from uuid import UUID

from uuid_utils.compat import uuid7

from app.adapters.mail.templates import JinjaMailTemplates
from app.adapters.secrets import RandomSecrets
from app.domain.appeals import AppealTerms
from app.domain.dossier import Dossier, KnownDeath
from app.domain.jury import College, JurySession, Member
from app.domain.law import ParametersInForce
from app.usecases.access import Role
from app.usecases.event_mails.announcing import announce_by_mail
from app.usecases.mail_writer import MailWriter
from app.usecases.ports import UnitOfWork
from app.usecases.ports.accounts import HeldRole, Language, Link, User
from app.usecases.ports.events import Event
from app.usecases.ports.outbox import Mail
from tests import builders as a

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)
MAIL_WRITER = MailWriter(secrets=RandomSecrets(), front_end_url="https://front.example", templates=JinjaMailTemplates())
COMPANY, EVALUATOR, OTHER_EVALUATOR = a.an_id(1), a.an_id(3), a.an_id(4)
EMPLOYER_USER, SECRETARIAT_USER, EVALUATOR_USER = a.an_id(11), a.an_id(14), a.an_id(13)
SESSION = a.an_id(90)


def a_user(user_id: UUID, role: Role, *, name: str, language: Language = "fr", **changes: Any) -> User:
    """An open account, at an address that says whose it is."""
    held = HeldRole(role=role, granted_at=NOW, **changes)
    return User(
        id=user_id,
        email=f"{name}@example.org",
        name=name.title(),
        password_hash="hash",
        language=language,
        created_at=NOW,
        roles=(held,),
    )


def usual_people() -> list[User]:
    """Two employers of the company, two of the secretariat, an evaluator, a member of the jury."""
    return [
        a_user(EMPLOYER_USER, Role.EMPLOYER, name="employer", company_id=COMPANY),
        a_user(a.an_id(12), Role.EMPLOYER, name="colleague", company_id=COMPANY, language="en"),
        a_user(SECRETARIAT_USER, Role.SECRETARIAT, name="secretariat"),
        a_user(a.an_id(15), Role.SECRETARIAT, name="secretary"),
        a_user(EVALUATOR_USER, Role.EVALUATOR, name="evaluator", evaluator_id=EVALUATOR),
        a_user(a.an_id(16), Role.JURY, name="member"),
    ]


def a_session() -> JurySession:
    """A sitting with one member."""
    return JurySession(
        id=SESSION,
        held_on=a.TODAY,
        registration_closes_on=a.TODAY,
        place="Paris",
        capacity=10,
        members=(Member(user_id=a.an_id(16), name="Member", college=College.EMPLOYEES),),
    )


@dataclass
class House:
    """Stands for a unit of work; ``written`` are the mails that were kept, one for a cause."""

    people: list[User] = field(default_factory=usual_people)
    agenda: tuple[Dossier, ...] = ()
    dossier: Dossier | None = None
    event: Event | None = None
    approved: bool = True
    deaths: tuple[KnownDeath, ...] = ()
    parameters: ParametersInForce = field(default_factory=ParametersInForce)
    terms: tuple[AppealTerms, ...] = ()
    links_kept: list[Link] = field(default_factory=list)
    written: dict[str, Mail] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Answer for each of the ports that announcing asks."""
        listed = a.an_evaluator(id=OTHER_EVALUATOR, email="listed@example.org")
        company = SimpleNamespace(id=COMPANY, is_approved=self.approved)
        self.events = SimpleNamespace(get=self._answer(lambda _: self.event))
        self.dossiers = SimpleNamespace(
            get=self._answer(lambda *_: self.dossier), registered_to=self._answer(lambda _: self.agenda)
        )
        self.jury_sessions = SimpleNamespace(get=self._answer({SESSION: a_session()}.get))
        self.companies = SimpleNamespace(get=self._answer({COMPANY: company}.get))
        self.evaluators = SimpleNamespace(get=self._answer({OTHER_EVALUATOR: listed}.get))
        self.users = SimpleNamespace(
            get=self._answer({user.id: user for user in self.people}.get),
            of_company=self._answer(lambda _: [user for user in self.people if user.held(Role.EMPLOYER)]),
            holding=self._answer(self._holding),
        )
        self.reference = SimpleNamespace(parameters=self._answer(lambda: self.parameters))
        self.persons = SimpleNamespace(known_deaths=self._answer(lambda ids: dict.fromkeys(ids, self.deaths)))
        self.appeal_terms = SimpleNamespace(all=self._answer(lambda: self.terms))
        self.links = SimpleNamespace(add=self._answer(lambda kept: self.links_kept.extend(kept.values())))
        self.outbox = SimpleNamespace(put=self._answer(self._put))

    async def announce(self, *, secretariat: str | None = None) -> set[tuple[str, str]]:
        """Announce the event; who has been written to with which template, so far."""
        event_id = self.event.id if self.event is not None else uuid7()
        uow = cast("UnitOfWork", self)
        await announce_by_mail(uow, event_id, mail_writer=MAIL_WRITER, secretariat=secretariat, new_id=uuid7)
        return {(mail.to.partition("@")[0], mail.template) for mail in self.written.values()}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None: ...

    async def commit(self) -> None: ...

    def _holding(self, role: Role, *, evaluator_id: UUID | None = None) -> list[User]:
        held = ((user, user.held(role)) for user in self.people)
        return [user for user, it in held if it is not None and evaluator_id in {None, it.evaluator_id}]

    def _put(self, *mails: Mail) -> frozenset[UUID]:
        return frozenset(mail.id for mail in mails if self.written.setdefault(mail.cause, mail) is mail)

    @staticmethod
    def _answer(give: Any) -> Any:
        async def answer(*asked: Any, **named: Any) -> Any:
            return give(*asked, **named)

        return answer
