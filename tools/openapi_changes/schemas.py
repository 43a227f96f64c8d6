"""Two schemas compared, from the side of whoever reads the value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tools.openapi_changes.changes import Change, Json, Reader, breaks, keeps, told

Key = TypeVar("Key")

_UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_WORDS = ("pattern", "format", "multipleOf", "uniqueItems", "contentMediaType")
_ANY_TYPE = frozenset({"null", "boolean", "object", "array", "number", "integer", "string"})


@dataclass(slots=True)
class SchemaComparison:
    """Compares schemas of ``old`` and ``new``, documents whose references it follows, each pair of types once."""

    old: Json
    new: Json
    _seen: set[tuple[str, str, Reader]] = field(default_factory=set)

    def changes(self, place: str, old: Json, new: Json, reader: Reader) -> Iterator[Change]:
        """What changes between two schemas for ``reader``."""
        before, after = old.get("$ref"), new.get("$ref")
        if before and after:
            if (before, after, reader) in self._seen:
                return
            self._seen.add((before, after, reader))
            if before != after:
                yield breaks(place, "type_renamed", f"le type {_name(before)} devient {_name(after)}")
            place = _name(after)
        old, new = _plain(resolve(self.old, old)), _plain(resolve(self.new, new))
        yield from _types(place, old, new, reader)
        yield from _values(place, old, new, reader)
        yield from _limits(place, old, new, reader)
        yield from _words(place, old, new, reader)
        yield from self._alternatives(place, old, new, reader)
        yield from self._properties(place, old, new, reader)
        yield from self._others(place, old, new, reader)

    def _properties(self, place: str, old: Json, new: Json, reader: Reader) -> Iterator[Change]:
        before, after = old.get("properties", {}), new.get("properties", {})
        asked, asks = set(old.get("required", ())), set(new.get("required", ()))
        for name in before.keys() - after.keys():
            yield breaks(f"{place}/{name}", "field_removed", "le champ disparaît")
        for name in after.keys() - before.keys():
            if name in asks and reader is Reader.SERVICE:
                yield breaks(f"{place}/{name}", "required_field_added", "un champ obligatoire de plus est demandé")
            else:
                yield keeps(f"{place}/{name}", "field_added", "un champ de plus")
        for name in in_both(before, after):
            yield from _obligation(f"{place}/{name}", name in asked, name in asks, reader)
            yield from self.changes(f"{place}/{name}", before[name], after[name], reader)

    def _others(self, place: str, old: Json, new: Json, reader: Reader) -> Iterator[Change]:
        if "items" in old and "items" in new:
            yield from self.changes(f"{place}/*", old["items"], new["items"], reader)
        before, after = old.get("additionalProperties", True), new.get("additionalProperties", True)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            yield from self.changes(f"{place}/*", dict(before), dict(after), reader)
        elif before != after:
            narrowed = after is False or before is True
            yield told(
                # Clients are told to pass over what they do not know: an answer may open up, never get another type.
                breaking=narrowed if reader is Reader.SERVICE else isinstance(before, Mapping),
                place=place,
                code="other_fields_changed",
                sentence="ce qui est admis hors des champs nommés change",
            )

    def _alternatives(self, place: str, old: Json, new: Json, reader: Reader) -> Iterator[Change]:
        for word in ("anyOf", "oneOf", "allOf"):
            before = {_identity(each): each for each in old.get(word, ())}
            after = {_identity(each): each for each in new.get(word, ())}
            conjunction = word == "allOf"
            for name in before.keys() - after.keys():
                breaking = (reader is Reader.SERVICE) is not conjunction
                sentence = f"l'alternative {name} disparaît"
                yield told(breaking=breaking, place=place, code="alternative_removed", sentence=sentence)
            for name in after.keys() - before.keys():
                breaking = (reader is Reader.CLIENT) is not conjunction
                sentence = f"une alternative de plus : {name}"
                yield told(breaking=breaking, place=place, code="alternative_added", sentence=sentence)
            for name in in_both(before, after):
                yield from self.changes(place, before[name], after[name], reader)
        before_kind, after_kind = (each.get("discriminator", {}).get("propertyName") for each in (old, new))
        if before_kind != after_kind:
            yield breaks(place, "discriminator_changed", f"le champ qui distingue devient {after_kind}")


def in_both(old: Mapping[Key, Any], new: Mapping[Key, Any]) -> list[Key]:
    """The keys that both have, in the order of ``old``."""
    return [key for key in old if key in new]


def resolve(document: Json, value: Json) -> Json:
    """What a reference refers to; ``value`` itself where it is none."""
    while "$ref" in value:
        found: Any = document
        for step in value["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        value = found
    return value


def _plain(schema: Json) -> Json:
    """``const`` as an enumeration of one, ``anyOf: [X, null]`` as X that may be null."""
    if "const" in schema:
        schema = {**schema, "enum": [schema["const"]]}
    others = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    if len(others) == len(schema.get("anyOf", ())):
        return schema
    return {**schema, "anyOf": others, "x-null": True}


def _types(place: str, old: Json, new: Json, reader: Reader) -> Iterator[Change]:
    before, after = _types_of(old), _types_of(new)
    lost, gained = before - after, after - before
    if gained:
        words = ", ".join(sorted(gained))
        yield told(
            breaking=reader is Reader.CLIENT,
            place=place,
            code="null_admitted" if gained == {"null"} else "type_widened",
            sentence=f"peut être aussi : {words}",
        )
    if lost:
        words = ", ".join(sorted(lost))
        yield told(
            breaking=reader is Reader.SERVICE,
            place=place,
            code="null_refused" if lost == {"null"} else "type_narrowed",
            sentence=f"ne peut plus être : {words}",
        )


def _types_of(schema: Json) -> frozenset[str]:
    named = schema.get("type")
    if named is None:
        if "x-null" in schema:
            return frozenset({"null"})
        return frozenset() if {"anyOf", "oneOf", "allOf", "$ref"} & schema.keys() else _ANY_TYPE
    types = {named} if isinstance(named, str) else set(named)
    return frozenset(types | ({"integer"} if "number" in types else set()))


def _values(place: str, old: Json, new: Json, reader: Reader) -> Iterator[Change]:
    before, after = old.get("enum"), new.get("enum")
    if before is not None and after is not None:
        gone = [value for value in before if value not in after and value is not None]
        come = [value for value in after if value not in before and value is not None]
        if gone:
            words = f"valeurs en moins : {gone}"
            yield told(breaking=reader is Reader.SERVICE, place=place, code="values_removed", sentence=words)
        if come:
            yield keeps(place, "values_added", f"valeurs de plus : {come}")
    elif before is not None:
        words = "n'est plus une énumération"
        yield told(breaking=reader is Reader.CLIENT, place=place, code="values_opened", sentence=words)
    elif after is not None:
        words = f"devient une énumération : {after}"
        yield told(breaking=reader is Reader.SERVICE, place=place, code="values_closed", sentence=words)
    if reader is Reader.SERVICE and old.get("default") != new.get("default"):
        words = f"valeur par défaut : {old.get('default')!r} → {new.get('default')!r}"
        yield told(breaking="default" in old, place=place, code="default_changed", sentence=words)


def _limits(place: str, old: Json, new: Json, reader: Reader) -> Iterator[Change]:
    for word in (*_UPPER, *_LOWER):
        before, after = old.get(word), new.get(word)
        if before == after:
            continue
        tighter = before is None or (after is not None and (after < before if word in _UPPER else after > before))
        yield told(
            breaking=tighter is (reader is Reader.SERVICE),
            place=place,
            code="limit_tightened" if tighter else "limit_loosened",
            sentence=f"{word} : {before} → {after}",
        )


def _words(place: str, old: Json, new: Json, reader: Reader) -> Iterator[Change]:
    for word in _WORDS:
        before, after = old.get(word), new.get(word)
        if before == after:
            continue
        freer, stricter = after is None, before is None
        yield told(
            breaking=not (freer if reader is Reader.SERVICE else stricter),
            place=place,
            code=f"{word.lower()}_changed",
            sentence=f"{word} : {before} → {after}",
        )


def _obligation(place: str, before: bool, after: bool, reader: Reader) -> Iterator[Change]:
    if after and not before:
        sentence = "devient obligatoire" if reader is Reader.SERVICE else "est désormais toujours là"
        yield told(breaking=reader is Reader.SERVICE, place=place, code="became_required", sentence=sentence)
    elif before and not after:
        sentence = "devient facultatif" if reader is Reader.SERVICE else "peut désormais manquer"
        yield told(breaking=reader is Reader.CLIENT, place=place, code="became_optional", sentence=sentence)


def _identity(schema: Json) -> str:
    return _name(schema["$ref"]) if "$ref" in schema else str(schema.get("type", "?"))


def _name(reference: str) -> str:
    return reference.rsplit("/", 1)[1]
