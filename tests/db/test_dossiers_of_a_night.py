"""What the night looks at: all that goes on, what is decided and waits for somebody, and a part of the rest."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import dossiers
from app.db.unit_of_work import SqlUnitOfWork
from tests.api.jury_room import awaiting_jury

NIGHT = date(2026, 12, 1)
NIGHTS = 30


@pytest.mark.parametrize(
    ("row", "times"),
    [
        pytest.param({"waiting_for": []}, NIGHTS, id="goes on"),
        pytest.param({"status": "awarded", "waiting_for": ["jury"]}, NIGHTS, id="decided, and decided again"),
        pytest.param({"status": "awarded", "waiting_for": []}, 1, id="awarded"),
        pytest.param({"status": "partially_awarded", "waiting_for": []}, 1, id="partially awarded"),
        pytest.param({"status": "not_awarded", "waiting_for": []}, 1, id="not awarded"),
        pytest.param({"status": "closed", "waiting_for": ["secretariat"]}, 0, id="closed"),
    ],
)
async def test_in_thirty_nights_a_dossier_is_looked_at_as_often_as_it_may_wait_otherwise(
    sandbox_database: AsyncEngine, row: Mapping[str, object], times: int
) -> None:
    dossier = await awaiting_jury(sandbox_database)
    async with sandbox_database.begin() as connection:
        await connection.execute(
            update(dossiers).where(dossiers.c.id == dossier.id).values(**{"waiting_for": [], **row})
        )

    nights = [NIGHT + timedelta(days=night) for night in range(NIGHTS)]
    looked_at = Counter([each for night in nights for each in await looked_at_in(sandbox_database, night)])

    assert looked_at[dossier.id] == times
    assert set(looked_at.values()) <= {1, NIGHTS}


async def looked_at_in(engine: AsyncEngine, night: date) -> list[UUID]:
    """The ids of the night, some at a time, as they come."""
    found: list[UUID] = []
    async with SqlUnitOfWork(engine) as uow:
        while held := await uow.dossiers.lock_next_batch(found[-1] if found else None, 5, on=night):
            found += [each.id for each in held]
    assert found == sorted(found)
    return found
