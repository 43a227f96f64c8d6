"""A small application of test-only routes, to see the manners of every route without any noun of the product."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated, Any, cast
from uuid import UUID

from fastapi import FastAPI, File, Form, Request, Response, UploadFile
from httpx import ASGITransport, AsyncClient
from pydantic import AwareDatetime, BaseModel, ConfigDict, EmailStr, Field
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters.secrets import RandomSecrets
from app.api.application import build_api
from app.api.authentication import UNREADABLE, AccessClaims, RememberingTokenReader
from app.api.container import Container
from app.api.dependencies import CallerDep, IfMatch, NewId, Now, PageQuery, Tag, Uow
from app.api.pages import PageOut
from app.api.policy import PUBLIC, Policy, PolicyRow
from app.api.problems import OAuthError, problems
from app.api.rates import RateLimiter
from app.api.route_contract import produces, secret_response
from app.api.routing import router as router_of
from app.db.idempotency import SqlIdempotencyStore
from app.db.transient import transient_fault_of
from app.db.unit_of_work import SqlUnitOfWork
from app.domain.law import Edition, Rule, Source, Violation
from app.domain.text import Text
from app.usecases import errors
from app.usecases.access import ANY_PATHWAY, Caller, Grant, Role
from app.usecases.paging import Page
from app.usecases.ports.outbox import Mail
from app.usecases.scopes import ProgramScope

EMPLOYER = Caller(role=Role.EMPLOYER, user_id=UUID(int=1), session_id=UUID(int=11), name="Jeanne Durand")
OTHER_EMPLOYER = Caller(role=Role.EMPLOYER, user_id=UUID(int=2), session_id=UUID(int=12))
SECRETARIAT = Caller(role=Role.SECRETARIAT, user_id=UUID(int=3), session_id=UUID(int=13))
PROGRAM = Caller(role=Role.CLIENT, client_id="opca", scopes=frozenset({"funding:read"}))
NARROW_PROGRAM = Caller(role=Role.CLIENT, client_id="pharma", scopes=frozenset({"bridges:read"}))

TOKENS = {
    "employer": EMPLOYER,
    "other-employer": OTHER_EMPLOYER,
    "secretariat": SECRETARIAT,
    "program": PROGRAM,
    "narrow-program": NARROW_PROGRAM,
}
FAR_AWAY = 4_000_000_000.0
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

AN_OLD_RULE = Rule(
    number="R31",
    statement=Text(fr="Un an d'expérience.", en="One year of experience."),
    editions=(
        Edition(
            since=date(2011, 4, 27), source=Source(document="guide", quotes=("une expérience",)), requires=Text("", "")
        ),
        Edition(since=date(2027, 1, 1), source=Source(document="loi", quotes=("plus rien",)), requires=Text("", "")),
    ),
)
SOME = Text(fr="Une raison.", en="A reason.")

REFUSALS: dict[str, errors.UseCaseError] = {
    "unauthenticated": errors.Unauthenticated(SOME),
    "forbidden": errors.Forbidden(SOME),
    "not_found": errors.NotFound(),
    "validation_failed": errors.InvalidInput(Violation(code="too_early", detail=SOME, pointer="/on")),
    "rules_refused": errors.RulesRefused(
        [Violation(code="too_short", detail=SOME, rule=AN_OLD_RULE), Violation(code="not_on_payroll", detail=SOME)],
        on=date(2026, 12, 31),
    ),
    "step_not_open": errors.StepNotOpen([Violation(code="plan_missing", detail=SOME)], on=date(2026, 11, 23)),
    "already_done": errors.AlreadyDone(SOME),
    "stale_version": errors.StaleVersion(),
    "precondition_required": errors.PreconditionRequired(),
    "payload_too_large": errors.PayloadTooLarge(SOME),
    "unsupported_media_type": errors.UnsupportedMediaType(SOME),
    "temporarily_unavailable": errors.Contended(),
    "too_many_requests": errors.TooManyRequests(SOME, retry_after=30),
    "idempotency_key_reused": errors.IdempotencyKeyReused(SOME),
    "request_in_progress": errors.RequestInProgress(SOME),
}


class PersonIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    email: EmailStr
    born_on: date | None = None


class ThingIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=20)]
    size: Annotated[int, Field(ge=1, le=100)]
    seen_at: AwareDatetime | None = None
    people: list[PersonIn] = []


class ThingOut(BaseModel):
    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    id: UUID
    name: str
    note: str | None = None


router = router_of("things", "/v1/things", description="Things of the tests.")
others = router_of("others", "", description="What is left.")

Gate = Callable[[], Any]


async def _open() -> None:
    return None


gate: list[Gate] = [_open]
"""What createThing waits for after its effect and before its answer."""


@router.post("", operation_id="createThing", status_code=201, responses=problems(422))
async def create_thing(body: ThingIn, uow: Uow, now: Now, make_id: NewId, tag: Tag, response: Response) -> ThingOut:
    """Writes a mail and commits it: an effect that can be counted."""
    made = make_id()
    async with uow:
        await uow.outbox.put(
            Mail(
                id=made,
                cause=str(made),
                to="a@b.example",
                template="t",
                language="fr",
                subject=body.name,
                body="",
                html="",
                created_at=now.at,
            )
        )
        await uow.commit()
    await gate[0]()
    if body.name == "refused":
        raise errors.RulesRefused([Violation(code="no", detail=SOME)], on=now.on)
    response.headers["Location"] = f"/v1/things/{made}"
    tag(1)
    return ThingOut(id=made, name=body.name)


@router.get("", operation_id="listThings")
async def list_things(page: PageQuery, request: Request, response: Response) -> PageOut[ThingOut]:
    names = [str(number) for number in range(int(page.after or 0) + 1, 6)]
    shown = tuple(names[: page.limit])
    found = Page(items=shown, next_after=shown[-1] if len(names) > page.limit else None)
    return PageOut[ThingOut].of(found, lambda name: ThingOut(id=UUID(int=int(name)), name=name), request, response)


@router.get("/{thing_id}", operation_id="getThing")
async def get_thing(thing_id: UUID, caller: CallerDep, tag: Tag) -> ThingOut:
    if thing_id.int > 9:
        raise errors.NotFound
    tag(3)
    return ThingOut(id=thing_id, name=f"{caller.role} {','.join(sorted(caller.grant.pathways))}")


@router.put("/{thing_id}", operation_id="putThing")
async def put_thing(thing_id: UUID, body: ThingIn, precondition: IfMatch, tag: Tag) -> ThingOut:
    precondition.check_replacement(3, exists=thing_id.int <= 9)
    tag(4)
    return ThingOut(id=thing_id, name=body.name)


@router.get("/refusals/{code}", operation_id="getRefusal")
async def get_refusal(code: str) -> None:
    raise REFUSALS[code]


@router.get("/crash/now", operation_id="crash")
async def crash() -> None:
    raise RuntimeError("the password is swordfish")


@router.post("/secret", operation_id="makeSecret", status_code=201)
@secret_response
async def make_secret(make_id: NewId) -> ThingOut:
    return ThingOut(id=make_id(), name="secret")


@router.post("/notes", operation_id="addNote", status_code=201)
async def add_note(body: ThingIn, make_id: NewId) -> ThingOut:
    return ThingOut(id=make_id(), name=body.name)


@router.post("/files", operation_id="addFile", status_code=201)
async def add_file(kind: Annotated[str, Form()], file: Annotated[UploadFile, File()], make_id: NewId) -> ThingOut:
    content = await file.read()
    return ThingOut(id=make_id(), name=f"{kind} {len(content)}")


@router.get("/paper/content", operation_id="getPaper", response_class=Response)
@produces("application/pdf")
async def get_paper() -> Response:
    return Response(b"%PDF-1.7", media_type="application/pdf")


@others.post("/oauth/things", operation_id="makeOAuthThing")
async def make_oauth_thing(grant: Annotated[str, Form()]) -> ThingOut:
    raise OAuthError("invalid_client", "Client « inconnu »", 401)


@others.get("/v1/programs-only", operation_id="readAsProgram")
async def read_as_program(caller: CallerDep) -> ThingOut:
    return ThingOut(id=UUID(int=0), name=caller.client_id or "")


ROWS: dict[str, PolicyRow] = {
    "createThing": {Role.EMPLOYER: ANY_PATHWAY},
    "listThings": PUBLIC,
    "getThing": {Role.EMPLOYER: Grant(pathways=frozenset({"bridge"})), Role.SECRETARIAT: ANY_PATHWAY},
    "putThing": {Role.SECRETARIAT: ANY_PATHWAY},
    "getRefusal": PUBLIC,
    "crash": PUBLIC,
    "makeSecret": PUBLIC,
    "addNote": {Role.EMPLOYER: ANY_PATHWAY},
    "addFile": PUBLIC,
    "getPaper": PUBLIC,
    "makeOAuthThing": PUBLIC,
    "readAsProgram": {Role.CLIENT: ANY_PATHWAY},
}


@dataclass
class Ended:
    """The sessions that have ended, and how many tokens were really verified."""

    sessions: set[UUID] = field(default_factory=set)
    verified: int = 0

    async def is_open(self, session_id: UUID, _: UUID | None = None) -> bool:
        return session_id not in self.sessions

    def read(self, token: str) -> AccessClaims:
        self.verified += 1
        if token not in TOKENS:
            raise errors.Unauthenticated(UNREADABLE)
        return AccessClaims(caller=TOKENS[token], expires_at=FAR_AWAY)


class NoGate:
    """Nothing is asked beside the token."""

    async def check(self, caller: Caller, _operation: str, _at: datetime) -> Caller:
        return caller


async def _now() -> datetime:
    return NOW


UNLIMITED = RateLimiter(cast("Any", None), dict.fromkeys(("sign_in", "public", "read", "write", "upload"), 0))


async def _none(_: Sequence[str]) -> bool:
    return False


async def _ready() -> bool:
    return True


def fake_container(engine: AsyncEngine | None = None, ended: Ended | None = None) -> Container:
    """Fakes for everything, save the database when one is given."""
    ended = ended or Ended()
    return Container(
        unit_of_work=partial(SqlUnitOfWork, cast("AsyncEngine", engine)),
        reading_unit_of_work=partial(SqlUnitOfWork, cast("AsyncEngine", engine)),
        replica_age=lambda: None,
        idempotency_store=SqlIdempotencyStore(cast("AsyncEngine", engine)),
        legal_time=_now,
        token_reader=RememberingTokenReader(ended.read),
        session_is_open=ended.is_open,
        token_is_revoked=_none,
        is_ready=_ready,
        store_answers=_ready,
        fault_of=transient_fault_of,
        rate_limiter=UNLIMITED,
        refresh_measures=cast("Any", None),
        public_url="http://testserver",
        access_tokens=cast("Any", None),
        passwords=cast("Any", None),
        device_of=cast("Any", None),
        factor_gate=cast("Any", NoGate()),
        totp=cast("Any", None),
        passkeys=cast("Any", None),
        secrets=RandomSecrets(),
        mail_writer=cast("Any", None),
        document_store=cast("Any", None),
        printing=cast("Any", None),
        passport_files=cast("Any", None),
        insertion=cast("Any", None),
        company_directory=None,
        file_types=cast("Any", None),
        dossier_readings=cast("Any", None),
        funded_dossiers=cast("Any", None),
        pseudonyms=cast("Any", None),
        feed=cast("Any", None),
        live=cast("Any", None),
        channel=cast("Any", None),
        openid=cast("Any", None),
        statistics=cast("Any", None),
        policy=Policy(rows=ROWS, scopes={"readAsProgram": ProgramScope.FUNDING_READ}),
    )


def edge_app(container: Container, *, cors_origins: tuple[str, ...] = ()) -> FastAPI:
    """The application of the routes above."""
    return build_api(container, (router, others), version="0", cors_origins=cors_origins)


@asynccontextmanager
async def edge(
    container: Container | None = None, *, cors_origins: tuple[str, ...] = (), address: str = "127.0.0.1"
) -> AsyncIterator[AsyncClient]:
    """A client of that application, at that address."""
    app = edge_app(container or fake_container(), cors_origins=cors_origins)
    transport = ASGITransport(app, client=(address, 1))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


def bearer(token: str) -> dict[str, str]:
    """The header that presents a token."""
    return {"Authorization": f"Bearer {token}"}


def closed_until(event: asyncio.Event) -> Gate:
    """A gate that opens with ``event``."""

    async def wait() -> None:
        await event.wait()

    return wait


__all__ = ["REFUSALS", "Ended", "bearer", "closed_until", "edge", "edge_app", "fake_container", "gate"]
