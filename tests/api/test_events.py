"""Each change writes what it has to tell, in its own transaction; a jury's decision is told at the closing (D39)."""

from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import events
from tests.api.jury_room import CHAIR, OPENING, a_deliberation, awaiting_jury, planned, registered, sitting
from tests.api.signing_in import sign_in

SECRETARIAT = "secretariat@sandbox.example"


async def told(engine: AsyncEngine) -> list[tuple[str, str | None]]:
    """The types of what was told, with the status that each tells, in order."""
    async with engine.connect() as connection:
        rows = await connection.execute(select(events.c.type, events.c.data).order_by(events.c.written))
        return [(row.type, row.data.get("status")) for row in rows]


async def test_a_change_is_told_with_it_and_a_refusal_tells_nothing(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    secretariat = await sign_in(sandbox, SECRETARIAT)
    dossier = await awaiting_jury(sandbox_database)
    session = await planned(sandbox, secretariat)

    await registered(sandbox, secretariat, dossier, session)
    twice = await registered(sandbox, secretariat, dossier, session)
    await sandbox.post(f"/v1/dossiers/{dossier.id}/withdrawal", json={"reason": "Départ"}, headers=secretariat)

    assert twice.status_code == 409
    assert await told(sandbox_database) == [
        ("dossier.created", "awaiting_jury"),
        ("jury.registered", "awaiting_jury"),
        ("dossier.closed", "closed"),
        ("dossier.status_changed", "closed"),
    ]


async def test_d39_what_the_jury_decides_is_told_when_the_session_is_closed(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    secretariat, chair = await sign_in(sandbox, SECRETARIAT), await sign_in(sandbox, CHAIR)
    dossier = await awaiting_jury(sandbox_database)
    session = await sitting(sandbox, secretariat, dossier)
    before = len(await told(sandbox_database))

    decided = await sandbox.post(f"{session}/deliberations", json=a_deliberation(dossier), headers=chair)
    told_while_it_sits = (await told(sandbox_database))[before:]
    for headers in (secretariat, chair):
        await sandbox.post(f"{session}/closure", json=OPENING, headers=headers)

    assert decided.status_code == 201
    assert told_while_it_sits == []
    assert (await told(sandbox_database))[before:] == [
        ("decision.recorded", "awarded"),
        ("dossier.status_changed", "awarded"),
        ("jury_session.closed", None),
        ("certificate.issued", "awarded"),
    ]


async def test_an_event_names_nobody(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    dossier = await awaiting_jury(sandbox_database)

    async with sandbox_database.connect() as connection:
        data = (await connection.execute(select(events.c.data))).scalar_one()

    assert data == {
        "dossier_id": str(dossier.id),
        "dossier_number": dossier.number,
        "certification_code": dossier.certification_code,
        "status": "awaiting_jury",
        "previous_status": None,
    }
