"""Running dossiers taken over at the step that they have reached: facts of the past under their own days (D77).

Rules are judged on them and told, not enforced. No event pretends that it happens today: the one line of history is
that of the takeover. A term that was over before decides nothing of itself; one to come is reminded of as any other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from uuid import UUID

from app.domain.assigning import faults_on_days
from app.domain.bridges import Bridge
from app.domain.candidate import Candidate
from app.domain.case import Case, GovernedDossier
from app.domain.certification import Framework, framework_in_force
from app.domain.company import Company
from app.domain.creation import DossierOpening, impossible_values, open_dossier
from app.domain.day_words import in_words
from app.domain.dossier import Dossier, EvaluatorChoice, JuryRegistration, JuryRegistrationState
from app.domain.funding_declarations import unknown_funders
from app.domain.law import RuleWarning, Violation
from app.domain.order_of_days import days_out_of_order
from app.domain.pathway import Actor
from app.domain.pathways import is_a_pathway, pathway_followed_by
from app.domain.pending_deadlines import DEADLINE_LABELS, pending_deadlines
from app.domain.recognition import Appearance, appearance_of
from app.domain.refusal import Refusal
from app.domain.reminders import PAST_WHEN_TAKEN_OVER
from app.domain.results_on_record import with_what_was_sent
from app.domain.rules.decisions import D49, D64, D77
from app.domain.scope import scope_of
from app.domain.takeovers import KnownRecord, TakeoverKind
from app.domain.text import Text
from app.usecases.access import SYSTEM, Role
from app.usecases.dossiers.acting import Act, save
from app.usecases.dossiers.create_dossier import FundingReference
from app.usecases.dossiers.facts import (
    certification_on,
    company_facts,
    equivalences_for,
    facts_of,
    former_dossiers,
    known_companies,
    option_asked_for,
    revoked_awards,
    units_named_in,
)
from app.usecases.persons.recognising import Recognition, keep_recognition, recognise, recognise_again
from app.usecases.ports.deadlines import Reminder
from app.usecases.takeovers.companies import approved_companies
from app.usecases.takeovers.judging import Judged, Remark, TakeoverContext, WritingRemarks, fault, subject_id
from app.usecases.takeovers.rows import IntakeRow, JuryPlace, RunningDossierRow


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What the rows of a file rest on, read once for all of them."""

    companies: Mapping[str, Company]
    evaluators: Mapping[str, UUID | None]
    sessions: Mapping[str, KnownRecord]
    frameworks: Mapping[str, Sequence[Framework]]
    numbers: Mapping[str, UUID]
    bridges: Mapping[UUID, Bridge]


class DossierImporter:
    """Dossiers, each with the sub-resources that it has reached."""

    async def judge(
        self, context: TakeoverContext, rows: Sequence[IntakeRow], known: Mapping[str, KnownRecord]
    ) -> list[Judged]:
        """What each names is there, and its values can be; the rest is told once it is written."""
        values = [(row, row.value) for row in rows if isinstance(row.value, RunningDossierRow)]
        around = await _around(context, [value for _, value in values])
        numbers: dict[str, str] = {}
        judged = []
        for row, value in values:
            faults = [*_unknown(value, around, context.now.on)]
            dossier = _dossier(context, row, value, known, around)
            if value.number is not None and (
                numbers.setdefault(value.number, row.source_id) != row.source_id
                or around.numbers.get(value.number, dossier.id) != dossier.id
            ):
                faults.append(_NUMBER_TWICE)
            certification = await certification_on(context.uow, value.certification_code, value.requested_on)
            if is_a_pathway(value.pathway, value.variant):
                faults.extend(impossible_values(dossier, certification))
            faults.extend(await _unknown_funders(context, value))
            judged.append(Judged(row=row, subject=dossier, faults=tuple(faults)))
        return judged

    async def create(self, context: TakeoverContext, judged: Sequence[Judged]) -> WritingRemarks:
        """One after the other: each may be the same person's as one before it."""
        written = WritingRemarks()
        for each in judged:
            value = _value(each)
            number = value.number or await context.uow.dossiers.next_number(context.now.on.year)
            dossier = replace(each.subject, number=number)
            recognition = await recognise(context.uow, dossier, await company_facts(context.uow, dossier.company_id))
            case = await _case(context, dossier, recognition)
            whole = _assessed(case)
            await save(context.uow, _command(context, each), before=None, after=whole)
            await keep_recognition(context.uow, whole, recognition, now=context.now, new_id=context.new_id)
            for declared in value.fundings:
                await context.uow.fundings.add(whole.id, declared.funding(context.new_id(), context.now.at))
            in_doubt = any(likeness.evidence is None for likeness in recognition.likenesses)
            told = await _remarks(context, replace(case, dossier=whole), in_doubt=in_doubt)
            written.remarks[each.row.source_id] = (*told, *await _past_terms(context, whole))
        return written

    async def update(self, context: TakeoverContext, judged: Sequence[Judged]) -> WritingRemarks:
        """Over the version that was left; under its number, where the row tells no other."""
        written = WritingRemarks()
        for each in judged:
            before = await context.uow.dossiers.get_locked(SYSTEM, each.subject.id)
            if before is None:
                continue
            dossier = replace(
                each.subject,
                number=each.subject.number or before.number,
                created_at=before.created_at,
                version=before.version,
                documents=before.documents,
            )
            case = await _saved_over(context, each, before, dossier)
            await _declare_again(context, dossier.id, _value(each).fundings)
            of_its_person = await context.uow.persons.facts_of((dossier.id,))
            told = await _remarks(context, case, in_doubt=bool(of_its_person[dossier.id].doubts))
            written.remarks[each.row.source_id] = (*told, *await _past_terms(context, case.dossier))
        return written


async def _saved_over(context: TakeoverContext, judged: Judged, before: Dossier, dossier: Dossier) -> Case:
    """The case as saved. Where it shows somebody else, whose it is is looked at again (D49), and by that what it owes
    to what that person was awarded before."""
    uow, command = context.uow, _command(context, judged)
    case = await _case(context, dossier, Recognition())
    saved = await save(uow, command, before=before, after=_assessed(case))
    if await _shown(context, saved) == await _shown(context, before):
        return replace(case, dossier=saved)
    await uow.persons.lock_identities((before.candidate.identity, saved.candidate.identity))
    await recognise_again(uow, (saved.id,), now=context.now, new_id=context.new_id)
    case = await _case(context, replace(dossier, version=saved.version), Recognition())
    again = _assessed(case)
    if again.scope != saved.scope:
        saved = await save(uow, command, before=saved, after=again)
    return replace(case, dossier=saved)


async def _shown(context: TakeoverContext, dossier: Dossier) -> Appearance:
    return appearance_of(dossier, await company_facts(context.uow, dossier.company_id))


async def _declare_again(context: TakeoverContext, dossier_id: UUID, declared: Sequence[FundingReference]) -> None:
    """The fundings as the row has them now. None is answered yet: an answer is a change that a row does not undo."""
    uow = context.uow
    known = {funding.key: funding for funding in await uow.fundings.of_dossier(dossier_id)}
    told = {funding.key: funding for funding in (each.funding(context.new_id(), context.now.at) for each in declared)}
    for key in known.keys() - told.keys():
        await uow.fundings.remove(known[key].id)
    for key, funding in told.items():
        if key in known:
            await uow.fundings.save(replace(known[key], reference=funding.reference))
        else:
            await uow.fundings.add(dossier_id, funding)


def _value(judged: Judged) -> RunningDossierRow:
    if not isinstance(judged.row.value, RunningDossierRow):
        raise TypeError(judged.row.kind)
    return judged.row.value


async def _around(context: TakeoverContext, values: Sequence[RunningDossierRow]) -> _Around:
    uow = context.uow
    emails = {value.evaluator.email for value in values if value.evaluator is not None}
    sessions = {value.jury.session for value in values if value.jury is not None and value.jury.session is not None}
    codes = {value.certification_code for value in values}
    numbers = {value.number for value in values if value.number is not None}
    return _Around(
        companies=await approved_companies(context, {each.company_siret for each in values if each.company_siret}),
        evaluators={email: await uow.evaluators.with_email(email) for email in sorted(emails)},
        sessions=await uow.takeovers.known(context.source, TakeoverKind.JURY_SESSIONS, sessions) if sessions else {},
        frameworks=await uow.reference.frameworks_by_code(codes) if codes else {},
        numbers=await uow.takeovers.dossiers_numbered(numbers) if numbers else {},
        bridges={bridge.id: bridge for bridge in await uow.reference.bridges()},
    )


def _unknown(value: RunningDossierRow, around: _Around, on: date) -> Sequence[Violation]:
    faults = []
    if not is_a_pathway(value.pathway, value.variant):
        faults.append(_NO_SUCH_VARIANT)
    if value.company_siret is not None and value.company_siret not in around.companies:
        faults.append(_NO_SUCH_COMPANY)
    if value.evaluator is not None and around.evaluators.get(value.evaluator.email) is None:
        faults.append(_NO_SUCH_EVALUATOR)
    if value.jury is not None and value.jury.session is not None and value.jury.session not in around.sessions:
        faults.append(_NO_SUCH_SESSION)
    if value.bridge_id is not None and not _leads_there(around.bridges.get(value.bridge_id), value):
        faults.append(_NO_SUCH_BRIDGE)
    faults.extend(_verified_and_not_held(value))
    if value.assessment is not None:
        faults.extend(_unknown_competences(value, around))
    elif framework_in_force(around.frameworks.get(value.certification_code, ()), on) is None:
        faults.append(_NO_FRAMEWORK)
    return faults


def _leads_there(bridge: Bridge | None, value: RunningDossierRow) -> bool:
    return bridge is not None and bridge.chemical_certification == value.certification_code


def _verified_and_not_held(value: RunningDossierRow) -> Iterator[Violation]:
    held = {each.number for each in value.candidate.held_certifications}
    for place, number in enumerate(value.verifications):
        if number not in held:
            yield fault(
                "unknown_held_certification",
                f"/held_verifications/{place}/number",
                "Le candidat ne déclare aucune certification de ce numéro.",
                "The candidate declares no certification of this number.",
            )


def _unknown_competences(value: RunningDossierRow, around: _Around) -> Sequence[Violation]:
    held_on = min(value.assessment.held_on) if value.assessment is not None else value.requested_on
    framework = framework_in_force(around.frameworks.get(value.certification_code, ()), held_on)
    if framework is None:
        return (_NO_FRAMEWORK,)
    if value.evaluator is None:
        return (_NOBODY_ASSESSED,)
    results = value.assessment.results if value.assessment is not None else ()
    return [
        fault(
            "unknown_competence",
            f"/assessment/results/{place}/competence_code",
            f"Le référentiel {framework.version} n'a pas cette compétence.",
            f"Framework {framework.version} has no such competence.",
        )
        for place, each in enumerate(results)
        if framework.by_code(each.competence_code) is None
    ]


async def _unknown_funders(context: TakeoverContext, value: RunningDossierRow) -> Sequence[Violation]:
    if not value.fundings:
        return ()
    known = {funder.code: funder for funder in await context.uow.funders.all()}
    codes = [declared.funder_code for declared in value.fundings]
    return unknown_funders(codes, known, value.requested_on, lambda place: f"/fundings/{place}/funder_code")


def _dossier(
    context: TakeoverContext,
    row: IntakeRow,
    value: RunningDossierRow,
    known: Mapping[str, KnownRecord],
    around: _Around,
) -> Dossier:
    company = around.companies.get(value.company_siret or "")
    chosen = value.evaluator
    evaluator_id = around.evaluators.get(chosen.email) if chosen is not None else None
    choice = (
        EvaluatorChoice(
            evaluator_id=evaluator_id,
            region=chosen.region,
            planned_on=chosen.planned_on,
            fees_agreed=chosen.fees_agreed,
            chosen_on=chosen.chosen_on,
        )
        if chosen is not None and evaluator_id is not None
        else None
    )
    return Dossier(
        id=subject_id(context, row, known),
        number=value.number or "",
        pathway=value.pathway,
        variant=value.variant,
        certification_code=value.certification_code,
        option=value.option,
        bridge_id=value.bridge_id,
        candidate=_candidate(value),
        training_scheme=value.training_scheme,
        training_body=value.training_body,
        accompanying_body=value.accompanying_body,
        tutor=value.tutor,
        trainers=value.trainers,
        company_id=company.id if company is not None else None,
        requested_cqpi=value.requested_cqpi,
        created_by_role=Role.SECRETARIAT if company is None else Role.EMPLOYER,
        created_on=value.requested_on,
        requested_on=value.requested_on,
        created_at=context.now.at,
        updated_at=context.now.at,
        skills_identification=value.skills_identification,
        training_plan=value.training_plan,
        admissibility=value.admissibility,
        direct_assessment=value.direct_assessment,
        portfolio_completed_on=value.portfolio_completed_on,
        evaluator=choice,
        acceptance=chosen.acceptance if chosen is not None else None,
        trade_evaluator=value.trade_evaluator,
        trade_observations=value.trade_observations,
        registered_on=value.registered_on,
        assessment=value.assessment,
        assessment_completed_on=value.assessment_completed_on,
        jury_registration=_jury_registration(value.jury, around),
    )


def _jury_registration(jury: JuryPlace | None, around: _Around) -> JuryRegistration:
    """On an agenda, or put off until another session; the sessions that were of the former system are not here."""
    if jury is None:
        return JuryRegistration()
    if jury.session is None:
        return JuryRegistration(
            state=JuryRegistrationState.POSTPONED, registered_on=jury.registered_on, by_branch=jury.put_off_by_branch
        )
    known = around.sessions.get(jury.session)
    return JuryRegistration(
        state=JuryRegistrationState.REGISTERED,
        session_id=known.subject_id if known is not None else None,
        registered_on=jury.registered_on,
    )


def _candidate(value: RunningDossierRow) -> Candidate:
    """The candidate, with what was verified of the certifications held."""
    held = tuple(
        replace(each, verification=value.verifications.get(each.number)) for each in value.candidate.held_certifications
    )
    return replace(value.candidate, held_certifications=held)


async def _case(context: TakeoverContext, dossier: Dossier, recognition: Recognition) -> Case:
    """The case on the day of the first sitting, on which the scope was frozen then; today's before it.

    What the person was awarded before is there by ``recognition``, which is not written yet.
    """
    on = min(dossier.assessment.held_on) if dossier.assessment is not None else context.now.on
    case = await facts_of(context.uow, replace(dossier, assessment=None), on)
    former = await former_dossiers(context.uow, recognition.person)
    codes = {each.certification_code for each in former.dossiers} - {dossier.certification_code}
    beside = (await context.uow.reference.frameworks_by_code(codes)).values() if codes else ()
    return replace(
        case,
        dossier=dossier,
        earlier=(*case.earlier, *former.dossiers),
        other_frameworks=(*case.other_frameworks, *chain.from_iterable(beside)),
        revoked=case.revoked | former.revoked,
    )


def _assessed(case: Case) -> Dossier:
    """The dossier with its scope as it was frozen by the first sitting, and each result on record of the last one."""
    dossier, assessment = case.dossier, case.dossier.assessment
    if assessment is None:
        return dossier
    bare = replace(dossier, assessment=None, scope=scope_of(replace(case, dossier=replace(dossier, assessment=None))))
    return with_what_was_sent(bare, assessment, max(assessment.held_on))


def _command(context: TakeoverContext, judged: Judged) -> Act:
    """The takeover as history tells it: of no event, since nothing of it happens today."""
    return Act(
        caller=context.caller,
        operation_id="createTakeover",
        dossier_id=judged.subject.id,
        now=context.now,
        new_id=context.new_id,
        silent=True,
        rules=(D77,),
        details={"source": context.source, "source_id": judged.row.source_id, "batch": str(context.batch_id)},
    )


async def _remarks(context: TakeoverContext, case: Case, *, in_doubt: bool) -> tuple[Remark, ...]:
    """What the rules would have said, and who the candidate may be."""
    dossier = case.dossier
    told: list[Remark] = [replace(each, pointer=None) for each in days_out_of_order(dossier)]
    told.extend(await _against_the_opening(context, case))
    if dossier.assessment is not None:
        told.extend(faults_on_days(case, dossier.assessment))
    if (
        dossier.company_id is None
        and case.dossier.created_by_role == Role.SECRETARIAT
        and _is_led_by_a_company(dossier)
    ):
        told.append(_WITHOUT_A_COMPANY)
    if in_doubt:
        told.append(_IN_DOUBT)
    return tuple(told)


async def _against_the_opening(context: TakeoverContext, case: Case) -> Sequence[Violation]:
    """D40, D52: the conditions of the pathway, and what stands in the way, on the day of the request."""
    uow, dossier = context.uow, case.dossier
    revoked = case.revoked | await revoked_awards(uow, case.earlier)
    opening = DossierOpening(
        dossier=dossier,
        certification=case.certification,
        company=case.company,
        parameters=case.parameters,
        networks=await uow.networks.codes(),
        others=(*case.earlier, *case.running),
        revoked=revoked,
        sought=await option_asked_for(uow, dossier, case.earlier, revoked),
        equivalences=await equivalences_for(uow, dossier.requested_cqpi),
        known_companies=await known_companies(uow, units_named_in(dossier.candidate.employment)),
    )
    opened = open_dossier(opening)
    return opened.violations if isinstance(opened, Refusal) else ()


def _is_led_by_a_company(dossier: Dossier) -> bool:
    return pathway_followed_by(dossier).leader is Actor.EMPLOYER


async def _past_terms(context: TakeoverContext, dossier: Dossier) -> tuple[RuleWarning, ...]:
    """The terms that were over already: told here, and nobody is written to, nothing lapses of itself (D77)."""
    parameters = await context.uow.reference.parameters()
    told = []
    for each in pending_deadlines(GovernedDossier(dossier=dossier, parameters=parameters)):
        if each.due_on is None or each.due_on >= context.now.on:
            continue
        past = Reminder(dossier_id=dossier.id, code=each.code, due_on=each.due_on, distance=PAST_WHEN_TAKEN_OVER)
        await context.uow.reminders.add(past, context.now.at)
        day, label = in_words(each.due_on), DEADLINE_LABELS[each.code]
        told.append(
            RuleWarning(
                code="term_over_when_taken_over",
                rule=D77,
                detail=Text(
                    f"Terme déjà passé à la reprise ({label.fr}, {day.fr}) : à vous de dire ce qu'il en suit.",
                    f"A term that was over when taken over ({label.en}, {day.en}): it is yours to say what follows.",
                ),
            )
        )
    return tuple(told)


_NO_SUCH_VARIANT = fault(
    "variant_not_in_pathway",
    "/variant",
    "Ce parcours n'a pas ce cas particulier.",
    "This pathway has no such special case.",
)
_NO_SUCH_COMPANY = fault(
    "unknown_company",
    "/company_siret",
    "Aucune entreprise approuvée ici n'a ce SIRET : reprenez-la d'abord.",
    "No company that is approved here has this SIRET: take it over first.",
)
_NO_SUCH_EVALUATOR = fault(
    "unknown_evaluator",
    "/evaluator/email",
    "Personne n'a cette adresse sur la liste des évaluateurs : reprenez-le d'abord.",
    "Nobody on the list of evaluators has this address: take them over first.",
)
_NO_SUCH_SESSION = fault(
    "unknown_session",
    "/jury_registration/session_source_id",
    "Aucune session reprise de cette source n'a cet identifiant.",
    "No session that was taken over from this source has this id.",
)
_NO_SUCH_BRIDGE = fault(
    "unknown_bridge",
    "/bridge_id",
    "Aucune passerelle d'ici n'a cet identifiant et ne mène à cette certification.",
    "No bridge here has this id and leads to this certification.",
)
_NO_FRAMEWORK = fault(
    "no_framework_in_force",
    "/certification_code",
    "Aucun référentiel n'est en vigueur, ou ne l'était au premier entretien : publiez-le d'abord.",
    "No framework is in force, or was at the first sitting: publish it first.",
)
_NOBODY_ASSESSED = fault(
    "evaluator_not_chosen",
    "/evaluator",
    "Une évaluation a un évaluateur : dites lequel.",
    "An assessment has an evaluator: say which one.",
)
_NUMBER_TWICE = fault(
    "number_taken",
    "/number",
    "Ce numéro est déjà celui d'un autre dossier.",
    "This number is that of another dossier already.",
)
_WITHOUT_A_COMPANY = RuleWarning(
    code="without_a_company",
    rule=D64,
    detail=Text(
        "Aucune entreprise ne conduit ce dossier : le secrétariat l'attachera.",
        "No company leads this dossier: the secretariat will attach it.",
    ),
)
_IN_DOUBT = RuleWarning(
    code="person_in_doubt",
    rule=D49,
    detail=Text(
        "Peut-être une personne déjà connue : le secrétariat le dira, rien n'est réuni sans preuve.",
        "Perhaps somebody who is known already: the secretariat will say so, nothing is joined without evidence.",
    ),
)
