"""The short form of the large takeover: every kind and every step, twice, then undone (D77)."""

from typing import Any

from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.tables import metadata
from app.settings import Settings
from tests.api.dossier_requests import SECRETARIAT
from tests.api.jury_room import today
from tests.api.signing_in import sign_in
from tests.takeovers.desk import TakeoverDesk
from tools.takeover.made_up import STEPS, Sizes, made_up

SHORT = Sizes(certificates=200, companies=20, dossiers=len(STEPS), partial_results=10)
KEPT_ASIDE = frozenset({"takeovers", "sessions", "refresh_tokens", "rate_counts", "attempts"})
"""What asking leaves behind, whatever is taken over."""


async def counted(engine: AsyncEngine) -> dict[str, int]:
    """How many rows each table has."""
    async with engine.connect() as connection:
        return {
            table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in metadata.sorted_tables
            if table.name not in KEPT_ASIDE
        }


async def test_every_kind_and_step_twice_then_undone_and_nobody_is_written_to(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, settings: Settings
) -> None:
    desk = TakeoverDesk(sandbox, await sign_in(sandbox, SECRETARIAT))
    files = made_up(SHORT, today())
    before = await counted(sandbox_database)

    first = await desk.apply(files)
    after = await counted(sandbox_database)
    second = await desk.apply(files)
    again = await counted(sandbox_database)
    undone = await desk.undo(first["id"])
    left = await counted(sandbox_database)

    assert [row for row in first["rows"] if row["result"] != "created"] == []
    assert {kind: len(rows) for kind, rows in files.items()} == {
        kind: counts["created"] for kind, counts in first["counts"].items()
    }
    assert {kind: len(rows) for kind, rows in files.items()} == {
        kind: counts["unchanged"] for kind, counts in second["counts"].items()
    }
    assert again == after
    assert after["emails"] == before["emails"]
    assert after["events"] == before["events"]
    assert undone.status_code == 200, undone.text
    assert left == before


async def test_a_check_says_the_same_and_writes_nothing(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> None:
    desk = TakeoverDesk(sandbox, await sign_in(sandbox, SECRETARIAT))
    files = made_up(Sizes(certificates=8, companies=3, dossiers=3, partial_results=2), today())
    before = await counted(sandbox_database)

    checked = await desk.check(files)
    untouched = await counted(sandbox_database)
    applied = await desk.apply(files)

    assert untouched == before
    assert (checked["id"], checked["dry_run"]) == (None, True)
    assert checked["counts"] == applied["counts"]
    assert [(r["source_id"], r["result"]) for r in checked["rows"]] == [
        (r["source_id"], r["result"]) for r in applied["rows"]
    ]


async def test_a_check_says_of_each_file_what_applying_it_whole_would_do(sandbox: AsyncClient) -> None:
    desk = TakeoverDesk(sandbox, await sign_in(sandbox, SECRETARIAT))
    files = made_up(Sizes(certificates=4, companies=3, dossiers=len(STEPS), partial_results=1), today())
    spoilt = {**files, "companies": [*files["companies"], {**files["companies"][0], "source_id": "ENT-X", "name": ""}]}

    checked = await desk.check(spoilt)
    applied = await desk.apply(spoilt)

    accepted = {each["kind"]: each["accepted"] for each in checked["files"]}
    remarked = {
        r["source_id"] for r in checked["rows"] if "refused_with_the_whole" in {m["code"] for m in r["remarks"]}
    }
    refused = {row["source_id"] for row in applied["rows"] if row["result"] == "refused"}
    assert accepted == {each["kind"]: each["accepted"] for each in applied["files"]}
    assert (accepted["companies"], accepted["dossiers"], accepted["certificates"]) == (False, False, True)
    assert checked["counts"]["dossiers"]["created"] == len(files["dossiers"])
    assert remarked == refused - {"ENT-X"}


async def test_a_check_of_what_is_applied_in_part_refuses_its_rows_alone(sandbox: AsyncClient) -> None:
    desk = TakeoverDesk(sandbox, await sign_in(sandbox, SECRETARIAT))
    files = made_up(Sizes(certificates=4, companies=3, dossiers=0), today())
    spoilt = {"companies": [*files["companies"], {**files["companies"][0], "source_id": "ENT-X", "name": ""}]}

    answer = await desk.send(spoilt, dry_run=True, partial=True)

    assert answer.json()["counts"]["companies"]["created"] == 3
    assert [remarks_of(row) for row in answer.json()["rows"]] == [[]] * 4


def remarks_of(row: dict[str, Any]) -> list[str]:
    return [remark["code"] for remark in row["remarks"]]
