"""R37: A refusal of admissibility gives its grounds."""

import pytest

from app.domain.admissibility import decide
from app.domain.dossier import AdmissibilityDecision, AdmissibilityVerdict, ClosureReason, Ground
from tests.builders import P2, P3, TODAY, a_case, a_request
from tests.rules.answers import accepted, reasons
from tests.rules.stages import ready_to_submit

NO, INCOMPLETE, YES = (
    AdmissibilityVerdict.INADMISSIBLE,
    AdmissibilityVerdict.INCOMPLETE,
    AdmissibilityVerdict.ADMISSIBLE,
)


def answer(way: str, verdict: AdmissibilityVerdict, *grounds: str) -> object:
    decision = AdmissibilityDecision(
        verdict=verdict, grounds=tuple(Ground(text=text) for text in grounds), decided_on=TODAY
    )
    return decide(a_case(ready_to_submit(way, admissibility=a_request())), decision)


@pytest.mark.parametrize("way", [P2, P3])
@pytest.mark.parametrize("grounds", [(), ("",), ("  ", "\n")])
def test_a_refusal_without_grounds_is_refused(way: str, grounds: tuple[str, ...]) -> None:
    assert reasons(answer(way, NO, *grounds)) == {("grounds_missing", "R37")}


@pytest.mark.parametrize("way", [P2, P3])
def test_a_refusal_with_its_grounds_closes_the_dossier_and_says_why(way: str) -> None:
    closure = accepted(answer(way, NO, "Six mois d'expérience", "Hors de la branche")).closure
    assert closure is not None
    assert (closure.reason, closure.on) == (ClosureReason.INADMISSIBLE, TODAY)
    assert closure.detail == "Six mois d'expérience ; Hors de la branche"


@pytest.mark.parametrize("way", [P2, P3])
@pytest.mark.parametrize("grounds", [(), ("",), ("  ", "\u200b"), ("...",)])
def test_a_request_that_is_given_back_says_what_is_missing(way: str, grounds: tuple[str, ...]) -> None:
    assert reasons(answer(way, INCOMPLETE, *grounds)) == {("grounds_missing", "D40")}
    assert accepted(answer(way, INCOMPLETE, "Le CERFA n'est pas daté.")).closure is None


@pytest.mark.parametrize("way", [P2, P3])
def test_an_admission_needs_no_grounds(way: str) -> None:
    assert accepted(answer(way, YES)).closure is None
