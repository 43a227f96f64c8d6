"""D52: a person holds one valid certificate of a certification and option, and has one dossier for it at a time."""

from collections.abc import Iterable
from uuid import UUID

from app.domain.candidate import HeldCertification
from app.domain.case import Case
from app.domain.catalogue import CERTIFICATIONS
from app.domain.deliberation import Outcome
from app.domain.dossier import Dossier
from app.domain.law import Violation
from app.domain.options import NO_SECOND_OPTION, is_closed_by_another_company
from app.domain.rules.decisions import D49, D52
from app.domain.text import Text


def leads_to_the_same(one: Dossier, other: Dossier) -> bool:
    """Whether two dossiers lead to the same certificate: of one certification, and of one option of it."""
    return (one.certification_code, one.option) == (other.certification_code, other.option)


def is_held(other: Dossier, revoked: frozenset[UUID]) -> bool:
    """Whether a dossier led to a certificate that is worth something still."""
    return other.decision is not None and other.decision.outcome is Outcome.AWARDED and other.id not in revoked


def in_the_way(dossier: Dossier, others: Iterable[Dossier], revoked: frozenset[UUID]) -> tuple[Dossier, ...]:
    """The dossiers, among ``others`` of the same person, by which this one would be a second: held, or begun before.

    Of two that run, the one that was opened first goes on.
    """
    return tuple(
        other
        for other in others
        if leads_to_the_same(dossier, other)
        if is_held(other, revoked) or (not other.is_over and other.id < dossier.id)
    )


def stand_in_the_way(case: Case) -> tuple[Dossier, ...]:
    """The same, of a case."""
    return in_the_way(case.dossier, (*case.earlier, *case.running), case.revoked)


def held_on_paper(dossier: Dossier) -> HeldCertification | None:
    """The certification itself, held in full on a paper that was verified; an option stands on no declaration."""
    certification = CERTIFICATIONS.get(dossier.certification_code)
    if certification is None or certification.options:
        return None
    held = dossier.candidate.held_certifications
    return next((each for each in held if each.is_verified and each.code == dossier.certification_code), None)


def second_of(dossier: Dossier, others: Iterable[Dossier]) -> tuple[Violation, ...]:
    """That the dossier would be a second one: of what is held on paper, and of each of those in the way."""
    paper = held_on_paper(dossier)
    return (*(() if paper is None else (_held(f"n° {paper.number}"),)), *map(_second, others))


def _second(other: Dossier) -> Violation:
    return _held(other.number) if other.is_over else _running(other)


def second_certificate(case: Case) -> tuple[Violation, ...]:
    """That the person holds the certificate already: no jury awards a second one."""
    return second_of(case.dossier, (other for other in stand_in_the_way(case) if other.is_over))


def not_to_be_registered(case: Case) -> tuple[Violation, ...]:
    """What keeps a dossier from a jury until the secretariat has said its word: whose it is (D49), or which of two.

    What is another company's is not named: who leads this dossier may not know of it.
    """
    waits = case.doubts or awaits_the_secretariat(case)
    return (*second_at_the_same_company(case), *((AWAITS_THE_SECRETARIAT,) if waits else ()))


def begun_meanwhile(case: Case) -> tuple[Violation, ...]:
    """What stands against opening a closed dossier again: the certificate is held, or another dossier was begun for it
    since. Whose it is, the secretariat may know."""
    since = (other for other in (*case.earlier, *case.running) if leads_to_the_same(case.dossier, other))
    return second_of(case.dossier, (each for each in since if not each.is_over or is_held(each, case.revoked)))


def second_at_the_same_company(case: Case) -> tuple[Violation, ...]:
    """That the dossier would be a second one, as far as its own company may know."""
    return second_of(case.dossier, (each for each in stand_in_the_way(case) if _is_of_one_company(case.dossier, each)))


def second_elsewhere(case: Case) -> tuple[Violation, ...]:
    """The same of another company's dossiers, which are the secretariat's alone to know; an option that nothing tells
    apart from the one held by them is a second certificate too (D53)."""
    others = (_second(each) for each in stand_in_the_way(case) if not _is_of_one_company(case.dossier, each))
    return (*others, *((NO_SECOND_OPTION,) if is_closed_by_another_company(case) else ()))


def awaits_the_secretariat(case: Case) -> bool:
    """Whether the registration waits for the secretariat's word on a dossier of another company (D52)."""
    return bool(second_elsewhere(case))


def _is_of_one_company(one: Dossier, other: Dossier) -> bool:
    """Whether who leads the first may know of the other: its company's, or the secretariat, where it has none."""
    return one.company_id is None or one.company_id == other.company_id


AWAITS_THE_SECRETARIAT = Violation(
    code="secretariat_word_awaited",
    rule=D49,
    detail=Text(
        "Le secrétariat doit d'abord se prononcer sur l'identité du candidat : adressez-vous à lui.",
        "The secretariat has to say first who the candidate is: ask it.",
    ),
)


def _held(source: str) -> Violation:
    return Violation(
        code="certification_already_held",
        rule=D52,
        pointer="/certification_code",
        detail=Text(
            f"Cette personne a déjà obtenu cette certification ({source}) : elle n'est délivrée qu'une fois.",
            f"This person already holds this certification ({source}): it is delivered once.",
        ),
    )


def _running(other: Dossier) -> Violation:
    return Violation(
        code="dossier_already_running",
        rule=D52,
        pointer="/certification_code",
        detail=Text(
            f"Un dossier de cette personne est en cours pour cette certification ({other.number}) : "
            "poursuivez-le, ou retirez-le d'abord.",
            f"A dossier of this person is running for this certification ({other.number}): "
            "go on with it, or withdraw it first.",
        ),
    )
