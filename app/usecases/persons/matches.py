"""Persons in doubt: read, and decided on by the secretariat."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from app.domain.dossier import Dossier
from app.domain.law import Violation
from app.domain.person_matches import (
    MatchDecision,
    MatchState,
    Person,
    PersonMatch,
    contradicted_by,
    dossiers_named_by,
    sides_of,
)
from app.domain.text import Text
from app.usecases.access import SYSTEM, Caller
from app.usecases.dossiers.acting import actor_of
from app.usecases.errors import InvalidInput, NotFound
from app.usecases.isolation import readable_among, unless_unreadable
from app.usecases.moment import Moment
from app.usecases.paging import Page, PageRequest
from app.usecases.persons.admissions import take_back_admission
from app.usecases.persons.recognising import recognise_again, tell_apart
from app.usecases.ports import UnitOfWork
from app.usecases.ports.persons import DossierOfPerson
from app.usecases.preconditions import Precondition


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What one dossier's scope owes to another of the match: ``stands`` while they are one person's.

    ``is_decided``: whether a jury has built on it, which only the jury can take back (D39).
    """

    dossier_id: UUID
    dossier_number: str
    source_dossier_id: UUID
    competences: tuple[str, ...]
    stands: bool
    is_decided: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchView:
    """A match, with the dossiers of each of its two persons, oldest first, and what went from the one to the other."""

    match: PersonMatch
    sides: tuple[tuple[DossierOfPerson, ...], ...]
    carried: tuple[Carried, ...]


async def list_person_matches(uow: UnitOfWork, *, state: MatchState | None, page: PageRequest) -> Page[MatchView]:
    """The matches in that state, or all of them, newest first."""
    async with uow:
        found = await uow.persons.page(state, page)
        views = await readable_among(found.items, lambda some: _views(uow, some))
    return Page(items=tuple(views), next_after=found.next_after)


async def get_person_match(uow: UnitOfWork, *, match_id: UUID) -> MatchView:
    """One match. Raises NotFound."""
    async with uow:
        return await _view(uow, await uow.persons.get(match_id))


async def decide_person_match(
    uow: UnitOfWork,
    caller: Caller,
    *,
    match_id: UUID,
    decision: MatchState,
    reason: str,
    now: Moment,
    new_id: Callable[[], UUID],
    precondition: Precondition,
) -> MatchView:
    """Say that the two are one person's, or two persons'; what rested on it moves with it.

    As one, what each has kept counts for both from then on. As two, what had passed is no longer exempted before the
    jury (D51), and is named in the answer after it. Raises NotFound, PreconditionRequired, StaleVersion, InvalidInput.
    """
    async with uow:
        # Rows of dossiers are held before matches: whoever changes a dossier goes the same way.
        resting = await _lock_those_with_a_previous_one(uow, match_id)
        match = await uow.persons.get_locked(match_id)
        if match is None:
            raise NotFound
        precondition.check_replacement(match.version, exists=True)
        word = MatchDecision(state=decision, reason=reason, decided_by=actor_of(caller), decided_at=now.at)
        decided = match.decided(word)
        contradicted = contradicted_by(decided, await uow.persons.around(decided.dossier_ids))
        if contradicted:
            raise InvalidInput(*_contradictions(decided, contradicted))
        saved = await uow.persons.save(decided)
        if decision is MatchState.DIFFERENT:
            await tell_apart(uow, saved)
        await recognise_again(uow, saved.dossier_ids, now=now, new_id=new_id)
        for dossier in resting:
            await take_back_admission(uow, caller, dossier, operation_id="decidePersonMatch", now=now, new_id=new_id)
        view = await _view(uow, saved)
        await uow.commit()
    return view


async def _lock_those_with_a_previous_one(uow: UnitOfWork, match_id: UUID) -> Sequence[Dossier]:
    """The dossiers of the match's two persons that name a previous one: an admission may rest on it (D33)."""
    match = await uow.persons.get(match_id)
    persons = await uow.persons.ids_of(match.dossier_ids) if match is not None else {}
    ids = [each.id for each in await uow.persons.dossiers_of(frozenset(persons.values()))]
    read = [await unless_unreadable(uow.dossiers.get(SYSTEM, each)) for each in ids]
    naming = [dossier.id for dossier in read if dossier is not None and dossier.previous_dossier_id is not None]
    held = [await uow.dossiers.get_locked(SYSTEM, each) for each in naming]
    return [dossier for dossier in held if dossier is not None]


async def _view(uow: UnitOfWork, match: PersonMatch | None) -> MatchView:
    if match is None:
        raise NotFound
    (view,) = await _views(uow, (match,))
    return view


async def _views(uow: UnitOfWork, matches: Sequence[PersonMatch]) -> tuple[MatchView, ...]:
    around = await uow.persons.around(dossiers_named_by(matches))
    sides = {match.id: sides_of(match, around) for match in matches}
    ids = frozenset[UUID]().union(*chain.from_iterable(sides.values()))
    persons = await uow.persons.ids_of(ids)
    found = {each.id: each for each in await uow.persons.dossiers_of(frozenset(persons.values()))}
    owing = await _owing(uow, ids)

    def side(person: Person) -> tuple[DossierOfPerson, ...]:
        return tuple(found[each] for each in sorted(person) if each in found)

    return tuple(
        MatchView(
            match=match,
            sides=tuple(map(side, sides[match.id])),
            carried=tuple(_carried(match, sides[match.id], owing)),
        )
        for match in matches
    )


async def _owing(uow: UnitOfWork, ids: Collection[UUID]) -> Sequence[Dossier]:
    """The dossiers whose scope owes something to another one."""
    read = [await unless_unreadable(uow.dossiers.get(SYSTEM, each)) for each in sorted(ids)]
    return [dossier for dossier in read if dossier is not None and dossier.scope is not None]


def _carried(match: PersonMatch, sides: tuple[Person, Person], owing: Iterable[Dossier]) -> Iterable[Carried]:
    one, other = sides
    for dossier in owing:
        source_side = other if dossier.id in one else one if dossier.id in other else frozenset()
        by_source = defaultdict[UUID, list[str]](list)
        for exemption in dossier.scope.exemptions if dossier.scope is not None else ():
            if exemption.source_dossier_id in source_side and exemption.source_dossier_id is not None:
                by_source[exemption.source_dossier_id].append(exemption.competence_code)
        for source, competences in by_source.items():
            yield Carried(
                dossier_id=dossier.id,
                dossier_number=dossier.number,
                source_dossier_id=source,
                competences=tuple(competences),
                stands=match.state is MatchState.SAME,
                is_decided=bool(dossier.decisions),
            )


def _contradictions(decided: PersonMatch, contradicted: Iterable[PersonMatch]) -> Iterable[Violation]:
    others = ", ".join(str(match.id) for match in contradicted if match.id != decided.id)
    if not others:
        return (
            _contradiction(
                "D'autres décisions font une seule personne de ces deux : revenez d'abord sur l'une d'elles.",
                "Other decisions make one person of these two: take one of them back first.",
            ),
        )
    return (
        _contradiction(
            f"Elle réunirait deux personnes qui ont été distinguées : revenez d'abord sur {others}.",
            f"It would join two persons who were told apart: take {others} back first.",
        ),
    )


def _contradiction(fr: str, en: str) -> Violation:
    return Violation(code="contradicts_another_decision", pointer="/decision", detail=Text(fr, en))
