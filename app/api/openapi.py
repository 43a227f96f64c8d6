"""The OpenAPI 3.1 document: FastAPI's, completed by what the policy and the manners add to every operation."""

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from http import HTTPStatus
from typing import Any

import orjson
from fastapi.openapi.utils import get_openapi

from app.api.code_samples import add_code_samples
from app.api.contract_route import ContractRoute
from app.api.dependencies import new_tag
from app.api.deprecations import DEPRECATIONS
from app.api.examples import Examples
from app.api.fastapi_internals import rests_on
from app.api.fault_codes import fault_codes
from app.api.french import BESIDE, add_french
from app.api.idempotency import KEPT_FOR
from app.api.links import add_links
from app.api.policy import Policy
from app.api.problems import MEDIA_TYPE, STATUSES
from app.api.refusals import add_refusals, problem_example
from app.api.routing import TAGS
from app.api.schemas import Json, operations_of, referred, tidy
from app.api.shared_components import share_components
from app.api.vocabulary import NAMED, meanings_of
from app.api.webhooks import ENVELOPE, TAG, webhooks
from app.domain.durations import lasting
from app.domain.rules import RULES
from app.usecases.access import Role
from app.usecases.ports.token_revocations import TOKENS_LAST
from app.usecases.scopes import SCOPE_DESCRIPTIONS

_KEPT, _TOKENS_LAST = lasting(KEPT_FOR).en, lasting(TOKENS_LAST).en

MEANINGS = "x-enum-descriptions"
"""The member of an enumeration that says what each of its values means."""

_DESCRIPTION = f"""\
The dossiers of the CQP and CQPI of the French chemical industries, from the employer's account to the certificate.

* Ids are UUIDv7; days are ISO dates in Europe/Paris; instants are RFC 3339 in UTC.
* Every refusal is an RFC 9457 problem document with a stable `code` and all its reasons at once; `detail` and `title` \
are in French, or in English by `Accept-Language`.
* `X-Request-ID` is accepted and echoed. `Idempotency-Key` on any POST makes a repeated request act once ({_KEPT}).
* `ETag` and `If-None-Match` save reads; `If-Match` is required where PUT and PATCH change what exists. A part of a \
dossier that is put has a tag of its own (`"assessment.3"`), and takes that or the dossier's. A 412 carries the \
current one.
* Lists answer `items` and `next_cursor`; the `Link` header names the next page.
* `RateLimit` and `RateLimit-Policy` tell how many requests are left to you, and until when.
* Accept response fields and enum values that you do not know yet: they may be added at any time.
"""

_CONTACT = "CPNE des industries chimiques"
"""Who answers for the service everywhere; addresses are the installation's (``security.txt``)."""

_PROBLEM_ERROR: Json = {
    "type": "object",
    "description": "One reason of a refusal, with its place in the request where it has one.",
    "required": ["code", "detail"],
    "properties": {
        "code": {"$ref": "#/components/schemas/FaultCode"},
        "detail": {"type": "string", "description": "For people, in the language asked."},
        "pointer": {"type": "string", "description": "JSON pointer (RFC 6901) into the request's body."},
        "parameter": {"type": "string", "description": "The query parameter at fault."},
        "header": {"type": "string", "description": "The header at fault."},
        "rule": {"type": "string", "description": "The rule (`R31`) or decision (`D31`) that refuses."},
        "quote": {"type": "string", "description": "The sentence that the rule stands on."},
    },
}

_FAULT_CODE: Json = {
    "type": "string",
    "description": "Stable, for programs; more may be added. A pattern (`{kind}_missing`) stands for several.",
    "x-extensible-enum": list(fault_codes()),
}
_TELLING_FAULTS = ("LackOut", "ViolationOut", "WarningOut")
"""The answers that tell reasons as data, under the codes that refusals have for them."""

_PROBLEM_CODE: Json = {
    "type": "string",
    "description": "What is refused, for programs; each has its page under `/docs/errors/`. There may be more later.",
    "enum": list(STATUSES),
}

_PROBLEM: Json = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "detail", "instance", "code", "request_id", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri-reference"},
        "code": {"$ref": "#/components/schemas/ProblemCode"},
        "request_id": {"type": "string"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ProblemError"}},
        "more_errors": {
            "type": "integer",
            "minimum": 1,
            "description": "How many more there are than the hundred told.",
        },
        "challenge": {
            "type": "string",
            "description": "With `second_factor_required`: what completeSession takes, once, for a few minutes.",
        },
        "methods": {
            "type": "array",
            "items": {"type": "string"},
            "description": "With `second_factor_required` and `step_up_required`: by what a factor can be shown, of "
            "`totp`, `passkey`, `recovery_code`, `password`.",
        },
    },
}

_IDEMPOTENCY_KEY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Chosen by the client: the same key with the same request acts once, and is answered the same.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}

_IF_NONE_MATCH: Json = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag already held: 304 when it is still the current one.",
    "schema": {"type": "string"},
}

_LINK: Json = {
    "description": 'Where the next page is, with `rel="next"`; absent from the last one.',
    "schema": {"type": "string"},
}

_OAUTH_ERROR: Json = {
    "type": "object",
    "description": "RFC 6749, section 5.2.",
    "required": ["error"],
    "properties": {"error": {"type": "string"}, "error_description": {"type": "string"}},
}


_REFUSED: Json = {
    "Problem": _PROBLEM,
    "FaultCode": _FAULT_CODE,
    "ProblemCode": _PROBLEM_CODE,
    "ProblemError": _PROBLEM_ERROR,
    "OAuthProblem": _OAUTH_ERROR,
}


def openapi_document(
    routes: Sequence[ContractRoute],
    policy: Policy,
    *,
    title: str,
    version: str,
    examples: Examples = Examples(),  # noqa: B008 - it holds nothing
) -> Json:
    """The document of ``routes``. Raises TwinSchemaError where one model serves both directions."""
    document: Json = get_openapi(
        title=title,
        version=version,
        openapi_version="3.1.0",
        description=_DESCRIPTION,
        routes=routes,
        contact={"name": _CONTACT},
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        servers=[{"url": "/", "description": "The service that answers this document."}],
        tags=_tags(routes),
    )
    components = document.setdefault("components", {})
    components.setdefault("schemas", {}).update(deepcopy(_REFUSED))
    for route in routes:
        for name, schema in _read_by_endpoint(route):
            components["schemas"].setdefault(name, schema)
    for name in components["schemas"].keys() & _TELLING_FAULTS:
        components["schemas"][name]["properties"]["code"] = {"$ref": "#/components/schemas/FaultCode"}
    components["parameters"] = {"IdempotencyKey": _IDEMPOTENCY_KEY, "IfNoneMatch": _IF_NONE_MATCH}
    components["securitySchemes"] = _security_schemes()
    by_operation = {route.operation_id: route for route in routes}
    for operation in operations_of(document):
        _complete(operation, by_operation[operation["operationId"]], policy)
    if ENVELOPE in components["schemas"]:
        document["webhooks"] = webhooks()
        document["tags"].append(TAG)
    tidy(document, NAMED)
    components["examples"] = {code: problem_example(code) for code in STATUSES}
    _describe(document)
    add_links(document)
    examples.show(document)
    add_code_samples(document)
    add_french(document)
    share_components(document)
    _drop_unused(document)
    return document


def without_webhooks(document: Json) -> Json:
    """The same, for the generators that stumble over webhooks."""
    tags = [tag for tag in document["tags"] if tag["name"] != TAG["name"]]
    return {**{name: value for name, value in document.items() if name != "webhooks"}, "tags": tags}


def _tags(routes: Iterable[ContractRoute]) -> list[dict[str, Any]]:
    used = dict.fromkeys(str(tag) for route in routes for tag in route.tags)
    return [{"name": tag, "description": TAGS.get(tag) or tag.capitalize()} for tag in used]


def _read_by_endpoint(route: ContractRoute) -> Iterator[tuple[str, Json]]:
    """The schemas of a body that FastAPI does not read, and so does not show."""
    if route.contract.model is not None:
        schema = route.contract.model.model_json_schema(ref_template="#/components/schemas/{model}")
        yield from schema.pop("$defs", {}).items()
        yield route.contract.model.__name__, schema


def _security_schemes() -> Json:
    return {
        "session": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": f"A person's access token (ES256, `typ: at+jwt`, {_TOKENS_LAST}), from `openSession`.",
        },
        "program": {
            "type": "oauth2",
            "description": "A program's access token, from `issueToken`.",
            "flows": {
                "clientCredentials": {
                    "tokenUrl": "/oauth/token",
                    "scopes": {str(scope): told.en for scope, told in SCOPE_DESCRIPTIONS.items()},
                    BESIDE: {"scopes": {str(scope): told.fr for scope, told in SCOPE_DESCRIPTIONS.items()}},
                }
            },
        },
    }


def _complete(operation: Json, route: ContractRoute, policy: Policy) -> None:
    name = operation["operationId"]
    operation["security"] = _security(name, policy)
    operation["x-roles"] = sorted(str(role) for role in policy.rows[name])
    rules = [number for number, rule in RULES.items() if name in rule.operations]
    if rules:
        operation["x-rules"] = rules
    if name in DEPRECATIONS:
        operation["deprecated"] = True
    responses = operation["responses"]
    if _is_default_422(responses.get("422")):
        del responses["422"]
    if route.path.startswith("/oauth/"):
        responses.setdefault("400", _oauth_response("Refused."))
        responses.setdefault("401", _oauth_response("Unknown client or wrong secret."))
    else:
        add_refusals(operation, route, policy.rows[name])
    _add_headers(operation, route)
    operation["responses"] = dict(sorted(responses.items()))


def _security(operation_id: str, policy: Policy) -> list[dict[str, list[str]]]:
    roles = set(policy.rows[operation_id])
    if Role.ANONYMOUS in roles:
        return []
    people: list[dict[str, list[str]]] = [{"session": []}] if roles - {Role.CLIENT} else []
    programs = [{"program": [str(policy.scopes[operation_id])]}] if Role.CLIENT in roles else []
    return [*people, *programs]


def _add_headers(operation: Json, route: ContractRoute) -> None:
    methods = route.methods or set()
    parameters = operation.setdefault("parameters", [])
    if "POST" in methods and not route.contract.secret:
        parameters.append({"$ref": "#/components/parameters/IdempotencyKey"})
    has_version = route.contract.direct or rests_on(route, new_tag)
    if has_version or _is_tagged_by_its_bytes(operation, route):
        told = "The version answered." if has_version else "A tag of what is answered, for `If-None-Match`."
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                response.setdefault("headers", {})["ETag"] = {"description": told, "schema": {"type": "string"}}
        if "GET" in methods and not (has_version and route.contract.depends_on_day):
            parameters.append({"$ref": "#/components/parameters/IfNoneMatch"})
            operation["responses"]["304"] = {"description": "Unchanged since the ETag sent."}
    if any(each.get("name") == "cursor" for each in parameters):
        operation["responses"]["200"].setdefault("headers", {})["Link"] = deepcopy(_LINK)
    if "PATCH" in methods:
        _require_version(parameters)
    if not parameters:
        del operation["parameters"]


def _require_version(parameters: Iterable[Json]) -> None:
    """What is patched exists: without its version, the answer is 428."""
    for each in parameters:
        if each.get("name") == "If-Match":
            each["required"] = True


def _is_tagged_by_its_bytes(operation: Json, route: ContractRoute) -> bool:
    """A read in JSON without a version: a list, a count, a page of the feed."""
    answered = operation["responses"].get("200", {}).get("content", {})
    return "GET" in (route.methods or set()) and "application/json" in answered and not route.contract.secret


def _is_default_422(response: Json | None) -> bool:
    return response is not None and MEDIA_TYPE not in response.get("content", {})


def _oauth_response(description: str) -> Json:
    schema = {"$ref": "#/components/schemas/OAuthProblem"}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _describe(document: Json) -> None:
    """Say what each value of an enumeration means, and what each answer holds."""
    schemas = document["components"]["schemas"]
    for name, schema in schemas.items():
        if "enum" in schema and (meanings := meanings_of(name, schema["enum"])):
            schema[MEANINGS] = [each.en for each in meanings]
            schema[BESIDE] = {MEANINGS: [each.fr for each in meanings]}
    for operation in operations_of(document):
        for status, response in operation["responses"].items():
            if response["description"] == "Successful Response":
                response["description"] = _told(schemas, response) or f"{HTTPStatus(int(status)).phrase}."


def _told(schemas: Json, response: Json) -> str | None:
    """What the type of the answer says of itself."""
    schema = response.get("content", {}).get("application/json", {}).get("schema", {})
    name = referred(schema)
    description: str | None = schemas[name].get("description") if name else None
    return description.split("\n\n", 1)[0] if description else None


def _drop_unused(document: Json) -> None:
    """Generators and linters take what nobody refers to for a mistake."""
    text = orjson.dumps(document).decode()
    used = {
        kind: {name for name in names if f'"#/components/{kind}/{name}"' in text}
        for kind, names in document["components"].items()
        if kind in {"parameters", "examples"}
    }
    schemes = {name for each in operations_of(document) for alternative in each["security"] for name in alternative}
    for kind, names in {**used, "securitySchemes": schemes}.items():
        components = document["components"][kind]
        document["components"][kind] = {name: value for name, value in components.items() if name in names}
