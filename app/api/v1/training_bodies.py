"""The register of training bodies that the secretariat keeps."""

from typing import Annotated, Self

from fastapi import Path
from pydantic import Field, StrictBool
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody, RequestBody, created
from app.api.dependencies import IfMatch, Tag, Uow
from app.api.identifier_fields import Siren
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import Line
from app.api.v1.network_fields import NetworkCode
from app.api.v1.reference_pages import ReferencePage
from app.domain.networks import KnownTrainingBody
from app.usecases.reference.networks import get_training_body, list_training_bodies, put_training_body

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


class KnownTrainingBodyOut(AnswerBody):
    """A training body that is known by its SIREN: it brings its networks along, whatever a dossier declares."""

    siren: str
    name: str
    networks: list[str]
    source: str
    confirmed: bool

    @classmethod
    def of(cls, body: KnownTrainingBody) -> Self:
        """The body on the wire."""
        return cls(
            siren=body.siren, name=body.name, networks=list(body.networks), source=body.source, confirmed=body.confirmed
        )


@router.get("", operation_id="listTrainingBodies", summary="List the training bodies", responses=problems(422))
async def list_all(
    uow: Uow, page: ReferencePage, request: Request, response: Response
) -> PageOut[KnownTrainingBodyOut]:
    """The register, by SIREN."""
    found = await list_training_bodies(uow, page=page)
    return PageOut[KnownTrainingBodyOut].of(found, KnownTrainingBodyOut.of, request, response)


@router.get("/{siren}", operation_id="getTrainingBody", summary="Read a training body", responses=problems(404))
async def get_one(siren: BodySiren, uow: Uow, tag: Tag) -> KnownTrainingBodyOut:
    """One body, with the ETag that a change of it needs."""
    kept = await get_training_body(uow, siren=siren)
    tag(kept.version)
    return KnownTrainingBodyOut.of(kept.value)


@router.put(
    "/{siren}",
    operation_id="putTrainingBody",
    summary="Record a training body",
    responses={**created(KnownTrainingBodyOut), **problems(404, 412, 422, 428)},
)
async def put_one(
    siren: BodySiren, body: KnownTrainingBodyIn, uow: Uow, if_match: IfMatch, tag: Tag, response: Response
) -> KnownTrainingBodyOut:
    """Record which networks a body belongs to: independence is judged on them and on those declared (D59)."""
    known = KnownTrainingBody(
        siren=siren,
        name=body.name,
        networks=tuple(body.networks),
        source=body.source,
        confirmed=body.confirmed,
    )
    upserted = await put_training_body(uow, body=known, precondition=if_match)
    tag(upserted.version)
    response.status_code = 201 if upserted.created else 200
    return KnownTrainingBodyOut.of(upserted.value)
