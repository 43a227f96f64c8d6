"""The attestation of the competences that a partial award leaves acquired (R65–R67)."""

from datetime import date, datetime
from uuid import UUID

from app.domain.case import Case
from app.domain.certificates import holder_of
from app.domain.deliberation import Decision
from app.domain.dossier import Dossier
from app.domain.holder_papers import has_attestation
from app.domain.jury import JurySession
from app.domain.law import Violation
from app.domain.personal_data import WORDS_ERASED
from app.domain.printed_words import PrintedCompetence, printed_certification, printed_sitting
from app.domain.rules.jury import R66
from app.domain.text import Text
from app.domain.unsigned_decisions import as_told
from app.usecases.access import Caller
from app.usecases.dossiers.facts import facts_of
from app.usecases.dossiers.reading import read_part
from app.usecases.errors import StepNotOpen
from app.usecases.jury.closed_sessions import closed_session_of, issued_at_the_closing
from app.usecases.moment import Moment
from app.usecases.papers.keeping import kept_paper
from app.usecases.papers.printing import PrintedPaper, PrintingContext, print_paper
from app.usecases.papers.wording import kept_competences, label_of
from app.usecases.papers.words import words_of
from app.usecases.ports import UnitOfWork
from app.usecases.ports.paper import AttestationPaper, IssuedPaper, PaperKind, PaperWords


async def get_attestation(
    uow: UnitOfWork, caller: Caller, printing: PrintingContext, *, dossier_id: UUID, now: Moment
) -> PrintedPaper:
    """The attestation, to those who see the dossier. Raises NotFound, Forbidden, StepNotOpen."""
    return await attestation_pdf(uow, printing, await read_part(uow, caller, dossier_id=dossier_id), now=now)


async def attestation_pdf(uow: UnitOfWork, printing: PrintingContext, dossier: Dossier, *, now: Moment) -> PrintedPaper:
    """The attestation in the words of its issue, for a reader whose right to it the caller has checked (D75).

    Raises StepNotOpen where the decision in force is no partial award, its session is not closed yet, or the dossier
    has lost its names.
    """
    dossier = as_told(dossier)
    decision = dossier.deliberation
    if dossier.anonymised_on is not None:
        raise StepNotOpen((WORDS_ERASED,), now.on)
    async with uow:
        session = await closed_session_of(uow, decision)
        if decision is None or session is None or not has_attestation(dossier):
            raise StepNotOpen((_NO_ATTESTATION,), now.on)
        issued_on = issued_at_the_closing(session)
        case = await facts_of(uow, dossier, now.on)
        paper = await keep_attestation(uow, case, session, issued_on=issued_on, at=now.at)
        await uow.commit()
    place = f"{attestations_of(dossier.id)}/{decision.id}"
    return await print_paper(printing, paper, place=place, file_name=f"attestation-{dossier.number}.pdf")


def attestations_of(dossier_id: UUID) -> str:
    """The folder of a dossier's attestations: apart from its letters, since they are kept for longer."""
    return f"attestations/{dossier_id}"


async def keep_attestation(
    uow: UnitOfWork, case: Case, session: JurySession, *, issued_on: date, at: datetime
) -> PaperWords:
    """The words of the attestation that the decision in force brings, kept in the open transaction if not yet.

    It goes by the deliberation: putting its words right changes none that an attestation prints (D56).
    """
    decision = _deliberation(case)

    async def draw() -> AttestationPaper:
        return _sheet(case, decision, session, issued_on)

    return await kept_paper(uow, PaperKind.ATTESTATION, case.dossier.id, str(decision.id), draw, at=at)


def issued_attestation(case: Case, session: JurySession, *, issued_on: date) -> IssuedPaper:
    """The attestation as the closing of the session issues it."""
    decision = _deliberation(case)
    words = words_of(_sheet(case, decision, session, issued_on))
    return IssuedPaper(subject_id=case.dossier.id, issue=str(decision.id), paper=words)


def _deliberation(case: Case) -> Decision:
    if case.dossier.deliberation is None:
        raise ValueError(f"{case.dossier.number}: nothing was decided")
    return case.dossier.deliberation


def _sheet(case: Case, decision: Decision, session: JurySession, issued_on: date) -> AttestationPaper:
    dossier = case.dossier
    return AttestationPaper(
        dossier_number=dossier.number,
        certification=printed_certification(dossier.certification_code, dossier.option, dossier.candidate.sex),
        framework_version=case.framework.version,
        holder=holder_of(dossier.candidate),
        sitting=printed_sitting(session, decision.decided_on),
        issued_on=issued_on,
        kept=kept_competences(decision.retained, case.framework),
        remaining=tuple(
            PrintedCompetence(code=word.code, label=label_of(case.framework, word.code))
            for word in decision.competences
            if not word.validated
        ),
    )


_NO_ATTESTATION = Violation(
    code="no_attestation",
    rule=R66,
    detail=Text(
        "L'attestation existe après une délivrance partielle, une fois la session du jury close.",
        "The attestation exists after a partial award, once the jury's session is closed.",
    ),
)
