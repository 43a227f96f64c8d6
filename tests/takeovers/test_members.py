"""A row that says something else is taken over anew in every member, or refused with its reason: none is dropped."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.api.v1.import_columns import columns
from app.api.v1.takeover_rows import ROW_MODELS
from app.db import tables
from app.domain.takeovers import TakeoverKind
from tests.api.dossier_requests import SECRETARIAT
from tests.api.signing_in import sign_in
from tests.takeovers.desk import TakeoverDesk
from tests.takeovers.every_member import AROUND, VALUES, row_of

KEPT_IN: dict[TakeoverKind, Table] = {
    TakeoverKind.COMPANIES: tables.companies,
    TakeoverKind.EVALUATORS: tables.evaluators,
    TakeoverKind.USERS: tables.users,
    TakeoverKind.JURY_SESSIONS: tables.jury_sessions,
    TakeoverKind.CERTIFICATES: tables.former_awards,
    TakeoverKind.PARTIAL_RESULTS: tables.former_awards,
    TakeoverKind.DOSSIERS: tables.dossiers,
}
BESIDE_THEM: dict[TakeoverKind, Any] = {
    TakeoverKind.EVALUATORS: tables.evaluator_authorisations.c.evaluator_id,
    TakeoverKind.USERS: tables.user_roles.c.user_id,
    TakeoverKind.JURY_SESSIONS: tables.jury_members.c.session_id,
    TakeoverKind.DOSSIERS: tables.fundings.c.dossier_id,
}
OF_EVERY_SAVE = frozenset({"version", "updated_at", "granted_at", "imported_at", "batch_id"})


async def kept(connection: AsyncConnection, kind: TakeoverKind, subject_id: UUID) -> list[dict[str, Any]]:
    """All that the database holds of what a row became, but for what each save writes."""
    table = KEPT_IN[kind]
    queries = [select(table).where(table.c.id == subject_id)]
    if kind in BESIDE_THEM:
        queries.append(select(BESIDE_THEM[kind].table).where(BESIDE_THEM[kind] == subject_id))
    rows = [dict(row) for query in queries for row in (await connection.execute(query)).mappings()]
    return [without_what_each_save_writes(row) for row in rows]


def without_what_each_save_writes(row: dict[str, Any]) -> dict[str, Any]:
    facts = row.get("facts")
    told = {name: value for name, value in row.items() if name not in OF_EVERY_SAVE}
    return told if facts is None else {**told, "facts": {**facts, "updated_at": None}}


def test_every_member_of_every_row_is_told_here() -> None:
    for kind, model in ROW_MODELS.items():
        assert set(VALUES[kind]) == {column.name for column in columns(model)} - {"source_id"}, kind


def one_of_each(names: list[str]) -> list[str]:
    """The first of the members of each member: by day of so many, by night of all."""
    return list({name.split(".", 1)[0]: name for name in reversed(names)}.values())


@pytest.mark.parametrize(
    ("kind", "chosen"),
    [
        *(pytest.param(kind, list, id=kind) for kind in TakeoverKind if kind is not TakeoverKind.DOSSIERS),
        pytest.param(TakeoverKind.DOSSIERS, one_of_each, id="dossiers in part"),
        pytest.param(TakeoverKind.DOSSIERS, list, id="dossiers", marks=pytest.mark.nightly),
    ],
)
async def test_a_member_that_changes_is_changed_here_or_its_row_is_refused(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, kind: TakeoverKind, chosen: Callable[[list[str]], list[str]]
) -> None:
    desk = TakeoverDesk(sandbox, await sign_in(sandbox, SECRETARIAT))
    names = chosen(list(VALUES[kind]))
    around = await desk.apply(AROUND)
    first = await desk.apply({kind: [row_of(kind, name, place, changed=False) for place, name in enumerate(names)]})
    ids = [UUID(row["id"]) for row in first["rows"] if row["id"] is not None]
    async with sandbox_database.connect() as connection:
        before = [await kept(connection, kind, each) for each in ids]
    second = await desk.apply(
        {kind: [row_of(kind, name, place, changed=True) for place, name in enumerate(names)]}, partial=True
    )
    async with sandbox_database.connect() as connection:
        after = [await kept(connection, kind, each) for each in ids]

    assert [row["errors"] for row in (*around["rows"], *first["rows"]) if row["result"] != "created"] == []
    results = dict(zip(names, second["rows"], strict=True))
    assert {name for name, row in results.items() if row["result"] not in {"updated", "refused"}} == set()
    assert {name for name, row in results.items() if row["result"] == "refused"} == REFUSED[kind] & set(names)
    dropped = [
        name
        for name, was, is_ in zip(names, before, after, strict=True)
        if (was == is_) is (results[name]["result"] == "updated")
    ]
    assert dropped == []


REFUSED: dict[TakeoverKind, set[str]] = {
    TakeoverKind.COMPANIES: {"siret"},
    TakeoverKind.EVALUATORS: set(),
    TakeoverKind.USERS: set(),
    TakeoverKind.JURY_SESSIONS: set(),
    TakeoverKind.CERTIFICATES: set(),
    TakeoverKind.PARTIAL_RESULTS: {"framework_version"},
    TakeoverKind.DOSSIERS: {
        "option",
        "bridge_id",
        "skills_identification.reason",
        "training_plan.reason",
        "held_verifications.N.number",
        "candidate.held_certifications.N.number",
    },
}
"""What is refused with a reason, where it may not change so."""
