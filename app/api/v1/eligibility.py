"""Which pathways are open to somebody."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StrictBool

from app.api.bodies import AnswerBody, RequestBody
from app.api.dependencies import LanguageDep, Now, Uow
from app.api.fields import Day
from app.api.language import spoken
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import Line
from app.api.v1.candidate_fields import EmploymentIn, ExperienceIn, HeldCertificationIn
from app.api.v1.codes import PathwayCodeOut
from app.api.v1.violations import ViolationOut
from app.domain.documents import DOCUMENT_LABELS, DocumentKind
from app.domain.law import GUIDE_IN_FORCE_FROM
from app.domain.pathways import Variant
from app.usecases.eligibility import Answer, check_eligibility

router = router_of("eligibility", "/v1/eligibility-checks", description="Which pathways are open to somebody.")


class EligibilityCandidateIn(RequestBody):
    """What the conditions look at, without a name: nothing of it is kept."""

    employment: EmploymentIn
    birth_date: Annotated[
        Day | None, Field(description="Experience counts from an age on (D48); every day counts where it is not given.")
    ] = None
    experience: Annotated[list[ExperienceIn], Field(max_length=100)] = []
    masters_all_competences: Annotated[
        StrictBool | None, Field(description="Whether a skills identification found every competence mastered.")
    ] = None
    held_certifications: Annotated[list[HeldCertificationIn], Field(max_length=50)] = []


class EligibilityQuestion(RequestBody):
    """Somebody, the certification that they want, and the day of their request."""

    on: Annotated[
        Day | None,
        Field(
            ge=GUIDE_IN_FORCE_FROM,
            description="The day by whose rules to answer, as if the request were made on it; today where not given.",
        ),
    ] = None
    certification_code: Line
    option: Annotated[Line | None, Field(description="The option wanted, where the certification has some.")] = None
    candidate: EligibilityCandidateIn


class DocumentKindOut(AnswerBody):
    """A document to prepare."""

    kind: DocumentKind
    label: str


class PathwayEligibilityOut(AnswerBody):
    """The answer for one pathway, or its special case: `experience_days` are those that count in it."""

    pathway: PathwayCodeOut
    pathway_label: str
    variant: Variant | None
    eligible: bool
    violations: list[ViolationOut]
    warnings: list[ViolationOut]
    experience_days: int
    documents_to_prepare: list[DocumentKind]
    document_labels: list[DocumentKindOut]

    @classmethod
    def of(cls, answer: Answer, on: date, language: Literal["fr", "en"]) -> Self:
        """The answer on the wire."""
        found = answer.eligibility
        return cls(
            pathway=found.pathway.code,
            pathway_label=spoken(found.pathway.label),
            variant=Variant(found.pathway.variant) if found.pathway.variant is not None else None,
            eligible=found.eligible,
            violations=[ViolationOut.of(each, on, language) for each in found.violations],
            warnings=[ViolationOut.of(each, on, language) for each in answer.warnings],
            experience_days=found.experience_days,
            documents_to_prepare=list(found.documents),
            document_labels=[
                DocumentKindOut(kind=kind, label=spoken(DOCUMENT_LABELS[kind])) for kind in found.documents
            ],
        )


class EligibilityOut(AnswerBody):
    """The answer for every pathway, in the guide's order, as of a day."""

    on: date
    certification_code: str
    pathways: list[PathwayEligibilityOut]


@router.post("", operation_id="checkEligibility", summary="Ask which pathways are open", responses=problems(422))
async def check(body: EligibilityQuestion, uow: Uow, now: Now, language: LanguageDep) -> EligibilityOut:
    """Each pathway with every reason against it, or what to prepare for it; a no is an answer, not an error."""
    on = body.on or now.on
    candidate = body.candidate
    answers = await check_eligibility(
        uow,
        certification_code=body.certification_code,
        option=body.option,
        employment=candidate.employment.to_domain(),
        birth_date=candidate.birth_date,
        experience=tuple(period.to_domain() for period in candidate.experience),
        masters_all_competences=candidate.masters_all_competences,
        held=tuple(each.to_domain() for each in candidate.held_certifications),
        on=on,
    )
    return EligibilityOut(
        on=on,
        certification_code=body.certification_code,
        pathways=[PathwayEligibilityOut.of(answer, on, language) for answer in answers],
    )
