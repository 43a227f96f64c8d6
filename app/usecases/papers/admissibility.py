"""The answer to a request for admissibility on paper: the attestation (R44), or the motivated refusal (R37)."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from app.domain.admissibility import months_of_candidacy, request_of
from app.domain.appeals import AppealAgainst
from app.domain.certificates import holder_of
from app.domain.dossier import AdmissibilityDecision, AdmissibilityVerdict, Dossier, Ground
from app.domain.entries import EntryCode
from app.domain.holder_papers import has_answer
from app.domain.law import ParametersInForce, Violation
from app.domain.pathways import pathway_followed_by, pathway_of
from app.domain.personal_data import WORDS_ERASED, is_erased
from app.domain.printed_words import printed_certification
from app.domain.rules import RULES
from app.domain.rules.admissibility import R44
from app.domain.text import Text
from app.usecases.access import Caller
from app.usecases.dossiers.reading import read_part
from app.usecases.errors import StepNotOpen
from app.usecases.moment import Moment
from app.usecases.papers.keeping import kept_paper
from app.usecases.papers.printing import PrintedPaper, PrintingContext, print_paper
from app.usecases.papers.wording import recipient_of
from app.usecases.papers.words import printable
from app.usecases.ports import UnitOfWork
from app.usecases.ports.paper import (
    AdmissibilityAttestationPaper,
    AdmissibilityRefusalPaper,
    IssuedPaper,
    PaperKind,
    PaperWords,
    PrintedGround,
)
from app.usecases.reference.appeal_terms import terms_against


async def get_admissibility_letter(
    uow: UnitOfWork, caller: Caller, printing: PrintingContext, *, dossier_id: UUID, now: Moment
) -> PrintedPaper:
    """The answer, to those who see the dossier. Raises NotFound, Forbidden, StepNotOpen."""
    dossier = await read_part(uow, caller, dossier_id=dossier_id)
    return await admissibility_letter(uow, printing, dossier, now=now)


async def admissibility_letter(
    uow: UnitOfWork, printing: PrintingContext, dossier: Dossier, *, now: Moment
) -> PrintedPaper:
    """The answer in the words of its decision, for a reader whose right to it the caller has checked (D75).

    Raises StepNotOpen while the request has none, or only that its file is incomplete, and once its words are erased.
    """
    if is_erased(dossier):
        raise StepNotOpen((WORDS_ERASED,), now.on)
    if not has_answer(dossier):
        raise StepNotOpen((_NOT_ANSWERED,), now.on)
    async with uow:
        paper = await keep_letter(uow, dossier, at=now.at)
        if request_of(dossier).tracking_number is not None:
            paper = await keep_sent_letter(uow, dossier, at=now.at)
        else:
            paper = _addressed(paper, dossier)
        await uow.commit()
    place = f"{dossier.id}/{paper.kind}-{_issue_of(dossier)}{_mark_of(paper)}"
    return await print_paper(printing, paper, place=place, file_name=f"{_FILE_NAMES[paper.kind]}-{dossier.number}.pdf")


async def keep_letter(uow: UnitOfWork, dossier: Dossier, *, at: datetime) -> PaperWords:
    """The words of the answer that the dossier has, kept in the open transaction if they are not yet.

    A refusal prints the sentence about appeals, where the terms hold one (D71).
    """

    async def draw() -> AdmissibilityAttestationPaper | AdmissibilityRefusalPaper:
        terms = await terms_against(uow, AppealAgainst.ADMISSIBILITY)
        return _sheet(dossier, await uow.reference.parameters(), terms.letter_text)

    inadmissible = _decision_of(dossier).verdict is AdmissibilityVerdict.INADMISSIBLE
    kind = PaperKind.ADMISSIBILITY_REFUSAL if inadmissible else PaperKind.ADMISSIBILITY_ATTESTATION
    return await kept_paper(uow, kind, dossier.id, _issue_of(dossier), draw, at=at)


async def keep_sent_letter(uow: UnitOfWork, dossier: Dossier, *, at: datetime) -> PaperWords:
    """The words of the answer as it was sent: those of the decision, with the address and the number of the registered
    letter on the day of its dispatch (R44). Kept in the open transaction if they are not yet."""
    addressed = _addressed(await keep_letter(uow, dossier, at=at), dossier)
    issue = f"{_issue_of(dossier)}-{_digest(request_of(dossier).tracking_number)}"
    return await uow.issued_papers.add(IssuedPaper(subject_id=dossier.id, issue=issue, paper=addressed), at)


def _addressed(paper: PaperWords, dossier: Dossier) -> PaperWords:
    """The letter to where the candidate lives now, under the name that it says; one of a layout that had no addresses
    is as it was."""
    if "recipient" not in paper.words:
        return paper
    address, number = dossier.candidate.address, request_of(dossier).tracking_number
    sending = printable({"address": asdict(address) if address else None, "tracking_number": number})
    return replace(paper, words={**paper.words, "recipient": {**paper.words["recipient"], **sending}})


def _mark_of(paper: PaperWords) -> str:
    """What tells the printings of one answer apart: each address and each registered letter has its own."""
    recipient: Mapping[str, Any] = paper.words.get("recipient", {})
    said = [*(recipient.get("address") or {}).values(), recipient.get("tracking_number")]
    return f"-{_digest('|'.join(filter(None, said)))}" if any(said) else ""


def _digest(said: str | None) -> str:
    return sha256((said or "").encode()).hexdigest()[:12]


def _issue_of(dossier: Dossier) -> str:
    """Which of the request's answers: a file sent back as incomplete has had one before, as has one put back (D50); a
    printed day that was corrected makes another one (D65)."""
    request = request_of(dossier)
    reprinted = [each for each in dossier.entry_corrections if each.entry in _PRINTED]
    return str(len(request.decisions) + len(request.put_back) + len(reprinted))


def _decision_of(dossier: Dossier) -> AdmissibilityDecision:
    decision = request_of(dossier).decision
    if decision is None:
        raise ValueError(f"{dossier.number}: the request has no answer")
    return decision


def _printed(ground: Ground, parameters: ParametersInForce, decided_on: date) -> PrintedGround:
    rule = RULES.get(ground.rule) if ground.rule is not None else None
    return PrintedGround(text=ground.text, rule=parameters.statement(rule, decided_on).fr if rule else None)


def _sheet(
    dossier: Dossier, parameters: ParametersInForce, appeal: str | None
) -> AdmissibilityAttestationPaper | AdmissibilityRefusalPaper:
    decision = _decision_of(dossier)
    certification = printed_certification(dossier.certification_code, dossier.option, dossier.candidate.sex)
    pathway = pathway_of(dossier.pathway).label.fr
    method = pathway_followed_by(dossier).assessment
    received_on = request_of(dossier).received_on[-1]
    if decision.verdict is AdmissibilityVerdict.INADMISSIBLE:
        return AdmissibilityRefusalPaper(
            dossier_number=dossier.number,
            certification=certification,
            pathway=pathway,
            candidate=holder_of(dossier.candidate),
            recipient=recipient_of(dossier.candidate),
            received_on=received_on,
            decided_on=decision.decided_on,
            grounds=tuple(_printed(ground, parameters, decision.decided_on) for ground in decision.grounds),
            appeal=appeal,
        )
    return AdmissibilityAttestationPaper(
        dossier_number=dossier.number,
        certification=certification,
        pathway=pathway,
        candidate=holder_of(dossier.candidate),
        recipient=recipient_of(dossier.candidate),
        received_on=received_on,
        decided_on=decision.decided_on,
        months=months_of_candidacy(parameters, decision.decided_on),
        shown_to_evaluator=method is not None and method.letter_presented_first,
    )


_PRINTED = frozenset({EntryCode.ADMISSIBILITY_RECEIVED_ON, EntryCode.ADMISSIBILITY_DECIDED_ON})
"""The entries that the letter prints."""
_FILE_NAMES = {
    PaperKind.ADMISSIBILITY_ATTESTATION: "attestation-de-recevabilite",
    PaperKind.ADMISSIBILITY_REFUSAL: "refus-de-recevabilite",
}
_NOT_ANSWERED = Violation(
    code="request_not_decided",
    rule=R44,
    detail=Text(
        "La demande de recevabilité n'a pas encore de réponse.", "The request for admissibility has no answer yet."
    ),
)
