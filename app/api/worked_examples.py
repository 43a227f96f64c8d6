"""Examples for bodies of which none was recorded: worked out from their schema, of values that were really seen.

A member takes the value that a member of its name had in a recorded example, where its schema admits it; a type that
was seen whole is shown as it was seen. What is left is the plainest value of its format.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.api.schemas import Json, referred

_BY_FORMAT = {
    "date": "2026-11-23",
    "date-time": "2026-11-23T09:00:00Z",
    "uuid": "0192f0c1-7a2b-7c3d-8e4f-000000000001",
    "email": "employer@sandbox.example",
    "uri": "https://example.org/",
    "binary": "document.pdf",
}
_FORMATS = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "date-time": re.compile(r"\d{4}-\d\d-\d\dT\S+"),
    "uuid": re.compile(r"[0-9a-f-]{36}"),
    "email": re.compile(r"\S+@\S+"),
    "uri": re.compile(r"\w+:\S+"),
}
_WORD = "exemple"
_DEEPEST = 12


@dataclass(slots=True)
class SeenValues:
    """What recorded examples hold, by the name of the member that held it and by type."""

    schemas: Mapping[str, Json]
    by_name: dict[str, list[Any]] = field(default_factory=dict)
    by_type: dict[str, Any] = field(default_factory=dict)

    def see(self, schema: Json, value: Any) -> None:
        """Take in a recorded example of ``schema``."""
        name = referred(schema)
        if name is not None:
            self.by_type.setdefault(name, value)
        whole = self.plain(schema)
        if isinstance(value, dict):
            for member, held in value.items():
                self.by_name.setdefault(member, []).append(held)
                self.see(whole.get("properties", {}).get(member) or {}, held)
        elif isinstance(value, list):
            for item in value:
                self.see(whole.get("items") or {}, item)

    def example(self, schema: Json, name: str = "", *, whole: bool = True, depth: int = 0) -> Any:
        """A value of ``schema``; ``whole``: with what it may leave out too, as an answer has it."""
        type_name = referred(schema)
        if type_name in self.by_type:
            return self.by_type[type_name]
        plain = self.plain(schema)
        if "enum" in plain or "const" in plain:
            return self._of_few(plain, name)
        kinds = _kinds(plain)
        if "object" in kinds or "properties" in plain:
            return self._object(plain, whole=whole, depth=depth + 1)
        if "array" in kinds:
            return self._list(plain, name.removesuffix("s"), whole=whole, depth=depth + 1)
        return self._scalar(plain, kinds, name)

    def plain(self, schema: Json) -> Json:
        """The schema itself, without references and alternatives: the first of them that is a value."""
        while True:
            name = referred(schema)
            if name is not None:
                schema = self.schemas[name]
                continue
            alternatives = (each for word in ("anyOf", "oneOf", "allOf") for each in schema.get(word, ()))
            chosen = next((each for each in alternatives if each != {"type": "null"}), None)
            if chosen is None:
                return schema
            schema = chosen

    def _object(self, schema: Json, *, whole: bool, depth: int) -> Json:
        asked = set(schema.get("required", ()))
        members: Mapping[str, Json] = schema.get("properties", {})
        shown = [name for name in members if name in asked or (whole and depth < _DEEPEST)]
        return {name: self.example(members[name], name, whole=whole, depth=depth) for name in shown}

    def _list(self, schema: Json, name: str, *, whole: bool, depth: int) -> list[Any]:
        """One item, or as many as are asked: different ones where there are several to choose from."""
        wanted = max(1, schema.get("minItems", 0)) if depth < _DEEPEST else 0
        values = self.plain(schema["items"]).get("enum", ())[:wanted]
        one = self.example(schema["items"], name, whole=whole, depth=depth)
        return list(values) if len(values) > 1 else [one] * wanted

    def _of_few(self, schema: Json, name: str) -> Any:
        values = schema.get("enum") or [schema["const"]]
        return next((seen for seen in self.by_name.get(name, ()) if seen in values), values[0])

    def _scalar(self, schema: Json, kinds: frozenset[str], name: str) -> Any:
        seen = next((value for value in self._seen(name) if _admits(schema, kinds, value)), None)
        if seen is not None:
            return seen
        if "string" in kinds:
            written = _BY_FORMAT.get(schema.get("format", ""), _WORD)
            return written.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength", len(written) + 1)]
        if kinds & {"integer", "number"}:
            return max(1, schema.get("minimum", 1))
        return True if "boolean" in kinds else None if "null" in kinds else _WORD

    def _seen(self, name: str) -> Iterator[Any]:
        yield from self.by_name.get(name, ())
        for suffix in ("_id", "_on", "_at", "_code"):
            if name.endswith(suffix):
                yield from self.by_name.get(suffix[1:], ())


def _kinds(schema: Json) -> frozenset[str]:
    kind = schema.get("type", ())
    return frozenset((kind,) if isinstance(kind, str) else kind)


def _admits(schema: Json, kinds: frozenset[str], value: Any) -> bool:
    """Whether a value that was seen elsewhere is one of this schema."""
    if isinstance(value, bool):
        return "boolean" in kinds
    if isinstance(value, int):
        within = schema.get("minimum", value) <= value <= schema.get("maximum", value)
        return within and bool(kinds & {"integer", "number"})
    return isinstance(value, str) and "string" in kinds and _admits_text(schema, value)


def _admits_text(schema: Json, value: str) -> bool:
    written = _FORMATS.get(schema.get("format", ""))
    pattern = schema.get("pattern")
    return (
        schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
        and (written is None or written.fullmatch(value) is not None)
        and (pattern is None or re.search(pattern, value) is not None)
    )
