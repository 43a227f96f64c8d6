"""What is asked of a register of any size, and answered with as much by each: a page, a dossier, an agenda."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.feed import SqlFeed
from app.db.readings import Readings
from app.db.statistics import SqlStatistics
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.dossier import Status
from app.domain.finding import DossierSort, wanted_by
from app.domain.pathway import Actor
from app.domain.statistics import Dimension
from app.usecases.access import Caller, Role
from app.usecases.dossiers.facts import cases_of
from app.usecases.paging import PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.ports.deadlines import DueFilter
from app.usecases.ports.dossiers import DossierFilter
from app.usecases.ports.feed import FeedReader
from app.usecases.ports.fundings import FundedFilter
from app.usecases.ports.statistics import Counted
from app.usecases.ports.tasks import Inbox, TaskFilter
from benchmarks.large.register import (
    ASKED_ON,
    FIRST_NUMBER,
    GREAT_FUNDER,
    PLANNED_SESSION,
    RARE_CERTIFICATION,
    RARE_NAME,
    SMALL_FUNDER,
    company_of,
    dossier_at,
    session_of_the_place,
)

_PAGE = PageRequest(limit=50)
_SECRETARIAT = Caller(role=Role.SECRETARIAT)
_REFERENCES = 500
_PLACE = 70
"""Of a dossier that any register has, and that is decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A register of so many dossiers, and the connections to it."""

    dossiers: int
    engine: AsyncEngine

    @property
    def company_id(self) -> UUID:
        """That of some company."""
        return company_of(_PLACE, self.dossiers)


Question = Callable[[Register], Awaitable[object]]


def in_transaction(question: Callable[[Register, UnitOfWork], Awaitable[object]]) -> Question:
    """The question, asked in a transaction of its own, as the service does."""

    async def ask(register: Register) -> object:
        async with SqlUnitOfWork(register.engine) as uow:
            return await question(register, uow)

    return ask


def _listed(**narrowed: object) -> Question:
    return in_transaction(lambda _, uow: uow.dossiers.page(_SECRETARIAT, DossierFilter(**narrowed), _PAGE))  # type: ignore[arg-type]


def _counted(**narrowed: object) -> Question:
    return in_transaction(lambda _, uow: uow.dossiers.count(_SECRETARIAT, DossierFilter(**narrowed), ASKED_ON))  # type: ignore[arg-type]


def _of_company(**narrowed: object) -> Question:
    def ask(register: Register, uow: UnitOfWork) -> Awaitable[object]:
        caller = Caller(role=Role.EMPLOYER, company_id=register.company_id)
        return uow.dossiers.page(caller, DossierFilter(**narrowed), _PAGE)  # type: ignore[arg-type]

    return in_transaction(ask)


def _funded(funder: str, **narrowed: object) -> Question:
    return lambda register: Readings(register.engine).funded_page(funder, _PAGE, FundedFilter(**narrowed))  # type: ignore[arg-type]


def _inbox(actor: Actor, **narrowed: object) -> Question:
    def ask(register: Register, uow: UnitOfWork) -> Awaitable[object]:
        whose = Inbox(actor=actor, on=ASKED_ON, owners=[register.company_id] if actor is Actor.EMPLOYER else None)
        return uow.awaited_acts.page(whose, TaskFilter(**narrowed), _PAGE, closing=None)  # type: ignore[arg-type]

    return in_transaction(ask)


async def _agenda(_: Register, uow: UnitOfWork) -> object:
    return await cases_of(uow, await uow.dossiers.registered_to(PLANNED_SESSION), ASKED_ON)


async def _lookalikes(register: Register, uow: UnitOfWork) -> object:
    dossier = await uow.dossiers.get(_SECRETARIAT, dossier_at(_PLACE, register.dossiers))
    assert dossier is not None
    return await uow.persons.lookalikes(dossier.candidate.identity)


async def _lookup(register: Register) -> object:
    references = [f"2026-CH-{FIRST_NUMBER + 100 + number}" for number in range(_REFERENCES)]
    return await Readings(register.engine).funded_under(GREAT_FUNDER, references)


async def _feed(register: Register) -> object:
    return await SqlFeed(register.engine).feed(FeedReader(funder_code=SMALL_FUNDER), after=None, limit=50)


async def _statistics(register: Register) -> object:
    counted = Counted(by=Dimension.CERTIFICATION)
    return await SqlStatistics(Readings(register.engine).rows, threshold=5).count(counted)


def _view(register: Register) -> Awaitable[object]:
    return Readings(register.engine).dossier_view(_SECRETARIAT, dossier_at(_PLACE, register.dossiers))


def _history(register: Register, uow: UnitOfWork) -> Awaitable[object]:
    return uow.dossiers.history(dossier_at(_PLACE, register.dossiers), _PAGE, accesses=True)


def _minutes(register: Register, uow: UnitOfWork) -> Awaitable[object]:
    return uow.dossiers.before_session(session_of_the_place(2, register.dossiers))


def _siret(register: Register) -> str:
    return str(90_000_000_000_000 + (1 + _PLACE % max(1, register.dossiers // 50)) * 100_000)


def _by_siret(register: Register, uow: UnitOfWork) -> Awaitable[object]:
    return uow.dossiers.page(_SECRETARIAT, DossierFilter(wanted=wanted_by(_siret(register))), _PAGE)


QUESTIONS: Mapping[str, Question] = {
    "getDossier": _view,
    "listHistory": in_transaction(_history),
    "listDossiers": _listed(),
    "listDossiers, un statut": _listed(statuses=(Status.AWAITING_JURY,)),
    "listDossiers, certification rare": _listed(certification_codes=(RARE_CERTIFICATION,)),
    "listDossiers, parcours sans dossier": _listed(pathways=("bridge",)),
    "listDossiers, attendent l'évaluateur": _listed(waiting_for="evaluator"),
    "listDossiers, sort=candidate": _listed(sort=DossierSort.CANDIDATE),
    "listDossiers, sort=due_on": _listed(sort=DossierSort.DUE_FIRST),
    "listDossiers, sort=-updated_at": _listed(sort=DossierSort.UPDATED_LAST),
    "listDossiers d'un employeur": _of_company(),
    "q, un nom rare": _listed(wanted=wanted_by(RARE_NAME)),
    "q, deux lettres": _listed(wanted=wanted_by("ba")),
    "q, personne": _listed(wanted=wanted_by("wwyzx")),
    "q, un SIRET": in_transaction(_by_siret),
    "q d'un employeur": _of_company(wanted=wanted_by("ba")),
    "countDossiers": _counted(),
    "countDossiers, q": _counted(wanted=wanted_by(RARE_NAME)),
    "countDossiers, attendent l'évaluateur": _counted(waiting_for="evaluator"),
    "listTasks du secrétariat": _inbox(Actor.SECRETARIAT),
    "listTasks, due_before": _inbox(Actor.SECRETARIAT, due_before=ASKED_ON),
    "listTasks d'un employeur": _inbox(Actor.EMPLOYER),
    "listDeadlines": in_transaction(
        lambda _, uow: uow.deadlines.page(_SECRETARIAT, DueFilter(), _PAGE, on=ASKED_ON, closing=None)
    ),
    "listFundedDossiers": _funded(GREAT_FUNDER),
    "listFundedDossiers, confirmed=false": _funded(GREAT_FUNDER, confirmed=False),
    "listFundedDossiers, dispositif sans dossier": _funded(GREAT_FUNDER, training_scheme="pro_a"),
    "listFundedDossiers d'un petit financeur": _funded(SMALL_FUNDER),
    "lookupFundedDossiers, 500 références": _lookup,
    "listEvents d'un petit financeur": _feed,
    "personnes qui se ressemblent": in_transaction(_lookalikes),
    "référentiel employé": in_transaction(
        lambda _, uow: uow.reference.is_frozen("cqp-operateur-fabrication", "jamais")
    ),
    "procès-verbal de 25": in_transaction(_minutes),
    "ordre du jour de 300": in_transaction(_agenda),
    "getStatistics, première question": _statistics,
}
