"""The national networks of training bodies."""

from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, StrictBool, StringConstraints

from app.api.bodies import MirrorBody, RequestBody, created
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import Line
from app.api.v1.registers import ListingDep, ReadingDep, WritingDep
from app.domain.networks import Network, network_code
from app.usecases.reference.registers import NETWORKS

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


class NetworkOut(MirrorBody):
    """A national network of training bodies: an employee of one may not assess whom another body of it trained."""

    code: str
    name: str
    source: str
    confirmed: bool


@router.get("", operation_id="listNetworks", summary="List the networks", responses=problems(422))
async def list_all(listing: ListingDep) -> PageOut[NetworkOut]:
    """Every network, by its code: the only codes that a dossier and an affiliation may name."""
    return await listing.page(NETWORKS, NetworkOut.of)


@router.get("/{code}", operation_id="getNetwork", summary="Read a network", responses=problems(404))
async def get_one(code: Code, reading: ReadingDep) -> NetworkOut:
    """One network, with the ETag that a change of it needs."""
    network = await reading.entry(NETWORKS, code)
    return NetworkOut.of(network)


@router.put(
    "/{code}",
    operation_id="putNetwork",
    summary="Record a network",
    responses={**created(NetworkOut), **problems(404, 412, 422, 428)},
)
async def put_one(code: Code, body: NetworkIn, writing: WritingDep) -> NetworkOut:
    """Add a network, or correct what is said of it; its code stays."""
    network = Network(code=code, name=body.name, source=body.source, confirmed=body.confirmed)
    kept = await writing.put(NETWORKS, network)
    return NetworkOut.of(kept)
