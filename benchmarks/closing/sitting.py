"""A session is prepared, decides, and is closed by the secretariat and the chair."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.db.tables import fundings
from app.domain.dossier import Dossier
from app.domain.funding import normalised_reference
from app.usecases.access import Role
from benchmarks.closing.desk import Desk
from benchmarks.closing.measured import Measured
from benchmarks.population import FUNDER
from tests import builders as a
from tests.api.jury_room import a_deliberation, awaiting_jury, sitting

_COMPETENCES_LACKING = (0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 99)
"""Of twenty candidates: sixteen are awarded, three in part, one nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A session that is open, its dossiers by how many of their competences were not acquired."""

    path: str
    awarded: Sequence[Dossier]
    partial: Sequence[Dossier]
    refused: Sequence[Dossier]

    @property
    def dossiers(self) -> Sequence[Dossier]:
        """All of them."""
        return [*self.awarded, *self.partial, *self.refused]

    @property
    def ids(self) -> list[UUID]:
        """Theirs."""
        return [dossier.id for dossier in self.dossiers]


async def sitting_of(engine: AsyncEngine, desk: Desk, candidates: int) -> Sitting:
    """Dossiers of which all is assessed, funded, registered one by one to a session that is then opened."""
    lacking = [_COMPETENCES_LACKING[rank % len(_COMPETENCES_LACKING)] for rank in range(candidates)]
    dossiers = [await _assessed(engine, each) for each in lacking]
    async with engine.begin() as connection:
        await connection.execute(insert(fundings), [_funding(dossier) for dossier in dossiers])
    path = await sitting(desk.http, desk.headers(Role.SECRETARIAT), *dossiers, capacity=candidates)
    by_result = list(zip(lacking, dossiers, strict=True))
    return Sitting(
        path=path,
        awarded=[dossier for lacks, dossier in by_result if lacks == 0],
        partial=[dossier for lacks, dossier in by_result if 0 < lacks < 99],
        refused=[dossier for lacks, dossier in by_result if lacks == 99],
    )


async def _assessed(engine: AsyncEngine, lacking: int) -> Dossier:
    name = uuid7().hex
    who = a.a_candidate(birth_name=f"Durand {name}", email=f"{name}@example.org")
    return await awaiting_jury(engine, not_acquired=lacking, candidate=who)


def _funding(dossier: Dossier) -> dict[str, Any]:
    return {
        "dossier_id": dossier.id,
        "funder_code": FUNDER,
        "reference": dossier.number,
        "normalised_reference": normalised_reference(dossier.number),
        "confirmed_at": datetime.now(UTC),
    }


async def decide(desk: Desk, session: Sitting, measured: Measured) -> None:
    """By one vote on what calls for no discussion, and by one on each dossier where nothing is validated."""
    together = [*session.awarded, *session.partial]
    vote = a_deliberation(together[0])
    del vote["dossier_id"]
    body = {**vote, "dossier_ids": [str(dossier.id) for dossier in together]}
    _, measured.times["vote"] = await desk.ask(Role.JURY, "POST", f"{session.path}/bulk-deliberations", body)
    for dossier in session.refused:
        await desk.ask(Role.JURY, "POST", f"{session.path}/deliberations", a_deliberation(dossier))


async def read_session(desk: Desk, session: Sitting, measured: Measured) -> None:
    """Read the session and its agenda, as its members do before they close it."""
    for name, path in (("session", session.path), ("agenda", f"{session.path}/agenda")):
        times = [(await desk.ask(Role.JURY, "GET", path))[1] for _ in range(5)]
        measured.times[name] = median(times)


async def close_by_both(desk: Desk, session: Sitting, measured: Measured) -> None:
    """The secretariat's half of the closure, then the chair's."""
    for role in (Role.SECRETARIAT, Role.JURY):
        _, measured.times[role] = await desk.ask(role, "POST", f"{session.path}/closure")
