"""The pharmaceutical industry's CQP, as published; units only where their titles could be read."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from app.domain.bridges import PartnerCertification, PartnerUnit, RncpEntry

_SOURCE = "LEEM, La lettre CQP de l'industrie du médicament, 2013, et liste publique des CQP de la branche"
_PACKAGING_FRAMEWORK = "LEEM, CQP Pilotage de procédé de conditionnement, référentiel de compétences"
_LIQUIDS_FRAMEWORK = (
    "LEEM, CQP Pilotage de procédé de fabrication formes liquides et pâteuses, référentiel de compétences (extrait)"
)
_TRANSVERSE_FRAMEWORK = f"{_PACKAGING_FRAMEWORK} : unités transverses communes aux trois CQP de pilotage"

_TRANSVERSE_UNITS = (
    PartnerUnit(code="U4", label="Analyser l'application des règles BPF et des règles d'hygiène et de sécurité"),
    PartnerUnit(code="U5", label="Utiliser un système informatisé"),
    PartnerUnit(code="U6", label="Traiter des informations écrites et orales"),
    PartnerUnit(code="U7", label="Conduire une action de progrès"),
)
_PACKAGING_UNITS = (
    PartnerUnit(code="U1", label="Identifier les produits, articles de conditionnement et procédés de production"),
    PartnerUnit(code="U2", label="Piloter une ligne de conditionnement"),
    PartnerUnit(
        code="U3",
        label="Réaliser des interventions techniques avec outillage usuel et traiter des dysfonctionnements techniques",
    ),
    *_TRANSVERSE_UNITS,
)
_LIQUIDS_UNITS = (
    PartnerUnit(code="U1", label="Identifier les matières, produits, et procédés de production"),
    *_TRANSVERSE_UNITS,
)


_PACKAGING_LINE_ENTRY = RncpEntry(
    code="RNCP35411",
    until=date(2024, 3, 17),
    source="Fiche RNCP35411, CQP Conducteur de ligne de conditionnement : décision du 17 mars 2021, pour trois ans",
)


def _pharma(
    code: str,
    title: str,
    units: tuple[PartnerUnit, ...] = (),
    units_source: str | None = None,
    rncp: RncpEntry | None = None,
) -> PartnerCertification:
    return PartnerCertification(
        code=code, branch="pharma", title=title, source=_SOURCE, units=units, units_source=units_source, rncp=rncp
    )


_ALL = (
    _pharma("PH01", "CQP animation d'équipe option maintenance"),
    _pharma("PH02", "CQP animation d'équipe option logistique"),
    _pharma("PH03", "CQP animation d'équipe en production"),
    _pharma("PH04", "CQP conduite de ligne de conditionnement", rncp=_PACKAGING_LINE_ENTRY),
    _pharma("PH05", "CQP conduite de procédé de fabrication"),
    _pharma("PH06", "CQP conduite de procédé de fabrication en bioproduction"),
    _pharma("PH07", "CQP conduite d'opérations logistiques"),
    _pharma("PH08", "CQP pilotage de procédé de conditionnement", _PACKAGING_UNITS, _PACKAGING_FRAMEWORK),
    _pharma("PH09", "CQP pilotage de procédé de fabrication formes sèches", _TRANSVERSE_UNITS, _TRANSVERSE_FRAMEWORK),
    _pharma(
        "PH10", "CQP pilotage de procédé de fabrication formes liquides et pâteuses", _LIQUIDS_UNITS, _LIQUIDS_FRAMEWORK
    ),
    _pharma("PH11", "CQP maintenance des équipements de production de médicaments"),
    _pharma("PH12", "CQP vente et promotion de produits pharmaceutiques à l'officine"),
)

PARTNER_CERTIFICATIONS: Mapping[str, PartnerCertification] = MappingProxyType({each.code: each for each in _ALL})
"""Every partner's certification by its code; which bridge leads from it is reference data (D26)."""
