"""How long what is known of a candidate is kept, and what is left afterwards."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.assessment import Exemption, ExemptionKind, NamedProfessional, Observer, ObserverCapacity
from app.domain.calendar import add_months
from app.domain.candidate import HeldCertification
from app.domain.deliberating import correct_material_error
from app.domain.deliberation import CompetenceDecision, Outcome, Retained
from app.domain.documents import DocumentKind, DocumentState
from app.domain.dossier import (
    AdmissibilityVerdict,
    Closure,
    ClosureReason,
    DirectAssessmentConfirmation,
    Dossier,
    Extension,
    Ground,
    ReadReceipt,
    Trainer,
    Tutor,
)
from app.domain.personal_data import RETENTION_MONTHS, WORDS_ERASED, Erasure, Kept, Retention, due_on, erased
from app.domain.progress import status_of
from app.domain.refusal import Refusal
from tests import builders as b

USUAL = Retention()
END = date(2020, 1, 31)
FILES, NAMES, ALL = Erasure.DOCUMENTS, Erasure.REDUCTION, Erasure.ANONYMISATION
DECIDED, CLOSED = add_months(END, RETENTION_MONTHS[Kept.DECIDED]), add_months(END, RETENTION_MONTHS[Kept.CLOSED])
FILED = add_months(END, RETENTION_MONTHS[Kept.DOCUMENTS])
DAY = timedelta(days=1)
LATER = date(2099, 1, 1)


def decided(outcome: Outcome = Outcome.NOT_AWARDED, *retained: date | None) -> Dossier:
    kept = tuple(Retained(competence_code=f"C{number}", until=until) for number, until in enumerate(retained, 1))
    decision = b.a_decision(outcome, decided_on=END, retained=kept)
    return b.a_dossier(documents=b.documents(DocumentKind.OUTIL_6), decisions=(decision,))


def closed() -> Dossier:
    closure = Closure(reason=ClosureReason.WITHDRAWN, on=END, detail="Parti en Zyx")
    return b.a_dossier(documents=b.documents(DocumentKind.OUTIL_6), closure=closure)


@pytest.mark.parametrize(
    ("dossier", "on", "due"),
    [
        pytest.param(b.a_dossier(documents=b.documents(DocumentKind.OUTIL_6)), LATER, (), id="in course for ever"),
        pytest.param(decided(), FILED, (), id="the last day of the files"),
        pytest.param(decided(), FILED + DAY, (FILES,), id="the day after"),
        pytest.param(decided(), DECIDED, (FILES,), id="the last day of the names"),
        pytest.param(decided(), DECIDED + DAY, (FILES, ALL), id="the day after it"),
        pytest.param(closed(), CLOSED, (), id="withdrawn, the last day"),
        pytest.param(closed(), CLOSED + DAY, (FILES, ALL), id="withdrawn, the day after"),
        pytest.param(
            decided(Outcome.PARTIALLY_AWARDED, DECIDED + DAY),
            DECIDED + DAY,
            (FILES, NAMES),
            id="held for that day still",
        ),
        pytest.param(
            decided(Outcome.PARTIALLY_AWARDED, DECIDED), DECIDED + DAY, (FILES, ALL), id="held until the day before"
        ),
        pytest.param(decided(Outcome.PARTIALLY_AWARDED, END, None), LATER, (FILES, NAMES), id="held for good"),
    ],
)
def test_what_is_due_follows_from_the_end_and_from_what_is_still_held(
    dossier: Dossier, on: date, due: tuple[Erasure, ...]
) -> None:
    assert due_on(dossier, USUAL, on) == due


def test_a_later_decision_begins_the_periods_again() -> None:
    dossier = decided()
    again = replace(dossier, decisions=(*dossier.decisions, b.a_decision(Outcome.NOT_AWARDED, decided_on=END + DAY)))

    assert due_on(again, USUAL, FILED + DAY) == ()


def test_the_periods_are_those_that_are_set_and_files_never_outlive_the_names() -> None:
    assert due_on(decided(), Retention({"documents": 36}), FILED + DAY) == ()
    assert due_on(decided(), Retention({"decided": 1}), add_months(END, 1) + DAY) == (FILES, ALL)


@pytest.mark.parametrize("dossier", [decided(), closed(), decided(Outcome.PARTIALLY_AWARDED, None)])
def test_what_is_done_is_not_due_again(dossier: Dossier) -> None:
    due = due_on(dossier, USUAL, LATER)
    after = erased(dossier, due, LATER)

    assert due
    assert due_on(after, USUAL, LATER) == ()
    assert status_of(after) is status_of(dossier)


def test_whoever_was_reduced_is_anonymised_once_nothing_is_held_any_more() -> None:
    reduced = erased(decided(Outcome.PARTIALLY_AWARDED, DECIDED + DAY), (FILES, NAMES), DECIDED + DAY)

    assert due_on(reduced, USUAL, DECIDED + 2 * DAY) == (ALL,)


def test_the_files_go_alone_and_their_rows_count_as_before() -> None:
    dossier = decided()
    after = erased(dossier, (FILES,), LATER)

    assert [each.state for each in after.documents] == [DocumentState.PURGED]
    assert after.latest(DocumentKind.OUTIL_6) == after.documents[0]
    assert after.candidate == dossier.candidate


@pytest.mark.parametrize("erasure", [NAMES, ALL])
def test_no_name_and_no_free_word_is_left_wherever_it_stood(erasure: Erasure) -> None:
    """Whatever text is added to the dossier must be named among the codes here, or be erased."""
    after = erased(full(), (FILES, erasure), LATER)
    civil_status = {"birth_name", "usage_name", "first_names", "birth_place"} if erasure is NAMES else set()
    left = {place for place, text in texts_of(after) if "Zyx" in text}

    assert {place for place, text in texts_of(full()) if "Zyx" in text} >= {"tutor.name", "closure.detail"}
    assert left == {f"candidate.{name}" for name in civil_status}
    assert (after.candidate.birth_date == full().candidate.birth_date) is (erasure is NAMES)
    assert after.candidate.email is None


def test_every_text_of_the_dossier_is_known_to_be_a_code_or_a_persons() -> None:
    assert {place for place, text in texts_of(full()) if "Zyx" not in text} == CODES_OF_A_DOSSIER


def test_two_that_were_anonymised_are_not_one_person() -> None:
    one, other = (replace(decided(), number=number) for number in ("CQP-2020-000001", "CQP-2020-000002"))
    keys = {erased(each, (ALL,), LATER).candidate.person_key for each in (one, other)}

    assert len(keys) == 2


def test_nothing_is_corrected_in_a_dossier_of_nobody() -> None:
    nobody = erased(decided(), (FILES, ALL), LATER)
    refusal = correct_material_error(b.a_case(nobody), (), decision_id=b.an_id(9), reason="Erreur")

    assert isinstance(refusal, Refusal)
    assert refusal.violations == (WORDS_ERASED,)


def full() -> Dossier:
    """A dossier in which everything was said, each word of a person's with a mark in it."""
    ground = (Ground(text="Zyx", rule="R31"),)
    request = b.a_request(END, verdict=AdmissibilityVerdict.ADMISSIBLE)
    receipt = ReadReceipt(at=b.NOW, token_sha256="Zyx", shown_sha256="Zyx", shown_as="Zyx")
    assessment = b.an_assessment()
    plan = b.a_training_plan()
    interview = b.a_skills_identification()
    held = HeldCertification(code="Zyx", certifier="Zyx", number="Zyx", awarded_on=END)
    return b.a_dossier(
        candidate=replace(
            b.a_candidate(birth_name="Zyx", usage_name="Zyx", first_names="Zyx", birth_place="Zyx", email="Zyx"),
            experience=(b.experience(90, activity="Zyx"),),
            held_certifications=(held,),
        ),
        tutor=Tutor(name="Zyx", position="Zyx", email="Zyx"),
        trainers=(Trainer(name="Zyx", email="Zyx"),),
        skills_identification=replace(
            interview,
            technical_expert=replace(interview.technical_expert, name="Zyx"),
            interview_expert=replace(interview.interview_expert, name="Zyx"),
        ),
        training_plan=replace(plan, actions=tuple(replace(each, label="Zyx") for each in plan.actions)),
        admissibility=replace(
            request,
            decisions=tuple(replace(each, grounds=ground, unmet=ground) for each in request.decisions),
            tracking_number="Zyx",
            read_receipt=receipt,
            extensions=(Extension(until=END, reason="Zyx", granted_on=END),),
        ),
        direct_assessment=DirectAssessmentConfirmation(confirmed=True, evidence="Zyx", on=END),
        evaluator=b.a_choice(),
        acceptance=replace(b.an_acceptance(), conflicts=("Zyx",)),
        trade_evaluator=b.a_trade_evaluator(name="Zyx", email="Zyx", position="Zyx"),
        trade_observations=replace(b.trade_observations(), text="Zyx"),
        scope=b.a_scope(
            exemptions=(Exemption(competence_code="C1", kind=ExemptionKind.CQPI, source="Zyx"),),
        ),
        assessment=replace(
            assessment,
            observers=(Observer(name="Zyx", capacity=ObserverCapacity.TUTOR),),
            professional=NamedProfessional(name="Zyx", employer_siren="123456789", employer_idcc="0044"),
            results=tuple(replace(each, comment="Zyx") for each in assessment.results),
            candidate_observations="Zyx",
            evaluator_observations="Zyx",
        ),
        decisions=(
            b.a_decision(competences=(CompetenceDecision(code="C1", validated=True, reason="Zyx"),), reason="Zyx"),
        ),
        closure=Closure(reason=ClosureReason.WITHDRAWN, on=END, detail="Zyx"),
        documents=tuple(replace(each, file_name="Zyx.pdf") for each in b.documents(DocumentKind.OUTIL_6)),
    )


def texts_of(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text below a value, with the way to it; places in a list are one."""
    if isinstance(value, str):
        yield place, value
    elif is_dataclass(value):
        for each in fields(value):
            yield from texts_of(getattr(value, each.name), f"{place}.{each.name}".lstrip("."))
    elif isinstance(value, tuple | frozenset):
        for member in value:
            yield from texts_of(member, place)


CODES_OF_A_DOSSIER = {
    "admissibility.decisions.grounds.rule",
    "admissibility.decisions.unmet.rule",
    "admissibility.decisions.verdict",
    "assessment.observers.capacity",
    "assessment.professional.employer_idcc",
    "assessment.professional.employer_siren",
    "assessment.results.competence_code",
    "candidate.employment.employer.idcc",
    "candidate.employment.employer.siret",
    "candidate.employment.status",
    "candidate.sex",
    "certification_code",
    "closure.reason",
    "created_by_role",
    "decisions.competences.code",
    "decisions.kind",
    "decisions.outcome",
    "documents.kind",
    "documents.media_type",
    "documents.sha256",
    "documents.signed_by",
    "documents.state",
    "documents.storage_key",
    "evaluator.region",
    "jury_registration.state",
    "number",
    "pathway",
    "scope.assessed",
    "scope.exemptions.competence_code",
    "scope.exemptions.kind",
    "scope.framework_version",
    "skills_identification.competences.code",
    "skills_identification.interview_expert.kind",
    "skills_identification.technical_expert.employer_siren",
    "trade_evaluator.employer_siren",
    "training_plan.actions.kind",
    "training_plan.competences",
    "training_scheme",
}
