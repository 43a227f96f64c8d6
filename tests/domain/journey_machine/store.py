"""What the platform keeps, in memory: the ports that opening, recognising and judging dossiers ask.

Leaving a transaction without ``commit`` undoes it, as in the database. Every value is immutable, so that what was
before is kept by keeping the dictionaries.
"""

from collections.abc import Collection, Coroutine, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import UUID

from app.domain.bridges import Bridge
from app.domain.certificates import Certificate
from app.domain.certification import CqpiEquivalence, Framework
from app.domain.company import Company
from app.domain.dossier import Dossier, KnownDeath
from app.domain.evaluators import Evaluator
from app.domain.funding import normalised_reference
from app.domain.law import ParametersInForce, ParameterValue
from app.domain.person_matches import Doubt, MatchState, Person, PersonMatch, person_id_of, persons_among
from app.domain.persons import Identity
from app.domain.progress import status_of
from app.domain.recognition import Appearance, appearance_of
from app.usecases.access import Caller, Role
from app.usecases.dossiers.facts import company_facts
from app.usecases.moment import Moment
from app.usecases.ports.dossiers import SavedDossier
from app.usecases.ports.persons import CertificateOfPerson, DossierOfPerson, PersonFacts
from app.usecases.ports.read_ahead import FactKeys
from app.usecases.ports.reference import Versioned

Value = TypeVar("Value")


def done(coroutine: Coroutine[Any, Any, Value]) -> Value:
    """What a use case answers: in memory nothing has to be waited for."""
    try:
        coroutine.send(None)
    except StopIteration as stopped:
        answer: Value = stopped.value
        return answer
    raise RuntimeError("something was waited for")


def noon(day: date) -> Moment:
    """The middle of that day."""
    return Moment(datetime.combine(day, time(12), UTC))


@dataclass
class Kept:
    """Everything that is written down, by what it is known by."""

    dossiers: dict[UUID, Dossier] = field(default_factory=dict)
    matches: dict[UUID, PersonMatch] = field(default_factory=dict)
    certificates: dict[str, Certificate] = field(default_factory=dict)
    frameworks: dict[tuple[str, str], Framework] = field(default_factory=dict)
    parameters: tuple[ParameterValue, ...] = ()
    companies: dict[UUID, Company] = field(default_factory=dict)
    evaluators: dict[UUID, Evaluator] = field(default_factory=dict)
    equivalences: tuple[CqpiEquivalence, ...] = ()
    bridges: tuple[Bridge, ...] = ()

    def copied(self) -> "Kept":
        """The same, that goes on by itself."""
        return Kept(**{name: copy(value) for name, value in vars(self).items()})


class Store:
    """The unit of work of the machine: as much of the ports as the use cases ask that it runs."""

    def __init__(self) -> None:
        self.kept = Kept()
        self._before = self.kept
        self.dossiers = _Dossiers(self)
        self.persons = _Persons(self)
        self.certificates = _Certificates(self)
        self.reference = _Reference(self)
        self.companies = _Companies(self)
        self.evaluators = _Evaluators(self)
        self.company_links = _NothingKnown()
        self.bridge_requests = _NothingKnown()
        self.partner_decisions = _NothingKnown()
        self.users = _NothingKnown()
        self.certification_settings = _NothingKnown()
        self.networks = _NothingKnown()
        self.training_bodies = _NothingKnown()
        self.forms = _NothingKnown()
        self.former_register = _NothingKnown()
        self.events = _Unheard()
        self.fundings = _Unheard()

    async def __aenter__(self) -> Self:
        self._before = self.kept.copied()
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.kept = self._before

    async def commit(self) -> None:
        """Keep what was written."""
        self._before = self.kept

    async def read_ahead(self, _: FactKeys) -> None:
        """Nothing is read twice as fast in memory."""

    def persons_now(self) -> tuple[Person, ...]:
        """The persons whom the dossiers are said to be."""
        return persons_among(sorted(self.kept.dossiers), self.matches_in_order())

    def person_with(self, dossier_id: UUID) -> Person:
        """The dossiers of the dossier's person, itself among them."""
        return next(person for person in self.persons_now() if dossier_id in person)

    def matches_in_order(self) -> tuple[PersonMatch, ...]:
        """The matches, the first found first."""
        return tuple(self.kept.matches[each] for each in sorted(self.kept.matches))


@dataclass
class _Part:
    store: Store

    @property
    def kept(self) -> Kept:
        return self.store.kept


class _Dossiers(_Part):
    async def next_numbers(self, year: int, many: int) -> tuple[str, ...]:
        first = len(self.kept.dossiers) + 1
        return tuple(f"{year}-{number:06}" for number in range(first, first + many))

    async def add(self, *opened: SavedDossier) -> None:
        self.kept.dossiers.update({each.dossier.id: each.dossier for each in opened})

    async def save(self, saved: SavedDossier) -> None:
        await self.add(saved)

    async def get(self, caller: Caller, dossier_id: UUID) -> Dossier | None:
        found = self.kept.dossiers.get(dossier_id)
        hidden = caller.role is Role.EMPLOYER and found is not None and found.company_id != caller.company_id
        return None if hidden else found

    get_locked = get

    def others(self, dossier_id: UUID) -> tuple[Dossier, ...]:
        theirs = sorted(self.store.person_with(dossier_id) - {dossier_id})
        return tuple(self.kept.dossiers[each] for each in theirs if self.kept.dossiers[each].closure is None)


class _Persons(_Part):
    async def lock_identities(self, identities: Collection[Identity]) -> None: ...

    async def lock_matches(self) -> None: ...

    async def lookalikes(self, identity: Identity) -> tuple[Appearance, ...]:
        name, first_names, birth_date, _ = identity.key.split("|")

        def looks_alike(other: Identity) -> bool:
            there = other.key.split("|")
            return there[2] == birth_date or there[:2] == [name, first_names]

        return tuple([each for each in await self._all() if looks_alike(each.identity)])

    async def appearances(self, dossier_ids: Collection[UUID]) -> tuple[Appearance, ...]:
        return tuple([each for each in await self._all() if each.dossier_id in dossier_ids])

    async def _all(self) -> list[Appearance]:
        return [await self._appearance(each) for _, each in sorted(self.kept.dossiers.items())]

    async def _appearance(self, dossier: Dossier) -> Appearance:
        moved = bool(dossier.former_employers)
        opened_by = await company_facts(self.store, dossier.company_id_on_request)  # type: ignore[arg-type]
        shown = appearance_of(dossier, opened_by, None if moved else opened_by)
        led_to = (each.number for each in self.kept.certificates.values() if each.dossier_id == dossier.id)
        return Appearance(
            dossier_id=dossier.id,
            identity=shown.identity,
            sex=shown.sex,
            sirens=shown.sirens,
            verified_numbers=shown.verified_numbers,
            delivered_numbers=frozenset(map(normalised_reference, led_to)),
        )

    async def around(self, dossier_ids: Collection[UUID]) -> tuple[PersonMatch, ...]:
        asked = frozenset(dossier_ids)
        theirs = asked.union(*(person for person in self.store.persons_now() if person & asked))
        return tuple(match for match in self.store.matches_in_order() if match.dossier_ids & theirs)

    async def person_of(self, dossier_id: UUID) -> Person:
        return self.store.person_with(dossier_id)

    async def ids_of(self, dossier_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
        return {each: person_id_of(self.store.person_with(each)) for each in dossier_ids}

    async def assign(self, person_ids: Mapping[UUID, UUID]) -> None:
        """Nothing to write: whose a dossier is follows from the matches."""

    async def dossiers_of(self, person_ids: Collection[UUID]) -> tuple[DossierOfPerson, ...]:
        return tuple(
            DossierOfPerson(
                id=each,
                number=(dossier := self.kept.dossiers[each]).number,
                certification_code=dossier.certification_code,
                option=dossier.option,
                status=status_of(dossier),
                person_id=person_id_of(person),
                identity=dossier.candidate.identity,
            )
            for person in self.store.persons_now()
            if person_id_of(person) in person_ids
            for each in sorted(person)
        )

    async def certificates_of(self, person_id: UUID) -> tuple[CertificateOfPerson, ...]:
        person = self.store.person_with(person_id)
        return tuple(
            CertificateOfPerson(
                number=each.number,
                certification_code=each.certification_code,
                option=each.option,
                state=each.state,
                dossier_id=each.dossier_id,
            )
            for _, each in sorted(self.kept.certificates.items())
            if each.dossier_id in person
        )

    def _deaths(self, person: Person) -> Iterable[KnownDeath]:
        for dossier in (self.kept.dossiers[each] for each in sorted(person)):
            if dossier.death is not None:
                yield KnownDeath(number=dossier.number, on=dossier.death.on)

    async def facts_of(self, dossier_ids: Collection[UUID]) -> Mapping[UUID, PersonFacts]:
        return {
            each: PersonFacts(
                others=self.store.dossiers.others(each),
                doubts=tuple(self._doubts(each)),
                known_deaths=tuple(self._deaths(self.store.person_with(each))),
            )
            for each in dossier_ids
        }

    def _doubts(self, dossier_id: UUID) -> Iterable[Doubt]:
        person = self.store.person_with(dossier_id)
        for match in self.store.matches_in_order():
            if match.state is not MatchState.PENDING or not match.dossier_ids & person:
                continue
            for other in match.dossier_ids - person:
                if person_id_of(self.store.person_with(other)) < dossier_id:
                    yield Doubt(match_id=match.id, earlier_number=self.kept.dossiers[other].number)

    async def add(self, match: PersonMatch) -> None:
        if all(each.dossier_ids != match.dossier_ids for each in self.kept.matches.values()):
            self.kept.matches[match.id] = match

    async def get(self, match_id: UUID) -> PersonMatch | None:
        return self.kept.matches.get(match_id)

    get_locked = get

    async def save(self, match: PersonMatch) -> PersonMatch:
        self.kept.matches[match.id] = match
        return match

    async def drop(self, matches: Collection[PersonMatch]) -> None:
        for match in matches:
            del self.kept.matches[match.id]


class _Certificates(_Part):
    async def of_dossier(self, dossier_id: UUID) -> tuple[Certificate, ...]:
        return tuple(each for each in self.kept.certificates.values() if each.dossier_id == dossier_id)

    async def of_dossiers(self, dossier_ids: Collection[UUID]) -> Mapping[UUID, tuple[Certificate, ...]]:
        return {each: await self.of_dossier(each) for each in dossier_ids}

    async def revoked_among(self, dossier_ids: Collection[UUID]) -> frozenset[UUID]:
        """Those all of whose certificates for their own certification are revoked, there being one."""
        return frozenset(each for each in dossier_ids if self._is_revoked(self.kept.dossiers[each]))

    def _is_revoked(self, dossier: Dossier) -> bool:
        own = [
            each.is_valid
            for each in self.kept.certificates.values()
            if (each.dossier_id, each.certification_code) == (dossier.id, dossier.certification_code)
        ]
        return bool(own) and not any(own)


class _Reference(_Part):
    async def frameworks_of(self, code: str) -> tuple[Framework, ...]:
        return tuple(each for each in self.kept.frameworks.values() if each.certification_code == code)

    async def frameworks_by_code(self, codes: Collection[str]) -> Mapping[str, tuple[Framework, ...]]:
        return {code: await self.frameworks_of(code) for code in codes}

    async def framework(self, code: str, version: str) -> Versioned[Framework] | None:
        found = self.kept.frameworks.get((code, version))
        return None if found is None else Versioned(found, 1)

    async def put_framework(self, framework: Framework, *, over: int | None) -> int:  # noqa: ARG002
        self.kept.frameworks[framework.certification_code, framework.version] = framework
        return 1

    async def is_frozen(self, code: str, version: str) -> bool:
        scopes = (each.scope for each in self._dossiers_for(code))
        return any(scope is not None and scope.framework_version == version for scope in scopes)

    async def has_open_dossiers(self, code: str) -> bool:
        return any(each.scope is None and each.closure is None for each in self._dossiers_for(code))

    async def is_relied_on(self, code: str) -> bool:
        return any(each.scope is not None or each.closure is None for each in self._dossiers_for(code))

    def _dossiers_for(self, code: str) -> Iterable[Dossier]:
        return (each for each in self.kept.dossiers.values() if each.certification_code == code)

    async def cqpi_equivalences(self) -> tuple[CqpiEquivalence, ...]:
        return self.kept.equivalences

    async def bridges(self) -> tuple[Bridge, ...]:
        return self.kept.bridges

    async def bridge(self, bridge_id: UUID) -> Versioned[Bridge] | None:
        found = next((each for each in self.kept.bridges if each.id == bridge_id), None)
        return None if found is None else Versioned(found, 1)

    async def parameters(self) -> ParametersInForce:
        return ParametersInForce(self.kept.parameters)

    async def parameter_version(self, rule: str, name: str) -> int:
        return sum((each.rule, each.name) == (rule, name) for each in self.kept.parameters)

    async def put_parameter(self, value: ParameterValue, *, over: int, at: datetime) -> int:  # noqa: ARG002
        others = (e for e in self.kept.parameters if (e.rule, e.name, e.since) != (value.rule, value.name, value.since))
        self.kept.parameters = (*others, value)
        return over + 1


class _Companies(_Part):
    async def get(self, company_id: UUID) -> Company | None:
        return self.kept.companies.get(company_id)

    hold = get

    async def by_ids(self, ids: Collection[UUID]) -> Mapping[UUID, Company]:
        return {each: self.kept.companies[each] for each in ids}

    async def approved_of_units(self, sirens: Collection[str]) -> tuple[Company, ...]:
        return tuple(each for each in self.kept.companies.values() if each.siret[:9] in sirens)


class _Evaluators(_Part):
    async def by_ids(self, ids: Collection[UUID]) -> Mapping[UUID, Evaluator]:
        return {each: self.kept.evaluators[each] for each in ids}


class _NothingKnown:
    """A register that is empty in this world."""

    async def of_units(self, sirens: Collection[str]) -> Mapping[str, frozenset[str]]:  # noqa: ARG002
        return {}

    async def employer_accounts(self, ids: Collection[UUID]) -> Mapping[UUID, tuple[Any, ...]]:  # noqa: ARG002
        return {}

    async def networks_of(self, sirens: Collection[str]) -> Mapping[str, frozenset[str]]:  # noqa: ARG002
        return {}

    async def of_person(self, person_id: UUID) -> tuple[Any, ...]:  # noqa: ARG002
        return ()

    async def by_ids(self, award_ids: Collection[UUID]) -> tuple[Any, ...]:  # noqa: ARG002
        return ()

    async def by_number(self, number: str) -> None: ...

    async def of(self, codes: Collection[str]) -> tuple[Any, ...]:  # noqa: ARG002
        return ()

    async def codes(self) -> frozenset[str]:
        return frozenset()

    async def all(self) -> tuple[Any, ...]:
        return ()

    async def of_dossier(self, dossier_id: UUID) -> None: ...

    async def standing_on(self, certificate_number: str) -> tuple[Any, ...]:  # noqa: ARG002
        return ()


class _Unheard:
    """What is told to those whom this world does not have: what happened, who pays."""

    async def record(self, *_: object) -> None: ...

    async def add(self, *_: object) -> None: ...
