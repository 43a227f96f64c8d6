"""R3: Sixteen certifications (fourteen CQP and two CQPI) can be prepared, each with its family and its coefficient."""

from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import Certification

COEFFICIENTS = {
    "cqp-operateur-fabrication": ("fabrication", 160),
    "cqp-conducteur-equipement-fabrication": ("fabrication", 190),
    "cqp-pilote-installation-fabrication": ("fabrication", 190),
    "cqp-animateur-equipe-fabrication": ("fabrication", 225),
    "cqp-conducteur-ligne-conditionnement": ("conditionnement", 190),
    "cqp-pilote-ligne-conditionnement": ("conditionnement", 190),
    "cqp-animateur-equipe-conditionnement": ("conditionnement", 225),
    "cqp-agent-logistique": ("logistique", 160),
    "cqp-animateur-equipe-logistique": ("logistique", 225),
    "cqp-operateur-maintenance": ("maintenance", 160),
    "cqp-technicien-maintenance": ("maintenance", 190),
    "cqp-animateur-equipe-maintenance": ("maintenance", 225),
    "cqp-responsable-secteur": ("encadrement", "to_be_defined"),
    "cqp-technico-commercial": ("commercialisation", "to_be_defined"),
    "cqpi-vente-conseil-magasin": ("commercialisation", "not_applicable"),
    "cqpi-technicien-qualite": ("qhse", "not_applicable"),
}


def prepared() -> list[Certification]:
    return [each for each in CERTIFICATIONS.values() if not each.by_equivalence]


def test_sixteen_can_be_prepared_each_with_its_family_and_its_coefficient() -> None:
    found = {each.code: (each.family, each.coefficient.value or each.coefficient.kind) for each in prepared()}
    assert found == COEFFICIENTS


def test_fourteen_are_cqp_and_two_are_cqpi() -> None:
    assert [each.kind for each in prepared()].count("cqp") == 14
    assert [each.kind for each in prepared()].count("cqpi") == 2
