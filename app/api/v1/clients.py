"""The accounts of programs."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import Path
from pydantic import Field, StrictBool
from starlette.requests import Request
from starlette.responses import Response

from app.api.account_dependencies import SecretsDep, TokenTime
from app.api.bodies import AnswerBody, MirrorBody, RequestBody
from app.api.dependencies import IfMatch, NewId, PageQuery, Tag, Uow
from app.api.fields import KeptIfOmitted
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.route_contract import secret_response
from app.api.routing import router as router_of
from app.api.v1.account_models import OrganisationName
from app.api.v1.client_keys import ClientKeyOut, ClientKeySet, ClientKeySetOut, Networks
from app.api.v1.funding_fields import FunderCode
from app.usecases.clients.create_client import ClientWithSecret, create_client
from app.usecases.clients.get_client import get_client
from app.usecases.clients.list_clients import list_clients
from app.usecases.clients.rotate_client_secret import rotate_client_secret
from app.usecases.clients.update_client import ClientChanges, update_client
from app.usecases.ports.accounts import Client
from app.usecases.scopes import ProgramScope

router = router_of("clients", "/v1/clients", description="The accounts of programs: funders, the partner branch.")

ClientId = Annotated[str, Path(description="The program, by the name under which it asks for tokens.")]
Scopes = Annotated[list[ProgramScope], Field(min_length=1, max_length=len(ProgramScope))]
Branch = Literal["chemistry", "pharma"]
_NO_MEMBER = dict.fromkeys(ClientKeyOut.model_fields)


class ClientCreation(RequestBody):
    """A program: `funder_code` says whose fundings it sees, `branch` for which branch it reports.

    With `jwks` it signs who it is (`private_key_jwt`, RFC 7523), and its secret opens nothing.
    """

    name: OrganisationName
    scopes: Scopes
    funder_code: FunderCode | None = None
    branch: Branch | None = None
    jwks: ClientKeySet | None = None
    networks: Networks = []


class ClientPatch(RequestBody):
    """What is to change; what is left out stays."""

    name: KeptIfOmitted[OrganisationName] = None
    scopes: KeptIfOmitted[Scopes] = None
    funder_code: KeptIfOmitted[FunderCode] = None
    branch: KeptIfOmitted[Branch] = None
    jwks: KeptIfOmitted[ClientKeySet] = None
    networks: KeptIfOmitted[Networks] = None
    disabled: KeptIfOmitted[StrictBool] = None


class ClientSecretOut(MirrorBody):
    """A secret that opens the account: when it was made, and when it dies if another replaced it."""

    created_at: datetime
    expires_at: datetime | None


class ClientOut(AnswerBody):
    """A program's account, without its secrets."""

    id: UUID
    client_id: str
    name: str
    scopes: list[ProgramScope]
    funder_code: str | None
    branch: Branch | None
    jwks: ClientKeySetOut
    networks: list[str]
    disabled: bool
    secrets: list[ClientSecretOut]
    created_at: datetime
    version: int

    @classmethod
    def of(cls, client: Client) -> Self:
        """The account on the wire."""
        return cls.model_validate(
            {
                "id": client.id,
                "client_id": client.client_id,
                "name": client.name,
                "scopes": list(client.scopes),
                "funder_code": client.funder_code,
                "branch": client.branch,
                "jwks": {"keys": [{**_NO_MEMBER, **key} for key in client.keys]},
                "networks": list(client.networks),
                "disabled": client.disabled,
                "secrets": [ClientSecretOut.of(secret) for secret in client.secrets],
                "created_at": client.created_at,
                "version": client.version,
            }
        )


class ClientWithSecretOut(ClientOut):
    """A program's account with its new secret, which is told this once."""

    secret: str

    @classmethod
    def with_secret(cls, made: ClientWithSecret) -> Self:
        """The account and its secret on the wire."""
        return cls.model_validate({**ClientOut.of(made.client).model_dump(), "secret": made.secret})


@router.post(
    "",
    operation_id="createClient",
    summary="Give a program an account",
    status_code=201,
    responses=problems(401, 403, 422),
)
@secret_response
async def create(
    body: ClientCreation, uow: Uow, secrets: SecretsDep, at: TokenTime, new_id: NewId, tag: Tag
) -> ClientWithSecretOut:
    """Open the account of a program. Its secret is shown this once."""
    made = await create_client(
        uow,
        name=body.name,
        scopes=tuple(dict.fromkeys(body.scopes)),
        funder_code=body.funder_code,
        branch=body.branch,
        keys=body.jwks.members() if body.jwks else (),
        networks=tuple(dict.fromkeys(body.networks)),
        secrets=secrets,
        at=at,
        new_id=new_id,
    )
    tag(made.client.version)
    return ClientWithSecretOut.with_secret(made)


@router.get("", operation_id="listClients", summary="List the programs", responses=problems(401, 403, 422))
async def list_all(uow: Uow, page: PageQuery, request: Request, response: Response) -> PageOut[ClientOut]:
    """Newest first."""
    return PageOut[ClientOut].of(await list_clients(uow, page=page), ClientOut.of, request, response)


@router.get("/{client_id}", operation_id="getClient", summary="Read a program", responses=problems(401, 403, 404))
async def get_one(client_id: ClientId, uow: Uow, tag: Tag) -> ClientOut:
    """One program, with the ETag that a change of it needs."""
    client = await get_client(uow, client_id=client_id)
    tag(client.version)
    return ClientOut.of(client)


@router.patch(
    "/{client_id}",
    operation_id="updateClient",
    summary="Change what a program may do",
    responses=problems(401, 403, 404, 412, 422, 428),
)
async def update(
    client_id: ClientId, body: ClientPatch, uow: Uow, if_match: IfMatch, at: TokenTime, tag: Tag
) -> ClientOut:
    """Change or stop a program. What is taken from it (a scope, a network, a key, all of it) stops its tokens at once,
    for good: given back, it needs a new token."""
    changes = ClientChanges(
        name=body.name,
        scopes=None if body.scopes is None else tuple(dict.fromkeys(body.scopes)),
        funder_code=body.funder_code,
        branch=body.branch,
        keys=None if body.jwks is None else body.jwks.members(),
        networks=None if body.networks is None else tuple(dict.fromkeys(body.networks)),
        disabled=body.disabled,
    )
    client = await update_client(uow, client_id=client_id, changes=changes, precondition=if_match, at=at)
    tag(client.version)
    return ClientOut.of(client)


@router.post(
    "/{client_id}/secret-rotations",
    operation_id="rotateClientSecret",
    summary="Replace a program's secret",
    status_code=201,
    responses=problems(401, 403, 404, 412, 422),
)
@secret_response
async def rotate(
    client_id: ClientId, uow: Uow, if_match: IfMatch, secrets: SecretsDep, at: TokenTime, tag: Tag
) -> ClientWithSecretOut:
    """Give a new secret, shown this once. The former one lives a week longer, the one before it dies at once."""
    made = await rotate_client_secret(uow, client_id=client_id, precondition=if_match, secrets=secrets, at=at)
    tag(made.client.version)
    return ClientWithSecretOut.with_secret(made)
