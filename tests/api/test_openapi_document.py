"""The document is one that client generators read without surprises."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import orjson
import pytest
from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from app.api.document_text import as_text
from app.api.openapi import openapi_document
from app.api.policy import PUBLIC, Policy
from app.api.routing import router as router_of
from app.api.schemas import TwinSchemaError, operations_of
from app.api.shared_components import expanded
from tests.api.edge import edge_app, fake_container


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return edge_app(fake_container()).openapi()


def operation(document: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in operations_of(document) if each["operationId"] == name)


def nodes(value: Any) -> Any:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from nodes(item)


def test_no_parameter_may_be_null(document: dict[str, Any]) -> None:
    schemas = [p["schema"] for each in operations_of(document) for p in each.get("parameters", ()) if "schema" in p]

    assert schemas
    assert not any("null" in str(schema) for schema in schemas)


def test_a_nullable_scalar_is_a_type_of_two_names(document: dict[str, Any]) -> None:
    assert document["components"]["schemas"]["ThingOut"]["properties"]["note"] == {"type": ["string", "null"]}
    assert not any("anyOf" in node for node in nodes(document))


def test_a_default_survives_the_loss_of_null() -> None:
    router = router_of("defaults", "/v1/defaults")

    @router.get("", operation_id="listDefaults")
    async def list_defaults(
        on: Annotated[Literal["a", "b"] | None, Query()] = "a", of: Annotated[int | None, Query()] = None
    ) -> None:
        del on, of

    made = openapi_document(
        router.routes,  # type: ignore[arg-type]
        Policy(rows={"listDefaults": PUBLIC}, scopes={}),
        title="t",
        version="0",
    )
    declared = made["paths"]["/v1/defaults"]["get"]["parameters"]
    parameters = {p["name"]: p["schema"] for p in declared if "$ref" not in p}

    assert parameters == {
        "on": {"$ref": "#/components/schemas/ListDefaultsOn", "default": "a"},
        "of": {"type": "integer"},
    }
    assert made["components"]["schemas"]["ListDefaultsOn"] == {
        "type": "string",
        "enum": ["a", "b"],
        "x-enum-varnames": ["A", "B"],
    }


def test_the_bounds_of_a_date_are_left_to_the_sentences() -> None:
    class Bounded(BaseModel):
        on: Annotated[date | None, Field(ge=date(2011, 4, 27))] = None

    router = router_of("bounds", "/v1/bounds")

    @router.post("", operation_id="makeBound")
    async def make_bound(body: Bounded) -> None:
        del body

    made = openapi_document(
        router.routes,  # type: ignore[arg-type]
        Policy(rows={"makeBound": PUBLIC}, scopes={}),
        title="t",
        version="0",
    )

    assert made["components"]["schemas"]["Bounded"]["properties"] == {
        "on": {"type": ["string", "null"], "format": "date"}
    }


def test_a_file_is_binary_and_its_form_is_named_after_the_operation(document: dict[str, Any]) -> None:
    assert document["components"]["schemas"]["AddFileForm"]["properties"]["file"]["format"] == "binary"


def test_a_page_is_named_after_what_it_holds(document: dict[str, Any]) -> None:
    assert "ThingPage" in document["components"]["schemas"]


def test_nothing_is_declared_that_nobody_refers_to(document: dict[str, Any]) -> None:
    text = as_text(document)
    kinds = {kind: names for kind, names in document["components"].items() if kind != "securitySchemes"}

    assert all(f'"#/components/{kind}/{name}"' in text for kind, names in kinds.items() for name in names)
    assert "HTTPValidationError" not in text


def test_every_refusal_is_declared_as_a_problem(document: dict[str, Any]) -> None:
    refusals = [
        response
        for path, operations in expanded(document)["paths"].items()
        if not path.startswith("/oauth/")
        for each in operations.values()
        for status, response in each["responses"].items()
        if status >= "400"
    ]

    assert refusals
    assert all(list(refusal["content"]) == ["application/problem+json"] for refusal in refusals)


@pytest.mark.parametrize(
    ("name", "security"),
    [
        pytest.param("listThings", [], id="public"),
        pytest.param("createThing", [{"session": []}], id="people"),
        pytest.param("readAsProgram", [{"program": ["funding:read"]}], id="programs, with their scope"),
    ],
)
def test_an_operation_says_who_may_call_it(document: dict[str, Any], name: str, security: list[Any]) -> None:
    assert operation(document, name)["security"] == security


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        pytest.param(
            "getThing", {"200", "304", "401", "403", "404", "406", "422", "429", "500"}, id="a read with an ETag"
        ),
        pytest.param("listThings", {"200", "304", "406", "422", "429", "500"}, id="a public list, tagged by its bytes"),
        pytest.param(
            "putThing",
            {"200", "400", "401", "403", "404", "406", "412", "413", "415", "422", "428", "429", "500"},
            id="a replacement",
        ),
    ],
)
def test_an_operation_declares_what_its_manners_may_answer(
    document: dict[str, Any], name: str, statuses: set[str]
) -> None:
    assert set(operation(document, name)["responses"]) == statuses


def test_one_model_for_both_directions_is_refused() -> None:
    class Both(BaseModel):
        model_config = ConfigDict(json_schema_serialization_defaults_required=True)

        name: str = "x"

    router = router_of("both", "/v1/both")

    @router.post("", operation_id="makeBoth")
    async def make_both(body: Both) -> Both:
        return body

    with pytest.raises(TwinSchemaError):
        openapi_document(
            router.routes,  # type: ignore[arg-type]
            Policy(rows={"makeBoth": PUBLIC}, scopes={}),
            title="t",
            version="0",
        )


def test_each_read_under_an_etag_says_so_and_the_checklist_promises_no_304() -> None:
    committed = orjson.loads((Path(__file__).parents[2] / "openapi" / "v1.json").read_bytes())
    committed = expanded(committed)
    tagged = {name: operation(committed, name)["responses"] for name in ("getDossier", "getFundedDossier")}
    checklist = operation(committed, "getChecklist")["responses"]

    assert all("ETag" in responses["200"]["headers"] and "304" in responses for responses in tagged.values())
    assert "ETag" in checklist["200"]["headers"]
    assert "304" not in checklist


def test_the_form_that_is_answered_unasked_stands_first_in_the_committed_text() -> None:
    forms: dict[str, dict[str, str]] = {
        "text/csv": {},
        "application/json": {},
        "application/cloudevents-batch+json": {},
    }
    committed = orjson.loads(as_text({"responses": [{"content": forms, "a": 1}]}))["responses"][0]

    assert list(committed) == ["a", "content"]
    assert list(committed["content"]) == ["application/json", "application/cloudevents-batch+json", "text/csv"]
