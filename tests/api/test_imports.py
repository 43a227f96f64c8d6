"""Dossiers from a file: each row whole or not at all, told row by row, and none twice."""

import asyncio
import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from app.api.v1.import_columns import column_place, columns, unfolded
from app.api.v1.import_models import ImportedDossierIn
from app.api.v1.imports import LARGEST_IMPORT
from app.db.purge import purge
from app.db.tables import imported_rows
from app.domain.personal_data import RetentionPeriods
from app.sandbox.identities import COMPANY
from tests.api.dossier_requests import EMPLOYER, OTHER_EMPLOYER, SECRETARIAT, a_candidate, a_dossier
from tests.api.signing_in import sign_in

IMPORT = "/v1/dossiers/import"
HEADER = (
    "reference;pathway;certification_code;training_scheme;candidate.birth_name;candidate.first_names;"
    "candidate.birth_date;candidate.sex;candidate.birth_place;candidate.employment.status;"
    "candidate.employment.employer.siret;candidate.employment.employer.idcc;candidate.experience.1.activity;"
    "candidate.experience.1.start;candidate.experience.1.weekly_hours;candidate.experience.1.directly_related"
)
LINE = (
    "L-1;individualised_training;cqp-operateur-fabrication;skills_development_plan;Martin;Léa;04/05/1990;F;Lyon;"
    "employee;12345678200010;0044;Conduite;2021-01-04;35,5;oui"
)
AS_CSV = {"Content-Type": "text/csv"}


def a_row(name: str = "Martin", **changes: Any) -> dict[str, Any]:
    return a_dossier(candidate=a_candidate(birth_name=name), **changes)


@pytest.fixture
async def employer(sandbox: AsyncClient) -> dict[str, str]:
    return await sign_in(sandbox, EMPLOYER)


async def count(client: AsyncClient, headers: dict[str, str]) -> int:
    return len((await client.get("/v1/dossiers?limit=200", headers=headers)).json()["items"])


def statuses(answer: Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [row["status"] for row in answer.json()["rows"]]


def codes(answer: Response) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [error["code"] for error in answer.json()["errors"]]


async def test_good_rows_become_dossiers_and_bad_ones_say_why_as_creation_does(
    sandbox: AsyncClient, employer: dict[str, str]
) -> None:
    rows = [
        a_row("Un", reference="A"),
        a_row("Deux", pathway="p1", nickname="x"),
        a_row("Trois", training_scheme="pro_a"),
        a_row("Quatre", pathway="common_law_vae"),
        "nothing",
        a_row("Six\x00"),
        a_row("Sept"),
    ]
    before = await count(sandbox, employer)

    answer = await sandbox.post(IMPORT, json=rows, headers=employer)

    told = answer.json()
    assert statuses(answer) == ["created", *["refused"] * 5, "created"]
    assert (told["created"], told["refused"], told["dry_run"]) == (2, 5, False)
    assert [row["row"] for row in told["rows"]] == [1, 2, 3, 4, 5, 6, 7]
    for row, sent in zip(told["rows"][1:4], rows[1:4], strict=True):
        alone = await sandbox.post("/v1/dossiers", json=sent, headers=employer)
        assert [{k: v for k, v in error.items() if v is not None} for error in row["errors"]] == (
            alone.json()["errors"] or [{"code": "forbidden", "detail": alone.json()["detail"], "pointer": "/pathway"}]
        )
    assert [error["code"] for error in told["rows"][5]["errors"]] == ["nul_character"]
    assert told["rows"][5]["errors"][0]["pointer"] == "/candidate/birth_name"
    kept = await sandbox.get(f"/v1/dossiers/{told['rows'][0]['dossier_id']}", headers=employer)
    assert kept.json()["number"] == told["rows"][0]["number"]
    assert await count(sandbox, employer) == before + 2


async def test_half_a_character_is_refused_and_told_again_as_a_question_mark(
    sandbox: AsyncClient, employer: dict[str, str]
) -> None:
    rows = '[{"reference": "L\\ud800", "\\ud800": "\\u0000"}, {"reference": 3}]'

    answer = await sandbox.post(IMPORT, content=rows, headers={**employer, "Content-Type": "application/json"})

    assert statuses(answer) == ["refused", "refused"]
    assert [row["reference"] for row in answer.json()["rows"]] == ["L?", None]
    assert "/?" in [error["pointer"] for error in answer.json()["rows"][0]["errors"]]


async def test_a_file_sent_again_opens_no_second_dossier(sandbox: AsyncClient, employer: dict[str, str]) -> None:
    rows = [a_row("Un", reference="A"), a_row("Deux")]
    first = await sandbox.post(IMPORT, json=rows, headers=employer)
    again = await sandbox.post(IMPORT, json=[*rows, a_row("Trois"), a_row("Quatre", reference="A")], headers=employer)
    changed = await sandbox.post(IMPORT, json=[a_row("Cinq", reference="A")], headers=employer)
    other = await sandbox.post(IMPORT, json=rows[:1], headers=await sign_in(sandbox, OTHER_EMPLOYER))

    assert statuses(first) == ["created", "created"]
    assert statuses(again) == ["already_there", "already_there", "created", "refused"]
    assert [row["dossier_id"] for row in again.json()["rows"][:2]] == [r["dossier_id"] for r in first.json()["rows"]]
    assert again.json()["rows"][3]["errors"][0]["code"] == "repeated_row"
    assert changed.json()["rows"][0]["errors"][0]["code"] == "reference_taken"
    assert changed.json()["rows"][0]["number"] == first.json()["rows"][0]["number"]
    assert "already_there" not in statuses(other)


async def test_a_row_known_by_its_content_is_forgotten_after_a_day_and_one_by_its_reference_never(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: dict[str, str]
) -> None:
    rows = [a_row("Un", reference="A"), a_row("Deux")]
    first = await sandbox.post(IMPORT, json=rows, headers=employer)
    async with sandbox_database.begin() as connection:
        await connection.execute(
            update(imported_rows).values(imported_at=imported_rows.c.imported_at - timedelta(hours=25))
        )
    later = await sandbox.post(IMPORT, json=rows, headers=employer)
    again = await sandbox.post(IMPORT, json=rows, headers=employer)
    await purge(sandbox_database, datetime.now(UTC) + timedelta(days=400), RetentionPeriods())
    last = await sandbox.post(IMPORT, params={"dry_run": "true"}, json=rows, headers=await sign_in(sandbox, EMPLOYER))

    assert [statuses(each) for each in (first, later, again, last)] == [
        ["created", "created"],
        ["already_there", "refused"],
        ["already_there", "refused"],
        ["already_there", "refused"],
    ]
    assert {error["code"] for error in later.json()["rows"][1]["errors"]} == {"dossier_already_running"}


async def test_a_dry_run_says_the_same_and_writes_nothing(sandbox: AsyncClient, employer: dict[str, str]) -> None:
    rows = [a_row("Un"), a_row("Deux", pathway="p1"), a_row("Trois", training_scheme="pro_a")]
    before = await count(sandbox, employer)

    dry = await sandbox.post(IMPORT, params={"dry_run": "true"}, json=rows, headers=employer)
    after = await count(sandbox, employer)
    real = await sandbox.post(IMPORT, json=rows, headers=employer)

    assert statuses(dry) == ["would_create", "refused", "refused"]
    assert after == before
    assert [row["errors"] for row in dry.json()["rows"]] == [row["errors"] for row in real.json()["rows"]]
    assert statuses(real) == ["created", "refused", "refused"]


async def test_files_that_come_at_once_in_opposite_orders_neither_stop_nor_double_each_other(
    sandbox: AsyncClient, employer: dict[str, str]
) -> None:
    rows = [a_row(f"Nom {chr(65 + n)}", reference=f"R{n}") for n in range(8)]
    before = await count(sandbox, employer)
    keys = ("one", "two", None)

    answers = await asyncio.gather(
        *(
            sandbox.post(
                IMPORT,
                json=rows if number % 2 else rows[::-1],
                headers={**employer, **({"Idempotency-Key": key} if key else {})},
            )
            for number, key in enumerate(keys)
        )
    )

    assert {status for answer in answers for status in statuses(answer)} == {"created", "already_there"}
    assert await count(sandbox, employer) == before + len(rows)


async def test_csv_says_the_same_as_json_with_bom_or_without_as_a_file_or_a_body(
    sandbox: AsyncClient, employer: dict[str, str]
) -> None:
    text = f"{HEADER};\r\n{LINE}\r\n\r\n{LINE.replace('L-1', 'L-2')};;x\r\n"
    bad = LINE.replace("L-1", "L-3").replace("04/05/1990", "31/02/1990").replace("oui", "peut-être")
    first = await sandbox.post(IMPORT, content=f"\ufeff{text}{bad}".encode(), headers={**employer, **AS_CSV})
    file = {"file": ("d.csv", text.encode(), "application/vnd.ms-excel")}
    again = await sandbox.post(IMPORT, files=file, headers=employer)
    commas = await sandbox.post(
        IMPORT, content=text.replace("35,5", "35").replace(";", ",").encode(), headers={**employer, **AS_CSV}
    )

    assert statuses(first) == ["created", "refused", "refused"]
    assert [row["row"] for row in first.json()["rows"]] == [1, 3, 4]
    assert first.json()["rows"][1]["errors"][0]["code"] == "too_many_cells"
    assert [(error["pointer"], error["column"]) for error in first.json()["rows"][2]["errors"]] == [
        ("/candidate/birth_date", "candidate.birth_date"),
        ("/candidate/experience/0/directly_related", "candidate.experience.1.directly_related"),
    ]
    assert statuses(again) == ["already_there", "refused"]
    assert commas.json()["rows"][0]["errors"][0]["code"] == "reference_taken"
    experience = (await sandbox.get(f"/v1/dossiers/{first.json()['rows'][0]['dossier_id']}", headers=employer)).json()[
        "candidate"
    ]["experience"]
    assert (experience[0]["weekly_hours"], experience[0]["directly_related"]) == (35.5, True)


NOT_CSV: Mapping[str, tuple[bytes, set[str]]] = {
    "nothing at all": (b"", {"missing_column"}),
    "a header alone": (HEADER.encode(), {"wrong_number_of_rows"}),
    "another encoding": (f"{HEADER}\n{LINE}".encode("cp1252"), {"not_utf8"}),
    "every fault of the header at once": (
        f"{HEADER};reference;surnom;candidate.experience.101.start\n{LINE}".encode(),
        {"repeated_column", "unknown_column"},
    ),
    "a quote that never closes": (f'{HEADER}\n"{LINE}'.encode(), {"invalid_csv"}),
    "a cell without end": (f"{HEADER}\n{'x' * 200_000}".encode(), {"invalid_csv"}),
    "nothing but separators": (b";" * 100_000, {"missing_column"}),
    "columns without end": (b"a;" * 100_000, {"too_many_columns"}),
    "a row too many": ("\n".join([HEADER, *[LINE] * 501]).encode(), {"wrong_number_of_rows"}),
    "far too many": ("\n".join([HEADER, *[LINE] * 5000]).encode(), {"wrong_number_of_rows"}),
}


async def test_a_csv_file_that_is_none_is_refused_whole(sandbox: AsyncClient, employer: dict[str, str]) -> None:
    found = {
        name: set(codes(await sandbox.post(IMPORT, content=content, headers={**employer, **AS_CSV})))
        for name, (content, _) in NOT_CSV.items()
    }

    assert found == {name: expected for name, (_, expected) in NOT_CSV.items()}


NOT_JSON: Mapping[str, tuple[bytes, int, str]] = {
    "no JSON": (b"[", 400, "malformed_request"),
    "deeper than anybody means": (b"[" * 100_000, 400, "malformed_request"),
    "no list": (b"{}", 422, "validation_failed"),
    "no row": (b"[]", 422, "validation_failed"),
    "a row too many": (json.dumps([{}] * 501).encode(), 422, "validation_failed"),
    "too large": (b" " * (LARGEST_IMPORT + 1), 413, "payload_too_large"),
}


async def test_a_json_file_that_is_none_is_refused_whole(sandbox: AsyncClient, employer: dict[str, str]) -> None:
    headers = {**employer, "Content-Type": "application/json"}
    answers = {
        name: await sandbox.post(IMPORT, content=content, headers=headers) for name, (content, *_) in NOT_JSON.items()
    }

    assert {name: (answer.status_code, answer.json()["code"]) for name, answer in answers.items()} == {
        name: (status, code) for name, (_, status, code) in NOT_JSON.items()
    }


async def test_a_form_holds_one_file_of_a_kind_that_is_read(sandbox: AsyncClient, employer: dict[str, str]) -> None:
    picture = await sandbox.post(IMPORT, files={"file": ("d.png", b"x", "image/png")}, headers=employer)
    other = await sandbox.post(IMPORT, files={"other": ("d.csv", b"x", "text/csv")}, headers=employer)
    field = await sandbox.post(IMPORT, files={"file": (None, "x")}, headers=employer)
    page = await sandbox.post(IMPORT, content=b"x", headers={**employer, "Content-Type": "text/html"})

    assert (picture.status_code, page.status_code) == (415, 415)
    assert page.headers["Accept"] == "multipart/form-data, application/json, text/csv"
    assert codes(other) == ["unknown_field"]
    assert codes(field) == ["missing"]


async def test_the_secretariat_names_the_company_of_each_row(sandbox: AsyncClient) -> None:
    rows = [a_row("Un", pathway="simplified_vae", company_id=str(COMPANY)), a_row("Deux")]

    answer = await sandbox.post(IMPORT, json=rows, headers=await sign_in(sandbox, SECRETARIAT))

    assert statuses(answer) == ["created", "refused"]
    assert answer.json()["rows"][1]["errors"][0]["code"] == "forbidden"


async def test_the_template_is_a_header_that_the_import_knows(sandbox: AsyncClient) -> None:
    answer = await sandbox.get(f"{IMPORT}/template.csv")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    (header,) = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert len(header) == len(columns(ImportedDossierIn))
    assert all(column_place(name, ImportedDossierIn) for name in header)


def _flat(value: Any, path: tuple[str, ...] = ()) -> Iterable[tuple[str, str]]:
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _flat(member, (*path, name))
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _flat(item, (*path, str(number)))
    else:
        yield ".".join(path), json.dumps(value) if isinstance(value, bool | float) else str(value)


def test_what_a_dossier_holds_is_written_in_columns_and_read_back() -> None:
    whole = a_dossier(
        requested_cqpi=["a", "b"],
        tutor={"name": "T", "position": "P", "email": "t@x.example"},
        fundings=[{"funder_code": "OPCA", "reference": "1"}],
        training_body={"siret": "1", "name": "B", "networks": ["GRETA", "CNAM"]},
    )
    names, cells = zip(*_flat(whole), strict=True)

    assert unfolded([column_place(name, ImportedDossierIn) for name in names], cells).document == whole


def test_an_item_left_blank_is_left_out_and_the_others_keep_their_columns() -> None:
    names = [f"candidate.experience.{number}.{part}" for number in (1, 2, 10) for part in ("activity", "start")]

    row = unfolded([column_place(name, ImportedDossierIn) for name in names], ["", " ", "b", "", "c", ""])

    assert row.document == {"candidate": {"experience": [{"activity": "b"}, {"activity": "c"}]}}
    assert row.column_of("/candidate/experience/1/start") == "candidate.experience.10.start"


@pytest.mark.parametrize(
    "name", ["", "candidate", "candidate.experience.0.start", "candidate.experience.01.start", "x"]
)
def test_a_header_that_names_no_value_is_no_column(name: str) -> None:
    assert column_place(name, ImportedDossierIn) is None
