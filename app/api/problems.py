"""Every "no" as RFC 9457 says it. The only file that knows which refusal has which HTTP status."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from app.api.container import container_of
from app.api.fastapi_internals import CappedFaultsError
from app.api.faults import EdgeError, Fault, faults_of, is_unreadable, names_nothing
from app.api.negotiation import negotiate_language
from app.api.preconditions import etag
from app.api.rehearsal import FormFaultsError
from app.api.request_state import request_state_of
from app.domain.calendar import paris_day
from app.domain.law import Violation
from app.domain.text import Text
from app.usecases import errors
from app.usecases.access import Role
from app.usecases.ports.faults import TransientFault

MEDIA_TYPE = "application/problem+json"

STATUSES: Mapping[str, tuple[int, Text]] = {
    "malformed_request": (400, Text(fr="Requête illisible", en="Unreadable request")),
    "unauthenticated": (401, Text(fr="Authentification nécessaire", en="Authentication needed")),
    "second_factor_required": (401, Text(fr="Second facteur demandé", en="Second factor needed")),
    "step_up_required": (401, Text(fr="Facteur récent demandé", en="Recent factor needed")),
    "enrolment_required": (403, Text(fr="Second facteur à enrôler", en="Second factor to be enrolled")),
    "forbidden": (403, Text(fr="Opération réservée à d'autres", en="Operation reserved to others")),
    "address_not_allowed": (403, Text(fr="Adresse non admise", en="Address not allowed")),
    "not_found": (404, Text(fr="Introuvable", en="Not found")),
    "method_not_allowed": (405, Text(fr="Méthode non admise", en="Method not allowed")),
    "not_acceptable": (406, Text(fr="Format de réponse indisponible", en="Response format not available")),
    "step_not_open": (409, Text(fr="Étape non ouverte", en="Step not open")),
    "already_done": (409, Text(fr="Déjà fait", en="Already done")),
    "request_in_progress": (409, Text(fr="Requête en cours", en="Request in progress")),
    "stale_version": (412, Text(fr="Version périmée", en="Stale version")),
    "payload_too_large": (413, Text(fr="Contenu trop volumineux", en="Content too large")),
    "unsupported_media_type": (415, Text(fr="Type de contenu non admis", en="Unsupported media type")),
    "range_not_satisfiable": (416, Text(fr="Plage impossible", en="Range not satisfiable")),
    "validation_failed": (422, Text(fr="Valeurs refusées", en="Values refused")),
    "ambiguous_person": (422, Text(fr="Plusieurs personnes", en="Several persons")),
    "rules_refused": (422, Text(fr="Refus par les règles", en="Refused by the rules")),
    "idempotency_key_reused": (422, Text(fr="Clé d'idempotence déjà employée", en="Idempotency key already used")),
    "precondition_required": (428, Text(fr="Version à préciser", en="Version needed")),
    "too_many_requests": (429, Text(fr="Trop de requêtes", en="Too many requests")),
    "internal_error": (500, Text(fr="Erreur interne", en="Internal error")),
    "temporarily_unavailable": (503, Text(fr="Momentanément indisponible", en="Temporarily unavailable")),
}
"""Each code of the contract with its status and its title."""

REFUSALS: Mapping[type[errors.UseCaseError], str] = {
    errors.Unauthenticated: "unauthenticated",
    errors.SecondFactorRequired: "second_factor_required",
    errors.StepUpRequired: "step_up_required",
    errors.Forbidden: "forbidden",
    errors.EnrolmentRequired: "enrolment_required",
    errors.AddressNotAllowed: "address_not_allowed",
    errors.NotFound: "not_found",
    errors.InvalidInput: "validation_failed",
    errors.AmbiguousPerson: "ambiguous_person",
    errors.RulesRefused: "rules_refused",
    errors.StepNotOpen: "step_not_open",
    errors.AlreadyDone: "already_done",
    errors.StaleVersion: "stale_version",
    errors.PreconditionRequired: "precondition_required",
    errors.PayloadTooLarge: "payload_too_large",
    errors.UnsupportedMediaType: "unsupported_media_type",
    errors.StoreUnavailable: "temporarily_unavailable",
    errors.ProviderUnavailable: "temporarily_unavailable",
    errors.StoredFileMissing: "internal_error",
    errors.OutgoingHeld: "temporarily_unavailable",
    errors.Contended: "temporarily_unavailable",
    errors.FactsUnreadable: "internal_error",
    errors.FactsOfALaterRelease: "temporarily_unavailable",
    errors.FactsNotWritable: "temporarily_unavailable",
    errors.TooManyRequests: "too_many_requests",
    errors.IdempotencyKeyReused: "idempotency_key_reused",
    errors.RequestInProgress: "request_in_progress",
}

DETAILS: Mapping[str, Text] = {
    "malformed_request": Text(
        fr="Le corps ou l'en-tête de la requête ne se lit pas.", en="The request's body or header cannot be read."
    ),
    "unauthenticated": Text(fr="Présentez un jeton d'accès.", en="Present an access token."),
    "forbidden": Text(fr="Cette opération ne vous est pas ouverte.", en="This operation is not open to you."),
    "not_found": errors.NotFound().detail,
    "method_not_allowed": Text(
        fr="Cette adresse existe, mais pas pour cette méthode : voyez l'en-tête Allow.",
        en="This address exists, but not for this method: see the Allow header.",
    ),
    "not_acceptable": Text(
        fr="Aucun des formats que demande l'en-tête Accept n'est servi ici.",
        en="None of the formats that the Accept header asks for is served here.",
    ),
    "payload_too_large": Text(
        fr="Le corps de la requête dépasse la taille admise ici.",
        en="The request's body exceeds the size admitted here.",
    ),
    "unsupported_media_type": Text(
        fr="Le Content-Type de la requête n'est pas celui que cette opération lit.",
        en="The request's Content-Type is not the one that this operation reads.",
    ),
    "range_not_satisfiable": Text(
        fr="La plage demandée dépasse le contenu.", en="The range asked for lies beyond the content."
    ),
    "validation_failed": Text(
        fr="La requête contient des valeurs inacceptables.", en="The request holds unacceptable values."
    ),
    "too_many_requests": Text(fr="Patientez avant de recommencer.", en="Wait before trying again."),
    "internal_error": Text(
        fr="Une erreur est survenue de notre côté ; citez request_id en nous la signalant.",
        en="Something failed on our side; quote request_id when you report it.",
    ),
    "temporarily_unavailable": Text(
        fr="Le service ne peut pas répondre pour l'instant ; rien n'a été changé. Renvoyez la requête plus tard.",
        en="The service cannot answer for the moment; nothing was changed. Send the request again later.",
    ),
}

UNCERTAIN = Text(
    fr="La réponse s'est perdue : ce qui était demandé est peut-être fait. Relisez avant de recommencer, ou renvoyez "
    "la même requête avec la même Idempotency-Key.",
    en="The answer was lost: what was asked may have been done. Read before you try again, or send the same request "
    "with the same Idempotency-Key.",
)
"""What is told instead where the fault came while the effect was being made to last."""

BY_STATUS: Mapping[int, str] = {STATUSES[code][0]: code for code in DETAILS}


class OAuthError(Exception):
    """A refusal of ``/oauth/*``, told as RFC 6749 (5.2) says: its ``error`` code, a sentence, and the status."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemDetails:
    """A "no" ready to be written down."""

    code: str
    detail: Text
    faults: tuple[Fault, ...] = ()
    more_faults: int = 0
    headers: Mapping[str, str] | None = None
    members: Mapping[str, Any] = field(default_factory=dict)
    """What this kind of refusal says more than the others."""


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What ``responses=`` of a route declares for these statuses."""
    return {status: problem_response(status) for status in statuses}


def problem_response(status: int) -> dict[str, Any]:
    """The OpenAPI response object of one status."""
    titles = [f"`{code}`: {title.en}" for code, (of, title) in STATUSES.items() if of == status]
    return {
        "description": ". ".join(titles),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def render(scope: Scope, problem: ProblemDetails) -> Response:
    """The response that tells ``problem``, in the language that the client prefers."""
    request_state_of(scope).code = problem.code
    status, title = STATUSES[problem.code]
    language = negotiate_language(_header(scope, b"accept-language"))
    headers = {"Vary": "Accept-Language", "Content-Language": language, **(problem.headers or {})}
    if status == 401:
        headers.setdefault("WWW-Authenticate", _challenge(scope))
    if scope["path"].startswith("/oauth/"):
        told = 400 if status == 422 else status  # RFC 6749 knows no 422
        sentence = " ".join([problem.detail.en, *(_sentence(fault) for fault in problem.faults)])
        return _oauth_response(_OAUTH_ERRORS.get(told, "invalid_request"), sentence, told, headers)
    document = {
        "type": f"{container_of(scope).public_url}/docs/errors/{problem.code}",
        "title": title.in_language(language),
        "status": status,
        "detail": problem.detail.in_language(language),
        "instance": _instance(scope, problem.code),
        "code": problem.code,
        "request_id": request_state_of(scope).request_id,
        "errors": [fault.in_language(language) for fault in problem.faults],
        **({"more_errors": problem.more_faults} if problem.more_faults else {}),
        **problem.members,
    }
    return Response(orjson.dumps(document), status, headers, MEDIA_TYPE)


def problem_of(scope: Scope, error: errors.UseCaseError) -> ProblemDetails:
    """A use case's "no" as something to write down."""
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else {}
    if isinstance(error, errors.Forbidden) and error.scope is not None:
        headers["WWW-Authenticate"] = f'Bearer error="insufficient_scope", scope="{error.scope}"'
    if isinstance(error, errors.StepUpRequired):
        headers["WWW-Authenticate"] = _older_than(error)
    if isinstance(error, errors.StaleVersion) and error.current is not None:
        headers["ETag"] = etag(error.current)
    violations = error.violations if isinstance(error, errors.Refused) else ()
    day = error.on if isinstance(error, errors.RulesRefused | errors.StepNotOpen) else _day(scope)
    return ProblemDetails(
        code=_code_of(error),
        detail=error.detail,
        faults=tuple(_where_it_was_sent(scope, fault_of(violation, day)) for violation in violations),
        headers=headers,
        members=_members_of(error),
    )


def _where_it_was_sent(scope: Scope, fault: Fault) -> Fault:
    """A fault of what came as a query parameter, to a request that has no body."""
    contract = getattr(scope.get("route"), "contract", None)
    name = (fault.pointer or "").removeprefix("/")
    if contract is None or contract.reads is not None or name not in (contract.query_names or ()):
        return fault
    return replace(fault, pointer=None, parameter=name)


def _older_than(error: errors.StepUpRequired) -> str:
    """RFC 9470 (3): the token is good, and what it stands on too old."""
    said = "A more recent authentication is required"
    return f'Bearer error="insufficient_user_authentication", error_description="{said}", max_age="{error.max_age}"'


def _members_of(error: errors.UseCaseError) -> Mapping[str, Any]:
    if isinstance(error, errors.SecondFactorRequired):
        return {"challenge": error.challenge, "methods": error.methods}
    return {"methods": error.methods} if isinstance(error, errors.StepUpRequired) else {}


def fault_of(violation: Violation, on: date) -> Fault:
    """A violation with its rule and the sentence that the guide had for it on that day."""
    rule = violation.rule
    return Fault(
        code=violation.code,
        detail=violation.detail,
        pointer=violation.pointer,
        rule=rule.number if rule else None,
        quote=violation.quote_on(on),
    )


def usual_problem(code: str, *faults: Fault, headers: Mapping[str, str] | None = None) -> ProblemDetails:
    """A refusal of the edge itself, with the usual sentence of its code."""
    return ProblemDetails(code=code, detail=DETAILS[code], faults=faults, headers=headers)


def fault_problem(fault: TransientFault, *, may_have_lasted: bool) -> ProblemDetails:
    """A fault that passes, as something to write down."""
    code, headers = "temporarily_unavailable", {"Retry-After": str(fault.retry_after)}
    return ProblemDetails(code=code, detail=UNCERTAIN if may_have_lasted else DETAILS[code], headers=headers)


def register_problems(app: FastAPI) -> None:
    """Make ``app`` tell every refusal as a problem document."""
    for kind in (errors.UseCaseError, HTTPException, RequestValidationError, OAuthError):
        app.add_exception_handler(kind, _tell)


async def _tell(request: Request, exc: Exception) -> Response:
    scope = request.scope
    match exc:
        case errors.UseCaseError():
            return render(scope, problem_of(scope, exc))
        case EdgeError():
            return render(scope, usual_problem(_code_of_status(exc.status_code), *exc.faults, headers=exc.headers))
        case HTTPException():
            return render(scope, usual_problem(_code_of_status(exc.status_code), headers=exc.headers))
        case RequestValidationError():
            return render(scope, _problem_of_values(scope, exc))
        case OAuthError():
            request_state_of(scope).code = exc.error
            headers = {"WWW-Authenticate": 'Basic realm="oauth"'} if exc.status == 401 else {}
            return _oauth_response(exc.error, exc.description, exc.status, headers)
        case _:
            raise exc


def _code_of_status(status: int) -> str:
    return BY_STATUS.get(status, "malformed_request" if status < 500 else "internal_error")


def _problem_of_values(scope: Scope, exc: RequestValidationError) -> ProblemDetails:
    found = exc.errors()
    if names_nothing(found):
        return usual_problem("not_found")
    code = "malformed_request" if is_unreadable(found) else "validation_failed"
    told = faults_of(found, exc.body)
    more = len(found) - len(told) + (exc.more if isinstance(exc, CappedFaultsError) else 0)
    by_rules = exc.violations if isinstance(exc, FormFaultsError) else ()
    return replace(
        usual_problem(code, *told, *(fault_of(violation, _day(scope)) for violation in by_rules)), more_faults=more
    )


_OAUTH_ERRORS: Mapping[int, str] = {
    401: "invalid_client",
    403: "unauthorized_client",
    429: "temporarily_unavailable",
    500: "server_error",
    503: "temporarily_unavailable",
}


def _sentence(fault: Fault) -> str:
    place = fault.parameter or fault.header or fault.pointer
    return f"{place}: {fault.detail.en}" if place else fault.detail.en


def _oauth_response(error: str, description: str, status: int, headers: Mapping[str, str]) -> Response:
    # RFC 6749 admits neither accents nor quotes in the description.
    plain = description.encode("ascii", "ignore").decode().replace('"', "'").replace("\\", "/")
    body = orjson.dumps({"error": error, "error_description": plain})
    return Response(body, status, {**headers, "Cache-Control": "no-store"}, "application/json")


def _code_of(error: errors.UseCaseError) -> str:
    return next(REFUSALS[kind] for kind in type(error).__mro__ if kind in REFUSALS)


def _day(scope: Scope) -> date:
    moment = request_state_of(scope).moment
    return moment.on if moment else paris_day(datetime.now(UTC))


_OF_PATHS = "/:@!$&'()*+,;=~"
"""What a path holds as it is (RFC 3986), besides letters, digits and `-._`."""


def _instance(scope: Scope, code: str) -> str:
    """The path; but for what is absent no further than the collection, so that absent and not yours read the same."""
    path_format: str | None = getattr(scope.get("route"), "path_format", None)
    if code == "not_found" and path_format is not None:
        return path_format.split("/{", 1)[0]
    return quote(scope["path"], safe=_OF_PATHS)


def _challenge(scope: Scope) -> str:
    """RFC 6750 (3.1): who presented a token is told that it is the token."""
    scheme, _, token = _header(scope, b"authorization").partition(" ")
    return 'Bearer error="invalid_token"' if scheme.lower() == "bearer" and token.strip() else "Bearer"


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def names_a_caller(scope: Scope) -> bool:
    """Whether somebody with a token asked."""
    return request_state_of(scope).caller.role is not Role.ANONYMOUS
