"""Of two lookalikes that are written at once, the later one finds the first; a person is found whole."""

import asyncio
from dataclasses import replace
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.unit_of_work import SqlUnitOfWork
from app.domain.dossier import Dossier
from app.domain.person_matches import Doubt, MatchDecision, MatchState, PersonMatch
from app.domain.persons import Difference, Identity
from app.usecases.paging import PageRequest
from app.usecases.ports.dossiers import SavedDossier
from tests import builders as b
from tests.api.world_objects import a_line

_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def a_dossier(birth_name: str) -> Dossier:
    dossier = b.a_dossier(id=uuid7(), number=birth_name, company_id=None)
    return replace(dossier, candidate=b.a_candidate(birth_name=birth_name))


async def lookalikes(engine: AsyncEngine, identity: Identity) -> list[Identity]:
    async with SqlUnitOfWork(engine) as uow:
        await uow.persons.lock_identities((identity,))
        return [each.identity for each in await uow.persons.lookalikes(identity)]


async def test_a_lookalike_that_is_being_written_is_waited_for(database: AsyncEngine) -> None:
    first, second = a_dossier("Lefèvre"), a_dossier("Lefebvre")
    async with SqlUnitOfWork(database) as uow, database.connect() as watching:
        await uow.persons.lock_identities((first.candidate.identity,))
        await uow.dossiers.add(SavedDossier(dossier=first, line=a_line(first)))
        asking = asyncio.create_task(lookalikes(database, second.candidate.identity))
        while not asking.done() and not await watching.scalar(text(_WAITING)):
            await watching.rollback()
            await asyncio.sleep(0.01)
        await uow.commit()

    assert await asking == [first.candidate.identity]


def match_between(one: Dossier, other: Dossier, *states: MatchState) -> PersonMatch:
    words = (
        MatchDecision(state=state, reason="Vu", decided_by={"role": "secretariat"}, decided_at=b.NOW)
        for state in states
    )
    return PersonMatch(
        id=uuid7(),
        dossier_ids=frozenset({one.id, other.id}),
        differences=frozenset({Difference.NAME}),
        found_in=other.id,
        found_at=b.NOW,
        decisions=tuple(words),
    )


async def test_the_matches_of_a_person_are_those_of_all_their_dossiers(database: AsyncEngine) -> None:
    one, other, third, stranger = (a_dossier(name) for name in "ABCD")
    between = match_between(other, third, MatchState.DIFFERENT)
    elsewhere = match_between(third, stranger, MatchState.SAME)
    async with SqlUnitOfWork(database) as uow:
        for dossier in (one, other, third, stranger):
            await uow.dossiers.add(SavedDossier(dossier=dossier, line=a_line(dossier)))
        await uow.persons.assign({other.id: one.id, stranger.id: third.id})
        for match in (between, elsewhere):
            await uow.persons.add(match)

        assert await uow.persons.person_of(other.id) == {one.id, other.id}
        assert await uow.persons.ids_of((other.id, stranger.id)) == {other.id: one.id, stranger.id: third.id}
        assert await uow.persons.around((one.id,)) == (between,)
        assert await uow.persons.around((third.id,)) == (between, elsewhere)


async def test_a_doubt_holds_up_the_later_one_alone(database: AsyncEngine) -> None:
    one, other, third, fourth = (a_dossier(name) for name in "ABCD")
    doubt = match_between(one, other)
    async with SqlUnitOfWork(database) as uow:
        for dossier in (one, other, third, fourth):
            await uow.dossiers.add(SavedDossier(dossier=dossier, line=a_line(dossier)))
        await uow.persons.assign({third.id: other.id, fourth.id: one.id})
        await uow.persons.add(doubt)
        found = await uow.persons.facts_of([each.id for each in (one, other, third)])

    held_up = (Doubt(match_id=doubt.id, earlier_number="A"),)
    assert {each: known.doubts for each, known in found.items()} == {
        one.id: (),
        other.id: held_up,
        third.id: held_up,
    }


async def test_persons_are_found_by_words_of_their_civil_status_or_number(database: AsyncEngine) -> None:
    one, other, third = a_dossier("Lefèvre"), a_dossier("Martin"), a_dossier("Lefèvre-Dumas")
    async with SqlUnitOfWork(database) as uow:
        for dossier in (one, other, third):
            await uow.dossiers.add(SavedDossier(dossier=dossier, line=a_line(dossier)))
        await uow.persons.assign({third.id: one.id})

        async def found(*words: str) -> tuple[UUID, ...]:
            return (await uow.persons.search(words, PageRequest())).items

        assert await found("lefevre") == (one.id,)
        assert await found("martin") == (other.id,)
        assert await found("lyon") == (other.id, one.id)
        assert await found("lyon", "dumas") == (one.id,)
        assert await found("nobody") == ()
        assert (await uow.persons.search(("lyon",), PageRequest(after=str(other.id)))).items == (one.id,)
        assert await uow.persons.bearing(third.candidate.identity) == (one.id,)
