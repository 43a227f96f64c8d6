"""The national networks of training bodies."""

from typing import Annotated, Self

from fastapi import Path
from pydantic import AfterValidator, StrictBool, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody, RequestBody, created
from app.api.dependencies import IfMatch, Tag, Uow
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import Line
from app.api.v1.reference_pages import ReferencePage
from app.domain.networks import Network, network_code
from app.usecases.reference.networks import get_network, list_networks, put_network

router = router_of(
    "networks", "/v1/networks", description="The national networks of training bodies, which independence looks at."
)

Code = Annotated[
    str,
    Path(description="The network's code, such as `GRETA`; case and accents do not count.", examples=["GRETA"]),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=50, pattern=r"^[^\W\d_][\w .&'-]+$"),
    AfterValidator(network_code),
]


class NetworkIn(RequestBody):
    """A network, with its source."""

    name: Line
    source: Line
    confirmed: StrictBool = False


class NetworkOut(AnswerBody):
    """A national network of training bodies: an employee of one may not assess whom another body of it trained."""

    code: str
    name: str
    source: str
    confirmed: bool

    @classmethod
    def of(cls, network: Network) -> Self:
        """The network on the wire."""
        return cls(code=network.code, name=network.name, source=network.source, confirmed=network.confirmed)


@router.get("", operation_id="listNetworks", summary="List the networks", responses=problems(422))
async def list_all(uow: Uow, page: ReferencePage, request: Request, response: Response) -> PageOut[NetworkOut]:
    """Every network, by its code: the only codes that a dossier and an affiliation may name."""
    found = await list_networks(uow, page=page)
    return PageOut[NetworkOut].of(found, NetworkOut.of, request, response)


@router.get("/{code}", operation_id="getNetwork", summary="Read a network", responses=problems(404))
async def get_one(code: Code, uow: Uow, tag: Tag) -> NetworkOut:
    """One network, with the ETag that a change of it needs."""
    kept = await get_network(uow, code=code)
    tag(kept.version)
    return NetworkOut.of(kept.value)


@router.put(
    "/{code}",
    operation_id="putNetwork",
    summary="Record a network",
    responses={**created(NetworkOut), **problems(404, 412, 422, 428)},
)
async def put_one(code: Code, body: NetworkIn, uow: Uow, if_match: IfMatch, tag: Tag, response: Response) -> NetworkOut:
    """Add a network, or correct what is said of it; its code stays."""
    network = Network(code=code, name=body.name, source=body.source, confirmed=body.confirmed)
    upserted = await put_network(uow, network=network, precondition=if_match)
    tag(upserted.version)
    response.status_code = 201 if upserted.created else 200
    return NetworkOut.of(upserted.value)
