"""Of two lookalikes that are written at once, the later one finds the first; a person is every key that is joined."""

import asyncio
from dataclasses import replace

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.unit_of_work import SqlUnitOfWork
from app.domain.dossier import Dossier
from app.domain.person_matches import MatchDecision, MatchState, PersonMatch
from app.domain.persons import Difference, Identity
from tests import builders as b
from tests.api.world_objects import a_line

_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def a_dossier(birth_name: str) -> Dossier:
    dossier = b.a_dossier(id=uuid7(), number=birth_name, company_id=None)
    return replace(dossier, candidate=b.a_candidate(birth_name=birth_name))


async def lookalikes(engine: AsyncEngine, identity: Identity) -> tuple[Identity, ...]:
    async with SqlUnitOfWork(engine) as uow:
        return await uow.persons.lookalikes(identity)


async def test_a_lookalike_that_is_being_written_is_waited_for(database: AsyncEngine) -> None:
    first, second = a_dossier("Lefèvre"), a_dossier("Lefebvre")
    async with SqlUnitOfWork(database) as uow, database.connect() as watching:
        await uow.dossiers.add(first, a_line(first))
        await uow.persons.lookalikes(first.candidate.identity)
        asking = asyncio.create_task(lookalikes(database, second.candidate.identity))
        while not asking.done() and not await watching.scalar(text(_WAITING)):
            await watching.rollback()
            await asyncio.sleep(0.01)
        await uow.commit()

    assert await asking == (first.candidate.identity,)


async def test_a_person_is_every_key_that_decisions_join_and_no_other(database: AsyncEngine) -> None:
    dossiers = {name: a_dossier(name) for name in "ABCDE"}
    keys = {name: dossier.candidate.person_key for name, dossier in dossiers.items()}
    pairs = (("A", "B"), ("B", "C"), ("C", "A"), ("C", "D"))
    states = (MatchState.SAME, MatchState.SAME, MatchState.SAME, MatchState.DIFFERENT)
    async with SqlUnitOfWork(database) as uow:
        await uow.dossiers.add(dossiers["A"], a_line(dossiers["A"]))
        for (one, other), state in zip(pairs, states, strict=True):
            word = MatchDecision(state=state, reason="Vu", decided_by={"role": "secretariat"}, decided_at=b.NOW)
            await uow.persons.add(
                PersonMatch(
                    id=uuid7(),
                    keys=frozenset({keys[one], keys[other]}),
                    differences=frozenset({Difference.NAME}),
                    found_in=dossiers["A"].id,
                    found_at=b.NOW,
                    decisions=(word,),
                )
            )
        persons = {name: await uow.persons.same_as(key) for name, key in keys.items()}

    together = {keys[name] for name in "ABC"}
    assert persons == {"A": together, "B": together, "C": together, "D": {keys["D"]}, "E": {keys["E"]}}
