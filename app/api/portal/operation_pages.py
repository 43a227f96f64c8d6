"""What the page of one operation tells: who may call it, what it takes, what it answers, why it refuses.

It is made of the document in the language of the page.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson

from app.api.negotiation import NegotiatedLanguage
from app.api.portal.trial_accounts import TRIAL_ACCOUNTS, program_scopes
from app.api.portal.typography import typeset, typeset_text
from app.api.portal.words import CALLER_LABELS
from app.api.problems import STATUSES
from app.api.schemas import METHODS, Json, referred
from app.api.shared_components import CODES, expanded

_DEEPEST = 4
_LIMITS = ("minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "pattern")
_SANDBOX = "/v1/sandbox/"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A parameter, or a member of a body by its path (``candidate.birth_name``)."""

    name: str
    kind: str
    required: bool
    description: str
    limits: str = ""
    values: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyView:
    """What is sent or answered in one format."""

    media_type: str
    fields: tuple[FieldView, ...]
    example: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """A success: its status, what it is, its headers and its bodies."""

    status: str
    phrase: str
    description: str
    headers: tuple[tuple[str, str], ...]
    bodies: tuple[BodyView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalReason:
    """A reason that was really given."""

    code: str
    detail: str
    rule: str | None
    quote: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalView:
    """A refusal that the operation may answer."""

    status: str
    code: str
    title: str
    reasons: tuple[RefusalReason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationPage:
    """An operation as its page tells it."""

    id: str
    method: str
    path: str
    tag: str
    summary: str
    paragraphs: tuple[str, ...]
    deprecated: bool
    roles: tuple[str, ...]
    scopes: tuple[str, ...]
    rules: tuple[str, ...]
    parameters: tuple[FieldView, ...]
    bodies: tuple[BodyView, ...]
    answers: tuple[AnswerView, ...]
    refusals: tuple[RefusalView, ...]
    samples: tuple[tuple[str, str, str], ...]
    accounts: tuple[str, ...]


Placed = tuple[str, str, Json]
"""A path, a method and the operation there, with all that it refers to but schemas."""


def operations_by_id(document: Json) -> Mapping[str, Placed]:
    """Every operation of the document by its id."""
    return {
        item[method]["operationId"]: (path, method, item[method])
        for path, item in expanded(document)["paths"].items()
        for method in METHODS
        if method in item
    }


def operation_page(document: Json, placed: Placed, language: NegotiatedLanguage) -> OperationPage:
    """What the page of an operation tells."""
    path, method, operation = placed
    schemas = document["components"]["schemas"]
    return OperationPage(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        tag=operation["tags"][0],
        summary=typeset(operation["summary"], language),
        paragraphs=tuple(_paragraphs(operation["description"])),
        deprecated=bool(operation.get("deprecated")),
        roles=tuple(typeset_text(CALLER_LABELS[role], language) for role in operation.get("x-roles", ())),
        scopes=program_scopes(operation),
        rules=tuple(operation.get("x-rules", ())),
        parameters=tuple(_parameter(each, schemas) for each in operation.get("parameters", ())),
        bodies=tuple(_bodies(operation.get("requestBody", {}).get("content", {}), schemas)),
        answers=tuple(_answers(operation, schemas)),
        refusals=tuple(_refusals(operation, language)),
        samples=tuple((each["lang"], each["label"], each["source"]) for each in operation.get("x-codeSamples", ())),
        accounts=_accounts(operation, document),
    )


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        yield " ".join(paragraph.split())


def _parameter(parameter: Json, schemas: Json) -> FieldView:
    schema = _plain(parameter.get("schema", {}), schemas)
    item = _plain(schema.get("items", {}), schemas)
    return FieldView(
        name=parameter["name"],
        place=parameter["in"],
        kind=_kind(parameter.get("schema", {}), schemas),
        required=bool(parameter.get("required")),
        description=parameter.get("description", ""),
        values=tuple(map(str, schema.get("enum") or item.get("enum") or ())),
    )


def _bodies(content: Json, schemas: Json) -> Iterator[BodyView]:
    for media_type, body in content.items():
        shown: Json = next(iter(body.get("examples", {}).values()), {})
        example = shown.get("value")
        yield BodyView(
            media_type=media_type,
            fields=tuple(_fields(body.get("schema", {}), schemas, "", (), _DEEPEST)),
            example=None if example is None else orjson.dumps(example, option=orjson.OPT_INDENT_2).decode(),
        )


def _answers(operation: Json, schemas: Json) -> Iterator[AnswerView]:
    for status, response in operation["responses"].items():
        if status[0] in "23":
            yield AnswerView(
                status=status,
                phrase=HTTPStatus(int(status)).phrase,
                description=response["description"],
                headers=_headers(response),
                bodies=tuple(_bodies(response.get("content", {}), schemas)),
            )


def _headers(response: Json) -> tuple[tuple[str, str], ...]:
    return tuple((name, told.get("description", "")) for name, told in response.get("headers", {}).items())


def _refusals(operation: Json, language: NegotiatedLanguage) -> Iterator[RefusalView]:
    for status, response in operation["responses"].items():
        content: Json = next(iter(response.get("content", {}).values()), {})
        examples: Json = content.get("examples", {})
        for code in response.get(CODES, ()):
            shown = examples.get(code, {})
            heard = shown.get("value", {}).get("errors", ()) if "$ref" not in shown else ()
            yield RefusalView(
                status=status,
                code=code,
                title=typeset_text(STATUSES[code][1], language),
                reasons=tuple(
                    RefusalReason(
                        code=each["code"],
                        detail=typeset(each["detail"], "fr"),
                        rule=each.get("rule"),
                        quote=typeset(each["quote"], "fr") if "quote" in each else None,
                    )
                    for each in heard
                ),
            )


def is_sandbox(document: Json) -> bool:
    """Whether the document is a sandbox's, whose accounts have a password that everybody knows."""
    return any(path.startswith(_SANDBOX) for path in document["paths"])


def _accounts(operation: Json, document: Json) -> tuple[str, ...]:
    """The accounts of the sandbox that may call it; none where this is no sandbox."""
    return tuple(each.name for each in TRIAL_ACCOUNTS if each.may_call(operation)) if is_sandbox(document) else ()


def _plain(schema: Json, schemas: Json) -> Json:
    """The schema that a reference or a nullable alternative comes down to."""
    while True:
        name = referred(schema)
        if name is not None:
            schema = schemas[name]
            continue
        others = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
        if len(others) != 1:
            return schema
        schema = others[0]


def _kind(schema: Json, schemas: Json) -> str:
    """The type in a word or two: ``date``, ``list of DocumentKind``, ``AddressOut``."""
    name = referred(schema)
    if name is not None:
        return name
    alternatives: list[Any] = [each for word in ("anyOf", "oneOf") for each in schema.get(word, ())]
    if alternatives:
        return " | ".join(_kind(each, schemas) for each in alternatives)
    kinds = schema.get("type", "any")
    kind = kinds if isinstance(kinds, str) else " | ".join(kinds)
    if "array" in kind and "items" in schema:
        kind = kind.replace("array", f"{_kind(schema['items'], schemas)}[]")
    return str(schema["format"]) + kind.removeprefix("string") if "format" in schema else kind


def _fields(schema: Json, schemas: Json, prefix: str, above: Iterable[str], depth: int) -> Iterator[FieldView]:
    name = referred(schema)
    plain = _plain(schema, schemas)
    if plain.get("type") == "array" or "items" in plain:
        yield from _fields(plain["items"], schemas, f"{prefix}[]" if prefix else prefix, above, depth)
        return
    inside = next((plain[word] for word in ("oneOf", "anyOf") if word in plain), None)
    if inside is not None and "properties" not in plain:
        for each in inside:
            yield from _fields(each, schemas, prefix, above, depth)
        return
    seen = {*above, name} if name else set(above)
    for member, of in plain.get("properties", {}).items():
        where = f"{prefix}.{member}" if prefix else member
        whole = _plain(of, schemas)
        item = _plain(whole.get("items", {}), schemas)
        yield FieldView(
            name=where,
            kind=_kind(of, schemas),
            required=member in plain.get("required", ()),
            description=of.get("description", ""),
            limits=", ".join(f"{limit} {whole[limit]}" for limit in _LIMITS if limit in whole),
            values=tuple(str(value) for value in whole.get("enum") or item.get("enum") or () if value is not None),
        )
        inner = referred(of) or referred(whole.get("items", {}))
        if depth > 1 and inner not in seen and ("properties" in whole or "items" in whole):
            yield from _fields(of, schemas, where, seen, depth - 1)
