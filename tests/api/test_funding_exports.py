"""Funders' programs narrow the list, keep up with changes, and take everything at once as NDJSON or CSV."""

import csv
import gzip
import io
import json
from collections.abc import AsyncGenerator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import Message

from app.api.csv_rows import EXCEL, RFC4180, Dialect, csv_file, csv_rows, dialect_of
from app.api.streaming import NDJSON, ChunkedResponse
from app.db.readings import Readings
from app.db.tables import dossiers
from app.domain.dossier import Dossier, TrainingAction, TrainingPlan
from app.domain.evaluators import TrainingBody
from tests.api.dossier_requests import COMPANY_SIRET, codes_of
from tests.api.signing_in import sign_in
from tests.api.test_funding import FUNDED, Headers, confirm, funded, program

CSV = "text/csv"
_STRICT = "text/csv; header=present; dialect=rfc4180"
OTHER_SIRET = "44455566800011"


@pytest.fixture
async def funder(sandbox: AsyncClient, sandbox_database: AsyncEngine) -> Headers:
    """The funder, which the sandbox's own dossiers no longer concern."""
    async with sandbox_database.begin() as connection:
        await connection.execute(text("DELETE FROM fundings"))
    return await program(sandbox)


async def listed(client: AsyncClient, headers: Headers, **parameters: Any) -> list[str]:
    answer = await client.get(FUNDED, params=parameters, headers=headers)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def taken(client: AsyncClient, headers: Headers, media_type: str, **parameters: Any) -> str:
    answer = await client.get(FUNDED, params=parameters, headers={**headers, "Accept": media_type})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, media_type), answer.text
    assert "Accept" in answer.headers["vary"]
    return answer.text


def rows_of(table: str) -> list[dict[str, str]]:
    """The rows of what was written, by the names of the header."""
    return list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"), newline=""), delimiter=";"))


async def test_what_a_confirmed_funding_alone_shows_narrows_to_confirmed_ones(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    open_, confirmed = await funded(sandbox_database), await funded(sandbox_database)
    await confirm(sandbox, funder, confirmed)
    both, one = [str(confirmed.id), str(open_.id)], [str(confirmed.id)]

    for parameters, expected in (
        ({"status": "awaiting_jury"}, both),
        ({"status": "awarded"}, []),
        ({"status": ["awarded", "awaiting_jury"]}, both),
        ({"outcome": "awarded"}, []),
        ({"number": confirmed.number}, one),
        ({"number": confirmed.number.lower().replace("-", " ")}, one),
        ({"company_siret": COMPANY_SIRET}, one),
        ({"company_siret": OTHER_SIRET}, []),
        ({"jury_since": "2000-01-01"}, []),
        ({"sort": "-created_at"}, both),
        ({"sort": "updated_at"}, one),
        ({"sort": "-updated_at"}, one),
        ({"certification": confirmed.certification_code}, both),
        ({"certification": "cqp-animateur-equipe-fabrication"}, []),
        ({"pathway": confirmed.pathway}, one),
        ({"training_scheme": confirmed.training_scheme}, one),
        ({"training_scheme": "cpf"}, []),
        ({"confirmed": "true"}, one),
        ({"confirmed": "false"}, [str(open_.id)]),
    ):
        assert await listed(sandbox, funder, **parameters) == expected, parameters


async def test_a_pull_by_changes_loses_nothing_of_what_changes_meanwhile(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    begun_at = datetime.now(UTC)
    of_all = [await funded(sandbox_database) for _ in range(4)]
    for number, dossier in enumerate(of_all):
        await confirm(sandbox, funder, dossier)
        await change(sandbox_database, dossier, begun_at + timedelta(seconds=number))
    first, second, third, fourth = (str(dossier.id) for dossier in of_all)
    parameters: dict[str, Any] = {"updated_since": begun_at.isoformat(), "limit": 2}

    page = (await sandbox.get(FUNDED, params=parameters, headers=funder)).json()
    await change(sandbox_database, of_all[0], begun_at + timedelta(seconds=9))
    rest = await listed(sandbox, funder, **{**parameters, "limit": 9, "cursor": page["next_cursor"]})
    wrong = await sandbox.get(FUNDED, params={"cursor": page["next_cursor"]}, headers=funder)

    assert ([item["id"] for item in page["items"]], rest) == ([first, second], [third, fourth, first])
    assert (wrong.status_code, codes_of(wrong.json())) == (422, ["invalid_cursor"])


async def test_the_newest_change_comes_first_for_who_asks_so(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    begun_at = datetime.now(UTC)
    of_all = [await funded(sandbox_database) for _ in range(3)]
    for number, dossier in enumerate(of_all):
        await confirm(sandbox, funder, dossier)
        await change(sandbox_database, dossier, begun_at + timedelta(seconds=(1, 3, 2)[number]))
    first, second, third = (str(dossier.id) for dossier in of_all)

    page = (await sandbox.get(FUNDED, params={"sort": "-updated_at", "limit": 2}, headers=funder)).json()
    rest = await listed(sandbox, funder, sort="-updated_at", cursor=page["next_cursor"])

    assert ([item["id"] for item in page["items"]], rest) == ([second, third], [first])


async def change(engine: AsyncEngine, dossier: Dossier, at: datetime) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(dossiers).where(dossiers.c.id == dossier.id).values(updated_at=at))


@pytest.mark.parametrize("batch", [2, 500])
async def test_the_stream_says_what_the_pages_say_and_nothing_of_other_funders(
    sandbox: AsyncClient,
    sandbox_database: AsyncEngine,
    funder: Headers,
    batch: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.db.readings._BATCH", batch)
    mine = [await funded(sandbox_database) for _ in range(4)]
    foreign = await funded(sandbox_database, funder_code="AUTRE")
    await confirm(sandbox, funder, mine[0])
    pages = (await sandbox.get(FUNDED, headers=funder)).json()["items"]

    lines = (await taken(sandbox, funder, NDJSON)).splitlines()
    table = rows_of(await taken(sandbox, funder, CSV))

    assert [json.loads(line) for line in lines] == pages
    assert [row["id"] for row in table] == [item["id"] for item in pages] == [str(d.id) for d in reversed(mine)]
    assert str(foreign.id) not in [row["id"] for row in table]
    assert table[-1]["updated_at"] == pages[-1]["updated_at"]
    unconfirmed = {name for name, value in table[0].items() if value}
    assert unconfirmed == {
        "id",
        "number",
        "confirmed",
        "references",
        "status",
        "status_label",
        "certification_code",
    }


async def test_a_stream_goes_on_from_a_cursor_and_is_compressed_for_who_wants_it(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    of_all = [await funded(sandbox_database) for _ in range(9)]
    cursor = (await sandbox.get(FUNDED, params={"limit": 1}, headers=funder)).json()["next_cursor"]
    accepting = {**funder, "Accept": NDJSON, "Accept-Encoding": "gzip"}

    async with sandbox.stream("GET", FUNDED, params={"cursor": cursor, "limit": 1}, headers=accepting) as answer:
        raw = b"".join([piece async for piece in answer.aiter_raw()])
    head = await sandbox.head(FUNDED, headers={**funder, "Accept": NDJSON})

    lines = gzip.decompress(raw).splitlines()
    assert answer.headers["content-encoding"] == "gzip"
    assert [json.loads(line)["id"] for line in lines] == [str(d.id) for d in reversed(of_all[:-1])]
    assert (head.status_code, head.content, head.headers["content-type"]) == (200, b"", NDJSON)


async def test_nothing_funded_is_an_empty_stream_and_a_table_with_its_header(
    sandbox: AsyncClient, funder: Headers
) -> None:
    assert await taken(sandbox, funder, NDJSON) == ""
    header = (
        "id number confirmed status status_label certification_code rncp_code pathway pathway_label holder_key "
        "company_siret training_scheme training_scheme_label training_body_siret training_hours outcome "
        "outcome_label created_on requested_on "
        "admissibility_decided_on training_starts_on "
        "training_ends_on registered_on planned_assessment_on assessment_completed_on jury_registered_on jury_on "
        "decided_on closed_on updated_at references confirmed_references certificates revoked_certificates "
        "closure_reason"
    )
    written = (await taken(sandbox, funder, CSV)).splitlines()[0]
    assert written.removeprefix("\ufeff") == ";".join(f'"{name}"' for name in header.split())


async def test_a_client_that_goes_away_leaves_no_reading_behind() -> None:
    closed = False

    async def endless() -> AsyncGenerator[bytes, None]:
        nonlocal closed
        try:
            while True:
                yield b"{}\n"
        finally:
            closed = True

    async def leave(_: Message) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        await (await ChunkedResponse.of(endless(), NDJSON, {})).stream_response(leave)
    assert closed


async def test_a_failure_in_the_middle_breaks_the_transfer_off_before_its_end() -> None:
    async def failing() -> AsyncGenerator[bytes, None]:
        yield b"{}\n"
        raise ConnectionResetError

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    with pytest.raises(ConnectionResetError):
        await (await ChunkedResponse.of(failing(), NDJSON, {})).stream_response(send)
    assert [message.get("more_body") for message in sent[1:]] == [True]


async def test_a_failure_before_the_first_line_is_told_by_its_status(
    sandbox: AsyncClient, funder: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Readings, "rows", fail)
    monkeypatch.setattr("app.db.token_revocations.RevokedTokens.any_of", _no)
    answer = await sandbox.get(FUNDED, headers={**funder, "Accept": NDJSON})

    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")


async def _no(*_: object) -> bool:
    return False


def test_a_cell_that_a_spreadsheet_would_run_is_disarmed_and_a_number_is_not() -> None:
    cells = ["=1+1", "+33", "-x", "@sum", "\tx", 'a "b", c', -5, None, True]

    assert csv_rows([cells], EXCEL) == b'"\'=1+1";"\'+33";"\'-x";"\'@sum";"\'\tx";"a ""b"", c";-5;"";"true"\r\n'


@pytest.mark.parametrize("begins", list("=+-@\t\r\n＝＋－＠"))
def test_whatever_a_spreadsheet_takes_for_a_formula_is_disarmed(begins: str) -> None:
    assert csv_rows([[f"{begins}1"]], EXCEL).decode() == f'"\'{begins}1"\r\n'


async def test_what_is_written_opens_in_excel_wherever_it_comes_from(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    await funded(sandbox_database)

    secretariat = await sign_in(sandbox, "secretariat@sandbox.example")
    for path, headers in (
        (FUNDED, funder),
        ("/v1/statistics?by=certification", {}),
        ("/v1/authorisation-changes", secretariat),
        ("/v1/surveys/answers", secretariat),
        ("/v1/surveys/report", secretariat),
    ):
        ours = (await sandbox.get(path, headers={**headers, "Accept": CSV})).content
        strict = (await sandbox.get(path, headers={**headers, "Accept": _STRICT})).content
        header, _, rest = ours.partition(b"\r\n")
        assert header.startswith(b'\xef\xbb\xbf"'), path
        assert header.count(b";") > 3
        assert b"\xef\xbb\xbf" not in rest
        assert strict.partition(b"\r\n")[0] == header.removeprefix(b"\xef\xbb\xbf").replace(b";", b","), path
        assert rows_of(ours.decode()) == list(csv.DictReader(io.StringIO(strict.decode(), newline=""))), path


@pytest.mark.parametrize(
    ("accept", "dialect"),
    [
        (_STRICT, RFC4180),
        ('application/json;q=0.5, TEXT/CSV;Dialect="RFC4180"', RFC4180),
        ("application/x; dialect=rfc4180, text/csv", EXCEL),
        ("text/csv; dialect=tsv", EXCEL),
        ("*/*", EXCEL),
    ],
)
def test_a_program_may_ask_for_rfc_4180_to_the_letter(accept: str, dialect: Dialect) -> None:
    assert dialect_of(accept) is dialect


def test_a_cell_that_holds_the_comma_is_told_apart_in_the_strict_dialect() -> None:
    assert csv_file([["a", "b"], ["1,5", '"']], RFC4180) == b'"a","b"\r\n"1,5",""""\r\n'


async def test_several_in_one_cell_are_told_apart_whatever_they_hold(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    await funded(sandbox_database, "A | B", "C")

    (row,) = rows_of(await taken(sandbox, funder, CSV))

    assert row["references"] == "A \\| B | C"


async def test_g20_a_lookup_is_a_table_too_with_a_row_for_each_dossier_and_for_what_covers_none(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    dossier = await funded(sandbox_database, "2026-CH-771")
    body = {"references": ["2026 ch 771", "=Z-404"]}

    answer = await sandbox.post(f"{FUNDED}/lookup", json=body, headers={**funder, "Accept": CSV})

    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, CSV), answer.text
    covered, none = rows_of(answer.text)
    assert (covered["asked"], covered["id"], covered["references"]) == ("2026 ch 771", str(dossier.id), "2026-CH-771")
    assert (none["asked"], none["id"]) == ("'=Z-404", "")
    (listed,) = rows_of(await taken(sandbox, funder, CSV, reference="2026-CH-771"))
    assert {name: value for name, value in covered.items() if name != "asked"} == listed


@pytest.mark.parametrize("path", [FUNDED, "{one}", "/v1/certifications", "/v1/funders"])
async def test_g18_the_head_of_a_read_carries_the_tag_that_the_read_has(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers, path: str
) -> None:
    dossier = await funded(sandbox_database)
    await confirm(sandbox, funder, dossier)
    place = path.format(one=f"{FUNDED}/{dossier.id}")

    read, head = await sandbox.get(place, headers=funder), await sandbox.head(place, headers=funder)
    known = await sandbox.head(place, headers={**funder, "If-None-Match": read.headers["ETag"]})

    assert (head.status_code, head.headers["ETag"], head.content) == (200, read.headers["ETag"], b"")
    assert (known.status_code, known.headers["ETag"]) == (304, read.headers["ETag"])


async def test_g18_a_list_is_not_sent_again_until_it_says_something_else_and_goes_compressed(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    for number in range(3):
        await confirm(sandbox, funder, await funded(sandbox_database, f"2026-CH-{number}"), f"2026-CH-{number}")
    first = await sandbox.get(FUNDED, headers={**funder, "Accept-Encoding": "gzip"})
    held = {**funder, "If-None-Match": first.headers["ETag"]}

    again = await sandbox.get(FUNDED, headers=held)
    await confirm(sandbox, funder, await funded(sandbox_database, "2026-CH-9"), "2026-CH-9")
    changed = await sandbox.get(FUNDED, headers=held)

    assert (first.headers["ETag"][:3], first.headers["Content-Encoding"]) == ('W/"', "gzip")
    assert (again.status_code, again.content) == (304, b"")
    assert (changed.status_code, len(changed.json()["items"])) == (200, 4)


async def test_g11_what_is_paid_for_is_told_once_confirmed_the_body_and_the_hours_planned(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, funder: Headers
) -> None:
    actions = tuple(TrainingAction(label=each, kind="tutorat", hours=35) for each in ("Conduite", "Sécurité"))
    days = {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 10, 1)}
    plan = TrainingPlan(competences=("C1",), actions=actions, **days)
    body = TrainingBody(siret="44455566800019", name="Greta de l'exemple")
    dossier = await funded(sandbox_database, training_plan=plan, training_body=body)

    before = (await sandbox.get(f"{FUNDED}/{dossier.id}", headers=funder)).json()
    after = (await confirm(sandbox, funder, dossier)).json()

    assert [before[name] for name in ("training_hours", "training_body_siret")] == [None, None]
    assert [after[name] for name in ("training_hours", "training_body_siret")] == [70, "44455566800019"]
