"""The two letters about an appeal: its acknowledgement, and its answer (D71)."""

from datetime import datetime
from typing import assert_never
from uuid import UUID

from app.domain.appealing import is_to_be_reopened
from app.domain.appeals import Appeal, Appellant
from app.domain.certificates import holder_of
from app.domain.dossier import Dossier
from app.domain.holder_papers import candidates_appeals
from app.domain.law import Violation
from app.domain.named_appeals import appeal_of
from app.domain.personal_data import WORDS_ERASED, is_erased
from app.domain.printed_words import printed_certification
from app.domain.rules.decisions import D71
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.dossiers.reading import read_part
from app.usecases.errors import NotFound, StepNotOpen
from app.usecases.moment import Moment
from app.usecases.papers.keeping import kept_paper
from app.usecases.papers.printing import PrintedPaper, PrintingContext, print_paper
from app.usecases.papers.wording import recipient_of
from app.usecases.ports import UnitOfWork
from app.usecases.ports.paper import (
    AppealAcknowledgementPaper,
    AppealAnswerPaper,
    PaperKind,
    PaperWords,
    PrintedRecipient,
)
from app.usecases.reference.appeal_terms import terms_against


async def get_appeal_letter(
    uow: UnitOfWork,
    caller: Caller,
    printing: PrintingContext,
    kind: PaperKind,
    *,
    dossier_id: UUID,
    appeal_id: UUID,
    now: Moment,
) -> PrintedPaper:
    """One of an appeal's letters, to those who see the dossier's appeals. Raises NotFound, Forbidden, StepNotOpen."""
    dossier = await read_part(uow, caller, dossier_id=dossier_id)
    appeal = appeal_of(dossier, appeal_id)
    if appeal is None:
        raise NotFound
    return await appeal_letter(uow, printing, kind, dossier, appeal, now=now)


async def appeal_letter(
    uow: UnitOfWork, printing: PrintingContext, kind: PaperKind, dossier: Dossier, appeal: Appeal, *, now: Moment
) -> PrintedPaper:
    """The letter in the words of its day, for a reader whose right to it the caller has checked.

    Raises StepNotOpen for the answer that is still to come, and once the dossier has lost its words.
    """
    if is_erased(dossier):
        raise StepNotOpen((WORDS_ERASED,), now.on)
    if kind is PaperKind.APPEAL_ANSWER and appeal.answer is None:
        raise StepNotOpen((_NOT_ANSWERED,), now.on)
    async with uow:
        paper = await _kept(uow, kind, dossier, appeal, at=now.at)
        await uow.commit()
    place, file_name = f"{dossier.id}/{kind}-{appeal.id}", f"{_FILE_NAMES[kind]}-{dossier.number}.pdf"
    return await print_paper(printing, paper, place=place, file_name=file_name)


async def last_appeal_letter(
    uow: UnitOfWork, printing: PrintingContext, dossier: Dossier, *, now: Moment
) -> PrintedPaper:
    """The newest letter about the candidate's own appeals, for whoever holds a link of theirs. Raises StepNotOpen."""
    filed = candidates_appeals(dossier)
    if not filed:
        raise StepNotOpen((_NOT_FILED,), now.on)
    last = filed[-1]
    kind = PaperKind.APPEAL_ACKNOWLEDGEMENT if last.answer is None else PaperKind.APPEAL_ANSWER
    return await appeal_letter(uow, printing, kind, dossier, last, now=now)


async def keep_appeal_acknowledgement(uow: UnitOfWork, dossier: Dossier, appeal: Appeal, *, at: datetime) -> PaperWords:
    """The words of the acknowledgement, kept in the open transaction if they are not yet."""
    return await _kept(uow, PaperKind.APPEAL_ACKNOWLEDGEMENT, dossier, appeal, at=at)


async def keep_appeal_answer(uow: UnitOfWork, dossier: Dossier, appeal: Appeal, *, at: datetime) -> PaperWords:
    """The words of the answer, kept in the open transaction if they are not yet."""
    return await _kept(uow, PaperKind.APPEAL_ANSWER, dossier, appeal, at=at)


async def _kept(uow: UnitOfWork, kind: PaperKind, dossier: Dossier, appeal: Appeal, *, at: datetime) -> PaperWords:
    async def draw() -> AppealAcknowledgementPaper | AppealAnswerPaper:
        if kind is PaperKind.APPEAL_ANSWER:
            return await _answer(uow, dossier, appeal)
        return await _acknowledgement(uow, dossier, appeal)

    return await kept_paper(uow, kind, dossier.id, str(appeal.id), draw, at=at)


async def _acknowledgement(uow: UnitOfWork, dossier: Dossier, appeal: Appeal) -> AppealAcknowledgementPaper:
    terms = await terms_against(uow, appeal.against)
    names = {document.id: document.file_name for document in dossier.documents}
    return AppealAcknowledgementPaper(
        dossier_number=dossier.number,
        certification=printed_certification(dossier.certification_code, dossier.option, dossier.candidate.sex),
        candidate=holder_of(dossier.candidate),
        recipient=await _recipient(uow, dossier, appeal),
        against=appeal.against,
        contested_on=appeal.contested_on,
        filed_on=appeal.filed_on,
        acknowledged_on=appeal.acknowledged_on,
        documents=tuple(names[each] for each in appeal.document_ids if each in names),
        closes_on=appeal.closes_on,
        late=appeal.is_late,
        examined_by=terms.examined_by,
    )


async def _answer(uow: UnitOfWork, dossier: Dossier, appeal: Appeal) -> AppealAnswerPaper:
    answer = appeal.answer
    if answer is None:
        raise ValueError(f"{dossier.number}: the appeal has no answer")
    return AppealAnswerPaper(
        dossier_number=dossier.number,
        certification=printed_certification(dossier.certification_code, dossier.option, dossier.candidate.sex),
        candidate=holder_of(dossier.candidate),
        recipient=await _recipient(uow, dossier, appeal),
        against=appeal.against,
        contested_on=appeal.contested_on,
        filed_on=appeal.filed_on,
        outcome=answer.outcome,
        grounds=tuple(line.strip() for line in answer.grounds.splitlines() if line.strip()),
        examined_by=answer.examined_by,
        heard_on=answer.heard_on,
        answered_on=answer.answered_on,
        reopened=not is_to_be_reopened(dossier, appeal),
    )


async def _recipient(uow: UnitOfWork, dossier: Dossier, appeal: Appeal) -> PrintedRecipient:
    """Who appealed: the candidate, or the company."""
    match appeal.appellant:
        case Appellant.CANDIDATE:
            return recipient_of(dossier.candidate)
        case Appellant.EMPLOYER:
            company = await uow.companies.get(dossier.company_id) if dossier.company_id is not None else None
            name, address = (company.name, company.address) if company is not None else ("L'employeur", None)
            return PrintedRecipient(name=name, sex="", address=address)
        case unknown:
            assert_never(unknown)


_FILE_NAMES = {
    PaperKind.APPEAL_ACKNOWLEDGEMENT: "accuse-de-reception-du-recours",
    PaperKind.APPEAL_ANSWER: "reponse-au-recours",
}
_NOT_FILED = Violation(
    code="appeal_not_filed",
    rule=D71,
    detail=Text("Aucun recours n'est formé : il n'y a pas de lettre.", "No appeal was filed: there is no letter."),
)
_NOT_ANSWERED = Violation(
    code="appeal_not_answered",
    rule=D71,
    detail=Text("Ce recours n'a pas encore de réponse.", "This appeal has no answer yet."),
)
