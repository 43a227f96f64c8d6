"""R7: The CQP "responsable de secteur" is prepared with the option production or the option logistics."""

import pytest

from app.domain.catalogue import CERTIFICATIONS
from app.domain.creation import DossierOpening, open_dossier
from app.domain.refusal import Refusal
from tests.builders import P1, a_case
from tests.rules.answers import INVALID, accepted, pointers, reasons
from tests.rules.stages import opened

WITH_OPTION = "cqp-responsable-secteur"


def answer(certification: str, option: str | None) -> object:
    dossier = opened(P1, certification_code=certification, option=option)
    case = a_case(dossier)
    return open_dossier(
        DossierOpening(
            dossier=dossier, certification=case.certification, company=case.company, parameters=case.parameters
        )
    )


def test_it_has_two_and_no_other_certification_has_any() -> None:
    with_options = {each.code: each.options for each in CERTIFICATIONS.values() if each.options}
    assert with_options == {WITH_OPTION: ("production", "logistique")}


@pytest.mark.parametrize("option", ["production", "logistique"])
def test_either_is_chosen(option: str) -> None:
    assert accepted(answer(WITH_OPTION, option)).option == option


def test_one_is_chosen() -> None:
    refused = answer(WITH_OPTION, None)
    assert reasons(refused, INVALID) == {("option_required", "R7")}
    assert pointers(refused) == ["/option"]
    assert isinstance(refused, Refusal)
    assert "production, logistique" in refused.violations[0].detail.fr


@pytest.mark.parametrize(
    ("certification", "option"), [(WITH_OPTION, "maintenance"), ("cqp-agent-logistique", "production")]
)
def test_no_other_is(certification: str, option: str) -> None:
    assert reasons(answer(certification, option), INVALID) == {("unknown_option", None)}


def test_without_one_the_others_are_opened() -> None:
    accepted(answer("cqp-agent-logistique", None))
