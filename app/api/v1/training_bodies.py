"""The register of training bodies that the secretariat keeps."""

from typing import Annotated

from fastapi import Path
from pydantic import Field, StrictBool

from app.api.bodies import MirrorBody, RequestBody, created
from app.api.identifier_fields import Siren
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import Line
from app.api.v1.network_fields import NetworkCode
from app.api.v1.registers import ListingDep, ReadingDep, WritingDep
from app.domain.networks import KnownTrainingBody
from app.usecases.reference.registers import TRAINING_BODIES

router = router_of(
    "training-bodies", "/v1/training-bodies", description="The training bodies whose networks are known."
)

BodySiren = Annotated[Siren, Path(description="The body's SIREN.")]


class KnownTrainingBodyIn(RequestBody):
    """A training body and the networks that it belongs to, with the source."""

    name: Line
    networks: Annotated[
        list[NetworkCode], Field(max_length=20, description="Codes of `listNetworks`.", examples=[["GRETA"]])
    ]
    source: Line
    confirmed: StrictBool = False


class KnownTrainingBodyOut(MirrorBody):
    """A training body that is known by its SIREN: it brings its networks along, whatever a dossier declares."""

    siren: str
    name: str
    networks: list[str]
    source: str
    confirmed: bool


@router.get("", operation_id="listTrainingBodies", summary="List the training bodies", responses=problems(422))
async def list_all(listing: ListingDep) -> PageOut[KnownTrainingBodyOut]:
    """The register, by SIREN."""
    return await listing.page(TRAINING_BODIES, KnownTrainingBodyOut.of)


@router.get("/{siren}", operation_id="getTrainingBody", summary="Read a training body", responses=problems(404))
async def get_one(siren: BodySiren, reading: ReadingDep) -> KnownTrainingBodyOut:
    """One body, with the ETag that a change of it needs."""
    body = await reading.entry(TRAINING_BODIES, siren)
    return KnownTrainingBodyOut.of(body)


@router.put(
    "/{siren}",
    operation_id="putTrainingBody",
    summary="Record a training body",
    responses={**created(KnownTrainingBodyOut), **problems(404, 412, 422, 428)},
)
async def put_one(siren: BodySiren, body: KnownTrainingBodyIn, writing: WritingDep) -> KnownTrainingBodyOut:
    """Record which networks a body belongs to: independence is judged on them and on those declared (D59)."""
    known = KnownTrainingBody(
        siren=siren,
        name=body.name,
        networks=tuple(body.networks),
        source=body.source,
        confirmed=body.confirmed,
    )
    kept = await writing.put(TRAINING_BODIES, known)
    return KnownTrainingBodyOut.of(kept)
