"""A slip of the pen, put right: what may be corrected, in which order of days, and what is undone with it (D65)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.domain.admissibility import (
    candidacy_ends_on,
    candidacy_over,
    follows_from_silence,
    has_lapsed,
    is_replaceable,
    put_back,
    request_of,
    was_given_by_silence,
)
from app.domain.case import Case
from app.domain.days import future_day_faults
from app.domain.death import death_before_the_birth, undo_death
from app.domain.documents import DocumentKind
from app.domain.dossier import ClosureReason, Dossier, Reopening
from app.domain.entries import EntryCode, EntryCorrection
from app.domain.law import Violation
from app.domain.once_each import begun_meanwhile
from app.domain.order_of_days import before_the_scheme, days_out_of_order, request_before_the_birth
from app.domain.personal_data import WORDS_ERASED, is_erased
from app.domain.refusal import Refusal, RefusalKind, already_done, invalid, refused
from app.domain.rules.decisions import D65
from app.domain.text import Text
from app.domain.wording import says_something

EntryValue = date | str
ReadEntry = Callable[[Dossier, int], EntryValue | None]
WriteEntry = Callable[[Dossier, int, Any], Dossier]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectableEntry:
    """Something that was entered: where it stands, and how another value is put there.

    ``read`` and ``write`` are given which of several it is, from 0 on; ``count`` says how many there are. ``is_day``:
    a day, else a text. ``comes_late``: when it is entered this way though nothing stands there, the act by which it is
    entered being over. ``may_be_undone``: whether no value at all may take its place.
    """

    read: ReadEntry
    write: WriteEntry
    count: Callable[[Dossier], int] = lambda _: 1
    is_day: bool = True
    comes_late: Callable[[Dossier], bool] = lambda _: False
    may_be_undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What the secretariat puts right: ``value`` as it is written on the wire, a day as YYYY-MM-DD.

    ``number``: which of several receipts or decisions, from 1 on; the last one where nobody says.
    """

    entry: EntryCode
    value: str | None
    reason: str
    number: int | None = None


def correct_entry(case: Case, correction: Correction) -> Dossier | Refusal:
    """The dossier with the right value, both on record, and without what had followed from the wrong one."""
    refusal = _not_open(case.dossier) or invalid(_unreadable(correction)) or _nothing_there(case, correction)
    if refusal:
        return refusal
    kind, place = ENTRIES[correction.entry], _place(case.dossier, correction)
    former, value = kind.read(case.dossier, place), _value(correction)
    if former == value:
        return already_done(_SAME)
    corrected = kind.write(case.dossier, place, value)
    kept = EntryCorrection(
        entry=correction.entry,
        former=_written(former),
        value=_written(value),
        reason=correction.reason,
        on=case.on,
        number=place + 1 if kind.count(case.dossier) > 1 else None,
    )
    corrected = replace(corrected, entry_corrections=(*case.dossier.entry_corrections, kept))
    after = _undone_with_it(case, corrected, correction)
    return _impossible(case, value, after) or _out_of_order(case, value, after) or _second(case, after) or after


def is_correctable(dossier: Dossier) -> bool:
    """Whether something was entered that may be put right."""
    return _not_open(dossier) is None


def _not_open(dossier: Dossier) -> Refusal | None:
    if is_erased(dossier):
        return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=(WORDS_ERASED,))
    if any(_is_there(dossier, kind, kind.count(dossier) - 1) for kind in ENTRIES.values()):
        return None
    return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=(_NOTHING_TO_CORRECT,))


def _is_there(dossier: Dossier, kind: CorrectableEntry, place: int) -> bool:
    within = 0 <= place < kind.count(dossier)
    return within and (kind.read(dossier, place) is not None or kind.comes_late(dossier))


# --- what may be corrected --------------------------------------------------------------------------------------------


def _with_request(dossier: Dossier, **changes: Any) -> Dossier:
    return replace(dossier, admissibility=replace(request_of(dossier), **changes))


def _of_request(name: str) -> tuple[ReadEntry, WriteEntry]:
    def read(dossier: Dossier, _: int) -> EntryValue | None:
        value: EntryValue | None = getattr(request_of(dossier), name)
        return value

    return read, lambda dossier, _, value: _with_request(dossier, **{name: value})


def _of_dossier(name: str) -> tuple[ReadEntry, WriteEntry]:
    def read(dossier: Dossier, _: int) -> EntryValue | None:
        value: EntryValue | None = getattr(dossier, name)
        return value

    return read, lambda dossier, _, value: replace(dossier, **{name: value})


def _received_on(dossier: Dossier, place: int, value: date) -> Dossier:
    """The day of the request is that of its first receipt (D41)."""
    received_on = list(request_of(dossier).received_on)
    asked_then = dossier.requested_on == received_on[0]
    received_on[place] = value
    corrected = _with_request(dossier, received_on=tuple(received_on))
    return replace(corrected, requested_on=received_on[0]) if asked_then else corrected


def _decided_on(dossier: Dossier, place: int, value: date) -> Dossier:
    """A refusal has closed the dossier on its own day."""
    decisions = list(request_of(dossier).decisions)
    decisions[place] = replace(decisions[place], decided_on=value)
    corrected, closure = _with_request(dossier, decisions=tuple(decisions)), dossier.closure
    if closure is None or closure.reason is not ClosureReason.INADMISSIBLE or place + 1 < len(decisions):
        return corrected
    return replace(corrected, closure=replace(closure, on=value))


def _outil_8(dossier: Dossier, _: int) -> date | None:
    latest = dossier.latest(DocumentKind.OUTIL_8)
    return latest.received_on if latest is not None else None


def _outil_8_received_on(dossier: Dossier, _: int, value: date) -> Dossier:
    latest = dossier.latest(DocumentKind.OUTIL_8)
    redated = (replace(each, received_on=value) if each == latest else each for each in dossier.documents)
    return replace(dossier, documents=tuple(redated))


def _is_late_of_a_letter(dossier: Dossier) -> bool:
    """Of an attestation whose slip came back after its candidacy was over: the act that enters it is open no more."""
    return dossier.is_over and request_of(dossier).is_admissible


def _letter(name: str, *, is_day: bool = True) -> CorrectableEntry:
    read, write = _of_request(name)
    return CorrectableEntry(read=read, write=write, is_day=is_day, comes_late=_is_late_of_a_letter)


def _day(name: str) -> CorrectableEntry:
    read, write = _of_dossier(name)
    return CorrectableEntry(read=read, write=write)


def _died_on(dossier: Dossier, _: int) -> date | None:
    return dossier.death.on if dossier.death is not None else None


def _death_on(dossier: Dossier, _: int, value: date | None) -> Dossier:
    """Another day of it; without one the candidate is alive, and what the death had closed is open again (D69)."""
    if value is None:
        return undo_death(dossier)
    return dossier if dossier.death is None else replace(dossier, death=replace(dossier.death, on=value))


ENTRIES: Mapping[EntryCode, CorrectableEntry] = {
    EntryCode.ADMISSIBILITY_RECEIVED_ON: CorrectableEntry(
        read=lambda dossier, place: request_of(dossier).received_on[place],
        write=_received_on,
        count=lambda dossier: len(request_of(dossier).received_on),
    ),
    EntryCode.ADMISSIBILITY_DECIDED_ON: CorrectableEntry(
        read=lambda dossier, place: request_of(dossier).decisions[place].decided_on,
        write=_decided_on,
        count=lambda dossier: len(request_of(dossier).decisions),
    ),
    EntryCode.ADMISSIBILITY_DISPATCHED_ON: _letter("dispatched_on"),
    EntryCode.ADMISSIBILITY_ACKNOWLEDGED_ON: _letter("acknowledged_on"),
    EntryCode.PORTFOLIO_COMPLETED_ON: _day("portfolio_completed_on"),
    EntryCode.OUTIL_8_RECEIVED_ON: CorrectableEntry(read=_outil_8, write=_outil_8_received_on),
    EntryCode.REGISTERED_ON: _day("registered_on"),
    EntryCode.ADMISSIBILITY_TRACKING_NUMBER: _letter("tracking_number", is_day=False),
    EntryCode.DIED_ON: CorrectableEntry(read=_died_on, write=_death_on, may_be_undone=True),
}
"""Everything that may be corrected: one declaration each."""


# --- what had followed ------------------------------------------------------------------------------------------------


def _undone_with_it(case: Case, corrected: Dossier, correction: Correction) -> Dossier:
    return _lapse_undone(case, _silence_undone(case, corrected, correction), correction)


def _silence_undone(case: Case, corrected: Dossier, correction: Correction) -> Dossier:
    """An admission that no term passed for is to be given again (D11)."""
    request = request_of(corrected)
    decision = request.decision
    if correction.entry is not EntryCode.ADMISSIBILITY_RECEIVED_ON or decision is None or not is_replaceable(corrected):
        return corrected
    if not was_given_by_silence(decision) or follows_from_silence(replace(case, dossier=corrected), decision):
        return corrected
    return replace(corrected, admissibility=put_back(request, case.on, correction.reason))


def _lapse_undone(case: Case, corrected: Dossier, correction: Correction) -> Dossier:
    """A candidacy that had not lapsed is open again; one that lapsed on another day is told so (D12)."""
    closure = corrected.closure
    if closure is None or closure.reason is not ClosureReason.LAPSED:
        return corrected
    reopened = replace(case, dossier=replace(corrected, closure=None))
    if candidacy_ends_on(reopened) == candidacy_ends_on(case):
        return corrected
    if has_lapsed(reopened):
        return replace(corrected, closure=replace(closure, detail=candidacy_over(reopened)))
    undone = Reopening(closure=closure, reason=correction.reason, on=case.on)
    return replace(reopened.dossier, reopenings=(*corrected.reopenings, undone))


# --- what is refused --------------------------------------------------------------------------------------------------


def _place(dossier: Dossier, correction: Correction) -> int:
    return (correction.number or ENTRIES[correction.entry].count(dossier)) - 1


def _nothing_there(case: Case, correction: Correction) -> Refusal | None:
    there = _is_there(case.dossier, ENTRIES[correction.entry], _place(case.dossier, correction))
    return None if there else refused((replace(_NOTHING_TO_CORRECT, pointer="/entry"),))


def _unreadable(correction: Correction) -> tuple[Violation, ...]:
    kind = ENTRIES[correction.entry]
    if correction.value is None:
        return () if kind.may_be_undone else (_VALUE_MISSING,)
    if kind.is_day:
        return () if _day_of(correction.value) is not None else (_NOT_A_DAY,)
    return () if says_something(correction.value) else (_VALUE_MISSING,)


def _day_of(written: str) -> date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written, re.ASCII):
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _value(correction: Correction) -> EntryValue | None:
    if correction.value is None or not ENTRIES[correction.entry].is_day:
        return correction.value
    return _day_of(correction.value)


def _written(value: EntryValue | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


def _impossible(case: Case, value: EntryValue | None, after: Dossier) -> Refusal | None:
    """A day to come, or one before the candidate was born."""
    if not isinstance(value, date):
        return None
    first = request_of(after).received_on[:1]
    faults = (
        *(fault for day in first for fault in request_before_the_birth(after, day)),
        *(death_before_the_birth(after, after.death.on) if after.death is not None else ()),
    )
    return invalid(
        (*future_day_faults(value, case.on, "/value"), *(replace(each, pointer="/value") for each in faults))
    )


def _out_of_order(case: Case, value: EntryValue | None, after: Dossier) -> Refusal | None:
    """What comes to stand before what it needs by the correction; what stood so before is another one's."""
    if not isinstance(value, date):
        return None
    before = days_out_of_order(case.dossier)
    found = (each for each in days_out_of_order(after) if each not in before)
    return refused((*before_the_scheme(value, "/value"), *found))


def _second(case: Case, after: Dossier) -> Refusal | None:
    """D52: a dossier that was begun since stands against the one that would be open again."""
    return refused(begun_meanwhile(case)) if case.dossier.closure is not None and after.closure is None else None


_VALUE_MISSING = Violation(
    code="value_missing",
    rule=D65,
    pointer="/value",
    detail=Text("Donnez la valeur juste : celle-ci ne s'efface pas.", "Give the right value: this one is not erased."),
)
_NOT_A_DAY = Violation(
    code="not_a_day",
    pointer="/value",
    detail=Text("Une date s'écrit AAAA-MM-JJ.", "A day is written YYYY-MM-DD."),
)
_NOTHING_TO_CORRECT = Violation(
    code="nothing_to_correct",
    rule=D65,
    detail=Text(
        "Rien n'est saisi là qui puisse être corrigé : ce qui est à saisir l'est par son acte, tant qu'il est ouvert.",
        "Nothing is entered there that could be corrected: it is entered by its own act, as long as that is open.",
    ),
)
_SAME = Text("C'est déjà la valeur enregistrée (D65).", "That is the value on record already (D65).")
