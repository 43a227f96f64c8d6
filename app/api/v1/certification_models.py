"""The shapes of certifications and frameworks on the wire."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StrictBool, StringConstraints, model_validator

from app.api.bodies import AnswerBody, MirrorBody, RequestBody
from app.api.faults import invalid_value
from app.api.fields import Day
from app.api.language import spoken
from app.api.text_fields import Line
from app.api.v1.codes import PathwayCodeOut
from app.domain.catalogue import COEFFICIENT_LABELS, FAMILY_LABELS, OPTION_LABELS
from app.domain.certification import (
    CertificationKind,
    CertificationOption,
    Coefficient,
    CoefficientKind,
    Competence,
    CqpiEquivalence,
    Family,
    Framework,
    Lineage,
)
from app.domain.text import Text
from app.usecases.reference.list_certifications import CatalogueEntry

CompetenceCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$")]


class CoefficientOut(AnswerBody):
    """The classification coefficient, or why there is none."""

    kind: CoefficientKind
    value: int | None
    label: str

    @classmethod
    def of(cls, coefficient: Coefficient) -> Self:
        """The coefficient as the guide's table writes it."""
        label = spoken(COEFFICIENT_LABELS[coefficient.kind]) if coefficient.value is None else str(coefficient.value)
        return cls(kind=coefficient.kind, value=coefficient.value, label=label)


class OptionOut(AnswerBody):
    """An option that the candidate chooses."""

    code: CertificationOption
    label: str


class FrameworkHeadingOut(MirrorBody):
    """A version of the framework; `getFramework` says what it asks."""

    version: str
    in_force_from: date
    confirmed: bool


class EquivalentCqpiOut(AnswerBody):
    """A CQPI that may be delivered with this CQP."""

    code: str
    confirmed: bool

    @classmethod
    def of(cls, equivalence: CqpiEquivalence) -> Self:
        """The CQPI's side of the row."""
        return cls(code=equivalence.cqpi, confirmed=equivalence.confirmed)


class CertificationOut(AnswerBody):
    """A CQP or a CQPI of the branch."""

    code: str
    kind: CertificationKind
    title: str
    family: Family
    family_label: str
    coefficient: CoefficientOut
    options: list[CertificationOption]
    option_labels: list[OptionOut]
    by_equivalence: bool
    cqpi_by_equivalence: list[EquivalentCqpiOut]
    pathways: list[PathwayCodeOut]
    written_work_required: bool
    observation_required: bool
    modalities_confirmed: bool
    rncp_code: str | None
    rncp_until: date | None
    frameworks: list[FrameworkHeadingOut]
    source: str

    @classmethod
    def of(cls, entry: CatalogueEntry) -> Self:
        """The entry on the wire."""
        certification = entry.certification
        return cls(
            code=certification.code,
            kind=certification.kind,
            title=certification.title,
            family=certification.family,
            family_label=spoken(FAMILY_LABELS[certification.family]),
            coefficient=CoefficientOut.of(certification.coefficient),
            options=list(certification.options),
            option_labels=[OptionOut(code=each, label=spoken(OPTION_LABELS[each])) for each in certification.options],
            by_equivalence=certification.by_equivalence,
            cqpi_by_equivalence=[EquivalentCqpiOut.of(each) for each in entry.cqpi_by_equivalence],
            pathways=list(certification.pathways),
            written_work_required=certification.written_work_required,
            observation_required=certification.observation_required,
            modalities_confirmed=certification.modalities_confirmed,
            rncp_code=certification.rncp_code,
            rncp_until=certification.rncp_until,
            frameworks=[FrameworkHeadingOut.of(each) for each in entry.frameworks],
            source=certification.source,
        )


class CompetenceIn(RequestBody):
    """A competence, and the criteria by which it is assessed; a removed one needs none."""

    code: CompetenceCode
    label: Line
    criteria: Annotated[list[Line], Field(max_length=50)] = []
    shared_key: CompetenceCode | None = None
    chemistry_specific: StrictBool = False
    lineage: Lineage | None = None
    options: Annotated[
        list[CertificationOption], Field(max_length=10, description="The options that it belongs to; none: all.")
    ] = []

    @model_validator(mode="after")
    def assessed_by_criteria(self) -> Self:
        """Refuse a competence that nobody could assess (R50)."""
        if not self.criteria and self.lineage != "removed":
            raise invalid_value(
                "criteria_missing",
                Text(
                    fr="Une compétence est évaluée selon au moins un critère.",
                    en="A competence is assessed by at least one criterion.",
                ),
            )
        return self

    def competence(self) -> Competence:
        """The domain's value."""
        return Competence(
            code=self.code,
            label=self.label,
            criteria=tuple(self.criteria),
            shared_key=self.shared_key,
            chemistry_specific=self.chemistry_specific,
            lineage=self.lineage,
            options=tuple(dict.fromkeys(self.options)),
        )


class FrameworkIn(RequestBody):
    """A version of a framework, with its source."""

    in_force_from: Day
    source: Line
    confirmed: StrictBool = False
    competences: Annotated[list[CompetenceIn], Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def coherent(self) -> Self:
        """Refuse two competences under one code, and a framework that asks nothing."""
        if len({each.code for each in self.competences}) < len(self.competences):
            raise invalid_value(
                "duplicate_competence",
                Text(fr="Chaque compétence a son propre code.", en="Each competence has a code of its own."),
            )
        if all(each.lineage == "removed" for each in self.competences):
            raise invalid_value(
                "no_competence_left",
                Text(
                    fr="Un référentiel demande au moins une compétence.", en="A framework asks at least one competence."
                ),
            )
        return self

    def framework(self, certification_code: str, version: str) -> Framework:
        """The domain's value."""
        return Framework(
            certification_code=certification_code,
            version=version,
            in_force_from=self.in_force_from,
            source=self.source,
            confirmed=self.confirmed,
            competences=tuple(each.competence() for each in self.competences),
        )


class CompetenceOut(MirrorBody):
    """A competence of a framework; `options` are those that it belongs to, none meaning all."""

    code: str
    label: str
    criteria: list[str]
    shared_key: str | None
    chemistry_specific: bool
    lineage: Lineage | None
    options: list[CertificationOption]


class FrameworkOut(MirrorBody):
    """A version of a framework; `confirmed` once the branch's own document was read."""

    certification_code: str
    version: str
    in_force_from: date
    source: str
    confirmed: bool
    competences: list[CompetenceOut]
