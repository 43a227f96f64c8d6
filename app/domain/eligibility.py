"""Which pathways are open to somebody on a day: each no with its reasons, each yes with what to prepare (R30–R35)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from app.domain.bridges import Bridge
from app.domain.candidate import HeldCertification
from app.domain.certification import Certification, CqpiEquivalence, Framework
from app.domain.conditions import Applicant, counted_days, unmet_conditions
from app.domain.creation import closed_pathway
from app.domain.documents import DocumentKind
from app.domain.law import ParametersInForce, Violation
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS
from app.domain.pathway import Pathway
from app.domain.pathways import PATHWAYS
from app.domain.rules.bridges import R75, R78
from app.domain.rules.decisions import D26
from app.domain.text import Text

EVALUATORS_DOCUMENTS = frozenset({DocumentKind.OUTIL_4, DocumentKind.OUTIL_8})
"""What the evaluators fill in: nobody prepares it before them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Somebody who asks for a certification on a day, and the reference data that the answer rests on.

    ``framework``: in force on ``on``, None where there is none; ``equivalences`` and ``bridges``: every row.
    """

    certification: Certification
    applicant: Applicant
    held: tuple[HeldCertification, ...] = ()
    on: date
    parameters: ParametersInForce
    framework: Framework | None = None
    equivalences: tuple[CqpiEquivalence, ...] = ()
    bridges: tuple[Bridge, ...] = ()

    @property
    def equivalences_held(self) -> tuple[CqpiEquivalence, ...]:
        """The rows in force that tie a CQPI held to the certification asked for (R8)."""
        codes = {held.code for held in self.held}
        return tuple(
            row
            for row in self.equivalences
            if row.cqp == self.certification.code and row.cqpi in codes and row.in_force_from <= self.on
        )

    @property
    def bridges_held(self) -> tuple[Bridge, ...]:
        """The bridges in force that lead from what is held to the certification asked for (R78)."""
        codes = {held.code for held in self.held}
        return tuple(
            bridge
            for bridge in self.bridges
            if bridge.chemical_certification == self.certification.code
            and bridge.partner_certification in codes
            and bridge.in_force_from <= self.on
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """The answer for one pathway. ``experience_days``: the whole days that it counts; ``documents``: for a yes."""

    pathway: Pathway
    violations: tuple[Violation, ...]
    experience_days: int
    documents: tuple[DocumentKind, ...]

    @property
    def eligible(self) -> bool:
        """Whether nothing stands against it."""
        return not self.violations


def eligibilities(question: Question) -> tuple[Eligibility, ...]:
    """The answer for every pathway and special case, in the guide's order."""
    return tuple(_eligibility(pathway, question) for pathway in PATHWAYS)


def _eligibility(pathway: Pathway, question: Question) -> Eligibility:
    known = (pathway.code, pathway.variant, question.applicant, question.parameters, question.on)
    violations = (*_closed(pathway, question), *unmet_conditions(*known), *_without_bridge(pathway, question))
    return Eligibility(
        pathway=pathway,
        violations=violations,
        experience_days=counted_days(*known),
        documents=() if violations else tuple(dict.fromkeys(_documents(pathway, question))),
    )


def _closed(pathway: Pathway, question: Question) -> Iterable[Violation]:
    for violation in closed_pathway(question.certification, pathway.code):
        yield replace(violation, pointer="/certification_code")


def _documents(pathway: Pathway, question: Question) -> Iterable[DocumentKind]:
    for step in pathway.steps:
        if step.mandatory:
            yield from (kind for kind in step.required_documents if kind not in EVALUATORS_DOCUMENTS)
    if question.certification.written_work_required and pathway.code != "bridge":
        yield DocumentKind.WRITTEN_WORK
    if question.equivalences_held:
        yield DocumentKind.CQPI_PROOF


def _without_bridge(pathway: Pathway, question: Question) -> tuple[Violation, ...]:
    if pathway.code != "bridge" or any(bridge.confirmed for bridge in question.bridges_held):
        return ()
    if not any(held.code in PARTNER_CERTIFICATIONS for held in question.held):
        return (_no_partner_certification(),)
    return (_bridge_not_confirmed() if question.bridges_held else _no_bridge(),)


def _no_partner_certification() -> Violation:
    return Violation(
        code="no_partner_certification_held",
        rule=R75,
        sentence=1,
        pointer="/candidate/held_certifications",
        detail=Text(
            "La passerelle s'adresse aux titulaires d'un CQP de l'industrie pharmaceutique.",
            "The bridge is for holders of a CQP of the pharmaceutical industry.",
        ),
    )


def _no_bridge() -> Violation:
    return Violation(
        code="no_bridge_in_force",
        rule=R78,
        pointer="/candidate/held_certifications",
        detail=Text(
            "Aucune passerelle en vigueur ne relie les certifications détenues à celle qui est visée.",
            "No bridge in force leads from the certifications held to this one.",
        ),
    )


def _bridge_not_confirmed() -> Violation:
    return Violation(
        code="bridge_not_confirmed",
        rule=D26,
        pointer="/candidate/held_certifications",
        detail=Text(
            "La passerelle depuis la certification détenue n'est pas confirmée par les deux branches.",
            "The bridge from the certification held has not been confirmed by both branches.",
        ),
    )
