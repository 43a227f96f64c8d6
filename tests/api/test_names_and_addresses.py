"""Names are made of letters that can be printed, addresses are kept as typed, and both say what is wrong with them."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from tests import files
from tests.api.dossier_requests import EMPLOYER, SECRETARIAT, a_candidate, a_dossier
from tests.api.signing_in import sign_in
from tests.api.test_pasted_input import imported

NO_NAMES = [
    pytest.param("\u200b", "unprintable_character", id="a space without width"),
    pytest.param("\u2060", "unprintable_character", id="a joiner"),
    pytest.param("Dupont\u202eMartin", "unprintable_character", id="turned about"),
    pytest.param("Dupont\nMartin", "unprintable_character", id="two lines"),
    pytest.param("Dupont\u2028Martin", "unprintable_character", id="two lines of Unicode"),
    pytest.param("Dupont\ufffe", "unprintable_character", id="no character"),
    pytest.param("\u3164", "unprintable_character", id="a letter that prints a blank"),
    pytest.param("-", "no_letter", id="a dash"),
    pytest.param("1984", "no_letter", id="a number"),
    pytest.param("D\u0443pont", "mixed_scripts", id="a Cyrillic letter among Latin ones"),
]


@pytest.mark.parametrize("field", ["birth_name", "usage_name", "first_names"])
@pytest.mark.parametrize(("name", "code"), NO_NAMES)
async def test_a_name_that_names_nobody_is_refused_in_json_and_in_csv(
    sandbox: AsyncClient, field: str, name: str, code: str
) -> None:
    headers = await sign_in(sandbox, EMPLOYER)
    body = a_dossier(candidate=a_candidate(**{field: name}))

    refused = await sandbox.post("/v1/dossiers", json=body, headers=headers)

    told = [(error["code"], error["pointer"]) for error in refused.json()["errors"]]
    assert (refused.status_code, told) == (422, [(code, f"/candidate/{field}")])
    if field != "usage_name":
        row = await imported(sandbox, headers, **{f"candidate__{field}": name})
        assert [(error["code"], error["column"]) for error in row["errors"]] == [(code, f"candidate.{field}")]


@pytest.mark.parametrize(
    "name", ["Dupont", "d'Arc", "O\u2019Neil", "Nguyễn", "Иванова", "Zoe\u0301", "  Le\u00a0Goff "]
)
async def test_names_as_people_bear_them_are_taken(sandbox: AsyncClient, name: str) -> None:
    headers = await sign_in(sandbox, EMPLOYER)

    opened = await sandbox.post("/v1/dossiers", json=a_dossier(candidate=a_candidate(birth_name=name)), headers=headers)

    assert (opened.status_code, opened.json()["candidate"]["birth_name"]) == (201, name.strip())


ADDRESSES = [
    pytest.param("jean@exemple.fr", "jean@exemple.fr", id="plain"),
    pytest.param(" jean@exemple.fr\n", "jean@exemple.fr", id="with blanks around"),
    pytest.param("Jean Martin <jean@exemple.fr>", "jean@exemple.fr", id="as a mail program copies it"),
    pytest.param("jean@münchen.de", "jean@münchen.de", id="a domain with an accent"),
    pytest.param("jean@xn--mnchen-3ya.de", "jean@xn--mnchen-3ya.de", id="the same as the network writes it"),
    pytest.param("jürgen@exemple.fr", "jürgen@exemple.fr", id="an accent before the sign"),
]


@pytest.mark.parametrize(("typed", "kept"), ADDRESSES)
async def test_an_address_is_shown_as_it_was_typed(sandbox: AsyncClient, typed: str, kept: str) -> None:
    headers = await sign_in(sandbox, EMPLOYER)

    opened = await sandbox.post("/v1/dossiers", json=a_dossier(candidate=a_candidate(email=typed)), headers=headers)

    assert (opened.status_code, opened.json()["candidate"]["email"]) == (201, kept)


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        pytest.param("jean", "not_an_email", "adresse électronique", id="no sign"),
        pytest.param("jean@exemple", "not_an_email", "adresse électronique", id="no country"),
        pytest.param("jean@exem\u200bple.fr", "not_an_email", "caractère invisible (U+200B)", id="something unseen"),
        pytest.param("\u0430@x.example", "mixed_scripts", "cyrillique et latin", id="another's letter before the sign"),
        pytest.param("jean@p\u0430ypal.example", "mixed_scripts", "latin et cyrillique", id="one in the domain"),
    ],
)
async def test_an_address_that_is_none_or_passes_for_anothers_opens_no_account(
    sandbox: AsyncClient, typed: str, code: str, told: str
) -> None:
    headers = await sign_in(sandbox, SECRETARIAT)

    refused = await sandbox.post("/v1/users", json={"email": typed, "name": "J", "role": "jury"}, headers=headers)

    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["code"], error["pointer"]) == (422, code, "/email")
    assert told in error["detail"]


@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    [
        pytest.param(b"\xef\xbb\xbf" + files.pdf(), "outil 6.pdf", 201, None, id="a mark before it"),
        pytest.param(b"\x1b%-12345X@PJL\r\n" + files.pdf(), "outil 6.pdf", 201, None, id="a printer's words before it"),
        pytest.param(files.pdf() + b"x" * 2048, "outil 6.pdf", 201, None, id="two kilobytes after it"),
        pytest.param(files.pdf(), "outil 6 M.Dupont", 201, None, id="a name with a dot"),
        pytest.param(files.locked_pdf(to_read=""), "outil 6.pdf", 201, None, id="locked against changes alone"),
        pytest.param(
            files.locked_pdf(to_read="x"), "outil 6.pdf", 422, "password_protected_file", id="a password to read"
        ),
        pytest.param(files.pdf(pages=0), "outil 6.pdf", 422, "file_without_pages", id="no page"),
        pytest.param(
            files.pdf(catalogue=b"/AcroForm<</XFA()/Fields[]>>"),
            "outil 6.pdf",
            422,
            "form_without_pages",
            id="an XFA form alone",
        ),
    ],
)
async def test_a_mandatory_slot_is_filled_by_what_its_next_reader_can_open(
    sandbox: AsyncClient, sandbox_database: AsyncEngine, content: bytes, name: str, status: int, code: str | None
) -> None:
    headers = await sign_in(sandbox, EMPLOYER)
    address = (await sandbox.post("/v1/dossiers", json=a_dossier(), headers=headers)).headers["Location"]
    form: dict[str, Any] = {"data": {"kind": "outil_6", "signed_by": "candidate"}, "files": {"file": (name, content)}}

    answer = await sandbox.post(f"{address}/documents", headers=headers, **form)

    assert answer.status_code == status, answer.text
    if code:
        assert [(error["code"], error["pointer"]) for error in answer.json()["errors"]] == [(code, "/file")]
