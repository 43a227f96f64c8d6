"""The certifications that the branch's CPNE created (R1): sixteen with a pathway of their own, six CQPI without.

The sixteen are fourteen CQP, open to VAE as the RNCP has them (R4), and two CQPI prepared as a CQP is (R3, R6, D36).
The eight CQPI that the branch joined (R9) are these two and the six that are delivered by equivalence (R5).
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.certification import Certification, CertificationOption, Coefficient, CoefficientKind, Family
from app.domain.pathways import pathways_towards
from app.domain.text import Text

FAMILY_LABELS: Mapping[Family, Text] = MappingProxyType(
    {
        "fabrication": Text("Fabrication", "Manufacturing"),
        "conditionnement": Text("Conditionnement", "Packaging"),
        "logistique": Text("Logistique", "Logistics"),
        "maintenance": Text("Maintenance", "Maintenance"),
        "encadrement": Text("Encadrement d'un secteur industriel", "Management of an industrial area"),
        "commercialisation": Text("Commercialisation et vente", "Sales and marketing"),
        "qhse": Text(
            "Qualité, hygiène, sécurité, santé, environnement", "Quality, hygiene, safety, health, environment"
        ),
    }
)

OPTION_LABELS: Mapping[CertificationOption, Text] = MappingProxyType(
    {"production": Text("Production", "Production"), "logistique": Text("Logistique", "Logistics")}
)

COEFFICIENT_LABELS: Mapping[CoefficientKind, Text] = MappingProxyType(
    {
        "value": Text("Coefficient", "Coefficient"),
        "to_be_defined": Text("À définir", "To be defined"),
        "not_applicable": Text("Non concerné", "Not applicable"),
    }
)

GUIDE_TABLE = "Mode d'emploi des CQP/CQPI des Industries Chimiques, édition 2017, tableau des seize CQP/CQPI"
GUIDE_CQPI = "Mode d'emploi des CQP/CQPI des Industries Chimiques, édition 2017, liste des huit CQPI (14 février 2013)"

_TO_BE_DEFINED = Coefficient(kind="to_be_defined")
_NOT_APPLICABLE = Coefficient(kind="not_applicable")


def _cqp(
    code: str,
    title: str,
    family: Family,
    coefficient: int | None,
    options: tuple[CertificationOption, ...] = (),
) -> Certification:
    return Certification(
        code=f"cqp-{code}",
        kind="cqp",
        title=title,
        family=family,
        coefficient=_TO_BE_DEFINED if coefficient is None else Coefficient(kind="value", value=coefficient),
        options=options,
        pathways=pathways_towards("cqp"),
        source=GUIDE_TABLE,
    )


def _cqpi(code: str, title: str, family: Family) -> Certification:
    return Certification(
        code=f"cqpi-{code}",
        kind="cqpi",
        title=title,
        family=family,
        coefficient=_NOT_APPLICABLE,
        pathways=pathways_towards("cqpi"),
        source=GUIDE_TABLE,
    )


def _by_equivalence(code: str, title: str, family: Family) -> Certification:
    return Certification(
        code=f"cqpi-{code}",
        kind="cqpi",
        title=title,
        family=family,
        coefficient=_NOT_APPLICABLE,
        by_equivalence=True,
        source=f"{GUIDE_CQPI} ; la filière, que le guide ne donne pas, est déduite de l'intitulé",
    )


_ALL = (
    _cqp("operateur-fabrication", "Opérateur(trice) de fabrication des Industries Chimiques", "fabrication", 160),
    _cqp(
        "conducteur-equipement-fabrication",
        "Conducteur(trice) d'équipement de fabrication des Industries Chimiques",
        "fabrication",
        190,
    ),
    _cqp(
        "pilote-installation-fabrication",
        "Pilote d'installation de fabrication (H/F) des Industries Chimiques",
        "fabrication",
        190,
    ),
    _cqp(
        "animateur-equipe-fabrication",
        "Animateur(trice) d'équipe de fabrication des Industries Chimiques",
        "fabrication",
        225,
    ),
    _cqp(
        "conducteur-ligne-conditionnement",
        "Conducteur(trice) de ligne de conditionnement des Industries Chimiques",
        "conditionnement",
        190,
    ),
    _cqp(
        "pilote-ligne-conditionnement",
        "Pilote de ligne de conditionnement (H/F) des Industries Chimiques",
        "conditionnement",
        190,
    ),
    _cqp(
        "animateur-equipe-conditionnement",
        "Animateur(trice) d'équipe de conditionnement des Industries Chimiques",
        "conditionnement",
        225,
    ),
    _cqp("agent-logistique", "Agent logistique des Industries Chimiques (H/F)", "logistique", 160),
    _cqp(
        "animateur-equipe-logistique",
        "Animateur(trice) d'équipe de logistique des Industries Chimiques",
        "logistique",
        225,
    ),
    _cqp(
        "operateur-maintenance",
        "Opérateur(trice) de maintenance industrielle des Industries Chimiques",
        "maintenance",
        160,
    ),
    _cqp(
        "technicien-maintenance",
        "Technicien(ne) de maintenance Industrielle des Industries Chimiques",
        "maintenance",
        190,
    ),
    _cqp(
        "animateur-equipe-maintenance",
        "Animateur(trice) d'équipe de maintenance des Industries Chimiques",
        "maintenance",
        225,
    ),
    _cqp(
        "responsable-secteur",
        "Responsable de secteur industriel des Industries Chimiques (H/F) Option production ou logistique",
        "encadrement",
        None,
        options=("production", "logistique"),
    ),
    _cqp("technico-commercial", "Technico-commercial(e) des Industries Chimiques", "commercialisation", None),
    _cqpi("vente-conseil-magasin", "CQPI Vente conseil en magasin", "commercialisation"),
    _cqpi("technicien-qualite", "CQPI Technicien(ne) de la Qualité", "qhse"),
    _by_equivalence("animateur-equipe", "CQPI animateur(trice) d'équipe domaine industriel", "encadrement"),
    _by_equivalence("conducteur-equipements", "CQPI conducteur(trice) d'équipements industriels", "fabrication"),
    _by_equivalence("technicien-maintenance", "CQPI technicien(ne) de maintenance industrielle", "maintenance"),
    _by_equivalence("operateur-maintenance", "CQPI opérateur(trice) de maintenance industrielle", "maintenance"),
    _by_equivalence("agent-logistique", "CQPI agent logistique H/F", "logistique"),
    _by_equivalence("technico-commercial", "CQPI technico-commercial(e) domaine industriel", "commercialisation"),
)

CERTIFICATIONS: Mapping[str, Certification] = MappingProxyType({each.code: each for each in _ALL})
"""Every certification by its code, in the guide's order: first the sixteen, then the six by equivalence."""
