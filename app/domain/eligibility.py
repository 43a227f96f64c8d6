"""Which pathways are open to somebody on a day: each no with its reasons, each yes with what to prepare (R30–R35)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.domain.catalogue import CERTIFICATIONS
from app.domain.creation import closed_pathway
from app.domain.documents import DocumentKind, is_filled_in_by_evaluators
from app.domain.eligibility_question import Question
from app.domain.eligibility_warnings import cqpi_to_be_verified, framework_to_be_confirmed
from app.domain.law import RuleWarning, Violation
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS
from app.domain.pathway import Pathway
from app.domain.pathways import PATHWAYS
from app.domain.rules.assessment import R53
from app.domain.rules.decisions import D52
from app.domain.text import Text
from app.domain.titles import title_of


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


def warnings_about(pathway: Pathway, question: Question) -> tuple[RuleWarning, ...]:
    """Every warning for that pathway: those of its page, then those about every pathway."""
    return (
        *pathway.unmet_and_pointed_out(question.applicant, question.parameters, question.on),
        *(warning for look in pathway.warnings for warning in look(question)),
        *framework_to_be_confirmed(question),
        *(cqpi_to_be_verified(question) if pathway.assessment is not None else ()),
        *_unknown_certification_held(question),
        *_held_already(question),
    )


def _eligibility(pathway: Pathway, question: Question) -> Eligibility:
    applicant = replace(
        question.applicant, held=question.held, bridges=question.bridges_held, options=question.options_sought
    )
    known = (applicant, question.parameters, question.on)
    violations = (*_closed(pathway, question), *pathway.unmet_conditions(*known))
    return Eligibility(
        pathway=pathway,
        violations=violations,
        experience_days=pathway.counted_days(*known),
        documents=() if violations else tuple(dict.fromkeys(_documents(pathway, question))),
    )


def _closed(pathway: Pathway, question: Question) -> Iterable[Violation]:
    for violation in closed_pathway(question.certification, pathway.code):
        yield replace(violation, pointer="/certification_code")


def _documents(pathway: Pathway, question: Question) -> Iterable[DocumentKind]:
    for step in pathway.steps:
        if step.mandatory:
            yield from (kind for kind in step.required_documents if not is_filled_in_by_evaluators(kind))
    if question.certification.written_work_required and pathway.upload(DocumentKind.WRITTEN_WORK) is not None:
        yield DocumentKind.WRITTEN_WORK
    if question.equivalences_held:
        yield DocumentKind.CQPI_PROOF


def _held_already(question: Question) -> Iterable[RuleWarning]:
    """D52: what is declared to be held is not delivered again, once it is verified; of options, D53 says more."""
    for index, held in enumerate(question.held):
        if held.code == question.certification.code and not question.certification.options:
            yield RuleWarning(
                code="certification_already_held",
                rule=D52,
                pointer=f"/candidate/held_certifications/{index}/code",
                detail=Text(
                    f"« {title_of(held.code)} » est déclarée détenue : une fois vérifiée, elle n'est pas délivrée de "
                    "nouveau.",
                    f"“{title_of(held.code)}” is declared to be held: once that is verified, it is not delivered "
                    "again.",
                ),
            )


def _unknown_certification_held(question: Question) -> Iterable[RuleWarning]:
    """A code that names nothing here may be a slip."""
    for index, held in enumerate(question.held):
        if held.code not in CERTIFICATIONS and held.code not in PARTNER_CERTIFICATIONS:
            yield RuleWarning(
                code="held_certification_unknown",
                rule=R53,
                pointer=f"/candidate/held_certifications/{index}/code",
                detail=Text(
                    f"« {held.code} » n'est le code d'aucune certification connue : elle ne compte pas ici.",
                    f"“{held.code}” is no known certification's code: it does not count here.",
                ),
            )
