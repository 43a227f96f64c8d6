"""The letter that tells a candidate what the jury decided where it did not award the certification in full (D5)."""

from datetime import date, datetime
from uuid import UUID

from app.domain.appeals import AppealAgainst, AppealTerms
from app.domain.case import Case
from app.domain.certificates import holder_of
from app.domain.deliberation import Decision, Outcome
from app.domain.dossier import Dossier
from app.domain.holder_papers import DECISION_LACKS, has_decision_letter
from app.domain.jury import JurySession
from app.domain.pathways import pathway_of
from app.domain.personal_data import WORDS_ERASED, is_erased
from app.domain.printed_words import printed_certification, printed_sitting
from app.usecases.access import Caller
from app.usecases.dossiers.facts import facts_of
from app.usecases.dossiers.reading import read_part
from app.usecases.errors import StepNotOpen
from app.usecases.jury.closed_sessions import closed_session_of, issued_at_the_closing
from app.usecases.moment import Moment
from app.usecases.papers.keeping import kept_paper
from app.usecases.papers.printing import PrintedPaper, PrintingContext, print_paper
from app.usecases.papers.wording import kept_competences, printed_decisions, recipient_of
from app.usecases.papers.words import words_of
from app.usecases.ports import UnitOfWork
from app.usecases.ports.paper import DecisionPaper, IssuedPaper, PaperKind, PaperWords
from app.usecases.reference.appeal_terms import terms_against


async def get_decision_letter(
    uow: UnitOfWork, caller: Caller, printing: PrintingContext, *, dossier_id: UUID, now: Moment
) -> PrintedPaper:
    """The letter, to those who see the dossier. Raises NotFound, Forbidden, StepNotOpen."""
    return await decision_letter(uow, printing, await read_part(uow, caller, dossier_id=dossier_id), now=now)


async def decision_letter(uow: UnitOfWork, printing: PrintingContext, dossier: Dossier, *, now: Moment) -> PrintedPaper:
    """The letter in the words of its issue, for a reader whose right to it the caller has checked (D75).

    Raises StepNotOpen where the decision in force awards the certification, its session is not closed yet, or the
    dossier has lost its words.
    """
    decision = dossier.decision
    if is_erased(dossier):
        raise StepNotOpen((WORDS_ERASED,), now.on)
    async with uow:
        session = await closed_session_of(uow, decision)
        if decision is None or session is None or not has_decision_letter(dossier):
            raise StepNotOpen((DECISION_LACKS,), now.on)
        issued_on = issued_at_the_closing(session)
        case = await facts_of(uow, dossier, now.on)
        paper = await keep_decision_letter(uow, case, session, issued_on=issued_on, at=now.at)
        await uow.commit()
    place = f"{dossier.id}/{paper.kind}-{decision.id}"
    return await print_paper(printing, paper, place=place, file_name=f"decision-{dossier.number}.pdf")


async def keep_decision_letter(
    uow: UnitOfWork,
    case: Case,
    session: JurySession,
    *,
    issued_on: date,
    at: datetime,
) -> PaperWords:
    """The words of the letter about the decision in force, kept in the open transaction if not yet; with the sentence
    about appeals, where the terms hold one (D71)."""
    decision = _decision(case)

    async def draw() -> DecisionPaper:
        terms = await terms_against(uow, AppealAgainst.JURY_DECISION)
        return _sheet(case, decision, session, issued_on, terms.letter_text)

    return await kept_paper(uow, PaperKind.DECISION, case.dossier.id, str(decision.id), draw, at=at)


def issued_decision_letter(case: Case, session: JurySession, terms: AppealTerms, *, issued_on: date) -> IssuedPaper:
    """The letter as the closing of the session issues it, under these terms of appeals."""
    decision = _decision(case)
    words = words_of(_sheet(case, decision, session, issued_on, terms.letter_text))
    return IssuedPaper(subject_id=case.dossier.id, issue=str(decision.id), paper=words)


def _decision(case: Case) -> Decision:
    if case.dossier.decision is None:
        raise ValueError(f"{case.dossier.number}: nothing was decided")
    return case.dossier.decision


def _sheet(case: Case, decision: Decision, session: JurySession, issued_on: date, appeal: str | None) -> DecisionPaper:
    dossier = case.dossier
    replaced = next((former for former in dossier.decisions if former.id == decision.replaces), None)
    return DecisionPaper(
        dossier_number=dossier.number,
        certification=printed_certification(dossier.certification_code, dossier.option, dossier.candidate.sex),
        pathway=pathway_of(dossier.pathway).label.fr,
        candidate=holder_of(dossier.candidate),
        recipient=recipient_of(dossier.candidate),
        sitting=printed_sitting(session, decision.decided_on),
        issued_on=issued_on,
        awarded_in_part=decision.outcome is Outcome.PARTIALLY_AWARDED,
        framework_version=case.framework.version,
        competences=printed_decisions(decision, case.framework),
        kept=kept_competences(decision.retained, case.framework),
        corrects=replaced.decided_on if replaced else None,
        reason=decision.reason,
        appeal=appeal,
    )
