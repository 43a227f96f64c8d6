"""On which terms a route takes a request: its media types, its size, its query, and what it does with secrets."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.datastructures import FormData, QueryParams, UploadFile
from starlette.requests import Request
from starlette.types import Scope

from app.api.body_limit import LARGEST_BODY, LARGEST_UPLOAD
from app.api.crowded_bodies import refuse_crowded_form, refuse_crowded_json
from app.api.fastapi_internals import media_type_read, query_faults, query_names, single_query_names
from app.api.faults import EdgeError, Fault
from app.api.negotiation import accepts
from app.api.nul import nul_fault, nul_faults, pydantic_fault, with_nul
from app.domain.text import Text
from app.usecases.errors import StoreUnavailable

_MARK = "__cqp_route_contract__"
_ALWAYS_OFFERED = ("application/json", "application/problem+json")

EndpointFunction = TypeVar("EndpointFunction", bound=Callable[..., Any])


@dataclass(slots=True)
class Marks:
    """What the decorators below say of an endpoint."""

    secret: bool = False
    depends_on_day: bool = False
    direct: bool = False
    checks_revocation: bool = False
    media_types: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    model: type[BaseModel] | None = None
    largest_body: int | None = None
    longest: int | None = None
    judged_whole: bool = False


def judges_whole(endpoint: EndpointFunction) -> EndpointFunction:
    """A form whose rules are judged on its other members too where some cannot be read: one answer tells all.

    Its use case does nothing before its commit that its transaction does not undo.
    """
    _marks(endpoint).judged_whole = True
    return endpoint


def secret_response(endpoint: EndpointFunction) -> EndpointFunction:
    """The answer holds a token or a secret: it is never kept under an Idempotency-Key, nor by any cache."""
    _marks(endpoint).secret = True
    return endpoint


def depends_on_day(endpoint: EndpointFunction) -> EndpointFunction:
    """The answer depends on the day and on who asks too: its ETag, the resource's, never makes it a 304."""
    _marks(endpoint).depends_on_day = True
    return endpoint


def direct(endpoint: EndpointFunction) -> EndpointFunction:
    """A read asked all day by programs, with nothing of FastAPI between: it takes ``request`` and ids of its path."""
    _marks(endpoint).direct = True
    return endpoint


def takes_at_most(largest: int) -> Callable[[EndpointFunction], EndpointFunction]:
    """The endpoint's body has at most ``largest`` bytes, where the usual limit would be too much."""

    def mark(endpoint: EndpointFunction) -> EndpointFunction:
        _marks(endpoint).largest_body = largest
        return endpoint

    return mark


def checks_revocation(endpoint: EndpointFunction) -> EndpointFunction:
    """The endpoint itself asks whether the program's token was stopped, in its one statement: it must refuse then."""
    _marks(endpoint).checks_revocation = True
    return endpoint


def produces(*media_types: str) -> Callable[[EndpointFunction], EndpointFunction]:
    """The endpoint serves these media types too; ``*/*`` where only the stored content knows."""

    def mark(endpoint: EndpointFunction) -> EndpointFunction:
        _marks(endpoint).media_types = media_types
        return endpoint

    return mark


def consumes(*media_types: str, largest: int, model: type[BaseModel]) -> Callable[[EndpointFunction], EndpointFunction]:
    """The endpoint reads the body itself, in any of these media types, and up to ``largest`` bytes of it.

    A form holds it as a file; what the body must not hold is the endpoint's to refuse. ``model`` is what the document
    shows of it.
    """

    def mark(endpoint: EndpointFunction) -> EndpointFunction:
        _marks(endpoint).taken = media_types
        _marks(endpoint).model = model
        _marks(endpoint).largest_body = largest
        return endpoint

    return mark


def takes_much(*, largest: int, longest: int) -> Callable[[EndpointFunction], EndpointFunction]:
    """The endpoint takes a body of up to ``largest`` bytes, and ``longest`` seconds: the usual limits would not do."""

    def mark(endpoint: EndpointFunction) -> EndpointFunction:
        _marks(endpoint).largest_body = largest
        _marks(endpoint).longest = longest
        return endpoint

    return mark


def _marks(endpoint: Callable[..., Any]) -> Marks:
    if not hasattr(endpoint, _MARK):
        setattr(endpoint, _MARK, Marks())
    found: Marks = getattr(endpoint, _MARK)
    return found


@dataclass(frozen=True, slots=True)
class RouteContract:
    """What is asked of every request to one route, worked out once."""

    secret: bool
    depends_on_day: bool
    direct: bool
    checks_revocation: bool
    judged_whole: bool
    offered: tuple[str, ...]
    """Media types that it answers with; empty where any."""
    reads: str | None
    """The media type of its body: ``json``, ``multipart/form-data`` or ``application/x-www-form-urlencoded``."""
    largest_body: int
    longest: int | None = None
    """Seconds that it may take, where that is more than usual."""
    taken: tuple[str, ...] = ()
    """The media types of a body that its endpoint reads itself."""
    model: type[BaseModel] | None = None
    """What such a body holds."""
    query_names: frozenset[str] | None = field(default=None)
    """The query parameters that it knows; None where a model checks them."""
    single_query_names: frozenset[str] = frozenset()
    """Those that may be sent once."""
    query_faults: Callable[[QueryParams], Iterable[Any]] = lambda _: ()
    """What FastAPI would find wrong in them."""

    @classmethod
    def of(cls, route: APIRoute) -> "RouteContract":
        """The contract of ``route``."""
        marks = _marks(route.endpoint)
        reads = marks.taken[0] if marks.taken else media_type_read(route)
        usual = LARGEST_UPLOAD if reads == "multipart/form-data" else LARGEST_BODY
        return cls(
            secret=marks.secret,
            depends_on_day=marks.depends_on_day,
            direct=marks.direct,
            checks_revocation=marks.checks_revocation,
            judged_whole=marks.judged_whole,
            offered=() if "*/*" in marks.media_types else (*_ALWAYS_OFFERED, *marks.media_types),
            reads=reads,
            largest_body=marks.largest_body or usual,
            longest=marks.longest,
            taken=marks.taken,
            model=marks.model,
            query_names=query_names(route),
            single_query_names=single_query_names(route),
            query_faults=partial(query_faults, route),
        )

    def check_head(self, scope: Scope, headers: Mapping[bytes, bytes]) -> None:
        """Refuse by the headers alone: EdgeError 406 or 415, RequestValidationError for the query."""
        accept = headers.get(b"accept", b"*/*")
        if accept != b"*/*" and self.offered and not accepts(accept.decode("latin-1"), self.offered):
            raise EdgeError(406, _served(self.offered))
        if self.reads is not None and has_body(headers) and not self._reads(headers.get(b"content-type", b"")):
            readable = ", ".join(self.taken) or _readable(self.reads)
            raise EdgeError(415, _read(readable), headers={"Accept": readable})
        encoding = headers.get(b"content-encoding", b"identity").strip().lower()
        if encoding != b"identity" and has_body(headers):
            raise EdgeError(415, _ENCODED, headers={"Accept-Encoding": "identity"})
        if scope["query_string"]:
            self._check_query(Request(scope))

    async def check_body(self, request: Request) -> None:
        """Refuse more than anybody means, what no text column can hold, and fields where none is asked for.

        Reads the body, which stays readable.
        """
        if self.taken:
            if request.headers.get("content-type", "").startswith("multipart/form-data"):
                await _form_of(request)
            return
        if self.reads == "json":
            body = await request.body()
            _refuse_other_charsets(body)
            await refuse_crowded_json(body)
            document = with_nul(body)
        elif self.reads is not None:
            if self.reads == "application/x-www-form-urlencoded":
                refuse_crowded_form(await request.body())
            form = await _form_of(request)
            document = {
                name: (value.filename or "") if isinstance(value, UploadFile) else value
                for name, value in form.multi_items()
            }
        else:
            body = await request.body()
            await refuse_crowded_json(body)
            _refuse_unasked(body)
            return
        faults = nul_faults(document)
        if faults:
            raise RequestValidationError(faults, body=document)

    def _reads(self, content_type: bytes) -> bool:
        given = content_type.decode("latin-1").split(";", 1)[0].strip().lower()
        if self.taken:
            return given in self.taken
        if self.reads == "json":
            return given == "application/json" or (given.startswith("application/") and given.endswith("+json"))
        return given == self.reads

    def _check_query(self, request: Request) -> None:
        faults = [
            nul_fault(("query", name)) for name, value in request.query_params.multi_items() if "\x00" in name + value
        ]
        if self.query_names is not None:
            unknown = dict.fromkeys(name for name in request.query_params if name not in self.query_names)
            faults += [pydantic_fault("unknown_parameter", _UNKNOWN, ("query", name)) for name in unknown]
        faults += [
            pydantic_fault("repeated_parameter", _ONCE, ("query", name))
            for name in dict.fromkeys(request.query_params)
            if name in self.single_query_names and len(request.query_params.getlist(name)) > 1
        ]
        if faults:
            # What is wrong in the other parameters too, so that one answer tells all.
            others = (error for error in self.query_faults(request.query_params) if "\x00" not in str(error["input"]))
            raise RequestValidationError([*faults, *others])


async def _form_of(request: Request) -> FormData:
    """The form, its files on the disk. Raises StoreUnavailable where the disk has no room for them."""
    try:
        return await request.form()
    except OSError as full:
        raise StoreUnavailable from full


_ONCE = Text(fr="Ce paramètre n'est attendu qu'une fois.", en="This parameter is expected only once.")
_UNKNOWN = Text(fr="Ce paramètre est inconnu.", en="This parameter is unknown.")


def _served(offered: tuple[str, ...]) -> Fault:
    formats = ", ".join(offered)
    return Fault(
        code="not_acceptable",
        detail=Text(fr=f"Formats servis ici : {formats}.", en=f"Formats served here: {formats}."),
        header="Accept",
    )


def _read(media_type: str) -> Fault:
    return Fault(
        code="unsupported_media_type",
        detail=Text(fr=f"Envoyez un contenu {media_type}.", en=f"Send {media_type} content."),
        header="Content-Type",
    )


_ENCODED = Fault(
    code="unsupported_media_type",
    detail=Text(fr="Envoyez le corps tel quel, sans le compresser.", en="Send the body as it is, not compressed."),
    header="Content-Encoding",
)
_NOT_UTF8 = Fault(
    code="not_utf8",
    detail=Text(fr="Le corps n'est pas en UTF-8.", en="The body is not UTF-8."),
)


def _refuse_other_charsets(body: bytes) -> None:
    """JSON is UTF-8 (RFC 8259). Raises EdgeError 400 for anything else."""
    try:
        body.decode()
    except UnicodeDecodeError:
        raise EdgeError(400, _NOT_UTF8) from None


def _refuse_unasked(body: bytes) -> None:
    """An operation that reads no body takes none, or one without fields."""
    if not body.strip():
        return
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise RequestValidationError([{"type": "json_invalid", "loc": ("body",)}]) from None
    if isinstance(document, Mapping):
        faults = [{"type": "extra_forbidden", "loc": ("body", name)} for name in document]
    else:
        faults = [] if document is None else [{"type": "none_required", "loc": ("body",)}]
    if faults:
        raise RequestValidationError(faults, body=document)


def has_body(headers: Mapping[bytes, bytes]) -> bool:
    """Whether a body comes with the request."""
    return headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers


def _readable(reads: str) -> str:
    return "application/json" if reads == "json" else reads
