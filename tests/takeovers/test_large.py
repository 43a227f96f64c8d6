"""By night fifty thousand certificates, two thousand companies, three hundred dossiers, twice, then undone (D77).

What is seen of them from outside in between is worked out here by hand: terms, inbox, verification; by day of few.
"""

import resource
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

from app.adapters.clock import system_time
from app.api.v1.takeover_files import rows_of_file
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.calendar import add_months
from app.domain.takeovers import TakeoverKind
from app.usecases.access import SYSTEM, Caller, Role
from app.usecases.moment import Moment
from app.usecases.paging import PageRequest
from app.usecases.ports.takeovers import TakeoverReport
from app.usecases.ports.tasks import TaskFilter
from app.usecases.takeovers.applying import Intake, apply_takeover
from app.usecases.takeovers.judging import TakeoverContext
from app.usecases.takeovers.reading import undo_takeover
from app.usecases.tasks.listing import list_tasks
from tests.api.dossier_requests import SECRETARIAT
from tests.api.signing_in import sign_in
from tests.takeovers.desk import ndjson
from tests.takeovers.test_short import counted
from tools.takeover.made_up import STEPS, Row, Sizes, made_up

LARGE = Sizes(certificates=50_000, companies=2_000, dossiers=300, partial_results=500)
SMALL = Sizes(certificates=2_000, companies=20, dossiers=2 * len(STEPS), partial_results=10)
MOST_MEBIBYTES = 1_500
MOST_SECONDS = 300
EVERY = 97
"""Of so many certificates one is verified: all forms of numbers, revoked ones too."""
EVERY_PAGE = 10
"""Of so many that are verified one as a browser shows it."""
ONE_ASSESSMENT = ("registered", "accepted", "direct_registered", "vae_registered", "p3_assigned", "p3_accepted")
ONE_ANSWER = ("vae_received", "p3_received")
ONE_CANDIDACY = (
    *("vae_admissible", "vae_registered", "vae_assessed", "vae_put_off"),
    *("p3_admissible", "p3_portfolio", "p3_assigned", "p3_accepted", "p3_assessed"),
)
ONE_JURY_TO_COME = ("awaiting_observations", "without_observations", "assessed", "put_off", "p3_assessed", "p3_put_off")
AWAITED: Mapping[str, Sequence[str]] = {
    "p3_received": ("addDocument", "decideAdmissibility"),
    "p3_incomplete": ("addDocument", "submitAdmissibility"),
    "p3_admissible": ("addDocument", "recordPortfolio"),
    "p3_portfolio": ("chooseEvaluator",),
    "p3_assigned": ("acceptAssignment",),
    "p3_assessed": ("addDocument",),
    "p3_put_off": ("addDocument",),
}
"""What the secretariat is waited for, whom the law has lead no other pathway than the third."""
OF_THE_EVALUATOR: Mapping[str, Sequence[str]] = {
    "registered": ("acceptAssignment",),
    "accepted": ("addDocument", "inviteTradeEvaluator", "recordAssessment"),
    "assessing": ("addDocument", "inviteTradeEvaluator", "recordAssessment"),
    "awaiting_concertation": ("addDocument", "inviteTradeEvaluator", "recordAssessment"),
    **dict.fromkeys(("awaiting_observations", "without_observations", "assessed", "put_off"), ("addDocument",)),
    "p3_accepted": ("recordAssessment",),
}
"""The guide's file (outil 4) is nowhere yet; of the direct and the VAE pathways the employer's outil 1 comes first."""
OF_THE_EMPLOYER: Mapping[str, Sequence[str]] = {
    "opened": ("recordTrainingPlan",),
    "identified": ("addDocument",),
    "planned": ("addDocument", "chooseEvaluator"),
    **dict.fromkeys((step for step in STEPS if step.startswith(("direct", "vae"))), ("addDocument",)),
}


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
    headers = await sign_in(sandbox, SECRETARIAT)
    subjects_before = await _subjects(sandbox, headers)
    before = await counted(sandbox_database)
    batch, first = await watch.timed("first", _taken_over(sandbox_database, files, now))
    after = await counted(sandbox_database)
    _, second = await watch.timed("second", _taken_over(sandbox_database, files, now))
    await work()
    again = await counted(sandbox_database)
    seen, closing = await _seen(sandbox, headers), await _closing(sandbox, headers)
    subjects = [each for each in await _subjects(sandbox, headers) if each not in subjects_before]
    chosen = rows["certificates"][::EVERY]
    verified = [await _verified(sandbox, each) for each in chosen]
    pages = [await _page(sandbox, each) for each in chosen[::EVERY_PAGE]]
    inboxes = await _inboxes(sandbox_database, first, now)
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
    assert subjects == [("decidePersonMatch", _doubt(rows))]
    assert inboxes == _waited_for(rows["dossiers"])
    assert verified == [(200, *_printed(each)) for each in chosen]
    assert pages == [True] * len(pages)
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


async def _subjects(client: AsyncClient, headers: Mapping[str, str]) -> list[tuple[str, str]]:
    """What there is to do for the secretariat that no dossier waits for."""
    tasks = [each async for each in _every(client, headers, "/v1/tasks")]
    return [(each["operation_id"], each["subject"]["label"]) for each in tasks if each["dossier"] is None]


def _doubt(rows: Mapping[str, Sequence[Row]]) -> str:
    holder, number = rows["certificates"][0]["holder"], rows["certificates"][0]["number"]
    name = f"{holder['birth_name']} {holder['first_names']}"
    return f"{name} (ancien registre, {number}) / {name}"


async def _inboxes(engine: AsyncEngine, report: TakeoverReport, now: Moment) -> dict[str, list[tuple[str, str]]]:
    """What an evaluator, the companies and a member of the jury are waited for, by the dossiers' numbers."""
    ids = {(row["kind"], row["source_id"]): UUID(row["id"]) for row in report["rows"]}
    callers = {
        "evaluator": [Caller(role=Role.EVALUATOR, evaluator_id=ids[TakeoverKind.EVALUATORS, "EVA-0"])],
        "employer": [
            Caller(role=Role.EMPLOYER, company_id=company)
            for (kind, _), company in ids.items()
            if kind == TakeoverKind.COMPANIES
        ],
        "jury": [Caller(role=Role.JURY, user_id=ids[TakeoverKind.USERS, "JUR-0"])],
    }
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in callers}
    for name, some in callers.items():
        for caller in some:
            found[name] += await _inbox(engine, caller, now)
    return {name: sorted(each) for name, each in found.items()}


async def _inbox(engine: AsyncEngine, caller: Caller, now: Moment) -> list[tuple[str, str]]:
    page = await list_tasks(
        SqlUnitOfWork(engine), caller, narrowed=TaskFilter(), page=PageRequest(limit=10_000), now=now
    )
    return [(each.dossier.number, each.operation_id) for each in page.items if each.dossier is not None]


def _waited_for(dossiers: Sequence[Row]) -> dict[str, list[tuple[str, str]]]:
    """By hand: each step waits for its evaluator and its company, and no session sits yet."""
    steps = [(row["number"], STEPS[place % len(STEPS)]) for place, row in enumerate(dossiers)]
    tables = {"evaluator": OF_THE_EVALUATOR, "employer": OF_THE_EMPLOYER, "jury": {}}
    return {
        name: sorted((number, operation) for number, step in steps for operation in table.get(step, ()))
        for name, table in tables.items()
    }


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
    if step == "vae_extended":
        yield "candidacy", (requested + timedelta(900)).isoformat()
    if step in ("p3_assessed", "p3_on_a_jury", "p3_put_off"):
        yield "vae_documents", (assessed + timedelta(14)).isoformat()
    if step in ONE_JURY_TO_COME:
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
    answer = await client.get(_verification(row), params={"code": row["holder"]["birth_date"]})
    told = answer.json()
    members = ("number", "state", "former_register", "awarded_on", "issued_on")
    return (answer.status_code, *(told.get(name) for name in members))


def _verification(row: Row) -> str:
    number = row["number"].replace("/", "-").replace(" ", "-").replace(".", "-")
    return f"/v1/certificates/{number}/verification"


async def _page(client: AsyncClient, row: Row) -> bool:
    """Whether a browser shows the paper as one of the former register."""
    asked = {"code": row["holder"]["birth_date"]}
    answer = await client.get(_verification(row), params=asked, headers={"Accept": "text/html"})
    return answer.status_code == 200 and row["number"] in answer.text and "ancien registre" in answer.text


def _printed(row: Row) -> tuple[Any, ...]:
    state = "revoked" if "revoked_on" in row else "valid"
    return row["number"], state, True, row["awarded_on"], row["issued_on"]
