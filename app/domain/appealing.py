"""An appeal is filed, answered, and followed by what names it; it changes no result by itself (D71)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.domain.admissibility import request_of
from app.domain.appeals import (
    APPELLANT_LABELS,
    Appeal,
    AppealAgainst,
    AppealAnswer,
    AppealTerms,
    Appellant,
)
from app.domain.case import Case
from app.domain.day_words import in_words
from app.domain.days import future_day_faults
from app.domain.documents import Document, DocumentKind
from app.domain.dossier import AdmissibilityVerdict, ClosureReason, Dossier
from app.domain.law import RuleWarning, Violation
from app.domain.named_appeals import REOPENED_BY
from app.domain.personal_data import WORDS_ERASED, is_erased
from app.domain.refusal import Refusal, RefusalKind, already_done, invalid, refused
from app.domain.rules.decisions import D71
from app.domain.text import Text
from app.domain.unsigned_decisions import as_told


@dataclass(frozen=True, slots=True, kw_only=True)
class Contested:
    """What may be contested in a dossier today: since when it stands, and since when it is known."""

    against: AppealAgainst
    on: date
    told_on: date
    decision_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What somebody writes against a decision: ``documents`` came with it."""

    id: UUID
    against: AppealAgainst
    appellant: Appellant
    filed_on: date
    grounds: str
    documents: tuple[Document, ...] = ()


def contested_in(dossier: Dossier, *, signed_on: date | None = None) -> tuple[Contested, ...]:
    """What may be contested: a refusal or a lapse that stands, the jury's decision in force once it is signed.

    ``signed_on``: the day on which the session of that decision was closed, where it is known.
    """
    told = as_told(dossier)
    return () if is_erased(told) else (*_refusal(told), *_decision(told, signed_on), *_lapse(told))


def file_appeal(case: Case, filing: Filing, terms: AppealTerms, *, signed_on: date | None = None) -> Dossier | Refusal:
    """Keep the appeal with what came with it. One that comes late is kept too, and marked so."""
    dossier = case.dossier
    found = {each.against: each for each in contested_in(dossier, signed_on=signed_on)}
    contested = found.get(filing.against)
    if contested is None:
        return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=(_nothing_contested(dossier),))
    refusal = (
        (already_done(_PENDING) if _is_pending(dossier, filing, contested) else None)
        or invalid(_day_faults(filing.filed_on, contested.on, case.on, "/filed_on"))
        or refused(_closed_to(filing.appellant, terms))
    )
    if refusal:
        return refusal
    documents = _numbered(dossier, filing.documents)
    appeal = Appeal(
        id=filing.id,
        against=filing.against,
        contested_on=contested.on,
        decision_id=contested.decision_id,
        appellant=filing.appellant,
        filed_on=filing.filed_on,
        acknowledged_on=case.on,
        grounds=filing.grounds,
        document_ids=tuple(document.id for document in documents),
        closes_on=terms.last_day(contested.told_on),
    )
    return replace(dossier, appeals=(*dossier.appeals, appeal), documents=(*dossier.documents, *documents))


def answer_appeal(case: Case, appeal: Appeal, answer: AppealAnswer) -> Dossier | Refusal:
    """Keep the answer: there is one, and it changes nothing else of the dossier."""
    if is_erased(case.dossier):
        return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=(WORDS_ERASED,))
    if appeal.answer is not None:
        return already_done(_ANSWERED)
    heard = () if answer.heard_on is None else _day_faults(answer.heard_on, appeal.filed_on, case.on, "/heard_on")
    answered = replace(appeal, answer=answer)
    kept = tuple(answered if each.id == appeal.id else each for each in case.dossier.appeals)
    return invalid(heard) or replace(case.dossier, appeals=kept)


def pending_appeals(dossier: Dossier) -> tuple[Appeal, ...]:
    """Those that wait for their answer."""
    return tuple(each for each in dossier.appeals if each.answer is None)


def is_to_be_reopened(dossier: Dossier, appeal: Appeal) -> bool:
    """Whether an upheld appeal opens the dossier again: what it contested still closes it."""
    contested = next((each for each in contested_in(dossier) if each.against is appeal.against), None)
    closes = dossier.closure is not None and REOPENED_BY.get(dossier.closure.reason) is appeal.against
    return appeal.is_upheld and closes and contested is not None and contested.on == appeal.contested_on


def appeal_warnings(dossier: Dossier, appeal: Appeal) -> tuple[RuleWarning, ...]:
    """What is pointed out of an appeal, and stops nothing."""
    late = (_late(appeal.closes_on),) if appeal.is_late and appeal.closes_on is not None else ()
    answer = appeal.answer
    same = (_decided_first(answer.examined_by),) if answer is not None and answer.decided_first else ()
    return (*late, *same, *((_STILL_CLOSED,) if is_to_be_reopened(dossier, appeal) else ()))


def is_named_among(examined_by: str, deciders: Iterable[str]) -> bool:
    """Whether the examiner is one of those who decided first, names read without case and doubled blanks."""
    return _read(examined_by) in {_read(name) for name in deciders}


def _read(name: str) -> str:
    return " ".join(name.split()).casefold()


def _refusal(dossier: Dossier) -> Iterable[Contested]:
    request, closure = request_of(dossier), dossier.closure
    decision = request.decision
    if decision is None or decision.verdict is not AdmissibilityVerdict.INADMISSIBLE:
        return
    if closure is not None and closure.reason is ClosureReason.INADMISSIBLE:
        told_on = request.acknowledged_on or request.dispatched_on or decision.decided_on
        yield Contested(against=AppealAgainst.ADMISSIBILITY, on=decision.decided_on, told_on=told_on)


def _decision(dossier: Dossier, signed_on: date | None) -> Iterable[Contested]:
    decision = dossier.decision
    if decision is not None:
        yield Contested(
            against=AppealAgainst.JURY_DECISION,
            on=decision.decided_on,
            told_on=signed_on or decision.decided_on,
            decision_id=decision.id,
        )


def _lapse(dossier: Dossier) -> Iterable[Contested]:
    closure = dossier.closure
    if closure is not None and closure.reason is ClosureReason.LAPSED:
        yield Contested(against=AppealAgainst.LAPSE, on=closure.on, told_on=closure.on)


def _is_pending(dossier: Dossier, filing: Filing, contested: Contested) -> bool:
    same = (filing.against, filing.appellant, contested.on, contested.decision_id)
    return any(
        (each.against, each.appellant, each.contested_on, each.decision_id) == same for each in pending_appeals(dossier)
    )


def _numbered(dossier: Dossier, documents: tuple[Document, ...]) -> tuple[Document, ...]:
    kept = dossier.versions(DocumentKind.APPEAL_DOCUMENT)
    first = max((each.version_number for each in kept), default=0) + 1
    return tuple(replace(document, version_number=number) for number, document in enumerate(documents, first))


def _day_faults(day: date, since: date, on: date, pointer: str) -> tuple[Violation, ...]:
    if day < since:
        return (
            Violation(
                code="before_what_is_contested",
                rule=D71,
                pointer=pointer,
                detail=Text(
                    f"Ce jour précède le {in_words(since).fr} : vérifiez l'année.",
                    f"This day is before {in_words(since).en}: check the year.",
                ),
            ),
        )
    return future_day_faults(day, on, pointer)


def _closed_to(appellant: Appellant, terms: AppealTerms) -> tuple[Violation, ...]:
    if terms.is_open_to(appellant):
        return ()
    label = APPELLANT_LABELS[appellant]
    return (
        Violation(
            code="appeal_not_open_to_appellant",
            rule=D71,
            pointer="/against",
            detail=Text(
                f"La branche n'a pas ouvert ce recours à celui qui le forme ({label.fr.lower()}).",
                f"The branch has not opened this appeal to who files it ({label.en.lower()}).",
            ),
        ),
    )


def _nothing_contested(dossier: Dossier) -> Violation:
    return WORDS_ERASED if is_erased(dossier) else _NOTHING_CONTESTED


def _late(closes_on: date) -> RuleWarning:
    return RuleWarning(
        code="appeal_filed_late",
        rule=D71,
        detail=Text(
            f"Formé après le {in_words(closes_on).fr}, dernier jour du délai : quelqu'un en décide.",
            f"Filed after {in_words(closes_on).en}, the last day in time: a person decides.",
        ),
    )


def _decided_first(name: str) -> RuleWarning:
    return RuleWarning(
        code="examiner_decided_first",
        rule=D71,
        detail=Text(
            f"{name} examine le recours, et avait pris la décision contestée.",
            f"{name} examines the appeal, and had taken the contested decision.",
        ),
    )


_STILL_CLOSED = RuleWarning(
    code="still_closed",
    rule=D71,
    detail=Text(
        "Le recours est accueilli, et un autre dossier de la même personne retient encore celui-ci : rouvrez-le avec "
        "« appeal_id » quand il ne le retiendra plus.",
        "The appeal is upheld, and another dossier of the same person still stands in the way of this one: reopen it "
        "with `appeal_id` once it does not any more.",
    ),
)
_NOTHING_CONTESTED = Violation(
    code="nothing_to_contest",
    rule=D71,
    pointer="/against",
    detail=Text(
        "Rien de tel n'est en vigueur dans ce dossier : un recours conteste un refus de recevabilité, une caducité, ou "
        "une décision du jury une fois sa session close.",
        "Nothing of the kind stands in this dossier: an appeal contests a refusal of admissibility, a lapse, or a "
        "decision of the jury once its session is closed.",
    ),
)
_PENDING = Text(
    "Un recours du même contre cette décision attend déjà sa réponse.",
    "An appeal of the same person against this decision waits for its answer already.",
)
_ANSWERED = Text(
    "Ce recours a sa réponse : il n'y en a qu'une (D71).",
    "This appeal has its answer: there is only one (D71).",
)
