"""What a new version of a framework must say of the one before it, and what it must not (D9, D53)."""

from collections.abc import Iterable, Iterator
from datetime import date

from app.domain.certification import Certification, Competence, Framework, framework_in_force
from app.domain.day_words import in_words
from app.domain.law import Violation
from app.domain.rules.decisions import D9, D53
from app.domain.text import Text


def former_version(framework: Framework, known: Iterable[Framework]) -> Framework | None:
    """The version that ``framework`` follows, confirmed or not, or None: of two of one day one alone ever was."""
    begun_before = (each for each in known if each.in_force_from < framework.in_force_from)
    return framework_in_force((each for each in begun_before if each.version != framework.version), date.max)


def next_version(framework: Framework, known: Iterable[Framework]) -> Framework | None:
    """The version that follows ``framework`` among those that are recorded already, or None."""
    later = (each for each in known if each.in_force_from > framework.in_force_from)
    others = (each for each in later if each.version != framework.version)
    return min(others, key=lambda each: each.in_force_from, default=None)


def succession_faults(framework: Framework, former: Framework | None) -> tuple[Violation, ...]:
    """Everything that ``framework`` leaves unsaid, or says untruly, about the version it follows."""
    before = {each.code: each for each in former.current} if former is not None else {}
    return (
        *(
            fault
            for place, competence in enumerate(framework.competences)
            for fault in _lineage_faults(competence, before, f"/competences/{place}/lineage")
        ),
        *(_left_out(code, former) for code in before if former is not None and framework.by_code(code) is None),
    )


def contradiction(framework: Framework, following: Framework | None) -> tuple[Violation, ...]:
    """What is recorded already of the version after it would no longer be true of ``framework``."""
    if following is None or not succession_faults(following, framework):
        return ()
    return (
        Violation(
            code="following_version_contradicted",
            rule=D9,
            pointer="/competences",
            detail=Text(
                f"La version {following.version}, déjà enregistrée, dit autre chose de ses compétences : "
                "corrigez-la d'abord.",
                f"Version {following.version}, which is recorded already, says otherwise of its competences: "
                "correct it first.",
            ),
        ),
    )


def start_in_the_past(framework: Framework, on: date) -> Violation:
    """D9: no version begins before today where dossiers rest on one that would then have ended."""
    return Violation(
        code="starts_in_the_past",
        rule=D9,
        pointer="/in_force_from",
        detail=Text(
            f"Des dossiers reposent sur la version en vigueur : une nouvelle commence le {in_words(on).fr} au plus "
            f"tôt, non le {in_words(framework.in_force_from).fr}.",
            f"Dossiers rest on the version in force: a new one begins on {in_words(on).en} at the earliest, "
            f"not on {in_words(framework.in_force_from).en}.",
        ),
    )


def unknown_options(framework: Framework, certification: Certification) -> tuple[Violation, ...]:
    """The options named by competences that the certification does not have (D53)."""
    return tuple(
        Violation(
            code="unknown_option",
            pointer=f"/competences/{place}/options/{index}",
            detail=Text(
                f"« {certification.title} » n'a pas d'option « {option} ».",
                f"“{certification.title}” has no option “{option}”.",
            ),
        )
        for place, competence in enumerate(framework.competences)
        for index, option in enumerate(competence.options)
        if option not in certification.options
    )


def options_without_competences(framework: Framework, certification: Certification) -> tuple[Violation, ...]:
    """The options of the certification of which the framework would ask nothing at all (D53, R64)."""
    return tuple(
        Violation(
            code="option_without_competences",
            rule=D53,
            pointer="/competences",
            detail=Text(
                f"Aucune compétence n'est demandée pour l'option « {option} » : il en faut une au moins.",
                f"No competence is asked for option “{option}”: at least one is needed.",
            ),
        )
        for option in certification.options
        if not any(competence.belongs_to(option) for competence in framework.current)
    )


def _lineage_faults(competence: Competence, before: dict[str, Competence], pointer: str) -> Iterator[Violation]:
    known = before.get(competence.code)
    if competence.lineage is None:
        if before:
            yield _violation(
                "lineage_missing",
                pointer,
                f"Dites si la compétence {competence.code} est inchangée, modifiée, nouvelle ou supprimée.",
                f"Say whether competence {competence.code} is unchanged, modified, new or removed.",
            )
    elif competence.lineage == "new" and known is not None:
        yield _violation(
            "lineage_untrue",
            pointer,
            f"La compétence {competence.code} était dans la version précédente : elle n'est pas nouvelle.",
            f"Competence {competence.code} was in the former version: it is not new.",
        )
    elif competence.lineage != "new" and known is None:
        yield _violation(
            "lineage_untrue",
            pointer,
            f"La version précédente n'avait pas de compétence {competence.code} : elle est nouvelle.",
            f"The former version had no competence {competence.code}: it is new.",
        )
    elif known is not None and competence.lineage == "unchanged" and _words(known) != _words(competence):
        yield _violation(
            "lineage_untrue",
            pointer,
            f"La compétence {competence.code} s'intitulait « {known.label} » : elle n'est pas inchangée.",
            f"Competence {competence.code} was called “{known.label}”: it is not unchanged.",
        )


def _words(competence: Competence) -> list[str]:
    return competence.label.split()


def _left_out(code: str, former: Framework) -> Violation:
    return _violation(
        "competence_left_out",
        "/competences",
        f"Dites ce que devient la compétence {code} de la version {former.version}.",
        f"Say what becomes of competence {code} of version {former.version}.",
    )


def _violation(code: str, pointer: str, fr: str, en: str) -> Violation:
    return Violation(code=code, rule=D9, pointer=pointer, detail=Text(fr, en))
