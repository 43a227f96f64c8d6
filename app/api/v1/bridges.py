"""Bridges with the partner branch, and that branch's certifications."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from pydantic import Field, StrictBool, model_validator
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import AnswerBody, RequestBody, created
from app.api.dependencies import IfMatch, Now, Tag, Uow
from app.api.faults import invalid_value
from app.api.fields import Day
from app.api.language import spoken
from app.api.pages import PageOut
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import Line
from app.api.v1.certification_models import CompetenceCode
from app.api.v1.reference_pages import ReferencePage
from app.domain.bridge_openings import BridgeOpening
from app.domain.bridges import (
    BRANCH_LABELS,
    BRIDGE_KIND_LABELS,
    Branch,
    Bridge,
    BridgeKind,
    Correspondence,
    PartnerCertification,
)
from app.domain.catalogue import CERTIFICATIONS
from app.domain.text import Text
from app.usecases.reference.bridges import get_bridge, list_bridges, list_partner_certifications, put_bridge

router = router_of("bridges", "/v1", description="What a certification of one branch opens in the other's.")


class CorrespondenceIn(RequestBody):
    """Chemical competences on one side, the partner's units on the other."""

    chemical_competences: Annotated[list[CompetenceCode], Field(min_length=1, max_length=100)]
    partner_units: Annotated[list[CompetenceCode], Field(min_length=1, max_length=100)]


class BridgeIn(RequestBody):
    """A bridge, with its source; it takes effect once confirmed. A partial one says what corresponds to what."""

    kind: BridgeKind
    chemical_certification: Line
    partner_certification: Line
    correspondences: Annotated[list[CorrespondenceIn], Field(max_length=100)] = []
    in_force_from: Day
    source: Line
    confirmed: StrictBool

    @model_validator(mode="after")
    def coherent(self) -> Self:
        """Refuse a partial bridge where nothing corresponds (R78)."""
        if self.kind == "partial" and not self.correspondences:
            raise invalid_value(
                "correspondences_missing",
                Text(
                    fr="Une passerelle partielle dit quelles compétences correspondent à quelles unités.",
                    en="A partial bridge says which competences correspond to which units.",
                ),
            )
        return self

    def bridge(self, bridge_id: UUID) -> Bridge:
        """The domain's value."""
        return Bridge(
            id=bridge_id,
            kind=self.kind,
            chemical_certification=self.chemical_certification,
            partner_certification=self.partner_certification,
            in_force_from=self.in_force_from,
            source=self.source,
            confirmed=self.confirmed,
            correspondences=tuple(
                Correspondence(
                    chemical_competences=tuple(each.chemical_competences), partner_units=tuple(each.partner_units)
                )
                for each in self.correspondences
            ),
        )


class CorrespondenceOut(AnswerBody):
    """Chemical competences on one side, the partner's units on the other."""

    chemical_competences: list[str]
    partner_units: list[str]


class BridgeOut(AnswerBody):
    """A bridge between two certifications, in both directions; it takes effect once `confirmed`."""

    id: UUID
    kind: BridgeKind
    kind_label: str
    chemical_certification: str
    partner_certification: str
    correspondences: list[CorrespondenceOut]
    in_force_from: date
    source: str
    confirmed: bool

    @classmethod
    def of(cls, bridge: Bridge) -> Self:
        """The bridge on the wire."""
        return cls(
            id=bridge.id,
            kind=bridge.kind,
            kind_label=spoken(BRIDGE_KIND_LABELS[bridge.kind]),
            chemical_certification=bridge.chemical_certification,
            partner_certification=bridge.partner_certification,
            correspondences=[
                CorrespondenceOut(
                    chemical_competences=list(each.chemical_competences), partner_units=list(each.partner_units)
                )
                for each in bridge.correspondences
            ],
            in_force_from=bridge.in_force_from,
            source=bridge.source,
            confirmed=bridge.confirmed,
        )


class PartnerUnitOut(AnswerBody):
    """A unit of competences of a partner's certification."""

    code: str
    label: str


class OpenedCompetenceOut(AnswerBody):
    """A chemical competence that is opened, and the units that it corresponds to (none named: all of them)."""

    code: str
    label: str
    partner_units: list[str]


class OpenedUnitOut(AnswerBody):
    """The way back: a partner's unit that is opened, and the chemical competences that it corresponds to."""

    code: str
    label: str
    chemical_competences: list[str]


class UncoveredOut(AnswerBody):
    """What the bridge leaves to be assessed."""

    code: str
    label: str


class OpenedOut(AnswerBody):
    """A chemical certification on the other end of a bridge, which goes both ways.

    `competences` are what the partner's holder is opened of `framework_version`, `units` what the chemical holder is
    opened of the partner's published units. `in_force`: on the day asked for; it opens nothing before or after.
    """

    bridge_id: UUID
    chemical_certification: str
    chemical_title: str
    kind: BridgeKind
    kind_label: str
    in_force_from: date
    source: str
    confirmed: bool
    in_force: bool
    framework_version: str | None
    competences: list[OpenedCompetenceOut]
    uncovered_competences: list[UncoveredOut]
    units: list[OpenedUnitOut]
    uncovered_units: list[UncoveredOut]

    @classmethod
    def of(cls, opening: BridgeOpening) -> Self:
        """The opening on the wire."""
        bridge, framework = opening.bridge, opening.framework
        asked, units = framework.current if framework is not None else (), opening.partner.units
        return cls(
            bridge_id=bridge.id,
            chemical_certification=bridge.chemical_certification,
            chemical_title=CERTIFICATIONS[bridge.chemical_certification].title,
            kind=bridge.kind,
            kind_label=spoken(BRIDGE_KIND_LABELS[bridge.kind]),
            in_force_from=bridge.in_force_from,
            source=bridge.source,
            confirmed=bridge.confirmed,
            in_force=opening.in_force,
            framework_version=framework.version if framework is not None else None,
            competences=[
                OpenedCompetenceOut(code=c.code, label=c.label, partner_units=list(bridge.units_for(c.code)))
                for c in asked
                if c.code in opening.opened
            ],
            uncovered_competences=[
                UncoveredOut(code=c.code, label=c.label) for c in asked if c.code not in opening.opened
            ],
            units=[
                OpenedUnitOut(code=u.code, label=u.label, chemical_competences=list(bridge.competences_for(u.code)))
                for u in units
                if u.code in opening.opened_units
            ],
            uncovered_units=[
                UncoveredOut(code=u.code, label=u.label) for u in units if u.code not in opening.opened_units
            ],
        )


class PartnerCertificationOut(AnswerBody):
    """A certification of another branch; `units` are those that were published, perhaps not all."""

    code: str
    branch: Branch
    branch_label: str
    title: str
    units: list[PartnerUnitOut]
    units_source: str | None
    source: str
    opens: list[OpenedOut]

    @classmethod
    def of(cls, found: tuple[PartnerCertification, tuple[BridgeOpening, ...]]) -> Self:
        """The certification on the wire, with what it opens."""
        certification, openings = found
        return cls(
            code=certification.code,
            branch=certification.branch,
            branch_label=spoken(BRANCH_LABELS[certification.branch]),
            title=certification.title,
            units=[PartnerUnitOut(code=unit.code, label=unit.label) for unit in certification.units],
            units_source=certification.units_source,
            source=certification.source,
            opens=[OpenedOut.of(opening) for opening in openings],
        )


@router.get("/bridges", operation_id="listBridges", summary="List the bridges", responses=problems(422))
async def list_all(
    uow: Uow,
    page: ReferencePage,
    request: Request,
    response: Response,
    from_branch: Annotated[Branch | None, Query(description="The branch of the certification that is held.")] = None,
    to_branch: Annotated[Branch | None, Query(description="The branch of the certification that is sought.")] = None,
    certification: Annotated[str | None, Query(description="The certification on either side.")] = None,
    on: Annotated[Day | None, Query(description="Those alone that apply on that day; all where left out.")] = None,
) -> PageOut[BridgeOut]:
    """The bridges, the newest first. Each goes both ways, until another between the same two begins."""
    found = await list_bridges(
        uow,
        from_branch=from_branch,
        to_branch=to_branch,
        certification=certification,
        in_force_on=on,
        page=page,
    )
    return PageOut[BridgeOut].of(found, BridgeOut.of, request, response)


@router.get("/bridges/{id}", operation_id="getBridge", summary="Read a bridge", responses=problems(404))
async def get_one(id: UUID, uow: Uow, tag: Tag) -> BridgeOut:  # noqa: A002 — the contract names the parameter
    """One bridge, with the ETag that a change of it needs."""
    kept = await get_bridge(uow, bridge_id=id)
    tag(kept.version)
    return BridgeOut.of(kept.value)


@router.put(
    "/bridges/{id}",
    operation_id="putBridge",
    summary="Record a bridge",
    responses={**created(BridgeOut), **problems(404, 412, 422, 428)},
)
async def put_one(
    id: UUID,  # noqa: A002 — the contract names the parameter
    body: BridgeIn,
    uow: Uow,
    if_match: IfMatch,
    tag: Tag,
    response: Response,
) -> BridgeOut:
    """Record a bridge as both branches decided it, confirm it, or take the confirmation back."""
    upserted = await put_bridge(uow, bridge=body.bridge(id), precondition=if_match)
    tag(upserted.version)
    response.status_code = 201 if upserted.created else 200
    return BridgeOut.of(upserted.value)


@router.get(
    "/partner-certifications",
    operation_id="listPartnerCertifications",
    summary="List the partner branch's certifications",
    responses=problems(422),
)
async def list_partners(
    uow: Uow,
    now: Now,
    page: ReferencePage,
    request: Request,
    response: Response,
    certification: Annotated[
        str | None, Query(description="One of theirs, or the ones bridged to one of ours.")
    ] = None,
    on: Annotated[Day | None, Query(description="The day on which it is asked; today where left out.")] = None,
) -> PageOut[PartnerCertificationOut]:
    """Every partner's certification, ordered by its code: what each opens here, and what opens it from here."""
    found = await list_partner_certifications(uow, certification=certification, on=on or now.on, page=page)
    return PageOut[PartnerCertificationOut].of(found, PartnerCertificationOut.of, request, response)
