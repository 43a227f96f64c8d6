"""Networks are codes of reference data: one that is unknown is told with those that there are (D59)."""

from typing import Any

import pytest

from app.domain.creation import DossierOpening, open_dossier
from app.domain.law import Violation
from app.domain.networks import network_code, unknown_networks
from app.domain.rules.decisions import D59
from app.domain.text import Text
from tests.builders import P3, a_case, a_training_body
from tests.rules.answers import INVALID, accepted, pointers, reasons
from tests.rules.stages import opened


@pytest.mark.parametrize(
    ("written", "code"),
    [("GRETA", "GRETA"), ("Greta", "GRETA"), (" gréta ", "GRETA"), ("Mon  réseau\tà moi", "MON RESEAU A MOI")],
)
def test_a_code_is_compared_without_case_accents_and_blanks(written: str, code: str) -> None:
    assert network_code(written) == code


def test_an_unknown_network_is_named_where_it_stands_with_those_that_are_known() -> None:
    assert unknown_networks(("Greta", "Gréta du Rhône", "AFPI"), frozenset({"GRETA", "AFPI"}), "/networks") == (
        Violation(
            code="unknown_network",
            rule=D59,
            pointer="/networks/1",
            detail=Text(
                "« Gréta du Rhône » n'est le code d'aucun réseau. Réseaux connus : AFPI, GRETA.",
                "“Gréta du Rhône” is no network's code. Known networks: AFPI, GRETA.",
            ),
        ),
    )


@pytest.mark.parametrize("body", ["training_body", "accompanying_body"])
def test_a_dossier_is_opened_with_bodies_of_known_networks(body: str) -> None:
    def answer(*networks: str) -> Any:
        case = a_case(opened(P3, **{body: a_training_body(networks=networks)}))
        return open_dossier(
            DossierOpening(
                dossier=case.dossier,
                certification=case.certification,
                company=case.company,
                parameters=case.parameters,
                networks=frozenset({"GRETA", "AFPI"}),
            )
        )

    accepted(answer("GRETA", "afpi"))
    assert reasons(answer("GRETA", "AFPX"), INVALID) == {("unknown_network", "D59")}
    assert pointers(answer("GRETA", "AFPX")) == [f"/{body}/networks/1"]
