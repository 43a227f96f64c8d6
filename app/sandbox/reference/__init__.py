"""The sandbox's reference data: examples in the shape of the real ones, every row unconfirmed (D26).

Written as TOML so that a secretariat can read them; given out as domain values, judged by the domain's own checks.
"""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from uuid import UUID

from app.domain.bridges import Bridge, Correspondence
from app.domain.certification import Competence, CqpiEquivalence, Framework
from app.domain.funders import Funder
from app.domain.law import GUIDE_IN_FORCE_FROM
from app.domain.networks import KnownTrainingBody

EXAMPLE_VERSION = "exemple-1"
EXAMPLE_SOURCE = "Exemple non confirmé — rédigé pour le bac à sable, sans valeur de référentiel"
_EXAMPLE_BRIDGE_SOURCE = "Exemple non confirmé — le panorama des passerelles est à reprendre des décisions des branches"
_EXAMPLE_EQUIVALENCE_PREFIX = "Exemple non confirmé — "
_INVENTED = "Exemple non confirmé — inventé pour le bac à sable"

_Toml = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceExamples:
    """Everything that the sandbox puts into the reference tables."""

    frameworks: tuple[Framework, ...]
    cqpi_equivalences: tuple[CqpiEquivalence, ...]
    bridges: tuple[Bridge, ...]
    training_bodies: tuple[KnownTrainingBody, ...]
    funders: tuple[Funder, ...]


def reference_examples() -> ReferenceExamples:
    """Read the examples. A file that breaks a rule of the domain raises ``ValueError``."""
    here = files(__name__)
    return ReferenceExamples(
        frameworks=_frameworks(here),
        cqpi_equivalences=_equivalences(_toml(here / "cqpi_equivalences.toml")),
        bridges=tuple(_bridge(row) for row in _toml(here / "bridges.toml")["bridges"]),
        training_bodies=tuple(_body(row) for row in _toml(here / "training_bodies.toml")["training_bodies"]),
        funders=tuple(_funder(row) for row in _toml(here / "funders.toml")["funders"]),
    )


def _toml(file: Traversable) -> _Toml:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _frameworks(here: Traversable) -> tuple[Framework, ...]:
    shared = _toml(here / "shared.toml")
    found = sorted((here / "frameworks").iterdir(), key=lambda file: file.name)
    return tuple(
        Framework(
            certification_code=file.name.removesuffix(".toml"),
            version=EXAMPLE_VERSION,
            in_force_from=GUIDE_IN_FORCE_FROM,
            source=EXAMPLE_SOURCE,
            confirmed=False,
            competences=tuple(_competence(row, shared) for row in _toml(file)["competences"]),
        )
        for file in found
        if file.name.endswith(".toml")
    )


def _competence(row: _Toml, shared: _Toml) -> Competence:
    shared_key = row.get("shared")
    words = shared[shared_key] if shared_key else row
    return Competence(
        code=row["code"],
        label=words["label"],
        criteria=tuple(words["criteria"]),
        shared_key=shared_key,
        chemistry_specific=words.get("chemistry_specific", False),
    )


def _equivalences(sections: _Toml) -> tuple[CqpiEquivalence, ...]:
    return tuple(
        CqpiEquivalence(
            cqp=cqp,
            cqpi=cqpi,
            in_force_from=GUIDE_IN_FORCE_FROM,
            source=_EXAMPLE_EQUIVALENCE_PREFIX + section["source"],
            confirmed=False,
        )
        for section in sections.values()
        for cqp, cqpi in section["pairs"]
    )


def _bridge(row: _Toml) -> Bridge:
    return Bridge(
        id=UUID(row["id"]),
        kind=row["kind"],
        chemical_certification=row["chemical_certification"],
        partner_certification=row["partner_certification"],
        in_force_from=GUIDE_IN_FORCE_FROM,
        source=_EXAMPLE_BRIDGE_SOURCE,
        confirmed=False,
        correspondences=tuple(
            Correspondence(
                chemical_competences=tuple(each["chemical_competences"]), partner_units=tuple(each["partner_units"])
            )
            for each in row.get("correspondences", ())
        ),
    )


def _body(row: _Toml) -> KnownTrainingBody:
    return KnownTrainingBody(
        siren=row["siren"],
        name=row["name"],
        networks=tuple(row["networks"]),
        source=_INVENTED,
        confirmed=False,
    )


def _funder(row: _Toml) -> Funder:
    return Funder(code=row["code"], name=row["name"], source=_INVENTED, confirmed=False)
