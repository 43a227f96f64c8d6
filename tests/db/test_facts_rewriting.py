"""Rows are rewritten and checked while the service runs: nothing that they say changes."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.facts import rewriting
from app.db.facts.checking import FactsFault, check_facts
from app.db.facts.kept import KEPT
from app.db.facts.rewriting import Rewriting, rewrite_facts, write_shapes
from app.db.shapes.dossier import DOSSIERS
from app.db.tables import dossiers
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.dossier import Dossier
from app.domain.seats import Seat, SeatDistinction
from app.usecases.access import SYSTEM
from app.usecases.errors import FactsNotWritable
from app.usecases.ports.dossiers import SavedDossier
from tests import builders as b
from tests.api.world_objects import a_line

OLD, NEW = 1, DOSSIERS.newest


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches smaller than what there is, and no time between passes."""
    monkeypatch.setattr(rewriting, "_AT_ONCE", 2)
    monkeypatch.setattr(rewriting, "_SECONDS_BETWEEN_PASSES", 0)


async def several(engine: AsyncEngine, shape: int, *, how_many: int = 5) -> list[Dossier]:
    await write_shapes(engine, lambda _: shape)
    made = [b.a_dossier(id=b.an_id(40 + n), number=f"N-{n}", company_id=None) for n in range(how_many)]
    async with SqlUnitOfWork(engine) as uow:
        for dossier in made:
            await uow.dossiers.add(SavedDossier(dossier=dossier, line=a_line(dossier)))
        await uow.commit()
    return made


async def upgraded(engine: AsyncEngine) -> Rewriting:
    """The newest shape is written from here on, and the rows are brought to it; what became of the dossiers."""
    await write_shapes(engine, lambda kept: kept.shaped.newest)
    return (await rewrite_facts(engine, lambda _name, _done: None))[0]


async def rows(engine: AsyncEngine, *columns: Any) -> list[Any]:
    async with engine.connect() as connection:
        return list((await connection.execute(select(*columns).order_by(dossiers.c.id))).all())


async def faults(engine: AsyncEngine) -> list[tuple[str, FactsFault, str]]:
    return [(finding.key, finding.fault, finding.what) async for finding in check_facts(engine)]


async def test_rows_are_rewritten_and_say_what_they_said_in_the_version_that_they_had(database: AsyncEngine) -> None:
    made = await several(database, OLD)
    told = (dossiers.c.id, dossiers.c.version, dossiers.c.updated_at, dossiers.c.status, dossiers.c.number)
    before = await rows(database, *told)

    way = await upgraded(database)

    assert (way.rewritten, way.refused, way.busy) == (5, {}, 0)
    assert await rows(database, *told) == before
    assert {row.facts_version for row in await rows(database, dossiers.c.id, dossiers.c.facts_version)} == {NEW}
    async with SqlUnitOfWork(database) as uow:
        assert [await uow.dossiers.get(SYSTEM, each.id) for each in made] == made
    assert await faults(database) == []


async def test_a_second_run_finds_nothing_and_one_that_was_broken_off_goes_on(
    database: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await several(database, OLD)
    await write_shapes(database, lambda kept: kept.shaped.newest)

    def breaks_off(_name: str, done: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await rewrite_facts(database, breaks_off)
    left = [row for row in await rows(database, dossiers.c.id, dossiers.c.facts_version) if row.facts_version == OLD]

    assert len(left) == 1
    assert (await upgraded(database)).rewritten == 1
    assert (await upgraded(database)).rewritten == 0


async def test_a_row_that_somebody_is_changing_is_left_to_the_next_run_and_nobody_waits(database: AsyncEngine) -> None:
    made = await several(database, OLD)
    async with database.connect() as holding:
        await holding.execute(select(dossiers.c.id).where(dossiers.c.id == made[2].id).with_for_update())
        first = await upgraded(database)

    assert (first.rewritten, first.busy) == (4, 1)
    assert (await upgraded(database)).rewritten == 1


async def test_a_row_that_cannot_be_read_stays_as_it_is_and_is_named(database: AsyncEngine) -> None:
    made = await several(database, OLD)
    async with database.begin() as connection:
        await connection.execute(text("UPDATE dossiers SET facts = facts || '{\"fax\": 1}' WHERE number = 'N-1'"))

    way = await upgraded(database)
    kept = await rows(database, dossiers.c.number, dossiers.c.facts_version, dossiers.c.facts)

    assert (way.rewritten, way.refused) == (4, {str(made[1].id): "fax: unknown member"})
    assert (kept[1].facts_version, kept[1].facts["fax"]) == (OLD, 1)
    assert await faults(database) == [
        (str(made[1].id), FactsFault.NOT_AS_WRITTEN, "1"),
        (str(made[1].id), FactsFault.UNREADABLE, "fax: unknown member"),
    ]


async def test_the_way_back_leaves_what_the_former_shape_cannot_say(database: AsyncEngine) -> None:
    made = await several(database, NEW)
    told = SeatDistinction(seats=(Seat.EVALUATOR, Seat.TUTOR), reason="Homonymes", on=b.TODAY)
    said = replace(made[0], seat_distinctions=(told,))
    async with SqlUnitOfWork(database) as uow:
        await uow.dossiers.save(SavedDossier(dossier=said, line=a_line(said)))
        await uow.commit()
    await write_shapes(database, lambda _: OLD)

    way = (await rewrite_facts(database, lambda _name, _done: None))[0]

    assert way.rewritten == 4
    assert list(way.refused) == [str(said.id)]
    assert "seat_distinctions" in way.refused[str(said.id)]
    async with SqlUnitOfWork(database) as uow:
        assert await uow.dossiers.get(SYSTEM, said.id) == said


async def test_an_older_program_rewrites_nothing(database: AsyncEngine) -> None:
    await several(database, OLD)
    await write_shapes(database, lambda _: NEW + 1)

    with pytest.raises(FactsNotWritable):
        await rewrite_facts(database, lambda _name, _done: None)
    assert {row.facts_version for row in await rows(database, dossiers.c.id, dossiers.c.facts_version)} == {OLD}


async def test_every_kind_of_aggregate_is_rewritten_and_checked(sandbox_database: AsyncEngine) -> None:
    await write_shapes(sandbox_database, lambda _: OLD)
    ways = await rewrite_facts(sandbox_database, lambda _name, _done: None)

    assert [way.kept for way in ways] == list(KEPT)
    assert {way.kept.shaped.name: way.rewritten for way in ways}["jury_session"] > 0
    assert await faults(sandbox_database) == []
    assert {fault for _, fault, _ in await faults_after_switch(sandbox_database)} == {FactsFault.NOT_AS_WRITTEN}


async def faults_after_switch(engine: AsyncEngine) -> list[tuple[str, FactsFault, str]]:
    await write_shapes(engine, lambda kept: kept.shaped.newest)
    return await faults(engine)


@pytest.mark.parametrize(
    ("column", "value"),
    [("status", "closed"), ("person_key", "a|b|2000-01-01|c"), ("created_at", func.now()), ("updated_at", func.now())],
)
async def test_a_column_that_says_something_else_than_the_facts_is_named(
    database: AsyncEngine, column: str, value: Any
) -> None:
    made = await several(database, NEW, how_many=3)
    async with database.begin() as connection:
        await connection.execute(update(dossiers).where(dossiers.c.number == "N-1").values({column: value}))

    assert await faults(database) == [(str(made[1].id), FactsFault.OTHERWISE, column)]


async def test_a_shape_of_a_later_release_is_found(database: AsyncEngine) -> None:
    made = await several(database, NEW, how_many=1)
    async with database.begin() as connection:
        await connection.execute(update(dossiers).values(facts_version=99))

    assert [(key, fault) for key, fault, _ in await faults(database)] == [
        (str(made[0].id), FactsFault.NOT_AS_WRITTEN),
        (str(made[0].id), FactsFault.UNREADABLE),
    ]
