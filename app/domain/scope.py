"""What is assessed, and what is held already: retained, shared, covered by a CQPI, or brought by a bridge (D23)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from app.domain.assessment import Exemption, ExemptionKind, Scope
from app.domain.candidate import HeldCertification
from app.domain.case import Case
from app.domain.certification import Competence, Framework, framework_in_force
from app.domain.day_words import in_words
from app.domain.deliberation import Decision, Outcome, Retained
from app.domain.dossier import Dossier
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS


def scope_of(case: Case) -> Scope:
    """The framework's competences less those that are held, each exemption naming its source; frozen on the day.

    Of several grounds for one competence the most lasting counts, so that none shortens another (D10).
    """
    best: dict[str, Exemption] = {}
    for exemption in _all_exemptions(case):
        current = best.get(exemption.competence_code)
        if current is None or _lasts_longer(exemption, current):
            best[exemption.competence_code] = exemption
    codes = tuple(competence.code for competence in case.framework.current)
    return Scope(
        framework_version=case.framework.version,
        assessed=tuple(code for code in codes if code not in best),
        exemptions=tuple(best[code] for code in codes if code in best),
        frozen_on=case.on,
    )


def standing_scope(case: Case) -> Scope:
    """The scope as it stands today: what it exempts is assessed after all where its source has fallen (D51).

    A scope that is not frozen yet is what it would be.
    """
    if case.dossier.scope is None:
        return scope_of(case)
    fallen = {exemption.competence_code for exemption in fallen_exemptions(case)}
    return _without(case.dossier.scope, fallen, case) if fallen else case.dossier.scope


def fallen_exemptions(case: Case) -> tuple[Exemption, ...]:
    """The exemptions of the frozen scope whose source has fallen: revoked, decided again otherwise, or no longer
    verified. None once the jury has decided; time makes none fall (D10, D51)."""
    dossier = case.dossier
    return () if dossier.decisions else _without_source(case)


def scope_at_redeliberation(case: Case) -> Scope | None:
    """The scope of a dossier that its jury decides on again: what has lost its source since exempts no more (D39, D51).

    None where nothing was frozen.
    """
    scope, fallen = case.dossier.scope, {exemption.competence_code for exemption in _without_source(case)}
    return _without(scope, fallen, case) if scope is not None and fallen else scope


def names_its_source(exemption: Exemption, case: Case) -> bool:
    """Whether the dossier's own company may know where the exemption comes from: its own dossier, or a paper (L38)."""
    known = (each.id for each in case.earlier if each.company_id == case.dossier.company_id)
    return exemption.source_dossier_id is None or exemption.source_dossier_id in known


def _without_source(case: Case) -> tuple[Exemption, ...]:
    scope = case.dossier.scope
    exemptions = scope.exemptions if scope is not None else ()
    return tuple(exemption for exemption in exemptions if not _stands(exemption, case))


def _without(scope: Scope, codes: set[str], case: Case) -> Scope:
    assessed = {*scope.assessed, *codes}
    in_order = tuple(competence.code for competence in case.framework.current if competence.code in assessed)
    kept = tuple(exemption for exemption in scope.exemptions if exemption.competence_code not in codes)
    return replace(scope, assessed=in_order, exemptions=kept)


def _stands(exemption: Exemption, case: Case) -> bool:
    if exemption.held_code is not None:
        held = case.dossier.candidate.held_certifications
        named = (exemption.held_code, exemption.held_number)
        return any(each.is_verified and (each.code, each.number) == named for each in held)
    if exemption.source_dossier_id is None:
        return True
    source = next((each for each in case.earlier if each.id == exemption.source_dossier_id), None)
    if source is None or source.decision is None or _is_void(source, source.decision, case):
        return False
    if exemption.kind is ExemptionKind.SHARED:
        return source.decision.outcome is Outcome.AWARDED
    return any(kept.competence_code == exemption.competence_code for kept in source.decision.retained)


def _all_exemptions(case: Case) -> Iterable[Exemption]:
    crossed = _certificate_crossed(case)
    for competence in case.framework.current:
        for earlier in case.earlier:
            yield from _kept_from(earlier, competence, case)
        for held in case.dossier.candidate.held_certifications:
            yield from _shared_with_held(held, competence, case)
            yield from _common_to_options(held, competence, case)
        yield from _covered_by_cqpi(competence, case)
        if competence.code in case.bridged_competences:
            yield Exemption(
                competence_code=competence.code,
                kind=ExemptionKind.BRIDGE,
                source=f"passerelle {case.dossier.bridge_id or ''}".strip(),
                held_code=crossed.code if crossed is not None else None,
                held_number=crossed.number if crossed is not None else None,
            )


def _certificate_crossed(case: Case) -> HeldCertification | None:
    """The partner's certificate, verified, that the bridge leads from (R77, D25)."""
    held = case.dossier.candidate.held_certifications
    return next((each for each in held if each.is_verified and each.code in PARTNER_CERTIFICATIONS), None)


def _lasts_longer(one: Exemption, other: Exemption) -> bool:
    if other.until is None:
        return False
    return one.until is None or one.until > other.until


def _kept_from(earlier: Dossier, competence: Competence, case: Case) -> Iterable[Exemption]:
    if earlier.decision is None or _is_void(earlier, earlier.decision, case):
        return
    if earlier.certification_code == case.dossier.certification_code:
        yield from _retained_in(earlier, earlier.decision, competence, case)
    elif earlier.decision.outcome is Outcome.AWARDED:
        yield from _shared_with(earlier, competence, case)


def _is_void(earlier: Dossier, decision: Decision, case: Case) -> bool:
    """Of an award whose certificate was revoked nothing is left; a partial award has no certificate to lose."""
    return decision.outcome is Outcome.AWARDED and earlier.id in case.revoked


def _retained_in(earlier: Dossier, decision: Decision, competence: Competence, case: Case) -> Iterable[Exemption]:
    """R66, R67: what the same certification's earlier jury left acquired, while its term or its competence lasts.

    Of another option, what the framework asks of both today (D53).
    """
    if not competence.belongs_to(earlier.option):
        return
    for kept in decision.retained:
        if kept.competence_code == competence.code and _still_holds(kept, earlier, case):
            yield Exemption(
                competence_code=competence.code,
                kind=ExemptionKind.RETAINED,
                source=f"dossier {earlier.number}, jury du {in_words(decision.decided_on).fr}",
                until=kept.until,
                source_dossier_id=earlier.id,
            )


def _still_holds(kept: Retained, earlier: Dossier, case: Case) -> bool:
    """A term runs whatever becomes of the framework (D8); without one, the competence stays as it was (R67, D9)."""
    if kept.until is not None:
        return case.on <= kept.until
    judged = case.framework_of(earlier)
    return _is_unchanged_since(kept.competence_code, judged.in_force_from if judged is not None else date.min, case)


def _is_unchanged_since(code: str, start: date, case: Case) -> bool:
    return all(_is_unchanged(code, version) for version in _versions_after(start, case))


def _versions_after(start: date, case: Case) -> tuple[Framework, ...]:
    """The versions brought in force after the one of ``start`` (D9): of two of the same day one alone ever was."""
    return tuple(
        f
        for f in case.frameworks
        if start < f.in_force_from <= case.framework.in_force_from
        and f is framework_in_force(case.frameworks, f.in_force_from)
    )


def _is_unchanged(code: str, version: Framework) -> bool:
    competence = version.by_code(code)
    return competence is not None and competence.lineage in {None, "unchanged"}


def _shared_with(earlier: Dossier, competence: Competence, case: Case) -> Iterable[Exemption]:
    """R65, D24: a competence that a CQP held in full has in common with this one."""
    if _in_common(competence, case.framework_of(earlier)):
        yield Exemption(
            competence_code=competence.code,
            kind=ExemptionKind.SHARED,
            source=f"{earlier.certification_code}, dossier {earlier.number}",
            source_dossier_id=earlier.id,
        )


def _shared_with_held(held: HeldCertification, competence: Competence, case: Case) -> Iterable[Exemption]:
    """R53, R65, D25: the same of a CQP that no dossier here tells of, once the secretariat has verified it."""
    if not held.is_verified:
        return
    versions = (framework for framework in case.other_frameworks if framework.certification_code == held.code)
    there = framework_in_force(versions, held.awarded_on)
    if _in_common(competence, there, whatever_the_option=True):
        yield _exemption_by(held, competence)


def _common_to_options(held: HeldCertification, competence: Competence, case: Case) -> Iterable[Exemption]:
    """D53: of the same certification, held on paper for another option: what every option asks, and unchanged since."""
    if case.dossier.option is None or not held.is_verified or held.code != case.dossier.certification_code:
        return
    then = framework_in_force(case.frameworks, held.awarded_on)
    if then is None or not competence.is_common or not _was_common(competence.code, then):
        return
    if _is_unchanged_since(competence.code, then.in_force_from, case):
        yield _exemption_by(held, competence)


def _was_common(code: str, framework: Framework) -> bool:
    return any(each.code == code and each.is_common for each in framework.current)


def _exemption_by(held: HeldCertification, competence: Competence) -> Exemption:
    return Exemption(
        competence_code=competence.code,
        kind=ExemptionKind.SHARED,
        source=f"{held.code} n° {held.number}",
        held_code=held.code,
        held_number=held.number,
    )


def _in_common(competence: Competence, there: Framework | None, *, whatever_the_option: bool = False) -> bool:
    """Whether that framework asks the same: of a paper that does not tell its option, in each of them (D53)."""
    if competence.shared_key is None or there is None:
        return False
    same = (other for other in there.current if other.shared_key == competence.shared_key)
    return any(other.is_common or not whatever_the_option for other in same)


def _covered_by_cqpi(competence: Competence, case: Case) -> Iterable[Exemption]:
    """R8, D25: with a verified CQPI, only what is specific to chemistry is assessed."""
    if competence.chemistry_specific:
        return
    mapped = {row.cqpi for row in case.equivalences if row.cqp == case.dossier.certification_code and row.confirmed}
    for held in case.dossier.candidate.held_certifications:
        if held.code in mapped and held.is_verified:
            yield Exemption(
                competence_code=competence.code,
                kind=ExemptionKind.CQPI,
                source=f"{held.code} n° {held.number}",
                held_code=held.code,
                held_number=held.number,
            )
