"""By night fifty thousand certificates, two thousand companies, three hundred dossiers, twice, then undone (D77).

What is seen of them from outside in between is worked out here by hand: terms, inbox, verification; by day of few.
"""

import resource
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.adapters.clock import system_time
from app.api.v1.takeover_files import rows_of_file
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.calendar import add_months
from app.domain.takeovers import TakeoverKind
from app.usecases.access import SYSTEM
from app.usecases.moment import Moment
from app.usecases.ports.takeovers import TakeoverReport
from app.usecases.takeovers.applying import Intake, apply_takeover
from app.usecases.takeovers.judging import TakeoverContext
from app.usecases.takeovers.reading import undo_takeover
from tests.api.dossier_requests import SECRETARIAT
from tests.api.signing_in import sign_in
from tests.takeovers.desk import ndjson
from tests.takeovers.test_short import counted
from tools.takeover.made_up import STEPS, Row, Sizes, made_up

LARGE = Sizes(certificates=50_000, companies=2_000, dossiers=300, partial_results=500)
SMALL = Sizes(certificates=2_000, companies=20, dossiers=2 * len(STEPS), partial_results=10)
MOST_MEBIBYTES = 1_500
MOST_SECONDS = 300
EVERY = 997
"""Of so many certificates one is verified: all forms of numbers, revoked ones too."""
ONE_ASSESSMENT = ("registered", "accepted", "vae_registered", "p3_portfolio")
ONE_ANSWER = ("vae_received", "p3_received")
ONE_CANDIDACY = ("vae_admissible", "vae_registered", "p3_admissible", "p3_portfolio", "p3_assessed")
AWAITED: Mapping[str, Sequence[str]] = {
    "p3_received": ("addDocument", "decideAdmissibility"),
    "p3_incomplete": ("addDocument", "submitAdmissibility"),
    "p3_admissible": ("addDocument", "recordPortfolio"),
    "p3_assessed": ("addDocument",),
}
"""What the secretariat is waited for, whom the law has lead no other pathway than the third."""


class Watch:
    """How long each step takes, and how much of it this process computes."""

    def __init__(self) -> None:
        self.told: list[tuple[str, float, float]] = []

    async def timed(self, step: str, work: Awaitable[Any]) -> Any:
        """Time it."""
        begun, computed = time.monotonic(), time.process_time()
        done = await work
        self.told.append((step, time.monotonic() - begun, time.process_time() - computed))
        return done


@pytest.mark.parametrize(
    "sizes", [pytest.param(SMALL, id="small"), pytest.param(LARGE, id="large", marks=pytest.mark.nightly)]
)
async def test_a_whole_register_is_taken_over_in_minutes_twice_and_undone(
    sandbox: AsyncClient,
    sandbox_database: AsyncEngine,
    work: Callable[[], Awaitable[None]],
    record_property: Callable[[str, object], None],
    sizes: Sizes,
) -> None:
    await work()
    now, watch = Moment(await system_time()), Watch()
    rows = made_up(sizes, now.on)
    files = {TakeoverKind(kind): ndjson(some) for kind, some in rows.items()}
    before = await counted(sandbox_database)
    batch, first = await watch.timed("first", _taken_over(sandbox_database, files, now))
    after = await counted(sandbox_database)
    _, second = await watch.timed("second", _taken_over(sandbox_database, files, now))
    await work()
    again = await counted(sandbox_database)
    headers = await sign_in(sandbox, SECRETARIAT)
    seen, closing = await _seen(sandbox, headers), await _closing(sandbox, headers)
    verified = [await _verified(sandbox, each) for each in rows["certificates"][::EVERY]]
    await watch.timed("undone", undo_takeover(SqlUnitOfWork(sandbox_database), SYSTEM, batch_id=batch, now=now))
    left = await counted(sandbox_database)
    gone = await _verified(sandbox, rows["certificates"][0])
    mebibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    for step, seconds, computed in watch.told:
        record_property("told", f"Takeover, {step}: {seconds:.0f} s, of which {computed:.0f} s computing here")
    record_property("told", f"Takeover: at most {mebibytes} MiB")

    lines = {kind.value: len(content.splitlines()) for kind, content in files.items()}
    assert {kind: counts["created"] for kind, counts in first["counts"].items()} == lines
    assert {kind: counts["unchanged"] for kind, counts in second["counts"].items()} == lines
    assert again == after
    assert (after["emails"], after["events"]) == (before["emails"], before["events"])
    assert seen == _expected(rows["dossiers"], closing)
    assert verified == [(200, *_printed(each)) for each in rows["certificates"][::EVERY]]
    assert gone[0] == 404
    assert left == before
    assert max(computed for _, _, computed in watch.told) < MOST_SECONDS
    assert mebibytes < MOST_MEBIBYTES


async def _taken_over(
    engine: AsyncEngine, files: Mapping[TakeoverKind, bytes], now: Moment
) -> tuple[Any, TakeoverReport]:
    intake = Intake(rows={kind: rows_of_file(kind, content) for kind, content in files.items()})
    context = TakeoverContext(
        uow=SqlUnitOfWork(engine), caller=SYSTEM, source="e-certif", batch_id=uuid7(), now=now, new_id=uuid7
    )
    return context.batch_id, await apply_takeover(context, intake, partial=False, dry_run=False)


async def _seen(client: AsyncClient, headers: Mapping[str, str]) -> dict[str, list[tuple[str, str | None]]]:
    """The terms and the secretariat's inbox, by the number of the dossier."""
    found: dict[str, list[tuple[str, str | None]]] = {}
    async for each in _every(client, headers, "/v1/deadlines"):
        found.setdefault(each["dossier_number"], []).append((each["code"], each["due_on"]))
    async for each in _every(client, headers, "/v1/tasks"):
        if each["dossier"] is not None:
            found.setdefault(each["dossier"]["number"], []).append((each["operation_id"], None))
    return {number: sorted(told, key=str) for number, told in found.items() if number.startswith("EC-")}


async def _every(client: AsyncClient, headers: Mapping[str, str], path: str) -> Any:
    cursor: dict[str, str] = {}
    while True:
        answer = await client.get(path, params={"limit": 200, **cursor}, headers=headers)
        assert answer.status_code == 200, answer.text
        for item in answer.json()["items"]:
            yield item
        if answer.json()["next_cursor"] is None:
            return
        cursor = {"cursor": answer.json()["next_cursor"]}


def _expected(dossiers: Sequence[Row], closing: str) -> dict[str, list[tuple[str, str | None]]]:
    told = {
        row["number"]: sorted(_by_hand(row, STEPS[place % len(STEPS)], closing), key=str)
        for place, row in enumerate(dossiers)
    }
    return {number: each for number, each in told.items() if each}


def _by_hand(row: Row, step: str, closing: str) -> Iterator[tuple[str, str | None]]:
    """Two months to answer (R44), eighteen from the receipt of the answer to reach a jury (R45), two weeks to send the
    documents (R41), the day that was planned for the assessment (R21), the closing of the session to come (R71)."""
    requested = date.fromisoformat(row["requested_on"])
    assessed = requested + timedelta(60)
    if step in ONE_ASSESSMENT:
        yield "planned_assessment", assessed.isoformat()
    if step in ONE_ANSWER:
        yield "admissibility_decision", add_months(requested, 2).isoformat()
    if step in ONE_CANDIDACY:
        yield "candidacy", add_months(requested + timedelta(18), 18).isoformat()
    if step == "p3_assessed":
        yield "vae_documents", (assessed + timedelta(14)).isoformat()
    if step in ("assessed", "p3_assessed"):
        yield "jury_registration_closing", closing
    yield from ((operation, None) for operation in AWAITED.get(step, ()))


async def _closing(client: AsyncClient, headers: Mapping[str, str]) -> str:
    """The first closing of registrations that is still to come."""
    planned = [
        str(each["registration_closes_on"])
        async for each in _every(client, headers, "/v1/jury-sessions")
        if each["state"] == "planned"
    ]
    return min(planned)


async def _verified(client: AsyncClient, row: Row) -> tuple[Any, ...]:
    number = row["number"].replace("/", "-").replace(" ", "-").replace(".", "-")
    path = f"/v1/certificates/{number}/verification"
    answer = await client.get(path, params={"code": row["holder"]["birth_date"]})
    told = answer.json()
    members = ("number", "state", "former_register", "awarded_on", "issued_on")
    return (answer.status_code, *(told.get(name) for name in members))


def _printed(row: Row) -> tuple[Any, ...]:
    state = "revoked" if "revoked_on" in row else "valid"
    return row["number"], state, True, row["awarded_on"], row["issued_on"]
