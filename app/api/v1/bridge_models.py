"""The shapes of bridges and of a partner's certifications on the wire."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StrictBool, model_validator

from app.api.bodies import AnswerBody, RequestBody
from app.api.faults import invalid_value
from app.api.fields import Day
from app.api.language import spoken
from app.api.text_fields import Line
from app.api.v1.certification_models import CompetenceCode
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
    """A certification of another branch; `units` are those that were published, perhaps not all.

    `rncp_code`, and the last day of that entry: null where no source that could be read tells them.
    """

    code: str
    branch: Branch
    branch_label: str
    title: str
    units: list[PartnerUnitOut]
    units_source: str | None
    rncp_code: str | None
    rncp_until: date | None
    rncp_source: str | None
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
            rncp_code=certification.rncp.code if certification.rncp is not None else None,
            rncp_until=certification.rncp.until if certification.rncp is not None else None,
            rncp_source=certification.rncp.source if certification.rncp is not None else None,
            source=certification.source,
            opens=[OpenedOut.of(opening) for opening in openings],
        )
