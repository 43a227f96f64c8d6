"""The register since 2011 and the partial results that are retained: awards without a dossier here (D77)."""

from asyncio import sleep, to_thread
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import Framework, framework_in_force
from app.domain.deliberation import Outcome, Retained
from app.domain.former_passport import changes_what_was_sent
from app.domain.former_register import (
    FormerAward,
    award_appearance,
    award_id,
    number_found_by,
    remarks_among,
    remarks_on,
)
from app.domain.law import ParametersInForce, RuleWarning, Violation
from app.domain.pathways import is_a_pathway, pathway_of
from app.domain.recognition import Appearance, likeness_between
from app.domain.rules.decisions import D8, D49, D76
from app.domain.takeovers import KnownRecord, TakeoverKind
from app.domain.text import Text
from app.usecases.persons.recognising import join_by_company, look_at_matches_again, recognise_again
from app.usecases.takeovers.judging import Judged, TakeoverContext, WritingRemarks, fault
from app.usecases.takeovers.rows import AwardRow, IntakeRow

_AT_ONCE = 500


class AwardImporter:
    """Certificates by their numbers as printed, and what a jury left acquired."""

    def __init__(self, kind: TakeoverKind) -> None:
        self._kind = kind

    async def judge(
        self, context: TakeoverContext, rows: Sequence[IntakeRow], known: Mapping[str, KnownRecord]
    ) -> list[Judged]:
        """A number is one paper's; the rules are told, not enforced."""
        values = [(row, row.value) for row in rows if isinstance(row.value, AwardRow)]
        keys = {number_found_by(value.number) for _, value in values if value.number is not None}
        taken = await context.uow.former_register.numbers_taken(keys) if keys else {}
        codes = {value.certification_code for _, value in values} & CERTIFICATIONS.keys()
        frameworks = await context.uow.reference.frameworks_by_code(codes) if codes else {}
        parameters = await context.uow.reference.parameters()
        first: dict[str, str] = {}
        judged = []
        for place, (row, value) in enumerate(values):
            if place % _AT_ONCE == 0:
                await sleep(0)  # others are served between two parts of so many
            faults = _faults(value, context.now.on, frameworks.get(value.certification_code, ()))
            award = None if faults else self._award(context, row, value, known, parameters)
            if award is not None and award.number is not None:
                key = number_found_by(award.number)
                twin, other = first.setdefault(key, row.source_id), taken.get(key, award.id)
                if not key or twin != row.source_id or other != award.id:
                    faults = (_number_taken(twin if twin != row.source_id else None),)
            remarks = _remarks(award, context.now.on, frameworks.get(value.certification_code, ())) if award else ()
            judged.append(
                Judged(
                    row=row,
                    subject=award,
                    faults=faults,
                    remarks=remarks,
                )
            )
        # In a thread: of a whole register it takes a second, in which others are answered.
        among = await to_thread(remarks_among, [each.subject for each in judged if each.subject is not None])
        told = [each.remarked(*among.get(each.subject.id, ())) if each.subject is not None else each for each in judged]
        return await _with_what_was_sent(context, told, known)

    async def create(self, context: TakeoverContext, judged: Sequence[Judged]) -> WritingRemarks:
        """Insert them at once, then look at whose dossiers they may be."""
        await context.uow.former_register.add([each.subject for each in judged])
        return await _in_doubt(context, judged)

    async def update(self, context: TakeoverContext, judged: Sequence[Judged]) -> WritingRemarks:
        """Update them at once; of whom they were found to be before, look whether they still may be."""
        await context.uow.former_register.replace([each.subject for each in judged])
        await look_at_matches_again(context.uow, [each.subject.id for each in judged])
        return await _in_doubt(context, judged)

    def _award(
        self,
        context: TakeoverContext,
        row: IntakeRow,
        value: AwardRow,
        known: Mapping[str, KnownRecord],
        parameters: ParametersInForce,
    ) -> FormerAward:
        before = known.get(row.source_id)
        return FormerAward(
            id=award_id(value.awarded_on, context.source, self._kind, row.source_id)
            if before is None
            else before.subject_id,
            number=value.number,
            certification_code=value.certification_code,
            option=value.option,
            title=value.title,
            outcome=value.outcome,
            holder=value.holder,
            sex=value.identity.sex,
            first_names_apart=value.identity.first_names,
            birth_commune_insee=value.identity.birth_commune_insee,
            birth_postal_code=value.identity.birth_postal_code,
            birth_country=value.identity.birth_country,
            siret=value.siret,
            awarded_on=value.awarded_on,
            issued_on=value.issued_on,
            revoked_on=value.revoked_on,
            revocation_reason=value.revocation_reason,
            replaced_by=value.replaced_by,
            passport_sent_on=value.passport_sent_on,
            passport_id=value.passport_id,
            pathway=value.pathway,
            variant=value.variant,
            framework_version=value.framework_version,
            retained=_retained(value, parameters),
            origin=context.origin(row.source_id),
        )


async def _with_what_was_sent(
    context: TakeoverContext, judged: list[Judged], known: Mapping[str, KnownRecord]
) -> list[Judged]:
    """Of what the passport was told, a row changes the revocation alone: the rest is left as it was sent. What the
    former system sent may still be said to be known there by another name, as long as nothing of it went from here."""
    changed = {
        there.subject_id
        for each in judged
        if (there := known.get(each.row.source_id)) is not None and there.digest != each.row.digest
    }
    if not changed:
        return judged
    before = {each.id: each for each in await context.uow.former_register.by_ids(changed)}
    sent = await context.uow.passport.told_of([each.number for each in before.values() if each.number is not None])

    def is_held(each: Judged) -> bool:
        was = before.get(each.subject.id) if each.subject is not None else None
        if was is None:
            return False
        if was.number in sent or was.passport_id is None:
            return was.number in sent and changes_what_was_sent(was, each.subject)
        renamed = replace(each.subject, passport_id=was.passport_id, passport_sent_on=was.passport_sent_on)
        return changes_what_was_sent(was, renamed)

    return [replace(each, conflict=_SENT) if is_held(each) else each for each in judged]


def _retained(value: AwardRow, parameters: ParametersInForce) -> tuple[Retained, ...]:
    """R66, R67: until the day that is told, else until when the pathway has it (D7)."""
    if value.pathway is None:
        return ()
    until = value.until or pathway_of(value.pathway, value.variant).retention(parameters, value.awarded_on)
    return tuple(Retained(competence_code=code, until=until) for code in dict.fromkeys(value.competences))


def _faults(value: AwardRow, on: date, frameworks: Sequence[Framework]) -> tuple[Violation, ...]:
    certification = CERTIFICATIONS.get(value.certification_code)
    faults = []
    if certification is None:
        faults.append(_UNKNOWN)
    elif value.option is not None and value.option not in certification.options:
        faults.append(_NO_SUCH_OPTION)
    if value.holder.birth_date >= value.awarded_on:
        faults.append(_BEFORE_THE_BIRTH)
    for name, day in (
        ("jury_on" if value.number is None else "awarded_on", value.awarded_on),
        ("issued_on", value.issued_on),
        ("revoked_on", value.revoked_on),
        ("passport_sent_on", value.passport_sent_on),
    ):
        if day is not None and day > on:
            faults.append(_to_come(name))
    if value.revoked_on is not None and value.revoked_on < value.awarded_on:
        faults.append(_REVOKED_BEFORE)
    if value.pathway is not None and not is_a_pathway(value.pathway, value.variant):
        faults.append(_NO_SUCH_VARIANT)
    named = next((each for each in frameworks if each.version == value.framework_version), None)
    if value.framework_version is not None and named is None:
        faults.append(_NO_SUCH_VERSION)
    if named is not None:
        faults.extend(_not_in(named, value.competences))
    return tuple(faults)


def _remarks(award: FormerAward, on: date, frameworks: Sequence[Framework]) -> tuple[RuleWarning, ...]:
    told = remarks_on(award, on)
    if award.outcome is Outcome.PARTIALLY_AWARDED and award.retained and award.framework_version is None:
        then = framework_in_force(frameworks, award.awarded_on)
        if then is None or any(then.by_code(each.competence_code) is None for each in award.retained):
            return (*told, _NOT_CARRIED_OVER)
    return told


async def _in_doubt(context: TakeoverContext, judged: Sequence[Judged]) -> WritingRemarks:
    """Whose dossiers these awards may be: in doubt until the secretariat says so, established by evidence (D49)."""
    awards = {each.subject.id: each for each in judged}
    same = await context.uow.former_register.of_one_person(awards.keys())
    if same:
        await join_by_company(context.uow, same, now=context.now, new_id=context.new_id)
    pairs = await context.uow.former_register.dossiers_that_resemble(awards.keys())
    if not pairs:
        return WritingRemarks()
    dossier_ids = {dossier_id for dossier_id, _ in pairs}
    shown = {each.dossier_id: each for each in await context.uow.persons.appearances([*dossier_ids])}
    alike = [
        (dossier_id, award_id_)
        for dossier_id, award_id_ in pairs
        if dossier_id in shown and _resembles(shown[dossier_id], awards[award_id_].subject)
    ]
    if not alike:
        return WritingRemarks()
    await recognise_again(context.uow, {dossier_id for dossier_id, _ in alike}, now=context.now, new_id=context.new_id)
    return WritingRemarks(remarks={awards[each].row.source_id: (_IN_DOUBT,) for _, each in alike})


def _resembles(shown: Appearance, award: FormerAward) -> bool:
    return likeness_between(shown, award_appearance(award)) is not None


def _not_in(framework: Framework, codes: Sequence[str]) -> list[Violation]:
    return [
        fault(
            "unknown_competence",
            f"/competences/{place}",
            f"Le référentiel {framework.version} n'a pas cette compétence.",
            f"Framework {framework.version} has no such competence.",
        )
        for place, code in enumerate(codes)
        if framework.by_code(code) is None
    ]


def _number_taken(twin: str | None) -> Violation:
    if twin is not None:
        return fault(
            "number_taken",
            "/number",
            f"Ce numéro est déjà celui de « {twin} » dans ce fichier.",
            f"This number is that of “{twin}” in this file already.",
        )
    return fault(
        "number_taken",
        "/number",
        "Ce numéro est déjà celui d'un autre parchemin.",
        "This number is that of another certificate already.",
    )


def _to_come(name: str) -> Violation:
    return fault("day_in_the_future", f"/{name}", "Ce jour n'est pas passé.", "This day has not come yet.")


_UNKNOWN = fault(
    "unknown_certification",
    "/certification_code",
    "Cette certification n'existe pas.",
    "There is no such certification.",
)
_NO_SUCH_OPTION = fault(
    "unknown_option", "/option", "Cette certification n'a pas cette option.", "This certification has no such option."
)
_NO_SUCH_VARIANT = fault(
    "variant_not_in_pathway", "/variant", "Ce parcours n'a pas ce cas particulier.", "This pathway has no such case."
)
_NO_SUCH_VERSION = fault(
    "unknown_framework",
    "/framework_version",
    "Cette certification n'a pas cette version de référentiel.",
    "This certification has no such version of a framework.",
)
_BEFORE_THE_BIRTH = fault(
    "before_the_birth",
    "/holder/birth_date",
    "Cette certification est antérieure à la naissance du titulaire.",
    "This certification was awarded before its holder was born.",
)
_REVOKED_BEFORE = fault(
    "revoked_before_the_award",
    "/revoked_on",
    "Cette révocation est antérieure au jury.",
    "This revocation is from before the jury.",
)
_SENT = fault(
    "sent_to_the_passport",
    "",
    "Le passeport a reçu cette attribution telle qu'elle est : seule sa révocation peut encore être dite.",
    "The passport was told of this award as it is: its revocation alone may still be said.",
    D76,
)
_NOT_CARRIED_OVER = RuleWarning(
    code="competence_not_carried_over",
    rule=D8,
    detail=Text(
        "Aucun référentiel d'alors n'a toutes ces compétences : celles-là restent au registre, sans être reprises.",
        "No framework of then has all of these competences: those stay on record, and are not carried over.",
    ),
)
_IN_DOUBT = RuleWarning(
    code="person_in_doubt",
    rule=D49,
    detail=Text(
        "Peut-être le candidat d'un dossier d'ici : le secrétariat le dira, rien n'est réuni sans preuve.",
        "Perhaps the candidate of a dossier here: the secretariat will say so, nothing is joined without evidence.",
    ),
)
