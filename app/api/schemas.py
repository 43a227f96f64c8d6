"""Schemas as code generators need them: no null among parameters, plain nullable scalars, binary files, clean names."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.api.inline_types import name_inline_types

Json = dict[str, Any]

_REFERENCE = "#/components/schemas/"
_SCALARS = {"string", "integer", "number", "boolean", "array"}
METHODS = ("get", "put", "post", "delete", "patch")
_PUBLISHED = {"EventType": "Happening"}
"""Types that were published under another name than their class has now: generated clients know them by it."""


class TwinSchemaError(Exception):
    """One model serves both directions: generators would get two types of the same name."""


def tidy(document: Json, names: Mapping[frozenset[Any], str] | None = None) -> None:
    """Mend the schemas of an OpenAPI document in place; ``names`` are those of enumerations. Raises TwinSchemaError."""
    for operation in operations_of(document):
        for parameter in operation.get("parameters", []):
            if "schema" in parameter:
                parameter["schema"] = _without_null(parameter["schema"])
        for content in operation.get("requestBody", {}).get("content", {}).values():
            content["schema"] = _without_null(content["schema"])
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    _refuse_twins(schemas)
    for node in list(_nodes(document)):
        _collapse_null(node)
        _make_binary(node)
        _drop_titles(node)
        _drop_bounds_of_dates(node)
    name_inline_types(document, names or {})
    for schema in schemas.values():
        _name_values(schema)
    _rename(document, {name: _clean_name(name) for name in schemas})
    _drop_unused(document)


def operations_of(document: Json) -> Iterator[Json]:
    """Each operation of the document."""
    for path in document["paths"].values():
        yield from (operation for operation in path.values() if isinstance(operation, dict))


def _nodes(value: Any) -> Iterator[Json]:
    """Every object of the document, the inner ones first."""
    if isinstance(value, dict):
        for member in value.values():
            yield from _nodes(member)
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _nodes(item)


def _without_null(schema: Json) -> Json:
    members = [member for member in schema.get("anyOf", ()) if member != {"type": "null"}]
    if not members:
        return schema
    rest = {name: value for name, value in schema.items() if name != "anyOf" and value is not None}
    return {**members[0], **rest} if len(members) == 1 else {**rest, "anyOf": members}


def _collapse_null(node: Json) -> None:
    members = node.get("anyOf")
    if not isinstance(members, list) or len(members) != 2 or {"type": "null"} not in members:
        return
    other = next(member for member in members if member != {"type": "null"})
    if other.get("type") not in _SCALARS:
        return
    del node["anyOf"]
    node.update({name: value for name, value in other.items() if name not in node})
    node["type"] = [other["type"], "null"]
    if "const" in node:
        node["enum"] = [node.pop("const")]
    if "enum" in node:
        node["enum"] = [*node["enum"], None]


def _make_binary(node: Json) -> None:
    if node.get("contentMediaType") == "application/octet-stream":
        del node["contentMediaType"]
        node["format"] = "binary"


def _drop_titles(node: Json) -> None:
    """Titles repeat the name of their field; generators would make types of them."""
    if isinstance(node.get("title"), str) and ("type" in node or "anyOf" in node or "$ref" in node):
        del node["title"]


def _drop_bounds_of_dates(node: Json) -> None:
    """Pydantic writes the bounds of dates under names that JSON Schema does not know."""
    for bound in ("gt", "ge", "lt", "le"):
        if isinstance(node.get(bound), str):
            del node[bound]


def _name_values(schema: Json) -> None:
    values = schema.get("enum")
    if isinstance(values, list) and all(isinstance(value, str) for value in values):
        schema.setdefault("x-enum-varnames", [_constant_name(value) for value in values])


def _refuse_twins(schemas: Json) -> None:
    twins = sorted(name for name in schemas if name.endswith(("-Input", "-Output")))
    if twins:
        raise TwinSchemaError(f"one model for request and response: {', '.join(twins)}")


def _clean_name(name: str) -> str:
    """``PageOut_DossierOut_`` → ``DossierPage``, ``Body_addDocument`` → ``AddDocumentForm``."""
    if page := re.fullmatch(r"PageOut_(\w+?)(?:Out)?_", name):
        return f"{page[1]}Page"
    if form := re.fullmatch(r"Body_(\w)(\w*)", name):
        return f"{form[1].upper()}{form[2]}Form"
    return _PUBLISHED.get(name, name)


def _rename(document: Json, names: dict[str, str]) -> None:
    schemas = document["components"]["schemas"]
    document["components"]["schemas"] = {names[name]: schema for name, schema in schemas.items()}
    _each_reference(document, lambda name: names.get(name, name))


def _drop_unused(document: Json) -> None:
    schemas = document["components"]["schemas"]
    used: set[str] = set()

    def follow(value: Any) -> None:
        for node in _nodes(value):
            name = referred(node)
            if name is not None and name not in used:
                used.add(name)
                follow(schemas[name])

    follow({name: value for name, value in document.items() if name != "components"})
    follow({name: value for name, value in document["components"].items() if name != "schemas"})
    document["components"]["schemas"] = {name: schemas[name] for name in sorted(used)}


def _each_reference(document: Json, renamed: Callable[[str], str]) -> None:
    for node in _nodes(document):
        name = referred(node)
        if name is not None:
            node["$ref"] = _REFERENCE + renamed(name)
        if "mapping" in node.get("discriminator", {}):
            mapping = node["discriminator"]["mapping"]
            for tag, reference in mapping.items():
                mapping[tag] = _REFERENCE + renamed(reference.removeprefix(_REFERENCE))


def referred(node: Json) -> str | None:
    """The component that a reference names; None where it is no reference to a schema."""
    reference = node.get("$ref")
    if isinstance(reference, str) and reference.startswith(_REFERENCE):
        return reference.removeprefix(_REFERENCE)
    return None


def _constant_name(value: str) -> str:
    """What programs may call the value: no language lets a name begin with a figure."""
    name = re.sub(r"\W+", "_", value).upper()
    return f"V{name}" if name[:1].isdigit() else name
