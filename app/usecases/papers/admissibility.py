"""The answer to a request for admissibility on paper: the attestation (R44), or the motivated refusal (R37)."""

from uuid import UUID

from app.domain.admissibility import request_of
from app.domain.certificates import holder_of
from app.domain.dossier import AdmissibilityDecision, AdmissibilityVerdict, Dossier
from app.domain.holder_papers import has_answer
from app.domain.law import ParametersInForce, Violation
from app.domain.pathways import pathway_followed_by, pathway_of
from app.domain.personal_data import WORDS_ERASED, is_erased
from app.domain.rules.admissibility import R44, R45
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.dossiers.reading import read_part
from app.usecases.errors import StepNotOpen
from app.usecases.moment import Moment
from app.usecases.papers.printing import PrintedPaper, Printing, printed
from app.usecases.papers.wording import certification_of
from app.usecases.ports import UnitOfWork
from app.usecases.ports.paper import AdmissibilityAttestationPaper, AdmissibilityRefusalPaper


async def get_admissibility_letter(
    uow: UnitOfWork, caller: Caller, printing: Printing, *, dossier_id: UUID, now: Moment
) -> PrintedPaper:
    """The answer, to those who see the dossier. Raises NotFound, Forbidden, StepNotOpen."""
    dossier = await read_part(uow, caller, dossier_id=dossier_id)
    return await admissibility_letter(uow, printing, dossier, now=now)


async def admissibility_letter(uow: UnitOfWork, printing: Printing, dossier: Dossier, *, now: Moment) -> PrintedPaper:
    """The answer, for a reader whose right to it the caller has checked.

    Raises StepNotOpen while the request has none, or only that its file is incomplete, and once its words are erased.
    """
    if is_erased(dossier):
        raise StepNotOpen((WORDS_ERASED,), now.on)
    decision = request_of(dossier).decision
    if decision is None or not has_answer(dossier):
        raise StepNotOpen((_NOT_ANSWERED,), now.on)
    async with uow:
        parameters = await uow.reference.parameters()
    sheet, name = _sheet(dossier, decision, parameters)
    return await printed(printing, sheet, of=dossier.id, file_name=f"{name}-{dossier.number}.pdf")


def _sheet(
    dossier: Dossier, decision: AdmissibilityDecision, parameters: ParametersInForce
) -> tuple[AdmissibilityAttestationPaper | AdmissibilityRefusalPaper, str]:
    certification = certification_of(dossier.certification_code, dossier.option)
    pathway = pathway_of(dossier.pathway).label.fr
    method = pathway_followed_by(dossier).assessment
    received_on = request_of(dossier).received_on[-1]
    if decision.verdict is AdmissibilityVerdict.INADMISSIBLE:
        refusal = AdmissibilityRefusalPaper(
            dossier_number=dossier.number,
            certification=certification,
            pathway=pathway,
            candidate=holder_of(dossier.candidate),
            received_on=received_on,
            decided_on=decision.decided_on,
            grounds=decision.grounds,
        )
        return refusal, "refus-de-recevabilite"
    attestation = AdmissibilityAttestationPaper(
        dossier_number=dossier.number,
        certification=certification,
        pathway=pathway,
        candidate=holder_of(dossier.candidate),
        received_on=received_on,
        decided_on=decision.decided_on,
        months=parameters.number(R45, "months", decision.decided_on),
        shown_to_evaluator=method is not None and method.letter_presented_first,
    )
    return attestation, "attestation-de-recevabilite"


_NOT_ANSWERED = Violation(
    code="request_not_decided",
    rule=R44,
    detail=Text(
        "La demande de recevabilité n'a pas encore de réponse.", "The request for admissibility has no answer yet."
    ),
)
