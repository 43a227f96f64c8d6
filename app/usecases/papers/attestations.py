"""The attestation of the competences that a partial award leaves acquired (R65–R67)."""

from uuid import UUID

from app.domain.calendar import paris_day
from app.domain.case import Case
from app.domain.certificates import holder_of
from app.domain.deliberation import Decision
from app.domain.dossier import Dossier
from app.domain.holder_papers import has_attestation
from app.domain.jury import JurySession, SessionState
from app.domain.law import Violation
from app.domain.personal_data import WORDS_ERASED
from app.domain.rules.jury import R66
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.dossiers.facts import facts_of
from app.usecases.dossiers.reading import read_part
from app.usecases.errors import StepNotOpen
from app.usecases.moment import Moment
from app.usecases.papers.printing import PrintedPaper, Printing, printed
from app.usecases.papers.wording import certification_of, kept_competences, label_of, sitting_of
from app.usecases.ports import UnitOfWork
from app.usecases.ports.paper import AttestationPaper


async def get_attestation(
    uow: UnitOfWork, caller: Caller, printing: Printing, *, dossier_id: UUID, now: Moment
) -> PrintedPaper:
    """The attestation, to those who see the dossier. Raises NotFound, Forbidden, StepNotOpen."""
    return await attestation_pdf(uow, printing, await read_part(uow, caller, dossier_id=dossier_id), now=now)


async def attestation_pdf(uow: UnitOfWork, printing: Printing, dossier: Dossier, *, now: Moment) -> PrintedPaper:
    """The attestation, for a reader whose right to it the caller has checked.

    Raises StepNotOpen where the decision in force is no partial award, its session is not closed yet, or the dossier
    has lost its names.
    """
    decision = dossier.decision
    async with uow:
        session = await uow.jury_sessions.get(decision.session_id) if decision is not None else None
        case = await facts_of(uow, dossier, now.on)
    closed = session is not None and session.state is SessionState.CLOSED
    if dossier.anonymised_on is not None:
        raise StepNotOpen((WORDS_ERASED,), now.on)
    if decision is None or session is None or not closed or not has_attestation(dossier):
        raise StepNotOpen((_NO_ATTESTATION,), now.on)
    sheet = _sheet(case, decision, session)
    return await printed(printing, sheet, of=dossier.id, file_name=f"attestation-{dossier.number}.pdf")


def _sheet(case: Case, decision: Decision, session: JurySession) -> AttestationPaper:
    dossier = case.dossier
    return AttestationPaper(
        dossier_number=dossier.number,
        certification=certification_of(dossier.certification_code, dossier.option),
        holder=holder_of(dossier.candidate),
        sitting=sitting_of(session, decision.decided_on),
        # A closed session changes no more: it was kept for the last time when it was closed.
        issued_on=paris_day(session.updated_at) if session.updated_at else session.held_on,
        kept=kept_competences(decision.retained, case.framework),
        missing=tuple(label_of(case.framework, word.code) for word in decision.competences if not word.validated),
    )


_NO_ATTESTATION = Violation(
    code="no_attestation",
    rule=R66,
    detail=Text(
        "L'attestation existe après une délivrance partielle, une fois la session du jury close.",
        "The attestation exists after a partial award, once the jury's session is closed.",
    ),
)
