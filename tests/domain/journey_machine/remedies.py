"""What the secretariat puts right by hand, on days on which something went wrong (D64–D69), played at random."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from app.domain.candidate import Establishment
from app.domain.case import Case
from app.domain.death import record_death
from app.domain.dossier import Dossier
from app.domain.employers import EmployerChange, attach_company, change_employer
from app.domain.entries import EntryCode
from app.domain.entry_corrections import ENTRIES, Correction, correct_entry
from app.domain.known_companies import NONE_KNOWN
from app.domain.redeliberation_requests import request_redeliberation
from app.domain.refusal import Refusal, RefusalKind
from app.domain.removals import remove_document
from app.domain.reopening import reopen
from app.domain.signature_waivers import signatures_awaited, waive_signature
from app.domain.text import Text
from app.usecases.access import Role
from tests.builders import a_company
from tests.domain.journey_machine.acts import Manner
from tests.domain.journey_machine.people import OTHER_COMPANY, OTHER_COMPANY_SIRET, OUR_COMPANY
from tests.rules.jury import sitting

Remedy = Callable[[Case, Manner], Dossier | Refusal]
REASON = "Constaté au secrétariat"
_DAYS = tuple(code for code in EntryCode if code not in {EntryCode.ADMISSIBILITY_TRACKING_NUMBER, EntryCode.DIED_ON})


def _nothing() -> Refusal:
    nothing = Text("Rien à reprendre.", "Nothing to put right.")
    return Refusal(kind=RefusalKind.STEP_NOT_OPEN, detail=nothing)


def _correct_a_day(case: Case, how: Manner) -> Dossier | Refusal:
    """Another day for one of those that are on record, some days before or after it."""
    entered: dict[EntryCode, date] = {}
    for code in _DAYS:
        kind = ENTRIES[code]
        last = kind.count(case.dossier) - 1
        value = kind.read(case.dossier, last) if last >= 0 else None
        if isinstance(value, date):
            entered[code] = value
    if not entered:
        return _nothing()
    codes = sorted(entered)
    chosen = codes[how.new_id.int % len(codes)]
    right = entered[chosen] + timedelta(days=how.days or 1)
    return correct_entry(case, Correction(entry=chosen, value=right.isoformat(), reason=REASON))


def _undo_death(case: Case, _: Manner) -> Dossier | Refusal:
    return correct_entry(case, Correction(entry=EntryCode.DIED_ON, value=None, reason=REASON))


def _remove(case: Case, how: Manner) -> Dossier | Refusal:
    shown = [document for document in case.dossier.documents if document.is_shown]
    if not shown:
        return _nothing()
    chosen = shown[how.new_id.int % len(shown)]
    return remove_document(case, chosen, REASON, role=Role.SECRETARIAT, brought_it=False, wrong_person=not how.well)


def _waive(case: Case, _: Manner) -> Dossier | Refusal:
    for document in case.dossier.documents:
        for signatory in signatures_awaited(case, document):
            return waive_signature(case, document, signatory, REASON)
    return _nothing()


def _redeliberation(case: Case, _: Manner) -> Dossier | Refusal:
    return request_redeliberation(case, sitting(held_on=case.on), 0, reason=REASON)


OF_THE_SANDBOX = (a_company(id=OUR_COMPANY), a_company(id=OTHER_COMPANY, siret=OTHER_COMPANY_SIRET))
"""The two companies, as far as a change of employer looks at them."""


def _another_employer(case: Case, how: Manner) -> Dossier | Refusal:
    """To the other company, or to none; back again, another time."""
    others = (*(each for each in OF_THE_SANDBOX if each.id != case.dossier.company_id), None)
    company = others[how.new_id.int % len(others)]
    kept = case.dossier.candidate.employment
    employer = None if company is None else Establishment(siret=company.siret, idcc=company.idcc)
    employment = replace(kept, employer=employer)
    change = EmployerChange(on=how.day(case), reason=REASON, goes_on=how.well, company=company, employment=employment)
    return change_employer(case, change)


def _attach(case: Case, how: Manner) -> Dossier | Refusal:
    return attach_company(case, OF_THE_SANDBOX[how.new_id.int % len(OF_THE_SANDBOX)], NONE_KNOWN)


REMEDIES: Mapping[str, Remedy] = {
    "correctEntry": _correct_a_day,
    "reopenDossier": lambda case, _: reopen(case, REASON),
    "recordDeath": lambda case, how: record_death(case, on=how.day(case), source=REASON, goes_on=how.well),
    "correctEntry of a death": _undo_death,
    "removeDocument": _remove,
    "waiveSignature": _waive,
    "requestRedeliberation": _redeliberation,
    "changeEmployer": _another_employer,
    "attachCompany": _attach,
}
"""By the operation."""

GOES_BACK = frozenset({"correctEntry", "reopenDossier", "correctEntry of a death"})
"""Those by which a status may go back, and a closure be taken back (D65, D66, D69)."""
