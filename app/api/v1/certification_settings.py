"""What the branch settled for a certification: open pathways, how one assesses, its entry in the RNCP."""

from datetime import date
from typing import Annotated, Self

from fastapi import Query
from pydantic import Field, StrictBool, StringConstraints

from app.api.bodies import AnswerBody, RequestBody
from app.api.dependencies import IfMatch, Now, Tag, Uow
from app.api.fields import Day
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import Line
from app.api.v1.certifications import Code
from app.domain.certification_settings import CertificationSettings
from app.domain.pathways import PATHWAY_CODES, PathwayCode
from app.usecases.reference.certification_settings import (
    Settled,
    get_certification_settings,
    put_certification_settings,
)

router = router_of(
    "certifications", "/v1/certifications", description="The CQP and CQPI, and the versions of what they ask."
)

On = Annotated[Day | None, Query(description="The day whose settings to read; today where not given.")]
RncpCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[Rr][Nn][Cc][Pp][0-9]{1,6}$"),
    Field(description="The entry's code, such as `RNCP12345`.", examples=["RNCP12345"]),
]


class CertificationSettingsIn(RequestBody):
    """What holds for the requests made from a day on, with its source."""

    written_work_required: StrictBool
    observation_required: StrictBool
    pathways: Annotated[list[PathwayCode], Field(max_length=20)]
    rncp_code: RncpCode | None = None
    rncp_until: Annotated[Day | None, Field(description="The last day of that entry.")] = None
    in_force_from: Day
    source: Line
    confirmed: StrictBool = False

    def settings(self, certification_code: str) -> CertificationSettings:
        """The domain's value; pathways in the guide's order."""
        return CertificationSettings(
            certification_code=certification_code,
            in_force_from=self.in_force_from,
            written_work_required=self.written_work_required,
            observation_required=self.observation_required,
            pathways=tuple(code for code in PATHWAY_CODES if code in self.pathways),
            rncp_code=self.rncp_code,
            rncp_until=self.rncp_until,
            source=self.source,
            confirmed=self.confirmed,
        )


class DatedSettingsOut(AnswerBody):
    """What was settled for the requests made from a day on."""

    written_work_required: bool
    observation_required: bool
    pathways: list[PathwayCode]
    rncp_code: str | None
    rncp_until: date | None
    in_force_from: date
    source: str
    confirmed: bool

    @classmethod
    def of(cls, settings: CertificationSettings) -> Self:
        """The settings on the wire."""
        return cls(
            written_work_required=settings.written_work_required,
            observation_required=settings.observation_required,
            pathways=list(map(PathwayCode, settings.pathways)),
            rncp_code=settings.rncp_code,
            rncp_until=settings.rncp_until,
            in_force_from=settings.in_force_from,
            source=settings.source,
            confirmed=settings.confirmed,
        )


class CertificationSettingsOut(DatedSettingsOut):
    """The settings that hold on a day, the guide's before any was put; `versions` are all that were put."""

    certification_code: str
    versions: list[DatedSettingsOut]

    @classmethod
    def settled(cls, found: Settled) -> Self:
        """The settings on the wire, with those before and after."""
        current = DatedSettingsOut.of(found.in_force)
        return cls(
            **dict(current),
            certification_code=found.in_force.certification_code,
            versions=[DatedSettingsOut.of(each) for each in found.versions],
        )


@router.get(
    "/{code}/settings",
    operation_id="getCertificationSettings",
    summary="Read the settings of a certification",
    responses=problems(404, 422),
)
async def get_settings(code: Code, uow: Uow, now: Now, tag: Tag, on: On = None) -> CertificationSettingsOut:
    """What holds for a request made on a day, with the ETag that a change needs."""
    kept = await get_certification_settings(uow, code=code, on=on or now.on)
    tag(kept.version)
    return CertificationSettingsOut.settled(kept.value)


@router.put(
    "/{code}/settings",
    operation_id="putCertificationSettings",
    summary="Settle how a certification is reached and assessed",
    responses=problems(404, 412, 422, 428),
)
async def put_settings(
    code: Code, body: CertificationSettingsIn, uow: Uow, if_match: IfMatch, now: Now, tag: Tag
) -> CertificationSettingsOut:
    """Settle it for the requests made from a day on; the first settings need no `If-Match`.

    A dossier keeps what held on the day of its request (D28, D29).
    """
    kept = await put_certification_settings(uow, settings=body.settings(code), precondition=if_match, now=now)
    tag(kept.version)
    return CertificationSettingsOut.settled(kept.value)
