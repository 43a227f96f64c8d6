"""Persons in doubt: read, and decided on by the secretariat."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.law import Violation
from app.domain.person_matches import MatchDecision, MatchState, PersonMatch, contradicted_by
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.dossiers.acting import actor_of
from app.usecases.errors import InvalidInput, NotFound
from app.usecases.isolation import readable_among
from app.usecases.moment import Moment
from app.usecases.paging import Page, PageRequest
from app.usecases.ports import UnitOfWork
from app.usecases.ports.persons import DossierOfPerson
from app.usecases.preconditions import Precondition


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchView:
    """A match, with the dossiers of each of its two sides, oldest first."""

    match: PersonMatch
    sides: tuple[tuple[DossierOfPerson, ...], ...]


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
    precondition: Precondition,
) -> MatchView:
    """Say that the two are one person, or two. What each has kept counts for both from then on, or no longer.

    Scopes that are frozen stay as they are. Raises NotFound, PreconditionRequired, StaleVersion, InvalidInput.
    """
    async with uow:
        match = await uow.persons.get_locked(match_id)
        if match is None:
            raise NotFound
        precondition.check_replacement(match.version, exists=True)
        word = MatchDecision(state=decision, reason=reason, decided_by=actor_of(caller), decided_at=now.at)
        decided = match.decided(word)
        contradicted = contradicted_by(decided, await uow.persons.decided_around(decided))
        if contradicted:
            raise InvalidInput(*_contradictions(decided, contradicted))
        view = await _view(uow, await uow.persons.save(decided))
        await uow.commit()
    return view


async def _view(uow: UnitOfWork, match: PersonMatch | None) -> MatchView:
    if match is None:
        raise NotFound
    (view,) = await _views(uow, (match,))
    return view


async def _views(uow: UnitOfWork, matches: Sequence[PersonMatch]) -> tuple[MatchView, ...]:
    found = await uow.persons.dossiers_of(frozenset[str]().union(*(match.keys for match in matches)))

    def side(key: str) -> tuple[DossierOfPerson, ...]:
        return tuple(dossier for dossier in found if dossier.identity.key == key)

    return tuple(MatchView(match=match, sides=tuple(map(side, sorted(match.keys)))) for match in matches)


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
