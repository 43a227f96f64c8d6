"""The order of days: a recorded day never comes before the day of what must precede it (D48)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from app.domain.assessment import Assessment
from app.domain.calendar import add_years
from app.domain.case import Case, Governed
from app.domain.day_words import in_words
from app.domain.documents import DocumentKind
from app.domain.dossier import Admissibility, Dossier
from app.domain.entries import ENTRY_LABELS, EntryCode
from app.domain.law import GUIDE_IN_FORCE_FROM, Rule, Violation
from app.domain.pathway import Actor
from app.domain.pathways import pathway_followed_by
from app.domain.rules.common_law_vae import R38, R39, R42
from app.domain.rules.decisions import D48
from app.domain.rules.evaluators import R21
from app.domain.rules.statuses import R68
from app.domain.text import Text

SCHEME_BEGAN_ON = GUIDE_IN_FORCE_FROM
"""No request, receipt, decision, sitting, portfolio or jury of this branch lies before it."""


def before_the_scheme(day: date, pointer: str) -> tuple[Violation, ...]:
    """That the branch had no scheme yet on that day; nothing where it had."""
    if day >= SCHEME_BEGAN_ON:
        return ()
    return (
        _too_early(
            "before_the_scheme",
            D48,
            pointer,
            "Le dispositif de la branche n'existe que depuis le 27 avril 2011.",
            "The branch's scheme exists since 27 April 2011 only.",
        ),
    )


def identification_after_the_request(case: Case, held_on: date) -> tuple[Violation, ...]:
    """A request that this dossier has submitted already was made by an identification held before it."""
    request = case.dossier.admissibility
    if request is None or not request.received_on or request.received_on[-1] < case.dossier.created_on:
        return ()
    if held_on <= request.received_on[-1]:
        return ()
    return (
        _too_early(
            "identification_after_the_request",
            D48,
            "/held_on",
            f"La demande a été reçue le {in_words(request.received_on[-1]).fr} : le repérage l'a précédée.",
            f"The request was received on {in_words(request.received_on[-1]).en}: the identification came before it.",
        ),
    )


def request_before_the_identification(case: Case, received_on: date) -> tuple[Violation, ...]:
    """The same, told of the receipt."""
    identification = case.dossier.skills_identification
    if identification is None or received_on >= identification.held_on:
        return ()
    return (
        _too_early(
            "before_the_identification",
            D48,
            "/received_on",
            f"Le repérage est du {in_words(identification.held_on).fr} : la demande ne le précède pas.",
            f"The identification is of {in_words(identification.held_on).en}: the request does not come before it.",
        ),
    )


def request_before_the_birth(dossier: Dossier, received_on: date) -> tuple[Violation, ...]:
    """Nobody asks for anything before they are born."""
    birth_date = dossier.candidate.birth_date
    if received_on > birth_date:
        return ()
    return (
        _too_early(
            "before_the_birth",
            D48,
            "/received_on",
            f"Le candidat est né le {in_words(birth_date).fr} : la demande ne précède pas sa naissance.",
            f"The candidate was born on {in_words(birth_date).en}: the request does not come before.",
        ),
    )


def portfolio_before_the_decision(case: Case, completed_on: date) -> tuple[Violation, ...]:
    """R38: the candidate begins to write once the request was found admissible."""
    request = case.dossier.admissibility
    admitted_on = request.first_admitted_on if request is not None else None
    if admitted_on is None or completed_on >= admitted_on:
        return ()
    return (
        _too_early(
            "before_the_decision",
            R38,
            "/completed_on",
            f"La recevabilité a été prononcée le {in_words(admitted_on).fr} : le dossier VAE la suit.",
            f"The request was found admissible on {in_words(admitted_on).en}: the portfolio follows.",
        ),
    )


def planned_in_the_past(case: Case, planned_on: date) -> tuple[Violation, ...]:
    """R21: a day that is agreed is to come, save where the secretariat writes down what was agreed without it."""
    dossier = case.dossier
    known = dossier.evaluator is not None and dossier.evaluator.planned_on == planned_on
    by_others = pathway_followed_by(dossier).acts["chooseEvaluator"][0] is not Actor.SECRETARIAT
    if planned_on >= case.on or known or not by_others:
        return before_the_scheme(planned_on, "/planned_on") if not known else ()
    return (
        _too_early(
            "planned_in_the_past",
            R21,
            "/planned_on",
            f"Le {in_words(planned_on).fr} est passé : l'évaluation se convient avant d'avoir lieu.",
            f"{in_words(planned_on).en} is past: an assessment is agreed before it is held.",
        ),
    )


def sittings_too_early(case: Case, assessment: Assessment) -> tuple[Violation, ...]:
    """R68, R39: each day of the assessment follows the registration, or the portfolio where it comes first."""
    dossier = case.dossier
    days = (
        *((f"/held_on/{index}", day) for index, day in enumerate(assessment.held_on)),
        *((f"/observed_on/{index}", day) for index, day in enumerate(assessment.observed_on)),
    )
    registered_on = dossier.registered_on if _registers_before_it_assesses(dossier) else None
    if registered_on is not None:
        return tuple(_before_the_registration(pointer, registered_on) for pointer, day in days if day < registered_on)
    completed_on = dossier.portfolio_completed_on
    if completed_on is None:
        return ()
    return tuple(
        _before_the_portfolio(pointer, completed_on)
        for pointer, day in days
        if day < completed_on and pointer.startswith("/held_on")
    )


def received_too_early(case: Case, kind: DocumentKind, received_on: date) -> tuple[Violation, ...]:
    """R42: outil 7 is the portfolio, outil 8 tells of the sittings; neither is received before them."""
    dossier = case.dossier
    if kind is DocumentKind.OUTIL_7 and dossier.portfolio_completed_on is not None:
        floor, fr, en = dossier.portfolio_completed_on, "le dossier VAE est du", "the portfolio is of"
    elif kind is DocumentKind.OUTIL_8 and dossier.assessment is not None and dossier.assessment.held_on:
        floor, fr, en = max(dossier.assessment.held_on), "le dernier entretien est du", "the last sitting is of"
    else:
        return before_the_scheme(received_on, "/received_on")
    if received_on >= floor:
        return ()
    return (
        _too_early(
            "received_before_what_it_tells",
            R42,
            "/received_on",
            f"Ce document ne peut pas être reçu avant : {fr} {in_words(floor).fr}.",
            f"This document cannot be received earlier: {en} {in_words(floor).en}.",
        ),
    )


def days_out_of_order(dossier: Dossier) -> tuple[Violation, ...]:
    """Each two days on record of which the later one comes first, and what is written of them; at ``/value``."""
    pairs = (*_of_the_request(dossier), *_of_the_portfolio(dossier), *_of_the_registration(dossier))
    return tuple(
        pair.violation for pair in pairs if pair.first.day and pair.then.day and pair.then.day < pair.first.day
    )


@dataclass(frozen=True, slots=True)
class _Recorded:
    label: Text
    day: date | None


@dataclass(frozen=True, slots=True)
class _Pair:
    """What needs ``first``, and so never comes before it: by the rule."""

    first: _Recorded
    then: _Recorded
    rule: Rule = D48

    @property
    def violation(self) -> Violation:
        first, then = (in_words(each.day) if each.day else Text("", "") for each in (self.first, self.then))
        return _too_early(
            "day_out_of_order",
            self.rule,
            "/value",
            f"{_capital(self.then.label.fr)} ({then.fr}) se trouverait avant {self.first.label.fr} ({first.fr}).",
            f"{_capital(self.then.label.en)} ({then.en}) would stand before {self.first.label.en} ({first.en}).",
        )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _entered(entry: EntryCode, day: date | None) -> _Recorded:
    return _Recorded(ENTRY_LABELS[entry], day)


def _of_the_request(dossier: Dossier) -> Iterator[_Pair]:
    request, identification = dossier.admissibility or Admissibility(), dossier.skills_identification
    receipts = [_entered(EntryCode.ADMISSIBILITY_RECEIVED_ON, day) for day in request.received_on]
    answers = [_entered(EntryCode.ADMISSIBILITY_DECIDED_ON, each.decided_on) for each in request.decisions]
    yield from (_Pair(*each) for each in pairwise(receipts))
    yield from (_Pair(received, answered) for received, answered in zip(receipts, answers, strict=False))
    # What was taken over from a former attempt (D33) had an identification of its own.
    if identification is not None and dossier.previous_dossier_id is None:
        yield from (_Pair(_Recorded(_IDENTIFICATION, identification.held_on), each) for each in receipts[-1:])
    sent = _entered(EntryCode.ADMISSIBILITY_DISPATCHED_ON, request.dispatched_on)
    acknowledged = _entered(EntryCode.ADMISSIBILITY_ACKNOWLEDGED_ON, request.acknowledged_on)
    for answered in answers[-1:]:
        yield from (_Pair(answered, sent), _Pair(answered, acknowledged))
    if request.read_receipt is None:
        yield _Pair(sent, acknowledged)


def _of_the_portfolio(dossier: Dossier) -> Iterator[_Pair]:
    request = dossier.admissibility
    admitted_on = request.first_admitted_on if request is not None else None
    portfolio = _entered(EntryCode.PORTFOLIO_COMPLETED_ON, dossier.portfolio_completed_on)
    yield _Pair(_entered(EntryCode.ADMISSIBILITY_DECIDED_ON, admitted_on), portfolio, R38)
    outil_7, outil_8 = (dossier.latest(kind) for kind in (DocumentKind.OUTIL_7, DocumentKind.OUTIL_8))
    if outil_7 is not None:
        yield _Pair(portfolio, _Recorded(_OUTIL_7, outil_7.received_on), R42)
    if not _registers_before_it_assesses(dossier):
        yield _Pair(portfolio, _first_sitting(dossier), R39)
    if outil_8 is not None:
        yield _Pair(_last_sitting(dossier), _entered(EntryCode.OUTIL_8_RECEIVED_ON, outil_8.received_on), R42)


def _of_the_registration(dossier: Dossier) -> Iterator[_Pair]:
    registered = _entered(EntryCode.REGISTERED_ON, dossier.registered_on)
    request, identification = dossier.admissibility, dossier.skills_identification
    yield _Pair(_Recorded(_REQUEST, dossier.requested_on), registered, R68)
    if identification is not None and request is None:
        yield _Pair(_Recorded(_IDENTIFICATION, identification.held_on), registered)
    if request is not None and request.is_admissible and request.decision is not None:
        yield _Pair(_entered(EntryCode.ADMISSIBILITY_DECIDED_ON, request.decision.decided_on), registered, R68)
    if _registers_before_it_assesses(dossier):
        yield from (_Pair(registered, each, R68) for each in (_first_sitting(dossier), _first_observation(dossier)))
    else:
        outil_8 = dossier.latest(DocumentKind.OUTIL_8)
        received_on = outil_8.received_on if outil_8 is not None else None
        yield _Pair(_last_sitting(dossier), registered, R42)
        yield _Pair(_entered(EntryCode.OUTIL_8_RECEIVED_ON, received_on), registered, R42)
    yield _Pair(registered, _Recorded(_ON_A_JURY, dossier.jury_registration.registered_on), R68)
    if dossier.decisions:
        yield _Pair(registered, _Recorded(_DECIDED, dossier.decisions[0].decided_on), R68)


def _first_sitting(dossier: Dossier) -> _Recorded:
    days = dossier.assessment.held_on if dossier.assessment is not None else ()
    return _Recorded(Text("le premier entretien", "the first sitting"), min(days, default=None))


def _last_sitting(dossier: Dossier) -> _Recorded:
    days = dossier.assessment.held_on if dossier.assessment is not None else ()
    return _Recorded(Text("le dernier entretien", "the last sitting"), max(days, default=None))


def _first_observation(dossier: Dossier) -> _Recorded:
    days = dossier.assessment.observed_on if dossier.assessment is not None else ()
    return _Recorded(Text("la première observation", "the first observation"), min(days, default=None))


_IDENTIFICATION = Text("le repérage", "the skills identification")
_OUTIL_7 = Text("la réception de l'outil 7", "the receipt of outil 7")
_REQUEST = Text("la demande", "the request")
_ON_A_JURY = Text("l'inscription au jury", "the registration to a jury")
_DECIDED = Text("la décision du jury", "the jury's decision")


def is_an_old_identification(case: Governed) -> bool:
    """Whether the skills identification was held too many years before the request."""
    identification, requested_on = case.dossier.skills_identification, case.dossier.requested_on
    if identification is None:
        return False
    years = case.parameters.number(D48, "identification_years", requested_on)
    return add_years(identification.held_on, years) < requested_on


def _registers_before_it_assesses(dossier: Dossier) -> bool:
    codes = [step.code for step in pathway_followed_by(dossier).steps]
    return "registration" in codes and "assessment" in codes and codes.index("registration") < codes.index("assessment")


def _before_the_registration(pointer: str, registered_on: date) -> Violation:
    return _too_early(
        "before_the_registration",
        R68,
        pointer,
        f"Le candidat est inscrit depuis le {in_words(registered_on).fr} : l'évaluation ne précède pas l'inscription.",
        f"The candidate is registered since {in_words(registered_on).en}: the assessment does not come before.",
    )


def _before_the_portfolio(pointer: str, completed_on: date) -> Violation:
    return _too_early(
        "before_the_portfolio",
        R39,
        pointer,
        f"Le dossier VAE est constitué depuis le {in_words(completed_on).fr} : l'entretien ne le précède pas.",
        f"The portfolio is complete since {in_words(completed_on).en}: the interview does not come before.",
    )


def _too_early(code: str, rule: Rule, pointer: str, fr: str, en: str) -> Violation:
    return Violation(code=code, rule=rule, pointer=pointer, detail=Text(fr, en))
