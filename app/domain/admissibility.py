"""Admissibility (recevabilité): requested, decided with its grounds, kept for a time (R33–R45, D11–D14)."""

from dataclasses import replace
from datetime import date, timedelta

from app.domain.actions import refusal_of_ended_dossier, refusal_to_open, refusal_to_receive, unfinished_steps
from app.domain.appeals import AppealAgainst
from app.domain.calendar import add_months, overdue, paris_day
from app.domain.case import Case, Governed
from app.domain.creation import unmet_by
from app.domain.day_words import in_words
from app.domain.days import future_day_faults
from app.domain.dossier import (
    Admissibility,
    AdmissibilityDecision,
    AdmissibilityVerdict,
    Closure,
    ClosureReason,
    DecisionPutBack,
    Dossier,
    Extension,
    Ground,
    LackingPiece,
    ReadReceipt,
)
from app.domain.law import ParametersInForce, Violation
from app.domain.missing_items import as_violation, items_missing_from_step
from app.domain.named_appeals import named_appeal_faults
from app.domain.once_each import second_at_the_same_company, second_elsewhere
from app.domain.options import option_sought_in
from app.domain.order_of_days import before_the_scheme, request_before_the_birth, request_before_the_identification
from app.domain.pathway import MissingItem
from app.domain.refusal import Refusal, RefusalKind, already_done, invalid, refused
from app.domain.rules import RULES
from app.domain.rules.admissibility import R44, R45
from app.domain.rules.common_law_vae import R37
from app.domain.rules.decisions import D11, D40, D50, D60, D66
from app.domain.text import Text
from app.domain.wording import says_something


def request_of(dossier: Dossier) -> Admissibility:
    """The request as it stands, empty where nothing was submitted."""
    return dossier.admissibility or Admissibility()


def submit(case: Case, received_on: date, *, as_it_came: bool = False) -> Dossier | Refusal:
    """Hand the file in, complete in its documents (R33, R36); the first receipt is the day of the request (D41).

    ``as_it_came``: the secretariat records what it received, whatever it lacks (D70).
    """
    request = request_of(case.dossier)
    refusal = (
        (refusal_to_receive(case) if as_it_came else refusal_to_open(case, "submitAdmissibility"))
        or invalid(
            (
                *future_day_faults(received_on, case.on, "/received_on"),
                *_before_the_last(received_on, request),
                *request_before_the_birth(case.dossier, received_on),
            )
        )
        or refused(
            (
                *(() if as_it_came else _missing_documents(case)),
                *before_the_scheme(received_on, "/received_on"),
                *request_before_the_identification(case, received_on),
            )
        )
    )
    if refusal:
        return refusal
    first = request.received_on[0] if request.received_on else received_on
    submitted = replace(request, received_on=(*request.received_on, received_on), lacking=_lacking_pieces(case))
    return replace(case.dossier, admissibility=submitted, requested_on=first)


def decide(case: Case, decision: AdmissibilityDecision) -> Dossier | Refusal:
    """Answer the request: a refusal has its grounds (R37, D13), an admission no unmet condition (D40)."""
    return refusal_to_open(case, "decideAdmissibility") or _decided(case, decision)


def is_replaceable(dossier: Dossier) -> bool:
    """Whether the answer that counts may be replaced, had it been given by mistake (D66): a refusal as long as nothing
    else ended the dossier, an admission before the first sitting."""
    return _not_replaceable(dossier) is None


def decide_in_its_place(case: Case, decision: AdmissibilityDecision, reason: str) -> Dossier | Refusal:
    """Answer anew in the place of an answer that was given by mistake; the former stays on record (D66)."""
    request = request_of(case.dossier)
    former = request.decision
    refusal = _not_replaceable(case.dossier) or invalid(
        (*_without_reason(reason), *(_before_the_former(decision, former) if former else ()))
    )
    if refusal:
        return refusal
    awaiting = replace(case.dossier, admissibility=put_back(request, case.on, reason), closure=None)
    return _decided(replace(case, dossier=awaiting), decision, since=request.complete_since)


def _decided(case: Case, decision: AdmissibilityDecision, *, since: date | None = None) -> Dossier | Refusal:
    """The request with its answer; ``since``: the day before which none is given, the request's own unless told."""
    request = request_of(case.dossier)
    refusal = invalid(
        (
            *_outside_of_request(decision, request, since or request.complete_since, case.on),
            *named_appeal_faults(case.dossier, decision.appeal_id, AppealAgainst.ADMISSIBILITY),
        )
    ) or refused((*_without_grounds(decision), *_unknown_rules(decision), *_against_conditions(case, decision)))
    if refusal:
        return refusal
    kept = replace(decision, unmet=tuple(ground_of(violation) for violation in proposed_grounds(case)))
    decided = replace(case.dossier, admissibility=replace(request, decisions=(*request.decisions, kept)))
    if decision.verdict is not AdmissibilityVerdict.INADMISSIBLE:
        return decided
    detail = " ; ".join(ground.text for ground in decision.grounds)
    closure = Closure(reason=ClosureReason.INADMISSIBLE, on=decision.decided_on, detail=detail)
    return replace(decided, closure=closure)


def _not_replaceable(dossier: Dossier) -> Refusal | None:
    former, closure = request_of(dossier).decision, dossier.closure
    if dossier.decisions or (closure is not None and closure.reason is not ClosureReason.INADMISSIBLE):
        return refusal_of_ended_dossier(dossier)
    if former is None or former.verdict is AdmissibilityVerdict.INCOMPLETE:
        return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=(_NOTHING_TO_REPLACE,))
    sat = dossier.assessment is not None and bool(dossier.assessment.held_on)
    return already_done(_ASSESSED_ALREADY) if sat and former.verdict is AdmissibilityVerdict.ADMISSIBLE else None


def lacking_pieces(case: Case) -> tuple[MissingItem, ...]:
    """The documents that a request which waits for its answer lacks today (D70)."""
    return _missing_pieces(case) if request_of(case.dossier).awaits_decision else ()


def proposed_grounds(case: Case) -> tuple[Violation, ...]:
    """The conditions that are not met, as the secretariat may cite them (D40); CCNIC verified, not declared (D43).

    What another company's dossier stands against is no part of them: whoever asks may not know of it (D52).
    """
    unmet = unmet_by(
        case.dossier,
        case.company_on_request,
        case.parameters,
        known=case.known_companies,
        sought=option_sought_in(case),
    )
    lacks = (
        as_violation(item)
        for item in items_missing_from_step(case, "admissibility")
        if item.code == "company_not_verified"
    )
    received = (as_violation(item) for item in lacking_pieces(case))
    return (*unmet, *lacks, *received, *second_at_the_same_company(case))


def put_back(request: Admissibility, on: date, reason: str) -> Admissibility:
    """The request, to be decided again: the former decision stays on record, its letter with it (D50, D66)."""
    if request.decision is None:
        return request
    former = DecisionPutBack(
        decision=request.decision,
        on=on,
        reason=reason,
        dispatched_on=request.dispatched_on,
        tracking_number=request.tracking_number,
        acknowledged_on=request.acknowledged_on,
        read_receipt=request.read_receipt,
    )
    return replace(
        request,
        decisions=request.decisions[:-1],
        put_back=(*request.put_back, former),
        dispatched_on=None,
        tracking_number=None,
        acknowledged_on=None,
        read_receipt=None,
    )


def rests_on_another(dossier: Dossier, previous: Dossier) -> bool:
    """Whether an admission that counts was taken over from a previous dossier, and not given to this one (D33)."""
    taken, given = request_of(dossier), request_of(previous)
    if dossier.previous_dossier_id != previous.id or dossier.is_over or not taken.is_admissible:
        return False
    return given.decision is not None and taken.decision == given.decision and taken.received_on == given.received_on


def record_dispatch(case: Case, tracking_number: str, sent_on: date) -> Dossier | Refusal:
    """Keep the registered letter that carries the attestation and outil 6 (R44, D14)."""
    sent = replace(request_of(case.dossier), dispatched_on=sent_on, tracking_number=tracking_number)
    refusal = refusal_to_open(case, "recordDispatch") or invalid(
        (*_outside_of_letter(case, sent_on, "/sent_on"), *_received_before_it_left(sent, "/sent_on"))
    )
    return refusal or replace(case.dossier, admissibility=sent)


def acknowledge(case: Case, received_on: date) -> Dossier | Refusal:
    """Keep the day on which the candidate received the attestation: its months count from it (D12)."""
    acknowledged = replace(request_of(case.dossier), acknowledged_on=received_on)
    refusal = refusal_to_open(case, "acknowledgeAdmissibility") or invalid(
        (*_outside_of_letter(case, received_on), *_received_before_it_left(acknowledged, "/received_on"))
    )
    return refusal or replace(case.dossier, admissibility=acknowledged)


def read_by_candidate(dossier: Dossier, receipt: ReadReceipt) -> Dossier:
    """Keep the first reading of the answer by the candidate's link; that of an attestation acknowledges it (D12)."""
    request = request_of(dossier)
    if request.read_receipt is not None:
        return dossier
    read_on = paris_day(receipt.at) if request.is_admissible else None
    read = replace(request, read_receipt=receipt, acknowledged_on=request.acknowledged_on or read_on)
    return replace(dossier, admissibility=read)


def extend(case: Case, until: date, reason: str) -> Dossier | Refusal:
    """Give the candidacy more time, for a reason (D12)."""
    request = request_of(case.dossier)
    end = candidacy_ends_on(case)
    shorter = end is not None and until <= end
    refusal = refusal_to_open(case, "extendAdmissibility") or (
        invalid((_not_an_extension(end),)) if shorter and end else None
    )
    extension = Extension(until=until, reason=reason, granted_on=case.on)
    return refusal or replace(case.dossier, admissibility=replace(request, extensions=(*request.extensions, extension)))


def decision_due_on(case: Governed, *, from_first: bool = False) -> date | None:
    """R44, D11: so many calendar months from the receipt of the complete file, while it waits for its decision; from
    the change that put a decision back, where there was one since (D50, D66). None while a piece is awaited (D70).

    ``from_first`` counts from the first receipt, which D11 shows beside it.
    """
    request = request_of(case.dossier)
    start = request.received_on[0] if from_first and request.received_on else complete_since(case.dossier)
    if start is None or not request.awaits_decision:
        return None
    return add_months(start, months_to_answer(case.parameters, start))


def complete_since(dossier: Dossier) -> date | None:
    """The day since which there is all to decide on: the last receipt, what it lacked having come since (D70), or the
    change that put a decision back. None while something is still to come."""
    request = request_of(dossier)
    arrivals = [_arrived_on(dossier, piece) for piece in request.lacking]
    known = [day for day in (request.complete_since, *arrivals) if day is not None]
    return max(known) if len(known) == len(arrivals) + 1 else None


def _arrived_on(dossier: Dossier, piece: LackingPiece) -> date | None:
    arrived = (
        document.received_on
        for document in dossier.versions(piece.kind)
        if document.is_there and document.version_number > piece.newer_than
        if document.signed_by.issuperset(piece.signed_by)
    )
    return min(arrived, default=None)


def months_to_answer(parameters: ParametersInForce, received_on: date) -> int:
    """R44: how many months there are to answer a request received on that day."""
    return parameters.number(R44, "months", received_on)


def months_of_candidacy(parameters: ParametersInForce, decided_on: date) -> int:
    """R45: how many months the candidacy holds that was found admissible on that day."""
    return parameters.number(R45, "months", decided_on)


def candidacy_ends_on(case: Governed) -> date | None:
    """R45, D12: the last day on which the candidacy holds without a registration to a jury, extensions included;
    counted again from a reopening that found it over (D66)."""
    request = request_of(case.dossier)
    if not request.is_admissible or request.decision is None:
        return None
    start = request.acknowledged_on or request.dispatched_on or request.decision.decided_on
    months = months_of_candidacy(case.parameters, request.decision.decided_on)
    counted_again = (each.counts_from for each in case.dossier.reopenings if each.counts_from is not None)
    ends = (add_months(day, months) for day in (start, *counted_again))
    return max((*ends, *(extension.until for extension in request.extensions)))


def accepted_by_silence(case: Case) -> Dossier | None:
    """D11: where the rule says so, a request left without an answer past its time is found admissible.

    By default silence decides nothing; nor does it ever over a condition that is not met (D40).
    """
    due = decision_due_on(case)
    if due is None or not overdue(due, case.on) or case.parameters.choice(D11, "silence_rule", due) != "accept":
        return None
    if proposed_grounds(case) or second_elsewhere(case):
        return None
    silence = Ground(text=f"{_SILENCE} {in_words(due).fr}.", rule=D11.number)
    decision = AdmissibilityDecision(
        verdict=AdmissibilityVerdict.ADMISSIBLE, grounds=(silence,), decided_on=due + timedelta(days=1)
    )
    request = request_of(case.dossier)
    return replace(case.dossier, admissibility=replace(request, decisions=(*request.decisions, decision)))


def was_given_by_silence(decision: AdmissibilityDecision) -> bool:
    """Whether it is nobody's, but followed from a term that was over (D11)."""
    return any(ground.rule == D11.number and ground.text.startswith(_SILENCE) for ground in decision.grounds)


def follows_from_silence(case: Case, decision: AdmissibilityDecision) -> bool:
    """Whether the term of the request, as it stands, ended the day before the decision that followed from it."""
    request = request_of(case.dossier)
    waiting = replace(case.dossier, admissibility=replace(request, decisions=request.decisions[:-1]))
    due = decision_due_on(replace(case, dossier=waiting))
    return due is not None and decision.decided_on == due + timedelta(days=1)


_SILENCE = "Silence gardé jusqu'au"


def has_lapsed(case: Case) -> bool:
    """Whether the candidacy's months are over and the dossier stands on no jury's agenda."""
    end = candidacy_ends_on(case)
    return is_exposed(case.dossier) and end is not None and overdue(end, case.on)


def is_exposed(dossier: Dossier) -> bool:
    """Whether the candidacy still waits for a registration to a jury, and so may lapse (D12)."""
    return not dossier.is_over and not dossier.is_registered_to_jury and not _carried_over(dossier)


def lapse(case: Case) -> Dossier:
    """The dossier, closed because its candidacy lapsed (D12, D38)."""
    closure = Closure(reason=ClosureReason.LAPSED, on=case.on, detail=candidacy_over(case))
    return replace(case.dossier, closure=closure)


def candidacy_over(case: Case) -> str:
    """Why a candidacy lapsed, as its closure tells it."""
    end = candidacy_ends_on(case)
    return f"Candidature maintenue jusqu'au {in_words(end).fr if end else ''}, sans inscription à un jury."


def _carried_over(dossier: Dossier) -> bool:
    """D12: a session cancelled or postponed by the branch does not expose the candidacy again."""
    return dossier.jury_registration.by_branch


def _missing_documents(case: Case) -> tuple[Violation, ...]:
    return tuple(as_violation(item) for item in _missing_pieces(case))


def _missing_pieces(case: Case) -> tuple[MissingItem, ...]:
    return tuple(item for item in items_missing_from_step(case, "admissibility") if item.document_kind is not None)


def _lacking_pieces(case: Case) -> tuple[LackingPiece, ...]:
    newest = {
        item.document_kind: (
            max((each.version_number for each in case.dossier.versions(item.document_kind)), default=0),
            item.signed_by,
        )
        for item in _missing_pieces(case)
        if item.document_kind is not None
    }
    return tuple(
        LackingPiece(kind=kind, newer_than=version, signed_by=signed_by)
        for kind, (version, signed_by) in newest.items()
    )


def _without_grounds(decision: AdmissibilityDecision) -> tuple[Violation, ...]:
    """R37, D13: of a refusal; of a request that comes back, what is missing in it (D40)."""
    rule, detail = _ASKED_FOR_GROUNDS.get(decision.verdict, (None, None))
    if rule is None or detail is None or any(says_something(ground.text) for ground in decision.grounds):
        return ()
    return (Violation(code="grounds_missing", rule=rule, pointer="/grounds", detail=detail),)


def _unknown_rules(decision: AdmissibilityDecision) -> tuple[Violation, ...]:
    """D60: the letter prints the rule's number beside the ground."""
    return tuple(
        Violation(
            code="unknown_rule",
            rule=D60,
            pointer=f"/grounds/{index}/rule",
            detail=Text(
                f"{ground.rule} n'est le numéro d'aucune règle publiée.",
                f"{ground.rule} is the number of no rule that is published.",
            ),
        )
        for index, ground in enumerate(decision.grounds)
        if ground.rule is not None and ground.rule not in RULES
    )


_ASKED_FOR_GROUNDS = {
    AdmissibilityVerdict.INADMISSIBLE: (
        R37,
        Text("Une décision de refus est motivée.", "A refusal gives its grounds."),
    ),
    AdmissibilityVerdict.INCOMPLETE: (
        D40,
        Text(
            "Une demande rendue comme incomplète dit ce qui manque : donnez au moins un motif.",
            "A request given back as incomplete says what is missing: give one ground at least.",
        ),
    ),
}


def _against_conditions(case: Case, decision: AdmissibilityDecision) -> tuple[Violation, ...]:
    if decision.verdict is not AdmissibilityVerdict.ADMISSIBLE:
        return ()
    return (*unfinished_steps(case, "admissibility"), *proposed_grounds(case), *second_elsewhere(case))


def _without_reason(reason: str) -> tuple[Violation, ...]:
    return () if says_something(reason) else (_REASON_MISSING,)


def _before_the_former(decision: AdmissibilityDecision, former: AdmissibilityDecision) -> tuple[Violation, ...]:
    if decision.decided_on >= former.decided_on:
        return ()
    return (
        _day(
            "before_the_decision",
            "/decided_on",
            "La nouvelle décision ne précède pas celle qu'elle remplace.",
            "The new decision does not come before the one that it replaces.",
        ),
    )


_REASON_MISSING = Violation(
    code="reason_missing",
    rule=D66,
    pointer="/reason",
    detail=Text(
        "Remplacer une décision demande un motif : dites en quoi elle était une erreur.",
        "Replacing a decision takes a reason: say how it was a mistake.",
    ),
)
_NOTHING_TO_REPLACE = Violation(
    code="nothing_to_replace",
    rule=D66,
    detail=Text(
        "Aucune décision recevable ou irrecevable n'est en vigueur : répondez à la demande sans « replaces ».",
        "No admission and no refusal is in force: answer the request without `replaces`.",
    ),
)
_ASSESSED_ALREADY = Text(
    "Un premier entretien d'évaluation a eu lieu : la décision de recevabilité n'est plus remplacée (D66).",
    "A first sitting of the assessment was held: the decision on admissibility is replaced no more (D66).",
)


def _outside_of_request(
    decision: AdmissibilityDecision, request: Admissibility, since: date | None, on: date
) -> tuple[Violation, ...]:
    if request.received_on and decision.decided_on < request.received_on[-1]:
        return (
            _day("before_the_request", "/decided_on", "La décision précède la demande.", "The decision comes first."),
        )
    if since is not None and decision.decided_on < since:
        return (_before_the_change(since),)
    return future_day_faults(decision.decided_on, on, "/decided_on")


def _outside_of_letter(case: Case, day: date, pointer: str = "/received_on") -> tuple[Violation, ...]:
    """The attestation travels between the decision that it carries and today."""
    decision = request_of(case.dossier).decision
    if decision is not None and day < decision.decided_on:
        return (
            _day(
                "before_the_decision",
                pointer,
                "L'attestation ne précède pas la décision.",
                "The attestation does not come before the decision.",
            ),
        )
    return future_day_faults(day, case.on, pointer)


def _received_before_it_left(request: Admissibility, pointer: str) -> tuple[Violation, ...]:
    """Of a letter: what was opened by a link may be read before its paper leaves."""
    sent, received = request.dispatched_on, request.acknowledged_on
    if sent is None or received is None or sent <= received or request.read_receipt is not None:
        return ()
    return (
        _day(
            "received_before_dispatch",
            pointer,
            "L'attestation ne peut pas être reçue avant d'être envoyée.",
            "The attestation cannot be received before it is sent.",
        ),
    )


def _before_the_last(day: date, request: Admissibility) -> tuple[Violation, ...]:
    if not request.received_on or day >= request.received_on[-1]:
        return ()
    return (
        _day(
            "before_the_last_submission",
            "/received_on",
            "Ce dépôt précède le dépôt précédent.",
            "This submission comes before the previous one.",
        ),
    )


def _before_the_change(since: date) -> Violation:
    return Violation(
        code="before_the_change",
        rule=D50,
        pointer="/decided_on",
        detail=Text(
            f"La décision est à rendre de nouveau depuis le {in_words(since).fr} : la nouvelle ne précède pas ce jour.",
            f"The decision is to be given again since {in_words(since).en}: the new one does not come before that day.",
        ),
    )


def _not_an_extension(end: date) -> Violation:
    return _day(
        "not_an_extension",
        "/until",
        f"La candidature tient déjà jusqu'au {in_words(end).fr}.",
        f"The candidacy already holds until {in_words(end).en}.",
    )


def _day(code: str, pointer: str, fr: str, en: str) -> Violation:
    return Violation(code=code, pointer=pointer, detail=Text(fr, en))


def ground_of(violation: Violation) -> Ground:
    """A violation, written as a ground of a decision."""
    return Ground(text=violation.detail.fr, rule=violation.rule.number if violation.rule else None)
