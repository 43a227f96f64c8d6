"""Numbers, days and references as people paste them: a table of spellings for each kind, through each of its doors."""

from collections.abc import Mapping
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from app.sandbox.identities import COMPANY
from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, a_candidate, a_dossier
from tests.api.signing_in import sign_in
from tests.api.test_funding import FUNDED, funded, program
from tests.api.test_imports import AS_CSV, HEADER, IMPORT, LINE

Headers = dict[str, str]
SIRET = "12345678200010"

SIRETS = [
    pytest.param("12345678200010", id="plain"),
    pytest.param("123 456 782 00010", id="spaces"),
    pytest.param("123\u00a0456\u00a0782\u00a000010", id="no-break spaces"),
    pytest.param("123\u202f456\u202f782 00010", id="narrow no-break spaces"),
    pytest.param("123.456.782.00010", id="dots"),
    pytest.param("123-456-782-00010", id="hyphens"),
    pytest.param("123\u2011456\u2013782\u201200010", id="the hyphens and dashes of a word processor"),
    pytest.param("\u200b12345678200010\ufeff", id="characters that nobody sees"),
    pytest.param("１２３４５６７８２０００１０", id="full-width digits"),
]
NO_SIRETS = [
    pytest.param("1,23457E+13", "tableur", id="rounded by a spreadsheet"),
    pytest.param("1.23457E+13", "tableur", id="rounded by an English one"),
    pytest.param("11122233344455", "111222333", id="a right key on a wrong SIREN"),
    pytest.param("12345678200011", "14 chiffres", id="a wrong key"),
    pytest.param("123456782", "14 chiffres", id="a SIREN"),
    pytest.param("١٢٣٤٥٦٧٨٢٠٠٠١٠", "14 chiffres", id="digits of another script"),
]
IDCCS = [
    pytest.param("0044", id="plain"),
    pytest.param("44", id="without its zeros, as a spreadsheet leaves it"),
    pytest.param(" 0044 ", id="spaces around"),
    pytest.param("IDCC 0044", id="with its name"),
    pytest.param("idcc\u00a044", id="with its name, without its zeros"),
    pytest.param("００４４", id="full-width digits"),
]
NO_IDCCS = ["", "00044", "004A", "0,44", "IDCC"]


@pytest.fixture
async def employer(sandbox: AsyncClient) -> Headers:
    return await sign_in(sandbox, EMPLOYER)


def employed_at(siret: str, idcc: str = "0044") -> dict[str, Any]:
    employment = {"status": "employee", "employer": {"siret": siret, "idcc": idcc}}
    return a_dossier(candidate=a_candidate(employment=employment))


async def imported(client: AsyncClient, headers: Headers, **cells: str) -> Mapping[str, Any]:
    """What is told of one row of a CSV file in which ``cells`` stand under these columns, dots being ``__``."""
    columns = HEADER.split(";")
    values = dict(zip(columns, LINE.split(";"), strict=True))
    values |= {name.replace("__", "."): f'"{cell}"' for name, cell in cells.items()}
    content = f"{HEADER}\r\n{';'.join(values[name] for name in columns)}\r\n"
    answer = await client.post(f"{IMPORT}?dry_run=true", content=content.encode(), headers={**headers, **AS_CSV})
    assert answer.status_code == 200, answer.text
    row: Mapping[str, Any] = answer.json()["rows"][0]
    return row


@pytest.mark.parametrize("siret", SIRETS)
async def test_a_siret_is_taken_as_it_is_pasted_through_each_door(
    sandbox: AsyncClient, employer: Headers, siret: str
) -> None:
    opened = await sandbox.post("/v1/dossiers", json=employed_at(siret), headers=employer)
    row = await imported(sandbox, employer, candidate__employment__employer__siret=siret)
    listed = await sandbox.get("/v1/companies", params={"siret": siret}, headers=await sign_in(sandbox, SECRETARIAT))

    assert opened.status_code == 201, opened.text
    assert opened.json()["candidate"]["employment"]["employer"]["siret"] == SIRET
    assert row["status"] == "would_create", row
    assert {company["siret"] for company in listed.json()["items"]} == {SIRET}


@pytest.mark.parametrize(("siret", "told"), NO_SIRETS)
async def test_a_siret_that_is_none_is_refused_through_each_door_for_its_true_reason(
    sandbox: AsyncClient, employer: Headers, siret: str, told: str
) -> None:
    refused = await sandbox.post("/v1/dossiers", json=employed_at(siret), headers=employer)
    row = await imported(sandbox, employer, candidate__employment__employer__siret=siret)
    listed = await sandbox.get("/v1/companies", params={"siret": siret}, headers=await sign_in(sandbox, SECRETARIAT))

    for errors in (refused.json()["errors"], row["errors"], listed.json()["errors"]):
        (error,) = [each for each in errors if each["code"] == "invalid_siret"]
        assert told in error["detail"]
    assert refused.status_code == listed.status_code == 422


@pytest.mark.parametrize("idcc", IDCCS)
async def test_an_idcc_is_taken_as_it_is_pasted_through_each_door(
    sandbox: AsyncClient, employer: Headers, idcc: str
) -> None:
    opened = await sandbox.post("/v1/dossiers", json=employed_at(SIRET, idcc), headers=employer)
    row = await imported(sandbox, employer, candidate__employment__employer__idcc=idcc)

    assert opened.status_code == 201, opened.text
    assert opened.json()["candidate"]["employment"]["employer"]["idcc"] == "0044"
    assert row["status"] == "would_create", row


@pytest.mark.parametrize("idcc", NO_IDCCS)
async def test_an_idcc_that_is_none_is_refused(sandbox: AsyncClient, employer: Headers, idcc: str) -> None:
    refused = await sandbox.post("/v1/dossiers", json=employed_at(SIRET, idcc), headers=employer)

    assert [error["code"] for error in refused.json()["errors"]] == ["invalid_idcc"]


@pytest.mark.parametrize(
    ("country", "code", "kept"),
    [
        pytest.param("FR", "69007", "69007", id="five digits"),
        pytest.param("FR", " 69 007 ", "69007", id="spaces"),
        pytest.param("FR", "６９００７", "69007", id="full-width digits"),
        pytest.param("FR", "20000", "20000", id="Corsica's"),
        pytest.param("FR", "97410", "97410", id="overseas"),
        pytest.param("BE", "1000", "1000", id="Brussels"),
        pytest.param("GB", "SW1A 1AA", "SW1A 1AA", id="Westminster"),
        pytest.param("FR", "1000", None, id="four digits"),
        pytest.param("FR", "2A000", None, id="a department for a code"),
        pytest.param("FR", "--", None, id="dashes"),
        pytest.param("BE", "--", None, id="dashes elsewhere"),
    ],
)
async def test_a_postal_code_is_its_countrys(sandbox: AsyncClient, country: str, code: str, kept: str | None) -> None:
    headers = {**await sign_in(sandbox, EMPLOYER), "If-Match": "*"}
    address = {"street": "1 rue Neuve", "postal_code": code, "city": "Lyon", "country": country}

    answer = await sandbox.patch(f"/v1/companies/{COMPANY}", json={"address": address}, headers=headers)

    if kept is None:
        assert [(error["code"], error["pointer"]) for error in answer.json()["errors"]] == [
            ("invalid_postal_code", "/address/postal_code")
        ]
    else:
        assert (answer.status_code, answer.json()["address"]["postal_code"]) == (200, kept)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        pytest.param("1990-05-04", True, id="as JSON writes it"),
        pytest.param("04/05/1990", True, id="as a French spreadsheet writes it"),
        pytest.param("4/5/1990", True, id="without zeros"),
        pytest.param("04-05-1990", True, id="with dashes"),
        pytest.param("04.05.1990", True, id="with dots"),
        pytest.param("04/05/90", False, id="two digits of a year"),
        pytest.param("31/02/1990", False, id="a day that does not exist"),
        pytest.param("04/05-1990", False, id="two separators"),
        pytest.param("32994", False, id="a spreadsheet's own count of days"),
    ],
)
async def test_a_date_in_a_cell_is_read_as_people_write_it_or_refused_in_their_notation(
    sandbox: AsyncClient, employer: Headers, cell: str, read: bool
) -> None:
    row = await imported(sandbox, employer, candidate__birth_date=cell)

    assert (row["status"] == "would_create") is read, row
    if not read:
        (error,) = row["errors"]
        assert (error["code"], error["column"]) == ("not_a_date", "candidate.birth_date")
        assert "JJ/MM/AAAA ou AAAA-MM-JJ" in error["detail"]


@pytest.mark.parametrize(
    ("cell", "read"),
    [(cell, True) for cell in ("oui", "OUI", "vrai", "true", "1", "non", "faux", "false", "0")]
    + [(cell, False) for cell in ("o", "x", "yes", "2")],
)
async def test_a_yes_or_no_in_a_cell_is_read_or_refused_with_what_it_may_be(
    sandbox: AsyncClient, employer: Headers, cell: str, read: bool
) -> None:
    row = await imported(sandbox, employer, candidate__experience__1__directly_related=cell)

    if read:
        assert "not_a_boolean" not in {error["code"] for error in row["errors"]}, row
    else:
        (error,) = row["errors"]
        assert error["code"] == "not_a_boolean"
        assert "oui, vrai, true, 1 ; non, faux, false, 0" in error["detail"]


@pytest.mark.parametrize(
    ("cell", "read"),
    [(cell, True) for cell in ("35", "35,5", "35.5", "7")]
    + [(cell, False) for cell in ("1_0", "3e1", "nan", "inf", "0x10", "trente-cinq", "35h", "+35", "٣٥")],
)
async def test_a_number_in_a_cell_is_digits_and_no_more(
    sandbox: AsyncClient, employer: Headers, cell: str, read: bool
) -> None:
    row = await imported(sandbox, employer, candidate__experience__1__weekly_hours=cell)

    assert (row["status"] == "would_create") is read, row
    if not read:
        (error,) = row["errors"]
        assert error["code"] == "not_a_number"
        assert "35 ou 35,5" in error["detail"]


@pytest.mark.parametrize("told", ["sep=;", '"sep=;"', "SEP=;  ", "sep=,", "sep=\t"])
async def test_the_line_that_tells_the_delimiter_is_no_header(
    sandbox: AsyncClient, employer: Headers, told: str
) -> None:
    delimiter = told.strip(' "')[-1] if told != "sep=\t" else "\t"
    line = LINE.replace("35,5", "35.5")
    content = "\r\n".join((told, *(row.replace(";", delimiter) for row in (HEADER, line)), ""))

    answer = await sandbox.post(f"{IMPORT}?dry_run=true", content=content.encode(), headers={**employer, **AS_CSV})

    assert [(row["row"], row["status"]) for row in answer.json()["rows"]] == [(1, "would_create")], answer.text


REFERENCES = [
    "2026-CH-00007",
    "2026 ch 00007",
    "2026\u00a0CH\u202f00007",
    "2026/CH/00007",
    "2026.CH.00007",
    "2026\u2010CH\u201000007",
    "2026\u2011CH\u201100007",
    "2026\u2013CH\u201300007",
    "2026\u2014CH\u221200007",
    "2026\u200b-CH-\ufeff00007",
    "２０２６－ＣＨ－００００７",
    "2026-CH-00007\n",
]
BLANKS = ["-", " - ", ".", "---", "/", " ", "\u2013", "\u200b", "./-"]


@pytest.mark.parametrize("reference", REFERENCES)
async def test_a_reference_is_found_however_it_is_pasted(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: Headers, reference: str
) -> None:
    funder = await program(sandbox)
    dossier = await funded(sandbox_database, "2026-CH-00007")
    declared = a_dossier(fundings=[{"funder_code": "OPCA", "reference": reference}])
    opened = await sandbox.post("/v1/dossiers", json=declared, headers=employer)

    found = await sandbox.post(f"{FUNDED}/lookup", json={"references": [reference]}, headers=funder)
    listed = await sandbox.get(FUNDED, params={"reference": reference}, headers=funder)
    confirmed = await sandbox.post(f"{FUNDED}/{dossier.id}/confirmation", json={"reference": reference}, headers=funder)

    both = {str(dossier.id), opened.json()["id"]}
    assert {each["id"] for each in found.json()["items"][0]["dossiers"]} == both
    assert {each["id"] for each in listed.json()["items"]} == both
    assert confirmed.json()["confirmed"] is True


@pytest.mark.parametrize("reference", BLANKS)
async def test_a_reference_of_which_nothing_is_left_is_refused_wherever_it_is_given(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, employer: Headers, reference: str
) -> None:
    funder = await program(sandbox)
    dossier = await funded(sandbox_database, "2026-CH-00007")
    address = f"{FUNDED}/{dossier.id}/confirmation"
    declared = a_dossier(fundings=[{"funder_code": "OPCA", "reference": reference}])

    answers = [
        await sandbox.post("/v1/dossiers", json=declared, headers=employer),
        await sandbox.post(f"{FUNDED}/lookup", json={"references": [reference]}, headers=funder),
        await sandbox.get(FUNDED, params={"reference": reference}, headers=funder),
        await sandbox.post(address, json={"reference": reference}, headers=funder),
        await sandbox.delete(address, params={"reference": reference}, headers=funder),
    ]

    for answer in answers:
        assert answer.status_code == 422, answer.text
        assert {error["code"] for error in answer.json()["errors"]} <= {"blank_reference", "too_short"}
