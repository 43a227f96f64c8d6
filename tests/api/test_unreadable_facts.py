"""One record that this program cannot read answers a clear problem alone, fails nothing else, and stays as it is."""

import logging
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters.clock import system_time
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.dossier import Dossier
from app.domain.personal_data import RetentionPeriods
from app.sandbox.identities import JURY_SESSION
from app.usecases.deadlines.rewriting import rewrite_deadlines
from app.usecases.moment import Moment
from app.usecases.personal_data.erasing import list_due
from tests.api.certificate_desk import NUMBER, issued
from tests.api.dossier_requests import SECRETARIAT, a_candidate, opened
from tests.api.jury_room import CHAIR, OPENING, a_deliberation, awaiting_jury, planned, registered, sitting, today
from tests.api.signing_in import sign_in
from tests.api.test_funding import FUNDED, REFERENCE, confirm, funded, program

Headers = dict[str, str]

UNREADABLE, LATER = (500, "internal_error", None), (503, "temporarily_unavailable", "10")
_UNKNOWN_KEY = 'facts = facts || \'{"phone": "0601020304"}\''
_FUTURE_SHAPE = "facts_version = 99"
SPOILT = [
    pytest.param(_UNKNOWN_KEY, "phone: unknown member", UNREADABLE, id="an unknown key"),
    pytest.param(
        "facts = jsonb_set(facts, '{candidate,nickname}', '\"0601020304\"')",
        "candidate.nickname: unknown member",
        UNREADABLE,
        id="an unknown key inside",
    ),
    pytest.param(_FUTURE_SHAPE, "shape 99 is newer", LATER, id="a future version"),
    pytest.param(
        "facts = jsonb_set(facts, '{jury_registration,state}', '\"deferred\"')",
        "jury_registration.state: enum",
        UNREADABLE,
        id="a retired enum value",
    ),
    pytest.param(
        "facts = facts #- '{candidate,sex}'", "candidate.sex: missing member", UNREADABLE, id="a missing field"
    ),
    pytest.param(
        "facts = facts #- '{trade_observations,waived}'",
        "trade_observations.waived: missing member",
        UNREADABLE,
        id="a missing field with a default",
    ),
]


@pytest.fixture
async def secretariat(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, SECRETARIAT)


async def spoil(engine: AsyncEngine, table: str, key: str, how: str) -> str:
    """Change a row behind the program's back; the row as it is then."""
    column = "number" if table == "certificates" else "id"
    async with engine.begin() as connection:
        await connection.execute(text(f"UPDATE {table} SET {how} WHERE {column}::text = :key"), {"key": key})
    return await row_of(engine, table, key)


async def row_of(engine: AsyncEngine, table: str, key: str) -> str:
    """Every column of a row, and the transaction that wrote it."""
    column = "number" if table == "certificates" else "id"
    query = f"SELECT xmin::text || {table}::text FROM {table} WHERE {column}::text = :key"
    async with engine.connect() as connection:
        return str((await connection.execute(text(query), {"key": key})).scalar_one())


def check_problem(answer: Response, expected: tuple[int, str, str | None], key: object) -> None:
    status, code, retry_after = expected
    problem = answer.json()
    assert (answer.status_code, problem["code"], answer.headers.get("Retry-After")) == (status, code, retry_after)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert str(key) in problem["detail"]
    assert "rien n'y a été changé" in problem["detail"]
    assert "0601020304" not in answer.text


async def gauge(client: AsyncClient, aggregate: str) -> float:
    told = (await client.get("/metrics")).text
    (line,) = (
        each for each in told.splitlines() if each.startswith(f'cqp_unreadable_facts{{aggregate="{aggregate}"}}')
    )
    return float(line.split()[-1])


async def ids_in(client: AsyncClient, path: str, headers: Headers) -> list[str]:
    answer = await client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return [item.get("id") or item["dossier_id"] for item in answer.json()["items"]]


@pytest.mark.parametrize(("how", "why", "expected"), SPOILT)
async def test_a_spoilt_dossier_is_a_clear_problem_alone_and_absent_from_lists_and_stays_as_it_is(
    sandbox: AsyncClient,
    sandbox_database: AsyncEngine,
    secretariat: Headers,
    caplog: pytest.LogCaptureFixture,
    how: str,
    why: str,
    expected: tuple[int, str, str | None],
) -> None:
    good, bad = await awaiting_jury(sandbox_database), await awaiting_jury(sandbox_database)
    path = f"/v1/dossiers/{bad.id}"
    before = await spoil(sandbox_database, "dossiers", str(bad.id), how)

    with caplog.at_level(logging.ERROR, "cqp.facts"):
        listed = await ids_in(sandbox, "/v1/dossiers", secretariat)
    lines = [record.getMessage() for record in caplog.records if record.name == "cqp.facts"]
    for ask in (
        sandbox.get(path, headers=secretariat),
        sandbox.get(f"{path}/checklist", headers=secretariat),
        sandbox.post(f"{path}/withdrawal", json={"reason": "Mutation"}, headers=secretariat),
        sandbox.patch(path, json={"option": None}, headers={**secretariat, "If-Match": '"1"'}),
    ):
        check_problem(await ask, expected, bad.id)

    assert str(good.id) in listed
    assert str(bad.id) not in listed
    assert len(lines) == 1
    assert lines[0].startswith(f"facts of dossier {bad.id} set apart: {why}")
    assert await gauge(sandbox, "dossier") == 1
    assert await row_of(sandbox_database, "dossiers", str(bad.id)) == before


async def test_a_list_goes_on_after_what_it_set_apart(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    oldest, bad, newest = [await awaiting_jury(sandbox_database) for _ in range(3)]
    await spoil(sandbox_database, "dossiers", str(bad.id), _UNKNOWN_KEY)

    seen: list[list[str]] = []
    after: str | None = ""
    while after is not None:
        answer = (await sandbox.get(f"/v1/dossiers?limit=1{after}", headers=secretariat)).json()
        seen.append([item["id"] for item in answer["items"]])
        after = f"&cursor={answer['next_cursor']}" if answer["next_cursor"] else None

    assert seen[:3] == [[str(newest.id)], [], [str(oldest.id)]]


async def test_the_gauge_falls_once_the_record_is_mended(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    bad = await awaiting_jury(sandbox_database)
    await spoil(sandbox_database, "dossiers", str(bad.id), _UNKNOWN_KEY)
    await sandbox.get("/v1/dossiers", headers=secretariat)
    spoilt = await gauge(sandbox, "dossier")
    await spoil(sandbox_database, "dossiers", str(bad.id), "facts = facts - 'phone'")

    assert (spoilt, await gauge(sandbox, "dossier")) == (1, 0)
    assert (await sandbox.get(f"/v1/dossiers/{bad.id}", headers=secretariat)).status_code == 200


async def test_a_record_of_a_later_release_is_counted_before_anybody_meets_it(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    await spoil(sandbox_database, "jury_sessions", str(JURY_SESSION), _FUTURE_SHAPE)

    assert await gauge(sandbox, "jury_session") == 1


async def test_an_agenda_sets_it_apart_and_what_the_jury_acts_on_never_lacks_it_silently(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    good, bad = await awaiting_jury(sandbox_database), await awaiting_jury(sandbox_database)
    chair = await sign_in(sandbox, CHAIR)
    session = await sitting(sandbox, secretariat, good, bad)
    before = await spoil(sandbox_database, "dossiers", str(bad.id), _UNKNOWN_KEY)
    alone = await sandbox.post(f"{session}/deliberations", json=a_deliberation(good), headers=chair)
    together = {"dossier_ids": [str(good.id)], "votes": a_deliberation(good)["votes"], "recused": []}

    assert await ids_in(sandbox, f"{session}/agenda", secretariat) == [str(good.id)]
    assert alone.status_code == 201, alone.text
    for path, body, headers in (
        ("bulk-deliberations", together, chair),
        ("closure", OPENING, secretariat),
        ("deliberations", a_deliberation(bad), chair),
    ):
        check_problem(await sandbox.post(f"{session}/{path}", json=body, headers=headers), UNREADABLE, bad.id)
    check_problem(await sandbox.get(f"{session}/minutes", headers=secretariat), UNREADABLE, bad.id)
    assert (await sandbox.get(session, headers=secretariat)).json()["state"] == "open"
    assert await row_of(sandbox_database, "dossiers", str(bad.id)) == before


async def test_a_session_is_not_cancelled_over_the_head_of_a_dossier_that_cannot_be_read(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    bad = await awaiting_jury(sandbox_database)
    session = await planned(sandbox, secretariat)
    assert (await registered(sandbox, secretariat, bad, session)).status_code == 200
    await spoil(sandbox_database, "dossiers", str(bad.id), _UNKNOWN_KEY)

    cancelled = await sandbox.post(f"{session}/cancellation", json={"reason": "Grève"}, headers=secretariat)

    check_problem(cancelled, UNREADABLE, bad.id)
    assert (await sandbox.get(session, headers=secretariat)).json()["state"] == "planned"


async def test_a_former_dossier_that_cannot_be_read_keeps_only_its_own_person_off_the_agenda(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers
) -> None:
    other, one = await awaiting_jury(sandbox_database), await awaiting_jury(sandbox_database)
    session = await planned(sandbox, secretariat)
    for dossier in (other, one):
        assert (await registered(sandbox, secretariat, dossier, session)).status_code == 200
    former = await decided_of_the_same_person(sandbox_database, one)
    await spoil(sandbox_database, "dossiers", str(former.id), _UNKNOWN_KEY)

    assert await ids_in(sandbox, f"{session}/agenda", secretariat) == [str(other.id)]
    check_problem(await sandbox.get(f"/v1/dossiers/{one.id}/checklist", headers=secretariat), UNREADABLE, former.id)


async def decided_of_the_same_person(engine: AsyncEngine, dossier: Dossier) -> Dossier:
    certificate = await issued(engine)
    async with engine.begin() as connection:
        candidate = "SELECT facts -> 'candidate' FROM dossiers WHERE id = :of"
        moved = f"facts = facts || jsonb_build_object('candidate', ({candidate}))"
        query = f"UPDATE dossiers SET {moved}, person_key = :key WHERE id = :id"
        key = dossier.candidate.person_key
        await connection.execute(text(query), {"of": dossier.id, "id": certificate.dossier_id, "key": key})
    async with SqlUnitOfWork(engine) as uow:
        await uow.persons.assign({dossier.id: certificate.dossier_id})
        (former,) = (await uow.dossiers.others_of((dossier.id,)))[dossier.id]
        await uow.commit()
    return former


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (_UNKNOWN_KEY, UNREADABLE),
        (_FUTURE_SHAPE, LATER),
        ("facts = facts - 'chair'", UNREADABLE),
        ("facts = jsonb_set(facts, '{present}', '[\"somebody\"]')", UNREADABLE),
    ],
)
async def test_a_spoilt_jury_session_is_a_clear_problem_alone_and_absent_from_lists(
    sandbox: AsyncClient,
    sandbox_database: AsyncEngine,
    secretariat: Headers,
    how: str,
    expected: tuple[int, str, str | None],
) -> None:
    good = await planned(sandbox, secretariat)
    bad = await planned(sandbox, secretariat)
    key = bad.rsplit("/", 1)[1]
    before = await spoil(sandbox_database, "jury_sessions", key, how)
    dossier = await awaiting_jury(sandbox_database)

    listed = await ids_in(sandbox, "/v1/jury-sessions", secretariat)
    assert good.rsplit("/", 1)[1] in listed
    assert key not in listed
    check_problem(await sandbox.get(bad, headers=secretariat), expected, key)
    check_problem(await sandbox.post(f"{bad}/opening", json=OPENING, headers=secretariat), expected, key)
    assert (await sandbox.get(f"/v1/dossiers/{dossier.id}/checklist", headers=secretariat)).status_code == 200
    assert (await sandbox.get("/v1/deadlines", headers=secretariat)).status_code == 200
    assert await gauge(sandbox, "jury_session") == 1
    assert await row_of(sandbox_database, "jury_sessions", key) == before


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (_UNKNOWN_KEY, UNREADABLE),
        (_FUTURE_SHAPE, LATER),
        ("facts = facts #- '{holder,birth_name}'", UNREADABLE),
    ],
)
async def test_a_spoilt_certificate_is_a_clear_problem_and_its_dossier_is_shown(
    sandbox: AsyncClient,
    sandbox_database: AsyncEngine,
    secretariat: Headers,
    how: str,
    expected: tuple[int, str, str | None],
) -> None:
    certificate = await issued(sandbox_database)
    before = await spoil(sandbox_database, "certificates", NUMBER, how)
    path, dossier = f"/v1/certificates/{NUMBER}", f"/v1/dossiers/{certificate.dossier_id}"

    check_problem(await sandbox.get(path, headers=secretariat), expected, NUMBER)
    revoked = await sandbox.post(f"{path}/revocation", json={"reason": "Fraude"}, headers=secretariat)
    check_problem(revoked, expected, NUMBER)
    shown = await sandbox.get(dossier, headers=secretariat)
    assert [each["number"] for each in shown.json()["certificates"]] == [NUMBER]
    assert await row_of(sandbox_database, "certificates", NUMBER) == before


async def test_a_funder_reads_past_a_dossier_of_a_later_release(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    funder = await program(sandbox)
    good, bad = await funded(sandbox_database), await funded(sandbox_database)
    for dossier in (good, bad):
        assert (await confirm(sandbox, funder, dossier)).status_code == 200
    await spoil(sandbox_database, "dossiers", str(bad.id), _FUTURE_SHAPE)
    asked = await sandbox.post(f"{FUNDED}/lookup", json={"references": [REFERENCE]}, headers=funder)

    assert await ids_in(sandbox, FUNDED, funder) == [str(good.id)]
    assert (await sandbox.get(f"{FUNDED}?limit=1", headers=funder)).json()["items"] == []
    assert [each["id"] for each in asked.json()["items"][0]["dossiers"]] == [str(good.id)]
    check_problem(await sandbox.get(f"{FUNDED}/{bad.id}", headers=funder), LATER, bad.id)
    lines = (await sandbox.get(FUNDED, headers={**funder, "Accept": "application/x-ndjson"})).text
    assert str(bad.id) not in lines
    assert str(good.id) in lines


@pytest.mark.parametrize("how", ["facts = facts #- '{candidate,birth_date}'", _FUTURE_SHAPE, _UNKNOWN_KEY])
async def test_a_person_is_looked_for_past_a_dossier_that_cannot_be_read(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, secretariat: Headers, how: str
) -> None:
    first = await opened(sandbox, secretariat, pathway="common_law_vae")
    await spoil(sandbox_database, "dossiers", first["id"], how)
    alike = a_candidate(first_names="Lea")

    second = await opened(sandbox, secretariat, pathway="common_law_vae", candidate=alike)

    assert second["number"] != first["number"]
    assert (await sandbox.get("/v1/persons/matches", headers=secretariat)).status_code == 200


async def test_scans_go_past_what_they_cannot_read_however_much_it_is(
    sandbox_database: AsyncEngine, work: Callable[[], Awaitable[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, worse, good = [await awaiting_jury(sandbox_database) for _ in range(3)]
    for dossier in (bad, worse):
        await spoil(sandbox_database, "dossiers", str(dossier.id), _UNKNOWN_KEY)
    monkeypatch.setattr("app.usecases.deadlines.rewriting._AT_ONCE", 1)
    async with sandbox_database.begin() as connection:
        await connection.execute(text("DELETE FROM deadlines"))

    rewritten = await rewrite_deadlines(SqlUnitOfWork(sandbox_database), today())
    async with sandbox_database.connect() as connection:
        of_them = (await connection.execute(text("SELECT DISTINCT dossier_id FROM deadlines"))).scalars().all()

    assert rewritten == len(of_them)
    assert good.id in of_them
    assert not {bad.id, worse.id} & set(of_them)
    await work()


async def test_what_is_due_for_erasure_is_found_past_what_cannot_be_read(
    sandbox_database: AsyncEngine,
) -> None:
    certificate = await issued(sandbox_database)
    await spoil(sandbox_database, "dossiers", str(certificate.dossier_id), _UNKNOWN_KEY)

    found = await list_due(
        SqlUnitOfWork(sandbox_database), retention=RetentionPeriods(), on=Moment(await system_time()).on
    )

    assert certificate.dossier_id not in {due.dossier_id for due in found}


async def test_absent_not_yours_and_unreadable_do_not_betray_each_other(
    sandbox: AsyncClient, sandbox_database: AsyncEngine
) -> None:
    bad = await awaiting_jury(sandbox_database)
    await spoil(sandbox_database, "dossiers", str(bad.id), _UNKNOWN_KEY)
    stranger = await sign_in(sandbox, "employer-other@sandbox.example")

    answers = [await sandbox.get(f"/v1/dossiers/{key}", headers=stranger) for key in (bad.id, UUID(int=9))]

    assert [answer.status_code for answer in answers] == [404, 404]
