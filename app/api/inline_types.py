"""Names for the types that a document writes where they are used: generators would invent one for each use."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]

_NULL = {"type": "null"}
_SAID_BY_THE_USE = {"description", "default", "examples"}


def name_inline_types(document: Json, names: Mapping[frozenset[Any], str]) -> None:
    """Make a component of each enumeration and each union that has no name yet.

    ``names`` are those of enumerations, by their values; any other takes that of the place where it is first used.
    """
    schemas = document["components"]["schemas"]
    known = {_identity(schema): name for name, schema in schemas.items() if "enum" in schema}
    for place, node in list(_places(document)):
        core = _core(node)
        if core is None:
            continue
        name = known.get(_identity(core)) or names.get(frozenset(core.get("enum", ()))) or place
        if _identity(schemas.setdefault(name, core)) != _identity(core):
            raise ValueError(f"{name} is the name of two types")
        known.setdefault(_identity(core), name)
        _refer(node, name)


def _core(node: Json) -> Json | None:
    """What of the schema deserves a name: an enumeration of several values, or a union of several types."""
    values = [value for value in node.get("enum", ()) if value is not None]
    if len(values) > 1:
        return {"type": "string", "enum": values}
    for word in ("anyOf", "oneOf"):
        members = [member for member in node.get(word, ()) if member != _NULL]
        if len(members) > 1:
            kept = {name: value for name, value in node.items() if name not in _SAID_BY_THE_USE}
            return {**kept, word: members}
    return None


def _refer(node: Json, name: str) -> None:
    may_be_null = None in node.get("enum", ()) or _NULL in node.get("anyOf", ())
    kept = {word: value for word, value in node.items() if word in _SAID_BY_THE_USE}
    reference = {"$ref": f"#/components/schemas/{name}"}
    node.clear()
    node.update({"anyOf": [reference, dict(_NULL)]} if may_be_null else reference)
    node.update(kept)


def _places(document: Json) -> Iterator[tuple[str, Json]]:
    """Each schema inside another, in a parameter or a body, with the name that its place gives it."""
    for name, schema in document["components"]["schemas"].items():
        yield from _inside(name, schema)
    for item in document["paths"].values():
        for operation in item.values():
            called = _capital(operation["operationId"])
            for parameter in operation.get("parameters", ()):
                if "schema" in parameter:
                    yield from _within(called + _capital(parameter["name"]), parameter["schema"])
            for body in operation.get("requestBody", {}).get("content", {}).values():
                yield from _within(f"{called}Body", body["schema"])


def _within(name: str, schema: Json) -> Iterator[tuple[str, Json]]:
    yield from _inside(name, schema)
    yield name, schema


def _inside(name: str, schema: Json) -> Iterator[tuple[str, Json]]:
    for property_name, member in schema.get("properties", {}).items():
        yield from _within(name + _capital(property_name), member)
    for word in ("items", "additionalProperties"):
        if isinstance(schema.get(word), dict):
            yield from _within(name, schema[word])


def _identity(schema: Json) -> str:
    return repr(sorted(schema["enum"])) if "enum" in schema else repr(sorted(schema.items()))


def _capital(name: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"\W|_", name))
