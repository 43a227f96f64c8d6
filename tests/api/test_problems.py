"""Every "no" is a problem document, on every path."""

import logging
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.api.faults import faults_of
from app.api.problems import REFUSALS as KNOWN
from app.api.problems import STATUSES
from app.usecases import errors
from tests.api.edge import REFUSALS, bearer, edge

MEMBERS = ["type", "title", "status", "detail", "instance", "code", "request_id", "errors"]


def problem(response: Response) -> dict[str, Any]:
    """The document, once it is sure that it is one."""
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert list(document) == MEMBERS
    assert document["status"] == response.status_code
    assert document["type"] == f"http://testserver/docs/errors/{document['code']}"
    assert document["request_id"] == response.headers["x-request-id"]
    return document


async def post(client: AsyncClient, json: Any, **headers: str) -> Response:
    return await client.post("/v1/things", json=json, headers={**bearer("employer"), **headers})


def kinds_of_no(kind: type[errors.UseCaseError] = errors.UseCaseError) -> set[type[errors.UseCaseError]]:
    return {kind, *(each for below in kind.__subclasses__() for each in kinds_of_no(below))}


def test_every_way_to_say_no_has_its_code_and_every_code_its_status() -> None:
    assert kinds_of_no() - {errors.UseCaseError, errors.Refused} == set(KNOWN)
    assert set(KNOWN.values()) <= set(STATUSES)


@pytest.mark.parametrize("code", REFUSALS)
async def test_a_refusal_is_told_with_its_code_and_status(code: str) -> None:
    async with edge() as client:
        told = problem(await client.get(f"/v1/things/refusals/{code}"))

    assert told["code"] == code
    assert told["status"] == STATUSES[code][0]


async def test_a_refusal_by_rules_tells_each_reason_with_the_sentence_of_that_day() -> None:
    async with edge() as client:
        told = problem(await client.get("/v1/things/refusals/rules_refused"))

    assert told["errors"] == [
        {"code": "too_short", "detail": "Une raison.", "rule": "R31", "quote": "une expérience"},
        {"code": "not_on_payroll", "detail": "Une raison."},
    ]


@pytest.mark.parametrize(
    ("accept_language", "title"),
    [
        pytest.param(None, "Étape non ouverte", id="French unless said"),
        pytest.param("en", "Step not open", id="English"),
        pytest.param("en-GB,en;q=0.9,fr;q=0.8", "Step not open", id="English before French"),
        pytest.param("de, fr;q=0.5, en;q=0.4", "Étape non ouverte", id="French before English"),
        pytest.param("en;q=0.3, fr", "Étape non ouverte", id="weights before order"),
        pytest.param("*;q=0.1, fr;q=0", "Étape non ouverte", id="nothing of ours is preferred"),
        pytest.param("en;q=0", "Étape non ouverte", id="English refused"),
        pytest.param(";;q=x,,", "Étape non ouverte", id="nonsense"),
    ],
)
async def test_the_language_follows_accept_language(accept_language: str | None, title: str) -> None:
    headers = {"Accept-Language": accept_language} if accept_language is not None else {}
    async with edge() as client:
        told = problem(await client.get("/v1/things/refusals/step_not_open", headers=headers))

    assert told["title"] == title


async def test_every_wrong_value_is_told_at_once_with_its_place() -> None:
    wrong = {"name": "", "size": "7.5", "people": [{"email": "nobody", "born_on": "2026-02-30"}], "a/b~c": 1}
    async with edge() as client:
        told = problem(await post(client, wrong))

    assert told["code"] == "validation_failed"
    assert {(error["pointer"], error["code"]) for error in told["errors"]} == {
        ("/name", "too_short"),
        ("/size", "not_an_integer"),
        ("/people/0/email", "not_an_email"),
        ("/people/0/born_on", "not_a_date"),
        ("/a~1b~0c", "unknown_field"),
    }


async def test_wrong_values_are_told_in_both_languages() -> None:
    async with edge() as client:
        french = problem(await post(client, {"name": "x", "size": 101}))
        english = problem(await post(client, {"name": "x", "size": 101}, **{"Accept-Language": "en"}))

    assert french["errors"][0]["detail"] == "La valeur doit être d'au plus 100."
    assert english["errors"][0]["detail"] == "The value must be at most 100."


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        pytest.param({"size": 1}, "/name", "missing", id="a field missing"),
        pytest.param([], "", "not_an_object", id="a list for an object"),
        pytest.param({"name": "a\x00", "size": 1}, "/name", "nul_character", id="a character no column holds"),
        pytest.param({"name": 1, "size": 1}, "/name", "not_a_string", id="a number for a string"),
        pytest.param(
            {"name": "x", "size": 1, "seen_at": "2026-11-23T09:00:00"}, "/seen_at", "without_time_zone", id="no offset"
        ),
        pytest.param({"name": "x", "size": 1, "people": [3]}, "/people/0", "not_an_object", id="inside a list"),
    ],
)
async def test_a_wrong_value_has_a_code_and_a_pointer(body: Any, pointer: str, code: str) -> None:
    async with edge() as client:
        told = problem(await post(client, body))

    assert [(error["pointer"], error["code"]) for error in told["errors"]] == [(pointer, code)]


@pytest.mark.parametrize(
    "content",
    [b"{", b"", b"\xff\xfe{", b'{"name": "\xe9"}', b"[" * 100_000, b'{"size": ' + b"9" * 5000 + b"}"],
    ids=["cut short", "empty", "a wrong mark", "not UTF-8", "too deep", "a number too long"],
)
async def test_a_body_that_cannot_be_read_is_the_clients_fault(content: bytes) -> None:
    headers = {**bearer("employer"), "Content-Type": "application/json"}
    async with edge() as client:
        told = problem(await client.post("/v1/things", content=content, headers=headers))

    assert told["code"] == ("malformed_request" if content else "validation_failed")


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        pytest.param("limit=0", "limit", "too_small", id="below"),
        pytest.param("limit=201", "limit", "too_large", id="above"),
        pytest.param("cursor=%21", "cursor", "invalid_cursor", id="no cursor of ours"),
        pytest.param("cursor=%00", "cursor", "nul_character", id="a character no column holds"),
        pytest.param("limmit=3", "limmit", "unknown_parameter", id="misspelt"),
        pytest.param("limit=3&limit=3", "limit", "repeated_parameter", id="twice"),
    ],
)
async def test_a_wrong_parameter_is_named(query: str, parameter: str, code: str) -> None:
    async with edge() as client:
        told = problem(await client.get(f"/v1/things?{query}"))

    assert [(error["parameter"], error["code"]) for error in told["errors"]] == [(parameter, code)]


def test_the_values_admitted_are_listed_in_the_readers_language() -> None:
    found = {"type": "literal_error", "loc": ("query", "kind"), "ctx": {"expected": "'cqp' or 'cqpi'"}}
    (fault,) = faults_of([found], None)

    assert fault.detail.fr == "Valeurs admises : 'cqp' ou 'cqpi'."
    assert fault.detail.en == "Allowed values: 'cqp' or 'cqpi'."


def test_a_flag_that_must_be_set_is_told_in_json() -> None:
    (fault,) = faults_of([{"type": "literal_error", "loc": ("body", "independent"), "ctx": {"expected": "True"}}], {})

    assert fault.detail.fr == "Valeurs admises : true."


async def test_all_that_is_wrong_with_the_parameters_is_told_at_once() -> None:
    async with edge() as client:
        told = problem(await client.get("/v1/things?limmit=3&limit=0&cursor=%00"))

    assert {(error["parameter"], error["code"]) for error in told["errors"]} == {
        ("limmit", "unknown_parameter"),
        ("limit", "too_small"),
        ("cursor", "nul_character"),
    }


@pytest.mark.parametrize("path", ["/nowhere", "/v1/things/", "/v1//things", "/v1/things/refusals", "/%00", "/v1/é"])
async def test_an_address_that_does_not_exist_is_not_found_and_not_redirected(path: str) -> None:
    async with edge() as client:
        told = problem(await client.get(path, headers=bearer("employer")))

    assert told["code"] == "not_found"


async def test_absent_and_malformed_ids_read_the_same_save_the_request_id() -> None:
    headers = {**bearer("employer"), "X-Request-ID": "same"}
    async with edge() as client:
        bodies = {
            (await client.get(f"/v1/things/{name}", headers=headers)).content
            for name in ("00000000-0000-0000-0000-00000000ffff", "00000000-0000-0000-0000-00000000fffe", "no-uuid")
        }

    assert len(bodies) == 1


async def test_a_wrong_method_is_told_all_that_the_address_admits() -> None:
    async with edge() as client:
        response = await client.delete("/v1/things")

    assert problem(response)["code"] == "method_not_allowed"
    assert response.headers["allow"] == "GET, HEAD, POST"


async def test_what_breaks_is_logged_whole_and_told_without_a_word_of_it(caplog: pytest.LogCaptureFixture) -> None:
    async with edge() as client:
        with caplog.at_level(logging.ERROR):
            response = await client.get("/v1/things/crash/now", headers={"X-Request-ID": "abc-1"})

    assert problem(response)["code"] == "internal_error"
    assert "swordfish" not in response.text
    assert "swordfish" in caplog.text


async def test_oauth_is_refused_as_rfc_6749_says() -> None:
    async with edge() as client:
        refused = await client.post("/oauth/things", data={"grant": "x"})
        incomplete = await client.post("/oauth/things", data={})
        wrong_type = await client.post("/oauth/things", json={})
        wrong_method = await client.get("/oauth/things")

    assert (refused.status_code, refused.json()) == (
        401,
        {"error": "invalid_client", "error_description": "Client  inconnu "},
    )
    assert refused.headers["www-authenticate"].startswith("Basic")
    for response in (incomplete, wrong_type, wrong_method):
        assert response.headers["content-type"] == "application/json"
        assert response.headers["cache-control"] == "no-store"
        assert response.json()["error"] == "invalid_request"


async def test_a_throttled_caller_learns_when_to_come_back() -> None:
    async with edge() as client:
        response = await client.get("/v1/things/refusals/too_many_requests")

    assert response.headers["retry-after"] == "30"
