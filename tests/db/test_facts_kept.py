"""What the database makes of facts: columns drawn from them, a shape for each row, rows from before it had any."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.facts.kept import KEPT, StoredAggregate
from app.db.migrations import migrate
from app.db.shapes.dossier import DOSSIERS
from app.db.tables import dossiers, fact_shapes
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.dossier import Dossier
from app.usecases.access import SYSTEM
from app.usecases.errors import FactsNotWritable, FactsUnreadable
from app.usecases.ports.dossiers import SavedDossier
from tests import builders as b
from tests.api.world_objects import a_line
from tests.database import Postgres
from tests.db.golden_samples import samples

SHAPE_1, FIRST_EDITION = 1, "a41d6f80c2e9"
PLAIN = b.a_dossier(company_id=None)
_KEPT_LIKE = {"dossier_departure": "dossier"}
"""What is kept in the shapes of another aggregate."""


async def added(engine: AsyncEngine, dossier: Dossier = PLAIN) -> Dossier:
    async with SqlUnitOfWork(engine) as uow:
        await uow.dossiers.add(SavedDossier(dossier=dossier, line=a_line(dossier)))
        await uow.commit()
    return dossier


async def written(engine: AsyncEngine, shape: int) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(fact_shapes).values(written=shape))


async def a_row(engine: AsyncEngine, dossier: Dossier = PLAIN) -> Any:
    async with engine.connect() as connection:
        return (await connection.execute(select(dossiers).where(dossiers.c.id == dossier.id))).one()


async def test_a_new_database_writes_the_newest_shape_of_everything(database: AsyncEngine) -> None:
    async with database.connect() as connection:
        found = {row.aggregate: row.written for row in await connection.execute(select(fact_shapes))}

    assert found == {each.shaped.name: each.shaped.newest for each in KEPT}


@pytest.mark.parametrize("shape", range(1, DOSSIERS.newest + 1))
async def test_what_is_written_is_in_the_shape_that_the_operator_said(database: AsyncEngine, shape: int) -> None:
    await written(database, shape)
    dossier = await added(database)
    row = await a_row(database)

    assert (row.facts_version, row.facts) == (shape, DOSSIERS.facts(dossier, shape))
    async with SqlUnitOfWork(database) as uow:
        assert await uow.dossiers.get_locked(SYSTEM, dossier.id) == dossier


async def test_a_save_brings_the_row_to_the_shape_that_is_written_now(database: AsyncEngine) -> None:
    await written(database, SHAPE_1)
    dossier = await added(database)
    await written(database, DOSSIERS.newest)
    async with SqlUnitOfWork(database) as uow:
        await uow.dossiers.save(
            SavedDossier(dossier=replace(dossier, version=2), line=replace(a_line(dossier), dossier_version=2))
        )
        await uow.commit()

    assert (await a_row(database)).facts_version == DOSSIERS.newest


async def test_an_older_program_writes_nothing_once_a_newer_one_is_in_charge(database: AsyncEngine) -> None:
    dossier = await added(database)
    await written(database, DOSSIERS.newest + 1)
    before = await a_row(database)

    async with SqlUnitOfWork(database) as uow:
        with pytest.raises(FactsNotWritable):
            await uow.dossiers.save(SavedDossier(dossier=replace(dossier, version=2), line=a_line(dossier)))
    assert await a_row(database) == before


async def test_columns_that_repeat_facts_are_drawn_from_them(database: AsyncEngine) -> None:
    dossier = await added(database)
    row = await a_row(database)
    named = ("number", "pathway", "certification_code", "company_id", "evaluator_id", "jury_session_id")

    assert [getattr(row, name) for name in named] == [
        dossier.number,
        dossier.pathway,
        dossier.certification_code,
        None,
        None,
        None,
    ]


@pytest.mark.parametrize("name", [column.name for column in dossiers.c if column.computed is not None])
async def test_no_column_can_say_something_else_than_the_facts(database: AsyncEngine, name: str) -> None:
    await added(database)

    with pytest.raises(DBAPIError, match="can only be updated to DEFAULT"):
        async with database.begin() as connection:
            await connection.execute(text(f"UPDATE dossiers SET {name} = NULL"))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param('facts = facts || \'{"id": "019b76da-a800-7000-8000-0000000000ff"}\'', id="another one's facts"),
        pytest.param("facts = facts || '{\"version\": 7}'", id="the version a second time"),
        pytest.param("facts = facts || '{\"documents\": []}'", id="documents in the facts"),
        pytest.param("facts = facts - 'number'", id="no number"),
    ],
)
async def test_the_database_refuses_facts_that_contradict_their_row(database: AsyncEngine, change: str) -> None:
    await added(database)

    with pytest.raises(IntegrityError):
        async with database.begin() as connection:
            await connection.execute(text(f"UPDATE dossiers SET {change}"))


@pytest.mark.parametrize("name", ["created_at", "updated_at"])
async def test_a_row_that_says_two_instants_is_not_acted_on_and_is_shown(database: AsyncEngine, name: str) -> None:
    dossier = await added(database)
    async with database.begin() as connection:
        await connection.execute(update(dossiers).values({name: b.NOW + timedelta(days=1)}))

    async with SqlUnitOfWork(database) as uow:
        with pytest.raises(FactsUnreadable) as refused:
            await uow.dossiers.get_locked(SYSTEM, dossier.id)
        assert await uow.dossiers.get(SYSTEM, dossier.id) == dossier
    assert refused.value.why == f"{name}: not as in its facts"


async def test_rows_of_the_first_edition_are_kept_as_they_are_and_read(postgres: Postgres) -> None:
    dossier = PLAIN
    async with postgres.clone("template1") as engine:
        await migrate(engine, to=FIRST_EDITION)
        await insert_as_the_first_edition_did(engine, dossier)
        await migrate(engine)
        row = await a_row(engine)
        async with engine.connect() as connection:
            shapes = {each.aggregate: each.written for each in await connection.execute(select(fact_shapes))}
        async with SqlUnitOfWork(engine) as uow:
            read = await uow.dossiers.get_locked(SYSTEM, dossier.id)

    assert read == dossier
    assert (row.facts_version, row.facts) == (SHAPE_1, DOSSIERS.facts(dossier, SHAPE_1))
    assert (row.number, row.pathway, row.company_id) == (dossier.number, dossier.pathway, None)
    assert shapes == {"dossier": SHAPE_1, "dossier_departure": SHAPE_1, "jury_session": 2, "certificate": 2}


async def insert_as_the_first_edition_did(engine: AsyncEngine, dossier: Dossier) -> None:
    columns = {
        "id": dossier.id,
        "number": dossier.number,
        "status": "registration_in_progress",
        "pathway": dossier.pathway,
        "certification_code": dossier.certification_code,
        "person_key": dossier.candidate.person_key,
        "facts": DOSSIERS.facts(dossier, SHAPE_1),
        "created_at": dossier.created_at,
        "updated_at": dossier.updated_at,
    }
    plain = text(
        f"INSERT INTO dossiers ({', '.join(columns)}) VALUES ({', '.join(f':{name}' for name in columns)})"
    ).bindparams(*(bindparam(name, value, type_=dossiers.c[name].type) for name, value in columns.items()))
    async with engine.begin() as connection:
        await connection.execute(plain)


@pytest.mark.parametrize("kept", KEPT, ids=lambda kept: kept.shaped.name)
def test_the_deep_check_compares_every_column_that_is_drawn_from_facts(kept: StoredAggregate) -> None:
    drawn = {column.name for column in kept.table.c if column.computed is not None}
    (sample, *_) = samples()[_KEPT_LIKE.get(kept.shaped.name, kept.shaped.name)].values()

    assert drawn <= set(kept.repeated(sample))
