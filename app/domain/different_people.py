"""People of one dossier who must be different people, compared by account, by address and by name (D58)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from app.domain.assessment import Assessment
from app.domain.case import Case
from app.domain.dossier import Dossier, SkillsIdentification, TradeEvaluator
from app.domain.evaluators import Evaluator
from app.domain.law import Rule, Violation
from app.domain.persons import name_key
from app.domain.rules.decisions import D17, D42, D58
from app.domain.rules.evaluators import R15, R19
from app.domain.rules.individualised_training import R25
from app.domain.seats import SEAT_LABELS, Seat
from app.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """Somebody in a seat."""

    seat: Seat
    name: str
    email: str | None = None

    def is_surely(self, other: "Seated") -> bool:
        """Whether the two have one address."""
        return self.email is not None and other.email is not None and self.email.casefold() == other.email.casefold()

    def may_be(self, other: "Seated") -> bool:
        """Whether the two have one name, whatever its case, accents, order and spaces."""
        return bool(name_key(self.name)) and name_key(self.name) == name_key(other.name)


def evaluator_seat_faults(case: Case, evaluator: Evaluator) -> tuple[Violation, ...]:
    """That the authorised evaluator is somebody else of the dossier, or acts for its company (R15, R19, D17, D42)."""
    seated = Seated(seat=Seat.EVALUATOR, name=evaluator.name, email=evaluator.email)
    reasons = {
        Seat.CANDIDATE: D58,
        Seat.TUTOR: R19,
        Seat.TRAINER: D17,
        Seat.TECHNICAL_EXPERT: D58,
        Seat.TRADE_EVALUATOR: D42,
    }
    shared = tuple(_shared(case.dossier, seated, reasons, "/evaluator_id"))
    return (*shared, *_acts_for_the_company(case, evaluator))


def trade_evaluator_seat_faults(case: Case, invited: TradeEvaluator) -> tuple[Violation, ...]:
    """That the trade professional who is invited is somebody else of the dossier (D42)."""
    seated = Seated(seat=Seat.TRADE_EVALUATOR, name=invited.name, email=invited.email)
    return _trade_faults(case, seated, "/email", "/name")


def professional_seat_faults(case: Case, assessment: Assessment) -> tuple[Violation, ...]:
    """The same of the professional whom the assessment names (R18)."""
    if assessment.professional is None:
        return ()
    return _trade_faults(
        case,
        Seated(seat=Seat.TRADE_EVALUATOR, name=assessment.professional.name),
        "/trade_evaluator",
        "/trade_evaluator",
    )


def expert_seat_faults(case: Case, identification: SkillsIdentification) -> tuple[Violation, ...]:
    """R25: two experts who are two, neither of them the candidate."""
    technical = Seated(seat=Seat.TECHNICAL_EXPERT, name=identification.technical_expert.name)
    interview = Seated(seat=Seat.INTERVIEW_EXPERT, name=identification.interview_expert.name)
    candidate = _candidate(case.dossier)
    pairs = (
        (technical, interview, "/interview_expert/name"),
        (technical, candidate, "/technical_expert/name"),
        (interview, candidate, "/interview_expert/name"),
    )
    return tuple(
        _one_person(one, other, R25, pointer)
        for one, other, pointer in pairs
        if one.may_be(other) and not _is_told_apart(case.dossier, one, other)
    )


def _seats(dossier: Dossier) -> Iterator[Seated]:
    """Everybody whom the dossier names, the authorised evaluator aside, whom it knows by an id; those whom a former
    employer named too (D64)."""
    yield _candidate(dossier)
    for tutor in (dossier.tutor, *(former.tutor for former in dossier.former_employers)):
        if tutor is not None:
            yield Seated(seat=Seat.TUTOR, name=tutor.name, email=tutor.email)
    for trainer in (*dossier.trainers, *(each for former in dossier.former_employers for each in former.trainers)):
        yield Seated(seat=Seat.TRAINER, name=trainer.name, email=trainer.email)
    if dossier.skills_identification is not None:
        experts = dossier.skills_identification
        yield Seated(seat=Seat.TECHNICAL_EXPERT, name=experts.technical_expert.name)
        yield Seated(seat=Seat.INTERVIEW_EXPERT, name=experts.interview_expert.name)
    if dossier.trade_evaluator is not None:
        invited = dossier.trade_evaluator
        yield Seated(seat=Seat.TRADE_EVALUATOR, name=invited.name, email=invited.email)
    if dossier.assessment is not None and dossier.assessment.professional is not None:
        yield Seated(seat=Seat.TRADE_EVALUATOR, name=dossier.assessment.professional.name)


def _candidate(dossier: Dossier) -> Seated:
    candidate = dossier.candidate
    first_name = candidate.first_names.split()[0] if candidate.first_names.split() else ""
    name = f"{first_name} {candidate.usage_name or candidate.birth_name}"
    return Seated(seat=Seat.CANDIDATE, name=name, email=candidate.email)


def _trade_faults(case: Case, seated: Seated, by_address: str, by_name: str) -> tuple[Violation, ...]:
    reasons = dict.fromkeys((Seat.CANDIDATE, Seat.TUTOR, Seat.TRAINER), D42)
    shared = tuple(_shared(case.dossier, seated, reasons, by_name, by_address))
    evaluator = case.evaluator
    if evaluator is None:
        return shared
    authorised = Seated(seat=Seat.EVALUATOR, name=evaluator.name, email=evaluator.email)
    return (*shared, *_between(case.dossier, seated, authorised, D42, by_name, by_address))


def _shared(
    dossier: Dossier, seated: Seated, reasons: dict[Seat, Rule], by_name: str, by_address: str | None = None
) -> Iterator[Violation]:
    for other in _seats(dossier):
        if other.seat in reasons and other.seat is not seated.seat:
            yield from _between(dossier, seated, other, reasons[other.seat], by_name, by_address)


def _between(
    dossier: Dossier, one: Seated, other: Seated, rule: Rule, by_name: str, by_address: str | None = None
) -> Iterator[Violation]:
    if one.is_surely(other):
        yield _one_person(one, other, rule, by_address or by_name)
    elif one.may_be(other) and not _is_told_apart(dossier, one, other):
        yield _one_person(one, other, rule, by_name)


def _is_told_apart(dossier: Dossier, one: Seated, other: Seated) -> bool:
    return any({one.seat, other.seat} <= set(distinction.seats) for distinction in dossier.seat_distinctions)


_PUBLISHED_CODES = {
    (Seat.EVALUATOR, Seat.TRAINER): "evaluator_trained_the_candidate",
    **{(Seat.TRADE_EVALUATOR, seat): "trade_evaluator_is_somebody_else" for seat in Seat},
}


def _one_person(one: Seated, other: Seated, rule: Rule, pointer: str) -> Violation:
    here, there = SEAT_LABELS[one.seat], SEAT_LABELS[other.seat]
    return Violation(
        code=_PUBLISHED_CODES.get((one.seat, other.seat), f"{one.seat}_is_{other.seat}"),
        rule=rule,
        pointer=pointer,
        detail=Text(
            f"{one.name} est aussi {there.fr} : ce sont deux personnes. Si seul le nom est le même, le secrétariat le "
            f"dit.",
            f"{one.name} is also {there.en}: {here.en} is somebody else. Where only the name is the same, the "
            "secretariat says so.",
        ),
    )


def _acts_for_the_company(case: Case, evaluator: Evaluator) -> tuple[Violation, ...]:
    acting = any(
        account.evaluator_id == evaluator.id or account.email.casefold() == evaluator.email.casefold()
        for account in case.employer_accounts
    )
    if not acting:
        return ()
    return (
        Violation(
            code="evaluator_acts_for_the_company",
            rule=R15,
            pointer="/evaluator_id",
            detail=Text(
                "Cet évaluateur a un compte d'employeur de l'entreprise du candidat : il n'en est pas indépendant.",
                "This evaluator has an employer's account of the candidate's company, and is not independent of it.",
            ),
        ),
    )


def not_to_be_told_apart(case: Case, seats: frozenset[Seat]) -> tuple[Violation, ...]:
    """Why people in those seats are not said to be different: nobody is there, or it is not their name alone."""
    everybody = [*_seats(case.dossier)]
    if case.evaluator is not None:
        everybody.append(Seated(seat=Seat.EVALUATOR, name=case.evaluator.name, email=case.evaluator.email))
    named = [seated for seated in everybody if seated.seat in seats]
    if len(seats) < 2 or seats - {seated.seat for seated in named}:
        return (
            _seat_fault(
                "seat_empty",
                "Ces places ne sont pas deux au moins, toutes occupées.",
                "Name two or more seats, each taken.",
            ),
        )
    pairs = [(one, other) for one, other in product(named, named) if one.seat < other.seat]
    if any(one.is_surely(other) for one, other in pairs):
        return (
            _seat_fault(
                "same_address",
                "Ces personnes ont la même adresse : ce ne sont pas deux personnes.",
                "These people have one address: they are not two.",
            ),
        )
    if not any(one.may_be(other) for one, other in pairs):
        return (
            _seat_fault(
                "different_names",
                "Ces personnes n'ont pas le même nom : il n'y a rien à distinguer.",
                "These people have different names: there is nothing to tell apart.",
            ),
        )
    return ()


def _seat_fault(code: str, fr: str, en: str) -> Violation:
    return Violation(code=code, pointer="/seats", detail=Text(fr, en))
