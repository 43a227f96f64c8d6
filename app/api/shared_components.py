"""What several operations of a document have in common, written once: parameters, headers, refusals, empty answers.

People read and compare the document as text, and generators make one type of what is referred to, not one for each use.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson

from app.api.schemas import Json

CODES = "x-problem-codes"
"""The member of a response that lists the codes of its status."""

_PLACES = {"path": "Path", "query": "Query", "header": "Header", "cookie": "Cookie"}
_SHARED = frozenset({"headers", "parameters", "responses"})
_FULL_ANSWERS = frozenset({"200", "201", "202", "206", "303"})
"""Answers of which each operation has its own; their headers may be shared."""


def share_components(document: Json) -> None:
    """Move into ``components`` what is written more than once, and refer to it, in place.

    Names say what a thing is (``DossierIdPath``, ``NotFoundProblem``); none is that of a schema, beside which some
    generators put them. Of two things that would have one name, the less used takes that of its operation in front.
    """
    components = document["components"]
    for kind, uses in (("headers", _headers), ("parameters", _parameters), ("responses", _responses)):
        shared = components.setdefault(kind, {})
        taken = set().union(*(components.get(each, {}) for each in ("schemas", "headers", "parameters", "responses")))
        shared.update(_share(kind, list(uses(document)), taken))
        components[kind] = dict(sorted(shared.items()))


def expanded(document: Json) -> Json:
    """The document with what it shares in each place again, but schemas: for who reads one operation by itself."""
    shared = document["components"]

    def whole(value: Any) -> Any:
        if isinstance(value, list):
            return [whole(item) for item in value]
        if not isinstance(value, dict):
            return value
        _, _, kind, name = (value.get("$ref") or "#///").split("/")
        return whole(shared[kind][name]) if kind in _SHARED else {key: whole(member) for key, member in value.items()}

    sections: Json = {section: whole(document[section]) for section in ("paths", "webhooks") if section in document}
    return {**document, **sections}


@dataclass(frozen=True, slots=True)
class _Use:
    """A thing in its place: ``holder[key]``; the name that it would have, and the operation that has it."""

    name: str
    by: str
    holder: Any
    key: Any


def _share(kind: str, uses: Iterable[_Use], taken: set[str]) -> dict[str, Json]:
    by_content: dict[bytes, list[_Use]] = defaultdict(list)
    for use in uses:
        by_content[orjson.dumps(use.holder[use.key], option=orjson.OPT_SORT_KEYS)].append(use)
    shared = {}
    for group in sorted(by_content.values(), key=lambda group: (-len(group), group[0].by)):
        if len(group) == 1:
            continue
        name = group[0].name
        if name in taken:
            name = _capital(group[0].by) + name
        taken.add(name)
        shared[name] = group[0].holder[group[0].key]
        for use in group:
            use.holder[use.key] = {"$ref": f"#/components/{kind}/{name}"}
    return shared


def _operations(document: Json) -> Iterator[Json]:
    for section in ("paths", "webhooks"):
        for item in document.get(section, {}).values():
            yield from item.values()


def _headers(document: Json) -> Iterator[_Use]:
    for operation in _operations(document):
        for response in operation["responses"].values():
            headers = response.get("headers", {})
            for name in headers:
                yield _Use(f"{_capital(name)}Header", operation["operationId"], headers, name)


def _parameters(document: Json) -> Iterator[_Use]:
    for operation in _operations(document):
        parameters = operation.get("parameters", [])
        for index, each in enumerate(parameters):
            if "$ref" not in each:
                name = _capital(each["name"]) + _PLACES[each["in"]]
                yield _Use(name, operation["operationId"], parameters, index)


def _responses(document: Json) -> Iterator[_Use]:
    for operation in _operations(document):
        responses = operation["responses"]
        for status in [status for status in responses if status not in _FULL_ANSWERS]:
            yield _Use(_said(status, responses[status]), operation["operationId"], responses, status)


def _said(status: str, response: Json) -> str:
    codes = response.get(CODES)
    if codes:
        return "".join(map(_capital, codes)) + "Problem"
    return _capital(HTTPStatus(int(status)).phrase if status.isdigit() else f"Any{status}")


def _capital(name: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"\W|_", name))
