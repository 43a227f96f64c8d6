"""The CQPI asked for beside a CQP: which may be, and why one is not delivered in the end (R5, D27, D52, D74)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.case import Case
from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import CqpiEquivalence
from app.domain.deliberation import Outcome
from app.domain.law import RuleWarning, Violation
from app.domain.rules.decisions import D74
from app.domain.rules.scheme import R5
from app.domain.text import Text
from app.domain.titles import title_of


class Withheld(StrEnum):
    """Why a CQPI that was asked for is not delivered."""

    NOT_CONFIRMED = "equivalence_not_confirmed"
    ALREADY_HELD = "cqpi_already_held"
    NOT_AWARDED = "certification_not_awarded"


WITHHELD_LABELS = {
    Withheld.NOT_CONFIRMED: Text(
        "sa correspondance avec le CQP n'est pas confirmée", "its correspondence with the CQP is not confirmed"
    ),
    Withheld.ALREADY_HELD: Text("le titulaire le détient déjà", "the holder has it already"),
    Withheld.NOT_AWARDED: Text(
        "le CQP n'est pas délivré en totalité, et le CQPI ne l'est qu'avec lui",
        "the CQP is not awarded in full, and the CQPI comes with it alone",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldCqpi:
    """A CQPI that was asked for and is not delivered, and why."""

    code: str
    because: Withheld

    @property
    def sentence(self) -> Text:
        """The same in words, as a clause of a longer sentence."""
        title, why = CERTIFICATIONS[self.code].title, WITHHELD_LABELS[self.because]
        return Text(
            f"« {title} », demandé, n'est pas délivré : {why.fr}",
            f"“{title}”, which was asked for, is not delivered: {why.en}",
        )


def without_correspondence(
    asked: Iterable[str], certification_code: str, rows: Iterable[CqpiEquivalence]
) -> tuple[Violation, ...]:
    """R5, D74: the CQPI asked for that no row, confirmed or not, ties to the certification."""
    tied = {row.cqpi for row in rows if row.cqp == certification_code}
    return tuple(
        Violation(
            code="cqpi_without_correspondence",
            rule=R5,
            pointer=f"/requested_cqpi/{index}",
            detail=Text(
                f"« {title_of(code)} » n'a pas de correspondance avec « {title_of(certification_code)} » : il ne peut "
                "pas être délivré avec lui.",
                f"“{title_of(code)}” has no correspondence with “{title_of(certification_code)}”: it cannot be "
                "delivered with it.",
            ),
        )
        for index, code in enumerate(asked)
        if code not in tied
    )


def obstacle_to(code: str, case: Case) -> Withheld | None:
    """Why the CQPI would not be delivered with the case's certification, were that awarded in full; None if nothing.

    What comes in force after the jury opens nothing to whom it has decided on before.
    """
    decision = case.dossier.decision
    day = decision.decided_on if decision is not None else case.on
    if code in case.cqpi_held or code in _verified_on_paper(case):
        return Withheld.ALREADY_HELD
    rows = (row for row in case.equivalences if row.cqp == case.dossier.certification_code and row.cqpi == code)
    return None if any(row.confirmed and row.in_force_from <= day for row in rows) else Withheld.NOT_CONFIRMED


def withheld_cqpi(case: Case, delivered: Collection[str], *, is_closed: bool = False) -> tuple[WithheldCqpi, ...]:
    """The CQPI asked for that the decision in force leaves undelivered; none while nothing is decided.

    ``delivered``: the codes of what the dossier's certificates are for. ``is_closed``: once the session is closed what
    was not delivered was not, whatever was confirmed since.
    """
    decision = case.dossier.decision
    if decision is None:
        return ()
    if decision.outcome is not Outcome.AWARDED:
        reasons = dict.fromkeys(case.dossier.requested_cqpi, Withheld.NOT_AWARDED)
    else:
        last = Withheld.NOT_CONFIRMED if is_closed else None
        found = {code: obstacle_to(code, case) or last for code in case.dossier.requested_cqpi}
        reasons = {code: because for code, because in found.items() if because is not None}
    return tuple(WithheldCqpi(code=code, because=why) for code, why in reasons.items() if code not in delivered)


def cqpi_warnings(case: Case) -> tuple[RuleWarning, ...]:
    """What is foreseen of the CQPI asked for, before the jury: that they would not be delivered, and why (D74, D52)."""
    if case.dossier.decision is not None:
        return ()
    found = ((index, code, obstacle_to(code, case)) for index, code in enumerate(case.dossier.requested_cqpi))
    return tuple(_warning(index, code, why) for index, code, why in found if why is not None)


def _warning(index: int, code: str, why: Withheld) -> RuleWarning:
    foreseen = WithheldCqpi(code=code, because=why).sentence
    return RuleWarning(
        code=why,
        rule=D74,
        pointer=f"/requested_cqpi/{index}",
        detail=Text(f"En l'état, {foreseen.fr}.", f"As things stand, {foreseen.en}."),
    )


def _verified_on_paper(case: Case) -> frozenset[str]:
    return frozenset(held.code for held in case.dossier.candidate.held_certifications if held.is_verified)
