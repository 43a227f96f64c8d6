"""What must be true after each step, in plain words, and found out without asking the functions that are tried."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from uuid import UUID

from app.domain.actions import ACTIONS, is_open, refusal_to_receive
from app.domain.admissibility import is_replaceable
from app.domain.assessment import Exemption, ExemptionKind
from app.domain.candidate import HeldCertification
from app.domain.certificates import Certificate
from app.domain.certification import Framework
from app.domain.checklist import checklist
from app.domain.declared_changes import CIVIL_STATUS
from app.domain.deliberation import Decision, Outcome
from app.domain.documents import DocumentKind
from app.domain.dossier import Dossier, Status
from app.domain.law import GUIDE_IN_FORCE_FROM
from app.domain.person_matches import MatchState, PersonMatch
from app.domain.progress import StepState, progress, status_of
from app.domain.uploads import may_upload
from app.usecases.access import Role
from app.usecases.persons.reading import get_person
from tests.builders import P1, P2, P3
from tests.domain.journey_machine.acts import ACTS
from tests.domain.journey_machine.remedies import GOES_BACK
from tests.domain.journey_machine.store import done
from tests.domain.journey_machine.world import Step, World
from tests.rules.jury import sitting

ORDER = (Status.REGISTRATION_IN_PROGRESS, Status.AWAITING_ASSESSMENT, Status.AWAITING_JURY)
ALWAYS_OPEN_TO_SOMEBODY = {
    "updateDossier",
    "correctDecision",
    "correctEntry",
    "reopenDossier",
    "attachCompany",
    "changeEmployer",
    "recordDeath",
    "requestRedeliberation",
    "removeDocument",
    "waiveSignature",
    "declareFunding",
    "fileAppeal",
    "answerAppeal",
}


def rank(status: Status) -> int:
    """How far a status is: none comes after a decision, or a closure."""
    return ORDER.index(status) if status in ORDER else len(ORDER)


@dataclass(frozen=True, slots=True)
class Examined:
    """The facts of a dossier as they were when the secretariat gave its word on them."""

    civil_status: tuple[object, ...]
    others: tuple[object, ...]


@dataclass
class Watch:
    """The machine's own memory, beside what the platform keeps: how far each dossier was, and what was examined."""

    furthest: dict[UUID, int] = field(default_factory=dict)
    examined: dict[tuple[UUID, str], Examined] = field(default_factory=dict)

    def __call__(self, world: World, step: Step) -> None:
        """Remember what the step did, and assert everything."""
        self._remember(step)
        self.no_status_goes_back(world, step)
        self.what_was_decided_rests_on_what_was_examined(world)
        for dossier in world.dossiers:
            nothing_is_dated_before_what_it_needs(dossier)
            no_mandatory_step_is_passed_over(dossier)
        nothing_is_decided_that_nobody_evaluated_and_nothing_exempts(world, step)
        two_dossiers_are_one_persons_only_where_it_is_established(world)
        nobody_goes_before_a_jury_in_doubt(world, step)
        a_person_holds_one_valid_certificate(world)
        if step.after is not None:
            the_next_actions_are_those_that_are_open(world, step.after)

    # --- no status goes back (D1, D66) ---------------------------

    def no_status_goes_back(self, world: World, step: Step) -> None:
        """Towards the jury only, save where the secretariat puts something right; what is decided stays on record."""
        goes_back = step.name in GOES_BACK
        for dossier in world.dossiers:
            now = rank(status_of(dossier))
            if goes_back and step.after is not None and dossier.id == step.after.id:
                self.furthest[dossier.id] = now
            assert now >= self.furthest.get(dossier.id, 0), (dossier.number, status_of(dossier), step.name)
            self.furthest[dossier.id] = now
        if step.before is not None and step.after is not None:
            assert goes_back or step.before.closure is None or step.after.closure == step.before.closure
            assert step.after.decisions[: len(step.before.decisions)] == step.before.decisions

    # --- what was decided rests on what was examined (D50) ------------------------------------------------------------

    def what_was_decided_rests_on_what_was_examined(self, world: World) -> None:
        """Each word of the secretariat that is in force was given on the facts as they are."""
        for dossier in world.dossiers:
            if dossier.closure is not None:
                continue
            for word, facts in words_in_force(dossier):
                assert self.examined.get((dossier.id, word)) == facts, (dossier.number, word, facts)
            if dossier.is_registered_to_jury and dossier.pathway in {P2, P3}:
                assert dossier.admissibility is not None
                assert dossier.admissibility.is_admissible, dossier.number
            if dossier.is_registered_to_jury and dossier.variant is not None:
                assert dossier.direct_assessment is not None
                assert dossier.direct_assessment.confirmed, dossier.number

    def _remember(self, step: Step) -> None:
        dossier = step.after
        if dossier is None or not step.accepted:
            return
        words = dict(words_in_force(dossier))
        if step.name == "createDossier" and dossier.previous_dossier_id is not None and "admissibility" in words:
            taken = self.examined[dossier.previous_dossier_id, "admissibility"]
            self.examined[dossier.id, "admissibility"] = replace(taken, civil_status=_civil_status(dossier))
        given = _WORDS_GIVEN_BY.get(step.name)
        for word, facts in words.items():
            if given is not None and word.startswith(given) and _was_given(step, word):
                self.examined[dossier.id, word] = facts
        if step.name == "updateDossier" and step.role == Role.SECRETARIAT:
            self._civil_status_corrected(dossier)

    def _civil_status_corrected(self, dossier: Dossier) -> None:
        """The secretariat's own correction takes nothing back: the person stays the same."""
        for key, facts in self.examined.items():
            if key[0] == dossier.id:
                self.examined[key] = replace(facts, civil_status=_civil_status(dossier))


_WORDS_GIVEN_BY = {
    "decideAdmissibility": "admissibility",
    "confirmDirectAssessment": "confirmation",
    "verifyHeldCertification": "verification",
}


def _was_given(step: Step, word: str) -> bool:
    """Of several verifications, those that the step gave."""
    if step.before is None or step.after is None or not word.startswith("verification"):
        return True
    before = {held.code: held for held in step.before.candidate.held_certifications}
    return any(
        word == f"verification of {held.code}" and before.get(held.code) != held
        for held in step.after.candidate.held_certifications
    )


def words_in_force(dossier: Dossier) -> Iterable[tuple[str, Examined]]:
    """What the secretariat said of a dossier and counts, with the facts that it is about, as they are now."""
    candidate, civil_status = dossier.candidate, _civil_status(dossier)
    facts = Examined(civil_status, (dossier.employment_on_request, candidate.experience, dossier.option))
    if dossier.admissibility is not None and dossier.admissibility.is_admissible:
        yield "admissibility", facts
    if dossier.direct_assessment is not None and dossier.direct_assessment.confirmed:
        yield "confirmation", facts
    for held in candidate.held_certifications:
        if held.is_verified:
            yield f"verification of {held.code}", Examined(civil_status, _declared(held))


def _civil_status(dossier: Dossier) -> tuple[object, ...]:
    return tuple(getattr(dossier.candidate, name) for name in CIVIL_STATUS)


def _declared(held: HeldCertification) -> tuple[object, ...]:
    return (held.code, held.certifier, held.number, held.awarded_on)


# --- nothing is dated before what it needs (D48) --------------------------------------------------------------------


def nothing_is_dated_before_what_it_needs(dossier: Dossier) -> None:
    """Each recorded day comes on the day of what must precede it, or after."""
    for why, earlier, later in days_in_order(dossier):
        assert earlier <= later, (dossier.number, dossier.pathway, why, earlier, later)


def days_in_order(dossier: Dossier) -> Iterable[tuple[str, date, date]]:
    """The days that D48 puts in order, two by two."""
    yield from _days_of_the_request(dossier)
    yield from _days_of_the_assessment(dossier)
    identification = dossier.skills_identification
    if identification is not None:
        yield "the scheme began before an identification", GUIDE_IN_FORCE_FROM, identification.held_on
        if dossier.pathway == P1 and dossier.registered_on is not None:
            yield "an identification comes before the registration", identification.held_on, dossier.registered_on
        own = dossier.admissibility is not None and dossier.previous_dossier_id is None
        if dossier.pathway == P2 and own and dossier.admissibility is not None and dossier.admissibility.received_on:
            last = dossier.admissibility.received_on[-1]
            yield "an identification comes before the last submission", identification.held_on, last


def _days_of_the_request(dossier: Dossier) -> Iterable[tuple[str, date, date]]:
    request = dossier.admissibility
    if request is None:
        return
    for one, other in pairwise(request.received_on):
        yield "submissions follow each other", one, other
    for received, decision in zip(request.received_on, request.decisions, strict=False):
        yield "a decision comes after the receipt", received, decision.decided_on
    decision_in_force = request.decision
    if decision_in_force is not None and request.is_admissible:
        decided_on = decision_in_force.decided_on
        if request.dispatched_on is not None:
            yield "the attestation leaves after the decision", decided_on, request.dispatched_on
        if request.acknowledged_on is not None:
            received = request.dispatched_on or decided_on
            yield "the attestation is received after it left", received, request.acknowledged_on
    if dossier.portfolio_completed_on is not None and request.first_admitted_on is not None:
        yield "the portfolio follows the admission", request.first_admitted_on, dossier.portfolio_completed_on


def _days_of_the_assessment(dossier: Dossier) -> Iterable[tuple[str, date, date]]:
    assessment = dossier.assessment
    if assessment is None:
        return
    before = dossier.portfolio_completed_on if dossier.pathway == P3 else dossier.registered_on
    observed = () if dossier.pathway == P3 else assessment.observed_on
    for day in (*assessment.held_on, *observed):
        yield "the assessment follows the registration, or the portfolio", before or date.max, day
    if dossier.assessment_completed_on is None:
        return
    last = max(assessment.held_on)
    for day in assessment.observed_on:
        yield "what is observed comes before the last sitting", day, last
    if assessment.concertation_held_on is not None:
        yield "the concertation follows the last sitting", last, assessment.concertation_held_on
    for decision in dossier.decisions:
        yield "the jury comes after the last sitting", last, decision.decided_on


# --- one person (D49) -----------------------------------------------------------------------------------------------


def two_dossiers_are_one_persons_only_where_it_is_established(world: World) -> None:
    """By the secretariat's word; else by one civil status and sex, and one company or a verified number."""
    for match in world.store.matches_in_order():
        if match.state is MatchState.SAME and not match.decisions:
            assert _is_proved(world, match), (match, [world.store.kept.dossiers[each] for each in match.dossier_ids])


def _is_proved(world: World, match: PersonMatch) -> bool:
    one, other = (world.store.kept.dossiers[each] for each in sorted(match.dossier_ids))
    if one.candidate.person_key != other.candidate.person_key or one.candidate.sex != other.candidate.sex:
        return False
    numbers = _verified_numbers(one) & (_verified_numbers(other) | _numbers_led_to(world, other))
    numbers |= _verified_numbers(other) & _numbers_led_to(world, one)
    return bool(numbers or _sirens(world, one) & _sirens(world, other))


def _sirens(world: World, dossier: Dossier) -> set[str]:
    employer, opened_by = dossier.employment_on_request.employer, dossier.company_id_on_request
    company = world.store.kept.companies.get(opened_by) if opened_by is not None else None
    return {each.siret[:9] for each in (employer, company) if each is not None}


def _verified_numbers(dossier: Dossier) -> set[str]:
    return {held.number for held in dossier.candidate.held_certifications if held.is_verified}


def _numbers_led_to(world: World, dossier: Dossier) -> set[str]:
    return {each.number for each in world.store.kept.certificates.values() if each.dossier_id == dossier.id}


def nobody_goes_before_a_jury_in_doubt(world: World, step: Step) -> None:
    """The later dossier of a pending match waits; the earlier one never does."""
    if step.name != "registerToJury" or not step.accepted or step.after is None:
        return
    person = world.store.person_with(step.after.id)
    for match in world.store.matches_in_order():
        others = match.dossier_ids - person
        if match.state is MatchState.PENDING and len(others) == 1:
            (other,) = others
            assert min(world.store.person_with(other)) > step.after.id, match


# --- nobody is awarded what nobody evaluated ------------------------------------------------------------------------


def nothing_is_decided_that_nobody_evaluated_and_nothing_exempts(world: World, step: Step) -> None:
    """Each competence that a jury has just validated has a result, or is exempted by a source that still counts."""
    if step.before is None or step.after is None or step.after.decision in step.before.decisions:
        return
    dossier, decision = step.after, step.after.decision
    if decision is None:
        return
    results = {result.competence_code for result in dossier.assessment.results} if dossier.assessment else set()
    exemptions = {each.competence_code: each for each in (dossier.scope.exemptions if dossier.scope else ())}
    for word in decision.competences:
        if word.validated and word.code not in results:
            assert word.code in exemptions, (dossier.number, word)
            assert _still_counts(world, dossier, exemptions[word.code]), (dossier.number, exemptions[word.code])
    framework = _framework_of(world, dossier)
    asked = {each.code for each in framework.current if each.belongs_to(dossier.option)}
    validated = {word.code for word in decision.competences if word.validated}
    assert (decision.outcome is Outcome.AWARDED) is (asked <= validated), decision
    assert (decision.outcome is Outcome.NOT_AWARDED) is (not asked & validated), decision
    assert status_of(dossier) == decision.outcome.value


def _still_counts(world: World, dossier: Dossier, exemption: Exemption) -> bool:
    if exemption.held_code is not None:
        named = (exemption.held_code, exemption.held_number)
        held = dossier.candidate.held_certifications
        return any(each.is_verified and (each.code, each.number) == named for each in held)
    if exemption.source_dossier_id not in world.store.person_with(dossier.id):
        return False
    source = world.store.kept.dossiers[exemption.source_dossier_id]
    return source.decision is not None and _gives(world, source, source.decision, dossier, exemption)


def _gives(world: World, source: Dossier, decision: Decision, dossier: Dossier, exemption: Exemption) -> bool:
    """Whether an earlier award, or partial award, brings the competence: what was revoked brings nothing."""
    own = [each for each in _certificates_of(world, source) if each.certification_code == source.certification_code]
    if own and not any(each.is_valid for each in own) and decision.outcome is Outcome.AWARDED:
        return False
    validated = {word.code for word in decision.competences if word.validated}
    if exemption.kind is ExemptionKind.SHARED:
        asked, theirs = _framework_of(world, dossier), _framework_of(world, source)
        competence = asked.by_code(exemption.competence_code)
        keys = {each.shared_key for each in theirs.current if each.code in validated} - {None}
        return decision.outcome is Outcome.AWARDED and competence is not None and competence.shared_key in keys
    terms = {kept.competence_code: kept.until for kept in decision.retained}
    frozen_on = dossier.scope.frozen_on if dossier.scope is not None else world.on
    until = terms.get(exemption.competence_code, date.min)
    return exemption.competence_code in validated and (until is None or until >= frozen_on)


def _framework_of(world: World, dossier: Dossier) -> Framework:
    assert dossier.scope is not None
    return world.store.kept.frameworks[dossier.certification_code, dossier.scope.framework_version]


def _certificates_of(world: World, dossier: Dossier) -> list[Certificate]:
    return [each for each in world.store.kept.certificates.values() if each.dossier_id == dossier.id]


# --- one valid certificate (D52) ------------------------------------------------------------------------------------


def a_person_holds_one_valid_certificate(world: World) -> None:
    """Of one certification and option; save where two persons were joined since, which is then told to be mended."""
    for person in world.store.persons_now():
        for numbers in _valid_by_goal(world, person).values():
            if len(numbers) < 2:
                continue
            assert not _were_one_already(world, numbers), numbers
            view = done(get_person(world.store, person_id=min(person)))  # type: ignore[arg-type]
            warned = [each for each in view.warnings if each.code == "several_valid_certificates"]
            assert any(all(number in warning.detail.fr for number in numbers) for warning in warned), numbers


def _valid_by_goal(world: World, person: frozenset[UUID]) -> Mapping[tuple[str, str | None], list[str]]:
    found = defaultdict[tuple[str, str | None], list[str]](list)
    for each in world.store.kept.certificates.values():
        if each.is_valid and each.dossier_id in person:
            found[each.certification_code, each.option].append(each.number)
    return found


def _were_one_already(world: World, numbers: list[str]) -> bool:
    """Whether the last of them was delivered to whom was known to be the holder of another."""
    of = {number: world.store.kept.certificates[number].dossier_id for number in world.store.kept.certificates}
    holders = {of[number] for number in numbers}
    delivered = [each for each in world.deliveries if of[each.number] in holders]
    return len(holders & delivered[-1].person) > 1


# --- the order of the steps, and what is told of them ---------------------------------------------------------------


def no_mandatory_step_is_passed_over(dossier: Dossier) -> None:
    """What is done comes after what is done, or after what may be left out."""
    states = progress(dossier)
    for index, reached in enumerate(states):
        if reached.state is StepState.DONE:
            before = states[:index]
            assert all(
                each.state is StepState.DONE or (each.state is StepState.SKIPPED and not each.step.mandatory)
                for each in before
            )
        if reached.state is StepState.OPEN:
            assert dossier.closure is None


def the_next_actions_are_those_that_are_open(world: World, dossier: Dossier) -> None:
    """What is listed is what the table of acts lets in, and nothing else."""
    case, session = world.case(dossier.id), sitting(held_on=world.on)
    listed = checklist(case, role="secretariat", allowed=lambda _: True, session=session).next_actions
    acts = {action.operation_id for action in listed} - ALWAYS_OPEN_TO_SOMEBODY - {"addDocument"}
    received = {"submitAdmissibility"} if refusal_to_receive(case) is None else set()
    replaced = {"decideAdmissibility"} if is_replaceable(dossier) else set()
    assert acts == {each for each in ACTS if is_open(case, ACTIONS[each])} | received | replaced
    for action in listed:
        assert all(may_upload(case, kind, action.actor) is None for kind in action.document_kinds)


UPLOADED = tuple(DocumentKind)
