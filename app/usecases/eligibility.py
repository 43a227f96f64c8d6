"""Which pathways are open to somebody: asked by anybody, about anybody, on any day; nothing is kept."""

from dataclasses import dataclass
from datetime import date

from app.domain.candidate import Employment, HeldCertification
from app.domain.certification import framework_in_force
from app.domain.conditions import Applicant
from app.domain.creation import unknown_option
from app.domain.eligibility import Eligibility, eligibilities, warnings_about
from app.domain.eligibility_question import Question
from app.domain.experience import Experience
from app.domain.known_companies import employer_on_record
from app.domain.law import RuleWarning, Violation
from app.domain.text import Text
from app.usecases.dossiers.facts import certification_on, known_companies, units_named_in
from app.usecases.errors import InvalidInput
from app.usecases.ports import UnitOfWork
from app.usecases.ports.read_ahead import FactKeys

UNKNOWN_CERTIFICATION = Violation(
    code="unknown_certification",
    pointer="/certification_code",
    detail=Text("Cette certification n'existe pas.", "There is no such certification."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One pathway's eligibility, with what to know before taking it."""

    eligibility: Eligibility
    warnings: tuple[RuleWarning, ...]


async def check_eligibility(
    uow: UnitOfWork,
    *,
    certification_code: str,
    option: str | None,
    employment: Employment,
    birth_date: date | None = None,
    experience: tuple[Experience, ...],
    masters_all_competences: bool | None,
    held: tuple[HeldCertification, ...],
    on: date,
) -> tuple[Answer, ...]:
    """The answer for every pathway by the rules of ``on``.

    Raises InvalidInput for a certification, or an option, that is none.
    """
    units = frozenset(units_named_in(employment))
    async with uow:
        await uow.read_ahead(FactKeys(certifications=frozenset({certification_code}), units=units))
        certification = await certification_on(uow, certification_code, on)
        if certification is None:
            raise InvalidInput(UNKNOWN_CERTIFICATION)
        if unknown := unknown_option(option, certification):
            raise InvalidInput(*unknown)
        known = await known_companies(uow, units)
        question = Question(
            certification=certification,
            option=option,
            applicant=Applicant(
                employment=employment,
                birth_date=birth_date,
                experience=experience,
                masters_all_competences=masters_all_competences,
                company=None if employment.is_hosted else employer_on_record(employment, None, known),
            ),
            held=held,
            on=on,
            parameters=await uow.reference.parameters(),
            framework=framework_in_force(await uow.reference.frameworks_of(certification_code), on),
            equivalences=await uow.reference.cqpi_equivalences(),
            bridges=await uow.reference.bridges(),
        )
    return tuple(
        Answer(eligibility=each, warnings=warnings_about(each.pathway, question)) for each in eligibilities(question)
    )
