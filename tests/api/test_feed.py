"""The change feed: nothing skipped, nothing twice, whoever commits when; and to each funder only its own."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.api.pages import encode_cursor
from app.db.tables import events
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.dossier import Dossier
from app.domain.event_types import EventType
from app.usecases.dossiers.events import event_of
from app.usecases.ports.events import Event
from tests.api.test_funding import Headers, confirm, funded, program
from tests.database import unguarded

FEED = "/v1/events"


def an_event(dossier: Dossier) -> Event:
    return event_of(EventType.DOSSIER_UPDATED, dossier, at=datetime.now(UTC), new_id=uuid7)


async def write(engine: AsyncEngine, happened: Iterable[Event]) -> None:
    uow = SqlUnitOfWork(engine)
    async with uow:
        await uow.events.record(*happened)
        await uow.commit()


async def page(client: AsyncClient, headers: Headers, cursor: str | None = None, limit: int = 200) -> dict[str, Any]:
    asked = {"limit": str(limit), **({"after": cursor} if cursor else {})}
    answer = await client.get(FEED, params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


async def up_to_date(client: AsyncClient, headers: Headers, engine: AsyncEngine) -> tuple[Dossier, str]:
    """A dossier that the funder has confirmed, and the cursor after all that was told of it."""
    dossier = await funded(engine)
    await confirm(client, headers, dossier)
    cursor: str = (await page(client, headers))["next_cursor"]
    return dossier, cursor


async def test_an_event_that_commits_late_is_read_after_those_that_overtook_it(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    funder = await program(sandbox)
    dossier, cursor = await up_to_date(sandbox, funder, sandbox_database)
    late, early = an_event(dossier), an_event(dossier)

    slow = SqlUnitOfWork(sandbox_database)
    async with slow:
        await slow.events.record(late)
        await write(sandbox_database, [early])
        first = await page(sandbox, funder, cursor)
        await slow.commit()
    second = await page(sandbox, funder, first["next_cursor"])

    assert [item["id"] for item in first["items"]] == [str(early.id)]
    assert [item["id"] for item in second["items"]] == [str(late.id)]


async def test_readers_and_writers_at_once_lose_nothing_and_see_nothing_twice(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    funder = await program(sandbox)
    dossier, cursor = await up_to_date(sandbox, funder, sandbox_database)
    written = [[an_event(dossier) for _ in range(20)] for _ in range(8)]
    expected = {str(event.id) for batch in written for event in batch}

    async def read_all() -> list[str]:
        seen: list[str] = []
        mark = cursor
        while len(seen) < len(expected):
            found = await page(sandbox, funder, mark, limit=7)
            seen += [item["id"] for item in found["items"]]
            mark = found["next_cursor"]
        return seen

    async def write_each(batch: list[Event]) -> None:
        for event in batch:
            await write(sandbox_database, [event])

    reading = [asyncio.create_task(read_all()) for _ in range(2)]
    await asyncio.gather(*(write_each(batch) for batch in written))
    one, other = await asyncio.gather(*reading)

    assert one == other
    assert len(one) == len(expected)
    assert set(one) == expected
    for batch in written:
        assert [id_ for id_ in one if UUID(id_) in {event.id for event in batch}] == [str(e.id) for e in batch]


async def test_d44_a_funder_is_told_its_own_and_before_it_confirms_no_more_than_the_status(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    funder = await program(sandbox)
    mine = await funded(sandbox_database)
    await funded(sandbox_database, funder_code="OTHER")
    await write(sandbox_database, [an_event(mine)])

    before = await page(sandbox, funder)
    await confirm(sandbox, funder, mine)
    after = await page(sandbox, funder)

    assert [item["type"] for item in before["items"]] == ["dossier.created"]
    assert [item["type"] for item in after["items"]] == [
        "dossier.created",
        "dossier.updated",
        "dossier.funding_changed",
    ]
    assert {item["subject"] for item in after["items"]} == {str(mine.id)}
    assert after["items"][0] | {"id": "", "time": ""} == {
        "specversion": "1.0",
        "id": "",
        "source": "http://testserver",
        "type": "dossier.created",
        "subject": str(mine.id),
        "time": "",
        "datacontenttype": "application/json",
        "data": {
            "dossier_id": str(mine.id),
            "dossier_number": mine.number,
            "certification_code": mine.certification_code,
            "status": "awaiting_jury",
            "status_label": "En attente de jury",
            "previous_status": None,
            "reference": None,
            "confirmed": None,
            "change": None,
            "changed_by": None,
            **dict.fromkeys(
                ("bridge_request_id", "partner_decision_id", "certificate_number", "replaced_by", "outcome")
            ),
        },
    }


async def test_a_program_that_funds_nothing_is_told_nothing_and_still_goes_forward(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    funder = await program(sandbox)
    empty = await page(sandbox, funder)
    await funded(sandbox_database, funder_code="OTHER")

    found = await page(sandbox, funder, empty["next_cursor"])

    assert (empty["items"], found["items"]) == ([], [])
    assert found["next_cursor"] != empty["next_cursor"]


async def test_a_cursor_from_before_a_restore_is_refused_rather_than_believed(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    funder = await program(sandbox)
    dossier, _ = await up_to_date(sandbox, funder, sandbox_database)
    await write(sandbox_database, [an_event(dossier)])
    cursor = (await page(sandbox, funder))["next_cursor"]
    async with unguarded(sandbox_database, "events") as connection:
        await connection.execute(delete(events).where(events.c.type == EventType.DOSSIER_UPDATED))
    await write(sandbox_database, [an_event(dossier)])

    refused = await sandbox.get(FEED, params={"after": cursor}, headers=funder)

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "feed_restored")


async def test_a_cursor_that_names_no_place_is_refused(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    funder = await program(sandbox)
    await up_to_date(sandbox, funder, sandbox_database)

    for forged in ("9" * 40 + ".x", "-1.x", "x.x", ""):
        refused = await sandbox.get(FEED, params={"after": encode_cursor(forged)}, headers=funder)

        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "invalid_cursor")


async def test_places_once_given_never_change(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    funder = await program(sandbox)
    dossier, _ = await up_to_date(sandbox, funder, sandbox_database)
    before = await page(sandbox, funder)
    async with unguarded(sandbox_database, "events") as connection:
        await connection.execute(update(events).values(details={"touched": True}))
    await write(sandbox_database, [an_event(dossier)])

    after = await page(sandbox, funder)

    assert after["items"][: len(before["items"])] == before["items"]
