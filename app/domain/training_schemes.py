"""The schemes under which a pathway may be paid for (R69, R79), each within its legal dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from app.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingScheme:
    """A scheme that a dossier may name; both days included, None where there is no limit.

    ``source`` says where the dates come from.
    """

    code: str
    label: Text
    source: str
    open_from: date | None = None
    open_until: date | None = None

    def open_on(self, day: date) -> bool:
        """Whether a dossier created on ``day`` may name it."""
        return (self.open_from is None or self.open_from <= day) and (self.open_until is None or day <= self.open_until)


_GUIDE = (
    "Mode d'emploi des CQP/CQPI des Industries Chimiques, édition 2017 : « le contrat ou la période de "
    "professionnalisation, le plan de formation ou encore le CPF »"
)
_LAW_2018 = "Loi n° 2018-771 du 5 septembre 2018"
_LAW_2025 = "Loi n° 2025-989 du 24 octobre 2025"

_ALL = (
    TrainingScheme(
        code="professionalisation_contract",
        label=Text("Contrat de professionnalisation", "Professionalisation contract"),
        source=_GUIDE,
    ),
    TrainingScheme(
        code="professionalisation_period",
        label=Text("Période de professionnalisation", "Professionalisation period"),
        source=f"{_GUIDE} ; {_LAW_2018}",
        open_until=date(2018, 12, 31),
    ),
    TrainingScheme(
        code="training_plan",
        label=Text("Plan de formation", "Training plan"),
        source=f"{_GUIDE} ; {_LAW_2018}",
        open_until=date(2018, 12, 31),
    ),
    TrainingScheme(
        code="skills_development_plan",
        label=Text("Plan de développement des compétences", "Skills development plan"),
        source=_LAW_2018,
        open_from=date(2019, 1, 1),
    ),
    TrainingScheme(
        code="pro_a",
        label=Text("Pro-A (reconversion ou promotion par alternance)", "Pro-A (retraining or promotion)"),
        source=f"{_LAW_2018} ; {_LAW_2025}",
        open_from=date(2019, 1, 1),
        open_until=date(2025, 12, 31),
    ),
    TrainingScheme(
        code="reconversion_period",
        label=Text("Période de reconversion", "Retraining period"),
        source=_LAW_2025,
        open_from=date(2026, 1, 1),
    ),
    TrainingScheme(code="cpf", label=Text("Compte personnel de formation", "Personal training account"), source=_GUIDE),
    TrainingScheme(
        code="none",
        label=Text("Aucun dispositif de formation", "No training scheme"),
        source="Choix de la plateforme : une démarche de VAE peut ne mobiliser aucun dispositif",
    ),
)

TRAINING_SCHEMES: Mapping[str, TrainingScheme] = MappingProxyType({scheme.code: scheme for scheme in _ALL})
"""Every scheme by its code, past ones included."""


def training_schemes_open_on(day: date) -> tuple[TrainingScheme, ...]:
    """The schemes that a dossier created on ``day`` may name."""
    return tuple(scheme for scheme in _ALL if scheme.open_on(day))
