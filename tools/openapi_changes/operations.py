"""Two OpenAPI documents compared, operation by operation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tools.openapi_changes.changes import Change, Json, Reader, breaks, keeps, told
from tools.openapi_changes.schemas import SchemaComparison, in_both, resolve

METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")
CODES = "x-problem-codes"

Place = tuple[str, str]
"""A path and a method."""


def compare(old: Json, new: Json) -> list[Change]:
    """Every change from ``old`` to ``new``, in the order of their places."""
    return sorted(set(_Comparison(old, new, SchemaComparison(old, new)).changes()))


@dataclass(frozen=True, slots=True)
class _Comparison:
    old: Json
    new: Json
    schemas: SchemaComparison

    def changes(self) -> Iterator[Change]:
        before, after = _operations(self.old, "paths"), _operations(self.new, "paths")
        yield from _gone(before, after)
        yield from _come(before, after)
        for place in in_both(before, after):
            yield from self._operation(before[place], after[place])
        yield from self._webhooks()
        yield from _schemes(self.old, self.new)
        if [server["url"] for server in self.old.get("servers", ())] != [
            server["url"] for server in self.new.get("servers", ())
        ]:
            yield breaks("servers", "server_changed", "l'adresse de base change")

    def _operation(self, old: Json, new: Json) -> Iterator[Change]:
        name = old["operationId"]
        if new["operationId"] != name:
            yield breaks(name, "operation_renamed", f"l'opération s'appelle désormais {new['operationId']}")
        if new.get("deprecated") and not old.get("deprecated"):
            yield keeps(name, "deprecated", "l'opération est dépréciée")
        yield from _security(name, old["security"], new["security"])
        yield from self._parameters(name, old, new)
        yield from self._body(f"{name} request", old, new, Reader.SERVICE)
        yield from self._responses(name, old["responses"], new["responses"])

    def _webhooks(self) -> Iterator[Change]:
        before, after = _operations(self.old, "webhooks"), _operations(self.new, "webhooks")
        for name, method in before.keys() - after.keys():
            yield breaks(f"webhook {name}", "webhook_removed", f"{method.upper()} n'est plus envoyé")
        for name, method in after.keys() - before.keys():
            yield keeps(f"webhook {name}", "webhook_added", f"{method.upper()} de plus")
        for place in in_both(before, after):
            yield from self._body(f"webhook {place[0]}", before[place], after[place], Reader.CLIENT)

    def _parameters(self, name: str, old: Json, new: Json) -> Iterator[Change]:
        before, after = _parameters(self.old, old), _parameters(self.new, new)
        for kind, parameter in before.keys() - after.keys():
            elsewhere = [other for other, same in after if same == parameter]
            place = f"{name} {kind} {parameter}"
            if elsewhere:
                yield breaks(place, "parameter_moved", f"passe de {kind} à {elsewhere[0]}")
            else:
                yield breaks(place, "parameter_removed", "le paramètre disparaît, et serait refusé")
        for kind, parameter in after.keys() - before.keys():
            required = bool(after[kind, parameter].get("required"))
            code = "required_parameter_added" if required else "parameter_added"
            sentence = "un paramètre de plus" + (", obligatoire" if required else "")
            yield told(breaking=required, place=f"{name} {kind} {parameter}", code=code, sentence=sentence)
        for key in in_both(before, after):
            place = f"{name} {key[0]} {key[1]}"
            yield from _required(place, before[key], after[key])
            yield from self.schemas.changes(place, before[key]["schema"], after[key]["schema"], Reader.SERVICE)

    def _body(self, place: str, old: Json, new: Json, reader: Reader) -> Iterator[Change]:
        before, after = old.get("requestBody"), new.get("requestBody")
        if before is None and after is None:
            return
        if before is None or after is None:
            required = bool(after and after.get("required"))
            sentence = "le corps disparaît" if after is None else "un corps de plus est lu"
            code = "body_removed" if after is None else "body_added"
            yield told(breaking=after is None or required, place=place, code=code, sentence=sentence)
            return
        yield from _required(place, before, after)
        yield from self._content(place, before["content"], after["content"], reader)

    def _responses(self, name: str, old: Json, new: Json) -> Iterator[Change]:
        for status in old.keys() | new.keys():
            before, after = (
                resolve(document, said[status]) if status in said else None
                for document, said in ((self.old, old), (self.new, new))
            )
            place = f"{name} {status}"
            if status < "400" and after is None:
                yield breaks(place, "success_removed", "cette réponse n'est plus donnée")
            elif status < "400" and before is None:
                yield keeps(place, "success_added", "une réponse de plus")
            elif before is not None and after is not None:
                yield from self._content(place, before.get("content", {}), after.get("content", {}), Reader.CLIENT)
                yield from _named(place, "header", before.get("headers", {}), after.get("headers", {}))
                yield from _named(place, "link", before.get("links", {}), after.get("links", {}))
            yield from _codes(place, before or {}, after or {})

    def _content(self, place: str, old: Json, new: Json, reader: Reader) -> Iterator[Change]:
        yield from _named(place, "media_type", old, new)
        for media_type in in_both(old, new):
            before, after = old[media_type].get("schema", {}), new[media_type].get("schema", {})
            yield from self.schemas.changes(f"{place} #", before, after, reader)


def _operations(document: Json, section: str) -> dict[Place, Json]:
    return {
        (path, method): item[method]
        for path, item in document.get(section, {}).items()
        for method in METHODS
        if method in item
    }


def _gone(before: Mapping[Place, Json], after: Mapping[Place, Json]) -> Iterator[Change]:
    elsewhere = {operation["operationId"]: place for place, operation in after.items()}
    for place in before.keys() - after.keys():
        name = before[place]["operationId"]
        if name in elsewhere:
            path, method = elsewhere[name]
            yield breaks(name, "operation_moved", f"{_said(place)} devient {method.upper()} {path}")
        else:
            yield breaks(name, "operation_removed", f"{_said(place)} disparaît")


def _come(before: Mapping[Place, Json], after: Mapping[Place, Json]) -> Iterator[Change]:
    known = {operation["operationId"] for operation in before.values()}
    for place in after.keys() - before.keys():
        name = after[place]["operationId"]
        if name not in known:
            yield keeps(name, "operation_added", f"{_said(place)} : {after[place].get('summary', '')}")


def _said(place: Place) -> str:
    return f"{place[1].upper()} {place[0]}"


def _security(name: str, old: Sequence[Json], new: Sequence[Json]) -> Iterator[Change]:
    """Whoever could call must still be able to with the same token: no alternative may ask for more."""
    before, after = list(old) or [{}], list(new) or [{}]
    for alternative in before:
        if any(_suffices(alternative, asked) for asked in after):
            continue
        schemes = [asked for asked in after if asked.keys() <= alternative.keys()]
        code = "scope_added" if schemes else "security_changed"
        yield breaks(name, code, f"{alternative or 'sans jeton'} ne suffit plus : {after}")
    if any(not any(_suffices(asked, alternative) for alternative in before) for asked in after):
        yield keeps(name, "security_alternative_added", f"s'appelle aussi avec : {after}")


def _suffices(held: Json, asked: Json) -> bool:
    return all(scheme in held and set(scopes) <= set(held[scheme]) for scheme, scopes in asked.items())


def _schemes(old: Json, new: Json) -> Iterator[Change]:
    before, after = (each.get("components", {}).get("securitySchemes", {}) for each in (old, new))
    for name in in_both(before, after):
        if _technical(before[name]) != _technical(after[name]):
            yield breaks(f"security {name}", "scheme_changed", "la manière de s'authentifier change")


def _technical(value: Any) -> Any:
    """What programs go by: no words, in any language, and no scopes, which each operation names."""
    if not isinstance(value, dict):
        return value
    words = {name for name in value if name in {"scopes", "description"} or name.startswith("x-")}
    return {name: _technical(member) for name, member in value.items() if name not in words}


def _parameters(document: Json, operation: Json) -> dict[tuple[str, str], Json]:
    resolved = (resolve(document, parameter) for parameter in operation.get("parameters", ()))
    return {(parameter["in"], parameter["name"]): parameter for parameter in resolved}


def _required(place: str, old: Json, new: Json) -> Iterator[Change]:
    before, after = bool(old.get("required")), bool(new.get("required"))
    if before != after:
        code = "became_required" if after else "became_optional"
        sentence = "devient obligatoire" if after else "devient facultatif"
        yield told(breaking=after, place=place, code=code, sentence=sentence)


def _codes(place: str, old: Json, new: Json) -> Iterator[Change]:
    before, after = set(old.get(CODES, ())), set(new.get(CODES, ()))
    for code in before - after:
        yield breaks(place, "error_code_removed", f"le refus {code} n'est plus donné sous ce code")
    for code in after - before:
        yield keeps(place, "error_code_added", f"un refus de plus : {code}")


def _named(place: str, kind: str, old: Json, new: Json) -> Iterator[Change]:
    for name in old.keys() - new.keys():
        yield breaks(place, f"{kind}_removed", f"{name} disparaît")
    for name in new.keys() - old.keys():
        yield keeps(place, f"{kind}_added", f"{name} de plus")
