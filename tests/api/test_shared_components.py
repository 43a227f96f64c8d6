"""What operations have in common is written once in the document, and read by those who take one operation alone."""

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import orjson

from app.api.document_text import as_text
from app.api.schemas import operations_of
from app.api.shared_components import expanded, share_components
from app.api.worked_examples import SeenValues

TEXT = (Path(__file__).parents[2] / "openapi" / "v1.json").read_text(encoding="utf-8")
DOCUMENT: dict[str, Any] = orjson.loads(TEXT)
MOST_LINES = 40_000


def inline(document: dict[str, Any]) -> Iterator[bytes]:
    """Every parameter, header and refusal that is written where it is used."""
    for operation in operations_of(document):
        responses = operation["responses"].items()
        headers = [header for _, response in responses for header in response.get("headers", {}).values()]
        refusals = [response for status, response in responses if status >= "3" or status == "204"]
        for each in (*operation.get("parameters", ()), *headers, *refusals):
            if "$ref" not in each:
                yield orjson.dumps(each, option=orjson.OPT_SORT_KEYS)


def a_document(*codes: str) -> dict[str, Any]:
    def refused(code: str) -> dict[str, Any]:
        return {"description": code, "x-problem-codes": [code], "headers": {"Retry-After": {"schema": {}}}}

    paths = {
        f"/{name}": {
            "get": {
                "operationId": name,
                "parameters": [{"name": "id", "in": "path", "schema": {}, "description": name[0]}],
                "responses": {"200": {"description": name}, "404": refused(code)},
            }
        }
        for name, code in zip(("a1", "a2", "a3", "b1", "b2"), codes, strict=False)
    }
    return {"paths": paths, "components": {"schemas": {}}}


def test_nothing_is_written_twice_that_may_be_referred_to() -> None:
    assert [each for each, times in Counter(inline(DOCUMENT)).items() if times > 1] == []


def test_the_document_is_one_that_people_can_read() -> None:
    lines = TEXT.count("\n")

    assert lines < MOST_LINES
    assert as_text(DOCUMENT) == TEXT


def test_what_is_shared_comes_back_where_it_was() -> None:
    before = a_document("gone", "gone", "gone", "gone", "gone")
    after = deepcopy(before)

    share_components(after)

    assert after != before
    assert expanded(after)["paths"] == before["paths"]


def test_of_two_things_of_one_name_the_more_used_has_it_bare() -> None:
    document = a_document("gone", "gone", "gone", "gone", "gone")

    share_components(document)

    assert {name: each["description"] for name, each in document["components"]["parameters"].items()} == {
        "IdPath": "a",
        "B1IdPath": "b",
    }
    assert list(document["components"]["responses"]) == ["GoneProblem"]
    assert list(document["components"]["headers"]) == ["RetryAfterHeader"]


def test_what_one_operation_alone_has_stays_with_it() -> None:
    document = a_document("gone", "other")

    share_components(document)

    assert document["components"]["responses"] == {}
    assert document["paths"]["/a2"]["get"]["responses"]["404"]["description"] == "other"


def test_a_shared_thing_never_takes_the_name_of_a_schema() -> None:
    document = a_document("gone", "gone")
    document["components"]["schemas"] = {"GoneProblem": {}}

    share_components(document)

    assert list(document["components"]["responses"]) == ["A1GoneProblem"]


def test_a_line_holds_what_fits_on_it_and_no_more() -> None:
    long = {"a": [1, 2], "b": ["x" * 60, "y" * 60]}

    assert as_text({"a": {"b": [1, "é"]}}) == '{"a": {"b": [1, "é"]}}\n'
    assert as_text(long) == f'{{\n  "a": [1, 2],\n  "b": [\n    "{"x" * 60}",\n    "{"y" * 60}"\n  ]\n}}\n'
    assert max(map(len, as_text({"a": ["z" * 50] * 9}).splitlines())) <= 120


def test_an_example_is_worked_out_of_values_that_were_seen() -> None:
    schemas: dict[str, Any] = {
        "Person": {
            "type": "object",
            "required": ["name", "seat"],
            "properties": {"name": {"type": "string"}, "seat": {"enum": ["a", "b"]}, "note": {"type": "string"}},
        },
        "Day": {"type": "object", "required": ["on"], "properties": {"on": {"type": "string", "format": "date"}}},
    }
    seen = SeenValues(schemas)
    seen.see({}, {"name": "Roux", "seat": "b", "on": "soon"})

    assert seen.example({"$ref": "#/components/schemas/Person"}, whole=False) == {"name": "Roux", "seat": "b"}
    assert seen.example({"$ref": "#/components/schemas/Day"}) == {"on": "2026-11-23"}
    assert seen.example({"type": "array", "minItems": 2, "items": {"enum": ["a", "b", "c"]}}) == ["a", "b"]
    assert seen.example({"anyOf": [{"type": "null"}, {"type": "integer", "minimum": 5}]}) == 5


def test_a_type_that_was_seen_whole_is_shown_as_it_was() -> None:
    reference = {"$ref": "#/components/schemas/Thing"}
    seen = SeenValues({"Thing": {"type": "object", "properties": {"x": {"type": "integer"}}}})
    seen.see({"type": "array", "items": reference}, [{"x": 7}, {"x": 8}])

    assert seen.example(reference) == {"x": 7}
