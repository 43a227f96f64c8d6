"""The document that is committed: what a newcomer reads there is true, complete and was really answered."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from app.api.contract_route import ContractRoute
from app.api.examples import RECORDED as EXAMPLES
from app.api.middleware import EXPOSED_HEADERS, READ_HEADERS
from app.api.openapi import without_webhooks
from app.api.schemas import operations_of, referred
from app.api.shared_components import expanded
from app.api.v1 import ROUTERS
from app.domain.event_types import EventType

FOLDER = Path(__file__).parents[2] / "openapi"
DOCUMENT: dict[str, Any] = orjson.loads((FOLDER / "v1.json").read_bytes())
RECORDED: dict[str, Any] = orjson.loads(EXAMPLES.read_bytes())
OPERATIONS = {operation["operationId"]: operation for operation in operations_of(expanded(DOCUMENT))}
PROBLEM = "application/problem+json"

WITHOUT_EXAMPLE = {
    "fileAppeal": "in the stories candidates appeal by their link",
    "distinguishSeats": "no story has two people of one name yet",
    "startOidcSignIn": "the sandbox has no identity provider",
    "completeOidcSignIn": "the sandbox has no identity provider",
    "linkIdentity": "the sandbox has no identity provider",
    "recordSurveyAnswer": "no story has a holder who calls yet",
    "resendMail": "every mail of the sandbox leaves: none is left to be sent again",
}
"""Operations of which `make examples` heard no answer, and why."""


_ALWAYS_READ = frozenset({"Cache-Control", "Content-Language", "Content-Length", "Content-Type", "Last-Modified"})
"""The headers that a browser shows any page (Fetch, CORS-safelisted response-header names)."""


def test_a_page_of_another_site_may_read_every_header_of_the_document() -> None:
    told = {
        header
        for operation in OPERATIONS.values()
        for response in operation["responses"].values()
        for header in response.get("headers", {})
    }
    assert told
    assert told - _ALWAYS_READ <= set(EXPOSED_HEADERS)


def test_a_page_of_another_site_may_send_every_header_of_the_document() -> None:
    sent = {
        parameter["name"]
        for operation in OPERATIONS.values()
        for parameter in operation.get("parameters", ())
        if parameter.get("in") == "header"
    }
    assert sent
    assert sent <= set(READ_HEADERS)


def contents(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each place of an operation that holds JSON, with its name."""
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"request {media_type}", content
    for status, response in operation["responses"].items():
        for media_type, content in response.get("content", {}).items():
            if media_type.endswith("json"):
                yield f"{status} {media_type}", content


def nodes(value: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    if isinstance(value, dict):
        yield place, value
        for name, member in value.items():
            if name not in {"example", "examples"}:
                yield from nodes(member, (*place, name))
    elif isinstance(value, list):
        for item in value:
            yield from nodes(item, place)


def test_every_answer_was_recorded_or_says_why_not() -> None:
    answers = {
        name: [content for place, content in contents(operation) if place.startswith("2") and content["schema"]]
        for name, operation in OPERATIONS.items()
    }
    bare = {
        name
        for name, found in answers.items()
        if found and not any("recorded" in content.get("examples", {}) for content in found)
    }

    assert bare <= WITHOUT_EXAMPLE.keys(), "run `make examples`, or give the operation a story"
    assert WITHOUT_EXAMPLE.keys() <= OPERATIONS.keys()


def test_every_body_has_an_example_recorded_or_worked_out() -> None:
    bare = [
        f"{name} {place}"
        for name, operation in OPERATIONS.items()
        for place, content in contents(operation)
        if place.startswith(("request", "2")) and content["schema"] and not content.get("examples")
        if not place.endswith("x-ndjson")
    ]

    assert bare == []


def test_every_example_is_what_its_schema_says() -> None:
    registry: Registry[Any] = Registry().with_resource("urn:contract", DRAFT202012.create_resource(DOCUMENT))
    wrong = [
        f"{name} {place}: {error.message[:200]}"
        for name, operation in OPERATIONS.items()
        for place, content in contents(operation)
        for example in content.get("examples", {}).values()
        if "value" in example
        for error in Draft202012Validator(_within(content["schema"]), registry=registry).iter_errors(example["value"])
    ]

    assert wrong == []


def _within(schema: Any) -> Any:
    """The schema, its references read in the document."""
    if isinstance(schema, dict):
        return {key: f"urn:contract{value}" if key == "$ref" else _within(value) for key, value in schema.items()}
    return [_within(item) for item in schema] if isinstance(schema, list) else schema


def test_every_refusal_that_was_recorded_is_declared_with_its_code() -> None:
    declared = {
        name: {code for response in operation["responses"].values() for code in response.get("x-problem-codes", ())}
        for name, operation in OPERATIONS.items()
    }
    heard = {(name, code) for name, found in RECORDED.items() for code in found.get("refusals", {}) if name in declared}

    assert heard
    assert [(name, code) for name, code in heard if code not in declared[name]] == []


def test_no_enumeration_and_no_union_is_without_a_name() -> None:
    anonymous = [
        place
        for place, node in nodes(DOCUMENT)
        if place[:2] != ("components", "schemas") or len(place) > 3
        if len(node.get("enum", ())) > 1 or sum(each != {"type": "null"} for each in node.get("anyOf", ())) > 1
        if place[-1] != "properties"
    ]

    assert anonymous == []


def test_every_value_of_every_enumeration_is_described() -> None:
    bare = [name for name, schema in DOCUMENT["components"]["schemas"].items() if _is_undescribed(schema)]

    assert bare == []


def _is_undescribed(schema: dict[str, Any]) -> bool:
    return "enum" in schema and len(schema["enum"]) != len(schema.get("x-enum-descriptions", ()))


def test_every_operation_has_its_summary_and_description() -> None:
    assert [name for name, each in OPERATIONS.items() if not each.get("summary") or not each.get("description")] == []
    assert all(tag["description"] for tag in DOCUMENT["tags"])


@pytest.mark.parametrize("next_step", ["getDossier", "getChecklist", "addDocument", "updateDossier", "registerToJury"])
def test_a_dossier_just_opened_leads_to_what_comes_next(next_step: str) -> None:
    links = OPERATIONS["createDossier"]["responses"]["201"]["links"]

    assert links[next_step]["parameters"]["dossier_id"] == "$response.body#/id"
    assert links["updateDossier"]["parameters"]["header.If-Match"] == "$response.header.ETag"


def test_every_link_leads_to_an_operation_and_gives_its_path() -> None:
    for operation in OPERATIONS.values():
        for response in operation["responses"].values():
            for link in response.get("links", {}).values():
                path = next(
                    path
                    for path, item in DOCUMENT["paths"].items()
                    if any(each["operationId"] == link["operationId"] for each in item.values())
                )
                assert all(f"{{{name}}}" in path for name in link["parameters"] if "." not in name)


def test_a_deliberation_leads_to_the_dossier_that_its_body_names() -> None:
    links = OPERATIONS["deliberate"]["responses"]["201"]["links"]

    assert links["getDossier"]["parameters"] == {"dossier_id": "$request.body#/dossier_id"}


def test_each_kind_of_event_is_a_webhook_without_security() -> None:
    messages = {name: item["post"] for name, item in DOCUMENT["webhooks"].items()}

    assert messages.keys() == {*EventType, "webhook.test"}
    assert all(message["security"] == [] and message["tags"] == ["webhooks"] for message in messages.values())


def test_the_document_without_webhooks_is_the_whole_one_without_anything_that_names_them() -> None:
    second = without_webhooks(DOCUMENT)

    assert "webhooks" in DOCUMENT
    assert {*DOCUMENT} - {*second} == {"webhooks"}
    assert [tag["name"] for tag in DOCUMENT["tags"] if tag not in second["tags"]] == ["webhooks"]
    assert all(second[name] == DOCUMENT[name] for name in second.keys() - {"tags"})


def test_the_document_names_who_answers_for_the_service() -> None:
    assert DOCUMENT["info"]["contact"] == {"name": "CPNE des industries chimiques"}


@pytest.mark.parametrize(("operation_id", "asked"), [("issueToken", "grant_type"), ("revokeToken", "token")])
def test_what_a_programs_form_must_hold_is_required_by_the_document(operation_id: str, asked: str) -> None:
    form = OPERATIONS[operation_id]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]

    assert DOCUMENT["components"]["schemas"][str(referred(form))]["required"] == [asked]


def test_an_answer_that_names_the_place_of_what_it_made_says_so() -> None:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, ContractRoute)]
    naming = {str(route.operation_id) for route in routes if '"Location"' in inspect.getsource(route.endpoint)}
    told = {
        name
        for name, operation in OPERATIONS.items()
        for status, response in operation["responses"].items()
        if status in {"201", "202"} and "Location" in response.get("headers", {})
    }

    assert "createDossier" in told
    assert told == naming


def test_every_list_says_where_its_next_page_is_and_every_wait_how_long_it_is() -> None:
    for name, operation in OPERATIONS.items():
        pages = any(each["name"] == "cursor" for each in operation.get("parameters", ()))
        assert ("Link" in operation["responses"].get("200", {}).get("headers", {})) is pages, name
        refused = {status for status, each in operation["responses"].items() if PROBLEM in each.get("content", {})}
        for status in refused & {"429", "503"}:
            assert "Retry-After" in operation["responses"][status]["headers"], (name, status)
        if "429" in operation["responses"]:
            assert {"RateLimit", "RateLimit-Policy"} <= operation["responses"]["429"]["headers"].keys(), name
        if "500" in operation["responses"]:
            assert "X-Request-ID" in operation["responses"]["500"]["headers"], name


def test_a_refusal_that_never_comes_without_a_reason_is_shown_with_one() -> None:
    shown = {code: example["value"]["errors"] for code, example in DOCUMENT["components"]["examples"].items()}

    assert shown["rules_refused"][0].keys() >= {"code", "detail", "rule", "quote"}
    assert shown["validation_failed"][0].keys() >= {"code", "detail", "pointer"}


@pytest.mark.parametrize(
    ("schema", "member", "named"),
    [
        ("PathwayEligibilityOut", "pathway", "PathwayCode"),
        ("TrainingSchemeOut", "code", "TrainingScheme"),
        ("LackOut", "code", "FaultCode"),
        ("ViolationOut", "code", "FaultCode"),
        ("WarningOut", "code", "FaultCode"),
        ("ProblemError", "code", "FaultCode"),
        ("SessionActionOut", "operation_id", "OperationId"),
    ],
)
def test_f21_what_is_known_by_a_code_is_of_the_type_of_its_codes(schema: str, member: str, named: str) -> None:
    assert referred(DOCUMENT["components"]["schemas"][schema]["properties"][member]) == named
