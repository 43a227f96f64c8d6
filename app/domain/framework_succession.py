"""What a new version of a framework must say of the one before it (D9)."""

from collections.abc import Iterable

from app.domain.certification import Framework, framework_in_force
from app.domain.law import Violation
from app.domain.rules.decisions import D9
from app.domain.text import Text


def former_version(framework: Framework, known: Iterable[Framework]) -> Framework | None:
    """The confirmed version that ``framework`` follows, or None.

    An unconfirmed one is an example or a draft, about which nothing is asked.
    """
    others = (each for each in known if each.confirmed and each.version != framework.version)
    return framework_in_force(others, framework.in_force_from)


def succession_faults(framework: Framework, former: Framework | None) -> tuple[Violation, ...]:
    """Everything that ``framework`` leaves unsaid about the version it follows."""
    if former is None:
        return ()
    without_lineage = (
        Violation(
            code="lineage_missing",
            rule=D9,
            detail=Text(
                fr=f"Dites si la compétence {competence.code} est inchangée, modifiée, nouvelle ou supprimée.",
                en=f"Say whether competence {competence.code} is unchanged, modified, new or removed.",
            ),
            pointer=f"/competences/{place}/lineage",
        )
        for place, competence in enumerate(framework.competences)
        if competence.lineage is None
    )
    left_out = (
        Violation(
            code="competence_left_out",
            rule=D9,
            detail=Text(
                fr=f"Dites ce que devient la compétence {competence.code} de la version {former.version}.",
                en=f"Say what becomes of competence {competence.code} of version {former.version}.",
            ),
            pointer="/competences",
        )
        for competence in former.current
        if framework.by_code(competence.code) is None
    )
    return (*without_lineage, *left_out)
