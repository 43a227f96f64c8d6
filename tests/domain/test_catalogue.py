"""The catalogue is the guide's: its sixteen certifications, and the six CQPI that come beside a CQP."""

import pytest

from app.domain.catalogue import CERTIFICATIONS, FAMILY_LABELS, OPTION_LABELS
from app.domain.certification import Certification

BY_PATHWAY = [each for each in CERTIFICATIONS.values() if not each.by_equivalence]
BY_EQUIVALENCE = [each for each in CERTIFICATIONS.values() if each.by_equivalence]


def test_r3_sixteen_certifications_fourteen_cqp_and_two_cqpi() -> None:
    kinds = [each.kind for each in BY_PATHWAY]

    assert (kinds.count("cqp"), kinds.count("cqpi")) == (14, 2)


def test_r5_six_cqpi_are_delivered_by_equivalence_and_no_pathway_leads_to_them() -> None:
    assert {each.code for each in BY_EQUIVALENCE} == {
        "cqpi-animateur-equipe",
        "cqpi-conducteur-equipements",
        "cqpi-technicien-maintenance",
        "cqpi-operateur-maintenance",
        "cqpi-agent-logistique",
        "cqpi-technico-commercial",
    }
    assert not any(each.pathways for each in BY_EQUIVALENCE)


@pytest.mark.parametrize(
    ("code", "family", "coefficient"),
    [
        ("cqp-operateur-fabrication", "fabrication", 160),
        ("cqp-conducteur-equipement-fabrication", "fabrication", 190),
        ("cqp-pilote-installation-fabrication", "fabrication", 190),
        ("cqp-animateur-equipe-fabrication", "fabrication", 225),
        ("cqp-conducteur-ligne-conditionnement", "conditionnement", 190),
        ("cqp-pilote-ligne-conditionnement", "conditionnement", 190),
        ("cqp-animateur-equipe-conditionnement", "conditionnement", 225),
        ("cqp-agent-logistique", "logistique", 160),
        ("cqp-animateur-equipe-logistique", "logistique", 225),
        ("cqp-operateur-maintenance", "maintenance", 160),
        ("cqp-technicien-maintenance", "maintenance", 190),
        ("cqp-animateur-equipe-maintenance", "maintenance", 225),
        ("cqp-responsable-secteur", "encadrement", "to_be_defined"),
        ("cqp-technico-commercial", "commercialisation", "to_be_defined"),
        ("cqpi-vente-conseil-magasin", "commercialisation", "not_applicable"),
        ("cqpi-technicien-qualite", "qhse", "not_applicable"),
    ],
)
def test_r3_gives_each_certification_its_family_and_coefficient(code: str, family: str, coefficient: int | str) -> None:
    certification = CERTIFICATIONS[code]

    assert certification.family == family
    assert (certification.coefficient.value or certification.coefficient.kind) == coefficient


def test_r7_only_the_area_manager_chooses_an_option() -> None:
    options = {each.code: each.options for each in CERTIFICATIONS.values() if each.options}

    assert options == {"cqp-responsable-secteur": ("production", "logistique")}


@pytest.mark.parametrize(
    ("kind", "pathways"),
    [
        ("cqp", ("individualised_training", "simplified_vae", "common_law_vae", "bridge")),
        ("cqpi", ("individualised_training", "simplified_vae")),
    ],
)
def test_d28_pathways_are_open_by_kind(kind: str, pathways: tuple[str, ...]) -> None:
    assert {each.pathways for each in BY_PATHWAY if each.kind == kind} == {pathways}


@pytest.mark.parametrize("certification", CERTIFICATIONS.values(), ids=lambda each: each.code)
def test_each_certification_is_filed_under_its_code_with_a_title_and_a_source(certification: Certification) -> None:
    assert CERTIFICATIONS[certification.code] is certification
    assert certification.code.startswith(f"{certification.kind}-")
    assert certification.title
    assert certification.source


def test_d29_modalities_that_nobody_has_read_are_not_called_confirmed() -> None:
    assert not any(each.modalities_confirmed for each in CERTIFICATIONS.values())


def test_every_code_that_a_person_reads_has_its_label() -> None:
    assert {each.family for each in CERTIFICATIONS.values()} == set(FAMILY_LABELS)
    assert {option for each in CERTIFICATIONS.values() for option in each.options} == set(OPTION_LABELS)
