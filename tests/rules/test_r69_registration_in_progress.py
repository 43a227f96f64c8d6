"""R69: A dossier is being registered from its creation until the candidate's information is complete."""

import pytest

from app.domain.documents import DocumentKind
from app.domain.preparation import complete_registration
from app.domain.progress import status_of
from app.domain.uploads import may_upload
from tests.builders import P1, P2, P3, a_case
from tests.rules.answers import accepted, reasons
from tests.rules.stages import P1B, WAYS, admissible, opened, ready_to_register, registered

IN_PROGRESS = "registration_in_progress"


@pytest.mark.parametrize("way", WAYS)
def test_it_is_from_its_creation(way: str) -> None:
    assert status_of(opened(way)) == IN_PROGRESS


@pytest.mark.parametrize("way", [P1, P1B, P2])
def test_until_everything_of_the_candidate_is_entered(way: str) -> None:
    whole = ready_to_register(way)
    assert status_of(whole) == IN_PROGRESS
    assert status_of(accepted(complete_registration(a_case(whole)))) == "awaiting_assessment"


def test_in_the_common_law_vae_until_the_portfolio_is_recorded() -> None:
    assert status_of(admissible(P3)) == IN_PROGRESS
    assert status_of(registered(P3)) == "awaiting_assessment"


@pytest.mark.parametrize("way", [P1, P1B, P2])
def test_the_establishment_is_identified(way: str) -> None:
    answer = complete_registration(a_case(ready_to_register(way, company_id=None)))
    assert ("establishment_missing", "R69") in reasons(answer)


@pytest.mark.parametrize("way", [P1, P1B])
def test_the_training_scheme_is_given(way: str) -> None:
    answer = complete_registration(a_case(ready_to_register(way, training_scheme=None)))
    assert reasons(answer) == {("training_scheme_missing", "R69")}


@pytest.mark.parametrize("way", [P1, P1B, P2, P3])
def test_a_diploma_is_uploaded_until_then_if_there_is_one(way: str) -> None:
    who = "secretariat" if way == P3 else "employer"
    assert may_upload(a_case(opened(way)), DocumentKind.DIPLOMA, who) is None
    assert may_upload(a_case(registered(way)), DocumentKind.DIPLOMA, who) is not None
    if way != P3:
        accepted(complete_registration(a_case(ready_to_register(way))))
