"""Requests spoilt by their schemas: a whole one with every member that the OpenAPI document knows, and each place of it
with what it does not admit.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from app.api.shared_components import expanded
from tests.api.world import ABSENT

Schema = Mapping[str, Any]
Steps = tuple[str | int, ...]

OF_TYPES: tuple[tuple[str, Any], ...] = (
    ("boolean", True),
    ("integer", 1),
    ("integer", 86_400),
    ("number", 3.5),
    ("string", "1"),
    ("string", "true"),
    ("array", []),
    ("object", {}),
    ("null", None),
)
"""Values of each type of JSON: among them those that a lenient reader would take for a number, a flag or a day."""

_FORMATS = {
    "date": "2026-01-05",
    "date-time": "2026-01-05T09:00:00Z",
    "uuid": ABSENT,
    "email": "someone@sandbox.example",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a request, and what the document says of it."""

    steps: Steps
    schema: Schema

    @property
    def pointer(self) -> str:
        return "".join(f"/{step}" for step in self.steps)

    @property
    def types(self) -> frozenset[str]:
        """The types that it admits; empty where it admits them all."""
        return frozenset(_types(self.schema))

    @property
    def formats(self) -> frozenset[str]:
        return frozenset(part["format"] for part in _alternatives(self.schema) if "format" in part)

    @property
    def is_tag(self) -> bool:
        """Whether it tells which variant the request is of, and so what the rest of it means."""
        return "const" in self.schema

    @property
    def is_closed(self) -> bool:
        """Whether not every string is one of its values."""
        closing = {"enum", "const", "format", "pattern"}
        return any(part.get("type") != "null" and closing & part.keys() for part in _alternatives(self.schema))


class Document:
    """The OpenAPI document, its references followed."""

    def __init__(self, openapi: Mapping[str, Any]) -> None:
        self.openapi = expanded(dict(openapi))

    def operations(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Each operation id with its operation."""
        for path in self.openapi["paths"].values():
            for operation in path.values():
                yield operation["operationId"], operation

    def body_schema(self, operation: Mapping[str, Any]) -> Schema | None:
        """What the operation reads as JSON, the first of several variants; None where it reads none."""
        content = operation.get("requestBody", {}).get("content", {})
        return self.resolved(content["application/json"]["schema"]) if "application/json" in content else None

    def resolved(self, schema: Schema) -> Schema:
        """The schema itself, each reference and each choice of variants in its place."""
        if "$ref" in schema:
            return self.resolved(self.openapi["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
        if "oneOf" in schema:
            return self.resolved(schema["oneOf"][0])
        if "allOf" in schema:
            return self.resolved(schema["allOf"][0])
        if "anyOf" in schema:
            return {"anyOf": [self.resolved(part) for part in schema["anyOf"]]}
        return schema

    def sample(self, schema: Schema) -> Any:
        """A value with every member that the schema knows."""
        part = _first(self.resolved(schema))
        kind = next(iter(_types(part)), "null")
        if kind == "object":
            return {name: self.sample(member) for name, member in part.get("properties", {}).items()}
        if kind == "array":
            return [self.sample(part["items"])]
        return _single(part, kind)

    def places(self, schema: Schema, value: Any, steps: Steps = ()) -> Iterator[Place]:
        """Every place of ``value``, containers included, the outermost first."""
        whole = self.resolved(schema)
        yield Place(steps, whole)
        part = _first(whole)
        if isinstance(value, dict):
            for name, member in part.get("properties", {}).items():
                if name in value:
                    yield from self.places(member, value[name], (*steps, name))
        elif isinstance(value, list) and "items" in part:
            for index, item in enumerate(value):
                yield from self.places(part["items"], item, (*steps, index))


def merged(whole: Any, example: Any) -> Any:
    """``whole`` with the example's values where it has any."""
    if isinstance(whole, dict) and isinstance(example, dict):
        return {**whole, **{name: merged(whole.get(name), value) for name, value in example.items()}}
    if isinstance(whole, list) and isinstance(example, list) and whole and example:
        return [merged(whole[0], example[0]), *example[1:]]
    return example


def spoilt(value: Any, steps: Steps, by: Any) -> Any:
    """A copy of ``value`` with ``by`` at that place."""
    if not steps:
        return by
    copy = deepcopy(value)
    holder = copy
    for step in steps[:-1]:
        holder = holder[step]
    holder[steps[-1]] = by
    return copy


def _single(schema: Schema, kind: str) -> Any:
    told = [*schema.get("enum", []), *([schema["const"]] if "const" in schema else []), *schema.get("examples", [])]
    if told:
        return told[0]
    plain = {"string": "x" * schema.get("minLength", 1), "integer": schema.get("minimum", 1), "number": 1}
    return _FORMATS.get(schema.get("format", "")) or {**plain, "boolean": True}.get(kind)


def _alternatives(schema: Schema) -> list[Schema]:
    return list(schema.get("anyOf", [schema]))


def _first(schema: Schema) -> Schema:
    return next((part for part in _alternatives(schema) if part.get("type") != "null"), schema)


def _types(schema: Schema) -> Iterator[str]:
    for part in _alternatives(schema):
        given = part.get("type", [])
        yield from [given] if isinstance(given, str) else given
