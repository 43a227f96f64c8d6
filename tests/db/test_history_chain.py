"""The database chains the lines of history, and refuses to have them, or the events, rewritten."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner
from uuid_utils.compat import uuid7

from app.adapters.document_store import ObjectDocumentStore
from app.cli import cli
from app.db.history import chain_histories, ends_of_histories, verify_histories
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.dossier import Dossier
from app.domain.event_types import EventType
from app.usecases.ports.dossiers import SavedDossier
from app.usecases.ports.events import Event
from tests import builders as b
from tests.api.world_objects import a_line
from tests.database import unguarded
from tests.db.test_personal_data import erase, withdrawn

NAME = "Ada Martin"


async def a_history(engine: AsyncEngine, lines: int = 3, number: str = "CQP-2026-000001") -> Dossier:
    """A dossier with so many lines."""
    dossier = b.a_dossier(b.P3, id=uuid7(), number=number)
    said: dict[str, Any] = {"actor": {"role": "secretariat", "user_id": str(b.an_id(7)), "name": NAME}}
    said["details"] = {"reason": "Parce que", "editions": {"R31": "2011-04-27"}}
    async with SqlUnitOfWork(engine) as uow:
        await uow.dossiers.add(SavedDossier(dossier=dossier, line=a_line(dossier)))
        for _ in range(lines - 1):
            await uow.dossiers.record(replace(a_line(dossier), id=uuid7(), operation="updateDossier", **said))
        await uow.commit()
    return dossier


async def by_hand(engine: AsyncEngine, *statements: str, **values: object) -> None:
    """What somebody does who owns the tables, the triggers put aside."""
    async with unguarded(engine, "dossier_history") as connection:
        for statement in statements:
            bound = {name: value for name, value in values.items() if f":{name}" in statement}
            await connection.execute(text(statement), bound)


async def faults(engine: AsyncEngine, **asked: Any) -> list[tuple[str, str, int]]:
    return [
        (verified.dossier, finding.fault, finding.number)
        async for verified in verify_histories(engine, **asked)
        for finding in verified.findings
    ]


async def test_every_line_is_numbered_salted_and_hashed_with_the_one_before(database: AsyncEngine) -> None:
    dossier = await a_history(database)
    other = await a_history(database, 1, "CQP-2026-000002")

    async with database.connect() as connection:
        rows = (await connection.execute(text("SELECT * FROM dossier_history ORDER BY dossier_id, number"))).all()
    assert [(row.dossier_id, row.number) for row in rows] == [
        *((dossier.id, number) for number in (1, 2, 3)),
        (other.id, 1),
    ]
    assert len({row.hash for row in rows} | {row.salt for row in rows} | {row.words_digest for row in rows}) == 12
    assert await faults(database) == []
    verified = [each async for each in verify_histories(database)]
    assert [(each.lines, each.erased, each.chained) for each in verified] == [(3, 0, True), (1, 0, True)]


@pytest.mark.parametrize(
    ("statement", "fault", "number"),
    [
        ("UPDATE dossier_history SET on_day = on_day - 1 WHERE number = 2", "changed", 2),
        ("UPDATE dossier_history SET at = at + interval '1 microsecond' WHERE number = 2", "changed", 2),
        ("UPDATE dossier_history SET operation = 'x' WHERE number = 3", "changed", 3),
        ("UPDATE dossier_history SET dossier_version = 9 WHERE number = 1", "changed", 1),
        ("UPDATE dossier_history SET from_status = 'closed' WHERE number = 2", "changed", 2),
        ("UPDATE dossier_history SET to_status = 'closed' WHERE number = 2", "changed", 2),
        ("UPDATE dossier_history SET rules = '{R1}' WHERE number = 2", "changed", 2),
        ("UPDATE dossier_history SET id = gen_random_uuid() WHERE number = 2", "changed", 2),
        ('UPDATE dossier_history SET actor = actor || \'{"name": "Autre"}\' WHERE number = 2', "words_changed", 2),
        ("UPDATE dossier_history SET details = details || '{\"a\": 1}' WHERE number = 2", "words_changed", 2),
        ("UPDATE dossier_history SET salt = NULL WHERE number = 2", "words_changed", 2),
        ("DELETE FROM dossier_history WHERE number = 2", "missing", 2),
        ("DELETE FROM dossier_history WHERE number = 3", "cut_off", 3),
        (
            (
                "INSERT INTO dossier_history SELECT gen_random_uuid(), dossier_id, 1, at, on_day, 'x', actor, NULL,"
                " to_status, rules, details FROM dossier_history WHERE number = 1"
            ),
            "forged",
            0,
        ),
        (
            "UPDATE dossier_history_heads SET lines = 2, hash = (SELECT hash FROM dossier_history WHERE number = 2)",
            "forged",
            3,
        ),
    ],
)
async def test_whatever_was_changed_by_hand_is_found_and_named(
    database: AsyncEngine, statement: str, fault: str, number: int
) -> None:
    dossier = await a_history(database)
    await by_hand(database, statement)

    assert await faults(database) == [(dossier.number, fault, number)]
    assert await faults(database, number=dossier.number) == [(dossier.number, fault, number)]
    assert await faults(database, number="CQP-2026-999999") == []


@pytest.mark.parametrize("member", ["role", "user_id"])
async def test_who_acted_is_in_the_chain_by_id_and_role(database: AsyncEngine, member: str) -> None:
    await a_history(database)
    await by_hand(database, f"UPDATE dossier_history SET actor = actor - '{member}' WHERE number = 2")

    assert {fault for _, fault, _ in await faults(database)} == {"changed", "words_changed"}


async def test_an_erasure_is_told_from_a_change_and_one_by_hand_is_not_an_erasure(
    database: AsyncEngine, tmp_path: Path
) -> None:
    store = ObjectDocumentStore.in_folder(tmp_path, largest=1024)
    dossier = await withdrawn(database, store)
    await erase(database, store)

    (verified,) = [each async for each in verify_histories(database) if each.dossier == dossier.number]
    assert (verified.findings, verified.lines, verified.erased) == ((), 2, 1)

    other = await a_history(database)
    await by_hand(
        database,
        "UPDATE dossier_history SET salt = NULL, details = details - 'reason', actor = actor - 'name'"
        " WHERE dossier_id = :id AND number = 2",
        id=other.id,
    )
    assert await faults(database) == [(other.number, "erased_by_nobody", 2)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dossier_history SET operation = 'x'",
        "UPDATE dossier_history SET actor = '{}'",
        "UPDATE dossier_history SET salt = NULL",
        "UPDATE dossier_history SET number = number + 1",
        "DELETE FROM dossier_history",
        "TRUNCATE dossier_history",
        "UPDATE events SET type = 'x'",
        "UPDATE events SET place = 2",
        "UPDATE events SET details = '{}'",
        "DELETE FROM events",
        "TRUNCATE events CASCADE",
        "UPDATE printed_papers SET layout = 2",
        "TRUNCATE printed_papers",
    ],
)
async def test_what_is_a_record_is_only_added_to(database: AsyncEngine, statement: str) -> None:
    dossier = await a_history(database)
    at = datetime(2026, 11, 23, tzinfo=UTC)
    event = Event(
        id=uuid7(),
        type=EventType.DOSSIER_UPDATED,
        at=at,
        about=dossier.id,
        dossier_id=dossier.id,
        data={},
        details={"by": {"role": "employer"}},
    )
    async with SqlUnitOfWork(database) as uow:
        await uow.events.record(event)
        await uow.commit()
    async with database.begin() as connection:
        await connection.execute(text("UPDATE events SET place = 1"))  # as the feed does

    async with database.connect() as connection:
        with pytest.raises(IntegrityError, match="only added to"):
            await connection.execute(text(statement))


async def test_saying_that_one_erases_is_not_enough_to_change_anything_else(database: AsyncEngine) -> None:
    await a_history(database)
    for statement in (
        "operation = 'x', salt = NULL",
        "number = 9, salt = NULL",
        "hash = '', salt = NULL",
        "actor = '{}'",
    ):
        async with database.connect() as connection:
            await connection.execute(text("SELECT set_config('cqp.erasing', 'on', true)"))
            with pytest.raises(IntegrityError, match="only added to"):
                await connection.execute(text(f"UPDATE dossier_history SET {statement}"))


async def test_two_who_write_at_once_chain_one_after_the_other(database: AsyncEngine) -> None:
    dossier = await a_history(database, 1)

    async def write() -> None:
        async with SqlUnitOfWork(database) as uow:
            await uow.dossiers.record(replace(a_line(dossier), id=uuid7(), operation="getDocumentContent"))
            await asyncio.sleep(0)
            await uow.commit()

    await asyncio.gather(*(write() for _ in range(10)))

    assert await faults(database) == []
    (verified,) = [each async for each in verify_histories(database)]
    assert verified.lines == 11


async def former(engine: AsyncEngine, dossier_id: UUID) -> None:
    """The dossier's history as a release without the chain left it."""
    await by_hand(
        engine,
        "UPDATE dossier_history SET number = NULL, salt = NULL, words_digest = NULL, hash = NULL"
        " WHERE dossier_id = :id",
        "DELETE FROM dossier_history_heads WHERE dossier_id = :id",
        id=dossier_id,
    )


async def test_what_was_there_before_is_chained_by_its_next_line_or_in_batches(database: AsyncEngine) -> None:
    touched, untouched = [await a_history(database, 3, f"CQP-2026-00000{number}") for number in (1, 2)]
    for each in (touched, untouched):
        await former(database, each.id)
    assert [each.chained async for each in verify_histories(database)] == [False, False]
    assert await faults(database) == []

    async with SqlUnitOfWork(database) as uow:
        await uow.dossiers.record(replace(a_line(touched), id=uuid7(), operation="updateDossier"))
        await uow.commit()
    assert {each.dossier: each.chained async for each in verify_histories(database)} == {
        touched.number: True,
        untouched.number: False,
    }
    assert await chain_histories(database) == 1
    assert await chain_histories(database) == 0

    assert [(each.chained, each.lines) async for each in verify_histories(database)] == [(True, 4), (True, 3)]
    assert await faults(database) == []


async def test_an_end_noted_elsewhere_tells_a_history_that_was_rebuilt_from_one_that_grew(
    database: AsyncEngine,
) -> None:
    dossier = await a_history(database)
    noted = {dossier_id: end async for dossier_id, end in ends_of_histories(database)}
    async with SqlUnitOfWork(database) as uow:
        await uow.dossiers.record(replace(a_line(dossier), id=uuid7(), operation="updateDossier"))
        await uow.commit()
    assert await faults(database, anchors=noted) == []

    await by_hand(database, "DELETE FROM dossier_history WHERE number > 2")
    await former(database, dossier.id)
    await chain_histories(database)

    assert await faults(database) == []
    assert await faults(database, anchors=noted) == [(dossier.number, "not_as_before", 3)]


async def test_the_command_names_the_line_and_fails(
    database: AsyncEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url.render_as_string(hide_password=False))
    dossier = await a_history(database)

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli, ["history", *words])
        return done.exit_code, done.output

    code, said = await asyncio.to_thread(run, "verify")
    assert (code, said.startswith("1 dossier(s), 3 ligne(s), dont 0 sans leurs mots après une purge ; 0 anomalie")) == (
        0,
        True,
    )
    noted = tmp_path / "ends"
    noted.write_text((await asyncio.to_thread(run, "ends"))[1])
    assert (await asyncio.to_thread(run, "verify", "--against", str(noted)))[0] == 0

    await by_hand(database, "UPDATE dossier_history SET on_day = on_day - 1 WHERE number = 2")
    code, said = await asyncio.to_thread(run, "verify", "--dossier", dossier.number)
    assert code == 1
    assert f"{dossier.number} : la ligne 2 updateDossier (" in said
    assert "a été changée : ses codes ou ses jours" in said

    noted.write_text("rien")
    assert (await asyncio.to_thread(run, "verify", "--against", str(noted)))[0] == 2
    assert (await asyncio.to_thread(run, "verify", "--dossier", "CQP-1999-000001"))[0] == 2
    await former(database, dossier.id)
    assert "1 dossier(s) pas encore" in (await asyncio.to_thread(run, "verify"))[1]
    assert (await asyncio.to_thread(run, "chain")) == (0, "1 dossier(s) enchaîné(s)\n")
