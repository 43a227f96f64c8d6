"""What no operation admits, generated from the OpenAPI document: each is a problem document, and nothing is written."""

import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from app.api.contract_route import ContractRoute
from app.api.pages import encode_cursor
from app.api.policy import POLICY
from app.main import create_app
from app.settings import read_settings
from app.usecases.access import Role
from tests.api.rows import written_in
from tests.api.spoiling import OF_TYPES, Document, Place, merged, spoilt
from tests.api.world import ABSENT, ROLES, World, build_world
from tests.api.world_objects import DOSSIERS, dossier_id
from tests.api.world_requests import request_for
from tests.conftest import CREDENTIAL_KEY
from tests.database import Postgres

pytestmark = pytest.mark.asyncio(loop_scope="module")

KEPT_OF_REFUSALS = frozenset({"attempts", "idempotency_keys"})

TOLD_ROW_BY_ROW = frozenset({"importDossiers"})
"""A bad row is told in the report, and hinders no other: tests/api/test_imports.py."""

SAYS_NOTHING = (" ", " \n\t ", "\u200b", "\u00a0\u2060", "\u3164", "...", "--")
REQUIRED_TEXTS = frozenset({"reason", "evidence", "observations", "text"})
"""What a reason, a ground, evidence and observations are called, in whatever request (D60)."""
NOT_READ_BY_PEOPLE = frozenset(
    {"password", "token", "refresh_token", "challenge", "passkey", "value", "url", "join_url", "after"}
    | {"reference", "references"}
)
"""Secrets, addresses and choices, wrong whatever stands in them; and references, which are relieved of the unseen."""
LIKE_CONTROLS = ("Du\u0007pont", "Du\u202epont", "Du\ufffepont")

DEEP = "[" * 30_000 + "]" * 30_000
UNREADABLE: Mapping[str, bytes] = {
    "nothing": b"",
    "a word": b"perdu",
    "an open brace": b"{",
    "a single quote": b"{'a': 1}",
    "a comma too many": b'{"a": 1,}',
    "bytes that are no UTF-8": b'{"a": "\xff\xfe"}',
    "deeper than anybody means": DEEP.encode(),
}
NOT_OBJECTS: tuple[Any, ...] = ([], ["x"], "x", 3, True, None)
IMPOSSIBLE_DAYS = ("2026-02-30", "2026-13-01", "0000-00-00", "hier", "", "86400")
NUMBERS_OUT_OF_REACH = (10**30, -(10**30))
STRANGE_NAMES = ("x", "%00", "..%2F..", "%F0%9F%A7%AA", "%FF", "x" * 3000, "%27%20OR%201=1", "0" * 32, "-1", "null")
NAMES_TO_GIVE = {
    ("putNetwork", "null"),
    *(("putFunder", name) for name in ("x", "0" * 32, "null")),
    *(("saveDraft", name) for name in ("x", "0" * 32, "-1", "null")),
}
"""Strange or not, a code that whoever keeps the list may give to what they add."""


@dataclass(frozen=True, slots=True)
class Target:
    """An operation that somebody may call, a request that it accepts, and what the document says of it."""

    route: ContractRoute
    role: Role
    path: str
    operation: Mapping[str, Any]
    body: Any

    @property
    def name(self) -> str:
        return str(self.route.operation_id)


@dataclass(frozen=True, slots=True)
class Desk:
    """The service on the matrix's world, and what to call."""

    app: FastAPI
    engine: AsyncEngine
    client: AsyncClient
    world: World
    document: Document

    def targets(self) -> Iterator[Target]:
        operations = dict(self.document.operations())
        for route in self.app.routes:
            if isinstance(route, ContractRoute):
                operation = operations[str(route.operation_id)]
                role, path = self._reached(route)
                yield Target(route, role, path, operation, self._whole(route, role, operation))

    def reading_json(self) -> list[tuple[Target, list[Place]]]:
        """The operations that read JSON, with the places of their whole requests."""
        found = []
        for target in self.targets():
            schema = self.document.body_schema(target.operation)
            if schema is not None and target.name not in TOLD_ROW_BY_ROW:
                found.append((target, list(self.document.places(schema, target.body))))
        return found

    async def send(self, target: Target, path: str | None = None, **arguments: Any) -> Response:
        method = next(iter(target.route.methods or ()))
        given = {"If-Match": "*"} if method in {"PUT", "PATCH"} else {}
        headers = {**given, **self.world.headers[target.role], **arguments.pop("headers", {})}
        return await self.client.request(method, path or target.path, headers=headers, **arguments)

    def _reached(self, route: ContractRoute) -> tuple[Role, str]:
        row = POLICY.rows[str(route.operation_id)]
        paths = ((role, self.world.path(route, role, "own")) for role in ROLES if role in row)
        return next((role, path) for role, path in paths if path is not None)

    def _whole(self, route: ContractRoute, role: Role, operation: Mapping[str, Any]) -> Any:
        schema = self.document.body_schema(operation)
        example = request_for(str(route.operation_id), role).get("json")
        return example if schema is None else merged(self.document.sample(schema), example)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(
    postgres: Postgres, sandbox_template: str, signing_key: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Desk]:
    """One for all: no refusal leaves a trace."""
    settings = read_settings(
        environment="sandbox",
        database_url="postgresql://unused/unused",
        public_url="http://testserver",
        data_directory=tmp_path_factory.mktemp("documents"),
        signing_key=signing_key,
        credential_key=CREDENTIAL_KEY,
    )
    async with postgres.clone(sandbox_template) as engine:
        app = create_app(settings, engine=engine)
        world = await build_world(app, engine)
        async with AsyncClient(
            transport=ASGITransport(app, raise_app_exceptions=False), base_url="http://testserver"
        ) as client:
            yield Desk(app, engine, client, world, Document(app.openapi()))


@pytest_asyncio.fixture(loop_scope="module")
async def untouched(desk: Desk) -> AsyncIterator[None]:
    """Nothing is written while the test runs, what is counted of failed attempts aside."""
    before = await written_in(desk.engine, but=KEPT_OF_REFUSALS)
    yield
    assert await written_in(desk.engine, but=KEPT_OF_REFUSALS) == before


def fault(answer: Response, status: int, code: str) -> str | None:
    """What is wrong with a refusal, None where it is the problem document that it should be."""
    if answer.request.url.path.startswith("/oauth/"):
        return None if 400 <= answer.status_code < 500 and "error" in answer.json() else answer.text[:200]
    if answer.headers.get("content-type") != "application/problem+json":
        return f"{answer.status_code} {answer.text[:200]}"
    problem = answer.json()
    as_expected = (answer.status_code, problem["code"]) == (status, code) and problem["status"] == status
    return None if as_expected and problem["request_id"] else f"{answer.status_code} {answer.text[:300]}"


def unnamed(answer: Response, places: list[Place]) -> str | None:
    """The places that a refusal of values does not name, None where it names each of them."""
    wrong = fault(answer, 422, "validation_failed")
    if wrong is not None:
        return wrong
    named = {error.get("pointer") for error in answer.json()["errors"]}
    missing = sorted(place.pointer for place in places if place.pointer not in named)
    return f"not refused: {missing}" if missing else None


def told(faults: Mapping[str, str | None]) -> str:
    return "\n".join(f"{name}: {wrong}" for name, wrong in faults.items() if wrong)


def leaves(places: list[Place]) -> list[Place]:
    """The places of single values; a tag is not spoilt, since it tells what the rest means."""
    return [place for place in places if place.types and not place.types & {"object", "array"} and not place.is_tag]


async def test_a_body_that_is_not_json_is_malformed(desk: Desk, untouched: None) -> None:
    faults = {}
    for target, _ in desk.reading_json():
        optional = not target.operation["requestBody"].get("required", False)
        for name, content in UNREADABLE.items():
            if content or not optional:
                answer = await desk.send(target, content=content, headers={"Content-Type": "application/json"})
                code = (422, "validation_failed") if not content else (400, "malformed_request")
                faults[f"{target.name}, {name}"] = fault(answer, *code)

    assert told(faults) == ""


async def test_a_body_that_is_no_object_is_refused(desk: Desk, untouched: None) -> None:
    faults = {}
    for target, _ in desk.reading_json():
        optional = not target.operation["requestBody"].get("required", False)
        for value in NOT_OBJECTS:
            if value is not None or not optional:
                answer = await desk.send(target, json=value)
                faults[f"{target.name}, {value!r}"] = fault(answer, 422, "validation_failed")

    assert told(faults) == ""


async def test_an_unknown_field_is_refused_wherever_it_stands(desk: Desk, untouched: None) -> None:
    faults = {}
    for target, places in desk.reading_json():
        for place in places:
            if "object" in place.types and "properties" in str(place.schema):
                unknown = Place((*place.steps, "nickname"), {})
                answer = await desk.send(target, json=spoilt(target.body, unknown.steps, "x"))
                faults[f"{target.name} {unknown.pointer}"] = unnamed(answer, [unknown])

    assert told(faults) == ""


@pytest.mark.parametrize(("kind", "value"), OF_TYPES)
async def test_a_value_of_another_type_is_refused_in_every_field_at_once(
    desk: Desk, untouched: None, kind: str, value: Any
) -> None:
    faults = {}
    for target, places in desk.reading_json():
        wrong = [place for place in leaves(places) if not _admits(place, kind)]
        body = target.body
        for place in wrong:
            body = spoilt(body, place.steps, value)
        if wrong:
            faults[target.name] = unnamed(await desk.send(target, json=body), wrong)

    assert told(faults) == ""


@pytest.mark.parametrize(("kind", "value"), OF_TYPES)
async def test_a_value_that_is_no_list_or_no_object_is_refused_where_one_is_expected(
    desk: Desk, untouched: None, kind: str, value: Any
) -> None:
    faults = {}
    for target, places in desk.reading_json():
        for place in places:
            if place.steps and place.types & {"object", "array"} and not _admits(place, kind):
                answer = await desk.send(target, json=spoilt(target.body, place.steps, value))
                faults[f"{target.name} {place.pointer}"] = unnamed(answer, [place])

    assert told(faults) == ""


def _admits(place: Place, kind: str) -> bool:
    return kind in place.types or (kind == "integer" and "number" in place.types)


def _days(place: Place) -> bool:
    return "date" in place.formats


def _closed(place: Place) -> bool:
    return "string" in place.types and place.is_closed


def _texts(place: Place) -> bool:
    return "string" in place.types


def _integers(place: Place) -> bool:
    return "integer" in place.types


@pytest.mark.parametrize(
    ("of", "value"),
    [
        *(pytest.param(_days, day, id=f"no such day: {day}") for day in IMPOSSIBLE_DAYS),
        pytest.param(_closed, "ça n'existe pas !\x01", id="none of the values admitted"),
        pytest.param(_texts, "é" + "e" * 12_000, id="longer than anybody means"),
        pytest.param(_texts, "a\x00b", id="a NUL character"),
        *(pytest.param(_integers, number, id=f"{number:.0e}") for number in NUMBERS_OUT_OF_REACH),
    ],
)
async def test_an_impossible_value_is_refused_in_every_field_at_once(
    desk: Desk, untouched: None, of: Callable[[Place], bool], value: Any
) -> None:
    faults = {}
    for target, places in desk.reading_json():
        wrong = [place for place in leaves(places) if of(place)]
        body = target.body
        for place in wrong:
            body = spoilt(body, place.steps, value)
        if wrong:
            faults[target.name] = unnamed(await desk.send(target, json=body), wrong)

    assert told(faults) == ""


async def test_half_a_character_and_what_json_does_not_know_are_refused(desk: Desk, untouched: None) -> None:
    faults = {}
    for target, places in desk.reading_json():
        texts = [place for place in leaves(places) if _texts(place)]
        numbers = [place for place in leaves(places) if place.types & {"integer", "number"}]
        for place, written in [*((p, '"\\ud800"') for p in texts[:3]), *((p, "NaN") for p in numbers)]:
            content = json.dumps(spoilt(target.body, place.steps, "@@")).replace('"@@"', written)
            answer = await desk.send(target, content=content, headers={"Content-Type": "application/json"})
            refused = 400 <= answer.status_code < 500
            faults[f"{target.name} {place.pointer} {written}"] = None if refused else answer.text[:200]

    assert told(faults) == ""


async def test_a_wrong_parameter_of_the_query_is_refused_and_named(desk: Desk, untouched: None) -> None:
    faults = {}
    for target in desk.targets():
        known = [p for p in target.operation.get("parameters", []) if p.get("in") == "query"]
        arguments = dict(request_for(target.name, target.role))
        given = arguments.pop("params", {})
        for parameter in known:
            for value in _wrong_values(desk.document.resolved(parameter["schema"]), parameter["name"]):
                params = {**given, parameter["name"]: value}
                answer = await desk.send(target, params=params, **arguments)
                faults[f"{target.name} ?{parameter['name']}={value[:40]!r}"] = fault(answer, 422, "validation_failed")
            if parameter["name"] == "cursor":
                for after in _OF_OTHER_LISTS:
                    answer = await desk.send(target, params={**given, "cursor": encode_cursor(after)}, **arguments)
                    lost = answer.status_code == 200 and answer.json()["items"] == []
                    wrong = None if lost else fault(answer, 422, "validation_failed")
                    faults[f"{target.name} after {after!r}"] = wrong
        answer = await desk.send(target, params={**given, "nickname": "x"}, **arguments)
        faults[f"{target.name} ?nickname"] = fault(answer, 422, "validation_failed")

    assert told(faults) == ""


_OF_OTHER_LISTS = ("an-id-of-another-list", "\x00", "")


def _wrong_values(schema: Mapping[str, Any], name: str) -> list[str]:
    wrong = ["a\x00b"]
    if name == "cursor":
        wrong += ["x", "é", "A" * 5000, "____"]
    if schema.get("type") == "integer":
        wrong += ["0", "-1", "201", str(10**30), "x", "1.5", ""]
    if schema.get("format") in {"date", "date-time"}:
        wrong += [*IMPOSSIBLE_DAYS, "1", "86400", "2026-11-23T99:00:00Z"]
    if schema.get("format") == "date":
        wrong += ["0001-01-01", "9999-12-31"]
    if "enum" in schema or schema.get("format") == "email":
        wrong += ["ça n'existe pas !", ""]
    if "maxLength" in schema:
        wrong.append("x" * 12_000)
    return wrong


async def test_a_strange_name_in_the_path_is_the_name_of_nothing(desk: Desk, untouched: None) -> None:
    faults = {}
    for target in desk.targets():
        for parameter in target.route.param_convertors:
            for name in STRANGE_NAMES:
                if (target.name, name) in NAMES_TO_GIVE:
                    continue
                values = dict.fromkeys(target.route.param_convertors, ABSENT) | {parameter: name}
                arguments = {**request_for(target.name, target.role)}
                if target.body is not None:
                    arguments["json"] = request_for(target.name, target.role)["json"]
                answer = await desk.send(target, target.route.path_format.format(**values), **arguments)
                refused = 400 <= answer.status_code < 500
                faults[f"{target.name} {parameter}={name[:20]}"] = None if refused else answer.text[:200]

    assert told(faults) == ""


FARTHEST_DAYS = ("1900-01-01", "2199-12-31")
READ_AFTERWARDS = ("", "/checklist", "/history", "/admissibility", "/assessment", "/training-plan", "/evaluator")


async def test_the_farthest_days_break_nothing_neither_at_once_nor_later(desk: Desk) -> None:
    broken = {}
    for target, places in desk.reading_json():
        for place in (place for place in leaves(places) if _days(place)):
            for day in FARTHEST_DAYS:
                body = spoilt(target.body, place.steps, [day] if "array" in place.types else day)
                for path in _every_dossier(target):
                    answer = await desk.send(target, path, json=body)
                    broken[f"{target.name} {place.pointer} {day}"] = answer.status_code
    secretariat = desk.world.headers[Role.SECRETARIAT]
    for name in DOSSIERS:
        for part in READ_AFTERWARDS:
            path = f"/v1/dossiers/{dossier_id(name)}{part}"
            broken[path] = (await desk.client.get(path, headers=secretariat)).status_code

    assert {name: status for name, status in broken.items() if status >= 500} == {}


def _every_dossier(target: Target) -> list[str]:
    if "dossier_id" not in target.route.param_convertors:
        return [target.path]
    others = dict.fromkeys(target.route.param_convertors, "cqpi-agent-logistique")
    return [target.route.path_format.format(**{**others, "dossier_id": dossier_id(name)}) for name in DOSSIERS]


async def test_a_text_that_is_required_says_something_wherever_it_is_asked_for(desk: Desk, untouched: None) -> None:
    faults, asked = {}, set()
    for target, places in desk.reading_json():
        for place in places:
            if place.steps and place.steps[-1] in REQUIRED_TEXTS and "string" in place.types:
                asked.add(target.name)
                for blank in SAYS_NOTHING:
                    answer = await desk.send(target, json=spoilt(target.body, place.steps, blank))
                    faults[f"{target.name} {place.pointer} {blank!r}"] = _unsaid(answer, place)

    assert told(faults) == ""
    assert asked >= {
        "waiveTradeObservations",
        "postponeJurySession",
        "correctDecision",
        "reissueCertificate",
        "revokeCertificate",
        "updateDossier",
        "extendAdmissibility",
        "withdrawDossier",
        "cancelJurySession",
        "decideAdmissibility",
        "verifyHeldCertification",
        "confirmDirectAssessment",
        "verifyCompany",
        "recordTradeObservations",
        "decidePersonMatch",
    }


async def test_no_text_for_people_holds_what_cannot_be_printed(desk: Desk, untouched: None) -> None:
    faults = {}
    for target, places in desk.reading_json():
        for place in places:
            is_read = place.steps and NOT_READ_BY_PEOPLE.isdisjoint(place.steps)
            if "string" in place.types and not place.is_tag and is_read:
                for text in LIKE_CONTROLS:
                    answer = await desk.send(target, json=spoilt(target.body, place.steps, text))
                    faults[f"{target.name} {place.pointer} {text!r}"] = unnamed(answer, [place])

    assert told(faults) == ""


def _unsaid(answer: Response, place: Place) -> str | None:
    """What is wrong with the refusal of a blank text; None where it names the decision that asks for better."""
    wrong = fault(answer, 422, "validation_failed")
    found = [] if wrong else [e for e in answer.json()["errors"] if e.get("pointer") == place.pointer]
    said = [(e["code"], e.get("rule"), bool(e.get("quote"))) for e in found]
    return wrong or (None if said == [("says_nothing", "D60", True)] else str(said))
