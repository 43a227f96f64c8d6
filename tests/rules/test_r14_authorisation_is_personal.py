"""R14: An authorisation is personal: it is given to a natural person, whatever their legal status."""

import pytest

from app.domain.assigning import choose_evaluator
from app.domain.evaluators import AffiliationKind
from tests.builders import P1, a_case, a_choice, an_acceptance, an_affiliation, an_evaluator, an_id
from tests.rules.answers import accepted, reasons
from tests.rules.stages import registered


@pytest.mark.parametrize("kind", AffiliationKind)
@pytest.mark.parametrize("siren", [None, "777888999"])
def test_whoever_employs_them_the_person_is_authorised(kind: AffiliationKind, siren: str | None) -> None:
    evaluator = an_evaluator(siren=siren, affiliations=(an_affiliation(kind),))
    accepted(choose_evaluator(a_case(), evaluator, a_choice()))


def test_a_colleague_of_the_same_body_is_not_authorised_by_it() -> None:
    tie = an_affiliation()
    accepted(choose_evaluator(a_case(), an_evaluator(affiliations=(tie,)), a_choice()))
    colleague = an_evaluator(id=an_id(9), name="Luc Noël", affiliations=(tie,), authorisations=())
    answer = choose_evaluator(a_case(), colleague, a_choice(evaluator_id=colleague.id))
    assert reasons(answer) == {("evaluator_not_authorised", "R12")}


@pytest.mark.parametrize(("chosen", "still_accepted"), [(3, True), (9, False)])
def test_an_acceptance_is_of_the_person_who_gave_it(chosen: int, still_accepted: bool) -> None:
    case = a_case(registered(P1, acceptance=an_acceptance()))
    answer = choose_evaluator(case, an_evaluator(id=an_id(chosen)), a_choice(evaluator_id=an_id(chosen)))
    assert (accepted(answer).acceptance is not None) is still_accepted
