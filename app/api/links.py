"""Links from what an answer holds to what can be done with it: OpenAPI `links`, worked out from the paths."""

import re
from collections.abc import Iterable, Iterator

from app.api.schemas import METHODS, Json, referred
from app.domain.actions import ACTIONS

_ID = re.compile(r"\{([^}]+)\}")
_ACTS = frozenset(ACTIONS)
_AFTER_AN_ACT = ("getDossier", "getChecklist")


def add_links(document: Json) -> None:
    """Link each creation and each list to the operations on what it answers, and each act to what comes next."""
    operations = [
        (path, method, item[method]) for path, item in document["paths"].items() for method in METHODS if method in item
    ]
    for path, method, operation in operations:
        for status, response in operation["responses"].items():
            links = dict(_links(document, path, method, operation, response, operations))
            if status.startswith("2") and links:
                response["links"] = links


def _links(
    document: Json, path: str, method: str, operation: Json, response: Json, operations: Iterable[tuple[str, str, Json]]
) -> Iterator[tuple[str, Json]]:
    if operation["operationId"] in _ACTS:
        acted_on = "$request.path.dossier_id" if "{dossier_id}" in path else "$request.body#/dossier_id"
        for name in _AFTER_AN_ACT:
            yield name, {"operationId": name, "parameters": {"dossier_id": acted_on}}
        return
    place = _place_of_id(document, response)
    if place is None or "{" in path or method not in {"get", "post"}:
        return
    for other_path, other_method, other in operations:
        if parameter := _child_of(path, other_path, direct=method == "get"):
            wanted = _if_match(other) if method == "post" else {}
            if method == "post" or other_method == "get":
                yield other["operationId"], _link(other, {parameter: place, **wanted})


def _link(operation: Json, parameters: dict[str, str]) -> Json:
    return {
        "operationId": operation["operationId"],
        "description": operation["summary"],
        "parameters": parameters,
    }


def _child_of(path: str, other: str, *, direct: bool) -> str | None:
    """The parameter of ``other`` that names one of the collection at ``path``, where it needs no other."""
    names = _ID.findall(other)
    if len(names) != 1 or not other.startswith(f"{path}/{{{names[0]}}}"):
        return None
    return names[0] if not direct or other.endswith("}") else None


def _place_of_id(document: Json, response: Json) -> str | None:
    """Where the answer holds the id of what it tells of."""
    schema = _schema(document, response)
    if "id" in schema.get("properties", {}):
        return "$response.body#/id"
    items = schema.get("properties", {}).get("items", {}).get("items", {})
    name = referred(items)
    listed = document["components"]["schemas"].get(name, {}) if name else {}
    return "$response.body#/items/0/id" if "id" in listed.get("properties", {}) else None


def _schema(document: Json, response: Json) -> Json:
    schema: Json = response.get("content", {}).get("application/json", {}).get("schema", {})
    name = referred(schema)
    found: Json = document["components"]["schemas"].get(name, schema) if name else schema
    return found


def _if_match(operation: Json) -> dict[str, str]:
    names = {parameter.get("name") for parameter in operation.get("parameters", ())}
    return {"header.If-Match": "$response.header.ETag"} if "If-Match" in names else {}
