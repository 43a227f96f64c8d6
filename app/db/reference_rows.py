"""Reference data between the domain's values and their rows."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from app.domain.bridges import Bridge, Correspondence
from app.domain.certification import Competence, CqpiEquivalence, Framework
from app.domain.law import ParameterValue


def framework_row(framework: Framework) -> dict[str, Any]:
    """The columns of ``frameworks``, the row's version aside."""
    return {
        "certification_code": framework.certification_code,
        "version_label": framework.version,
        "in_force_from": framework.in_force_from,
        "source": framework.source,
        "confirmed": framework.confirmed,
        "competences": [asdict(competence) for competence in framework.competences],
    }


def framework_of(row: Row[Any]) -> Framework:
    """The framework that a row of ``frameworks`` holds."""
    return Framework(
        certification_code=row.certification_code,
        version=row.version_label,
        in_force_from=row.in_force_from,
        source=row.source,
        confirmed=row.confirmed,
        competences=tuple(_competence(each) for each in row.competences),
    )


def _competence(kept: dict[str, Any]) -> Competence:
    """A competence as it is kept; one of before options were, belongs to all."""
    lists = {name: tuple(kept.get(name, ())) for name in ("criteria", "options")}
    return Competence(**{**kept, **lists})


def equivalence_row(equivalence: CqpiEquivalence) -> dict[str, Any]:
    """The columns of ``cqpi_equivalences``, the row's version aside."""
    return asdict(equivalence)


def equivalence_of(row: Row[Any]) -> CqpiEquivalence:
    """The equivalence that a row of ``cqpi_equivalences`` holds."""
    return CqpiEquivalence(
        cqp=row.cqp, cqpi=row.cqpi, in_force_from=row.in_force_from, source=row.source, confirmed=row.confirmed
    )


def bridge_row(bridge: Bridge) -> dict[str, Any]:
    """The columns of ``bridges``, the row's version aside."""
    return asdict(bridge)


def bridge_of(row: Row[Any]) -> Bridge:
    """The bridge that a row of ``bridges`` holds."""
    return Bridge(
        id=row.id,
        kind=row.kind,
        chemical_certification=row.chemical_certification,
        partner_certification=row.partner_certification,
        in_force_from=row.in_force_from,
        source=row.source,
        confirmed=row.confirmed,
        correspondences=tuple(
            Correspondence(
                chemical_competences=tuple(each["chemical_competences"]), partner_units=tuple(each["partner_units"])
            )
            for each in row.correspondences
        ),
    )


def parameter_row(value: ParameterValue) -> dict[str, Any]:
    """The columns of ``rule_parameters``, the row's version and instant aside."""
    return asdict(value)


def parameter_of(row: Row[Any]) -> ParameterValue:
    """The value that a row of ``rule_parameters`` holds."""
    return ParameterValue(rule=row.rule, name=row.name, value=row.value, since=row.since, source=row.source)
