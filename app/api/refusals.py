"""Which refusals an operation may answer, each with its code: those of its manners, and those that it declares."""

from collections.abc import Iterable, Mapping
from copy import deepcopy

from app.api.contract_route import ContractRoute
from app.api.dependencies import preconditions
from app.api.fastapi_internals import rests_on, takes_path_parameters
from app.api.fault_codes import fault_codes
from app.api.french import BESIDE
from app.api.negotiation import NegotiatedLanguage
from app.api.policy import CRITICAL, CRITICAL_FOR_SOME, ENROLMENT, PolicyRow
from app.api.problems import MEDIA_TYPE, STATUSES
from app.api.rates import class_of
from app.api.schemas import Json
from app.api.shared_components import CODES
from app.domain.rules import RULES
from app.usecases.access import Role

_OF_FEW = {
    "second_factor_required": frozenset({"openSession", "completeOidcSignIn"}),
    "step_up_required": CRITICAL | CRITICAL_FOR_SOME,
    "ambiguous_person": frozenset({"exportPersonalData"}),
}
"""Refusals that some operations know, and no other."""

_LIMITS: Json = {
    "RateLimit": {
        "description": "On every answer that is counted: `r`, what is left of the limit, and `t`, for how long.",
        "schema": {"type": "string"},
        "example": '"read";r=5999;t=42',
    },
    "RateLimit-Policy": {
        "description": "On every answer that is counted: `q`, how many requests may be made in `w` seconds.",
        "schema": {"type": "string"},
        "example": '"read";q=6000;w=60',
    },
}
_REQUEST_ID: Json = {
    "description": "On every answer: what to tell whoever helps you; yours, where you sent one.",
    "schema": {"type": "string"},
}
"""Told once, where they are looked for: on every answer of every operation they would be half of the document."""

_OF_REPEATED_REQUESTS = {409: "request_in_progress", 422: "idempotency_key_reused"}


_REASONS: Mapping[str, tuple[str, Json]] = {
    "validation_failed": ("missing", {"pointer": "/candidate/birth_name"}),
    "rules_refused": (
        "competences_not_all_mastered",
        {"rule": "R30", "quote": RULES["R30"].editions[-1].source.quotes[0]},
    ),
}
"""What stands in `errors[]` of the refusals that never come without: a reason's code, and where or by which rule."""


def add_refusals(operation: Json, route: ContractRoute, row: PolicyRow) -> None:
    """Declare every refusal of ``operation``."""
    for status, codes in _codes(route, row).items():
        operation["responses"][str(status)] = _response(codes)


def problem_example(code: str) -> Json:
    """What a refusal with this code looks like where nothing more is to be said."""
    status, title = STATUSES[code]
    return {
        **titled(code),
        "value": {
            "type": f"http://127.0.0.1:8000/docs/errors/{code}",
            "title": title.fr,
            "status": status,
            "detail": f"{title.fr}.",
            "instance": "/v1/dossiers",
            "code": code,
            "request_id": "0192f0c1-7a2b-7c3d-8e4f-000000000001",
            "errors": example_reasons(code, "fr"),
        },
    }


def example_reasons(code: str, language: NegotiatedLanguage) -> list[Json]:
    """What `errors[]` holds of a refusal that never comes without a reason; nothing of the others."""
    if code not in _REASONS:
        return []
    reason, told = _REASONS[code]
    detail = fault_codes()[reason].detail
    return [{"code": reason, "detail": detail.in_language(language) if detail is not None else "", **told}]


def titled(code: str) -> Json:
    """What an example of this refusal is called."""
    title = STATUSES[code][1]
    return {"summary": title.en, BESIDE: {"summary": title.fr}}


def _codes(route: ContractRoute, row: PolicyRow) -> dict[int, list[str]]:
    declared = {int(status) for status, said in route.responses.items() if MEDIA_TYPE in said.get("content", {})}
    repeatable = "POST" in (route.methods or ()) and not route.contract.secret
    found = {}
    operation = str(route.operation_id)
    for status in sorted(declared | set(_statuses(route, public=Role.ANONYMOUS in row))):
        codes = [code for code, (of, _) in STATUSES.items() if of == status and _is_told_to(row, operation, code)]
        found[status] = [code for code in codes if _may_be(code, status, route, declared, repeatable=repeatable)]
    return found


def _is_told_to(row: PolicyRow, operation: str, code: str) -> bool:
    """Whether somebody to whom the operation is open may hear it: programs alone are kept to their networks, people
    alone have factors."""
    if code == "address_not_allowed":
        return Role.CLIENT in row
    if code == "enrolment_required":
        return operation not in ENROLMENT and bool(row.keys() - {Role.CLIENT})
    return operation in _OF_FEW[code] if code in _OF_FEW else True


def _may_be(code: str, status: int, route: ContractRoute, declared: Iterable[int], *, repeatable: bool) -> bool:
    if code in _OF_REPEATED_REQUESTS.values():
        return repeatable
    if code in {"step_not_open", "already_done"}:
        return status in declared
    if code == "rules_refused":
        return status in declared and "GET" not in (route.methods or ())
    return True


def _statuses(route: ContractRoute, *, public: bool) -> Iterable[int]:
    """What any operation like this one may be refused with."""
    methods = route.methods or set()
    yield from (406, 422, 500)
    if class_of(str(route.operation_id), reads="GET" in methods, uploads=False) is not None:
        yield 429
    if not public:
        yield from (401, 403)
    if takes_path_parameters(route):
        yield 404
    if route.contract.reads is not None:
        yield from (400, 413, 415)
    if "POST" in methods and not route.contract.secret:
        yield 409
    if rests_on(route, preconditions):
        yield 412
        if methods & {"PUT", "PATCH"}:
            yield 428


def _response(codes: list[str]) -> Json:
    examples = {code: {"$ref": f"#/components/examples/{code}"} for code in codes}
    response: Json = {
        "description": ". ".join(f"`{code}`: {STATUSES[code][1].en}" for code in codes),
        BESIDE: {"description": ". ".join(f"`{code}` : {STATUSES[code][1].fr}" for code in codes)},
        CODES: codes,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}},
    }
    status = STATUSES[codes[0]][0]
    if status in {429, 503}:
        wait = {"description": "Seconds to wait before asking again.", "schema": {"type": "integer"}}
        response["headers"] = {"Retry-After": wait}
    if status == 429:
        response["headers"] |= deepcopy(_LIMITS)
    if status == 500:
        response["headers"] = {"X-Request-ID": deepcopy(_REQUEST_ID)}
    if "stale_version" in codes:
        current = {"description": "The version that there is now: retry with it.", "schema": {"type": "string"}}
        response["headers"] = {"ETag": current}
    return response
