"""What is left of a dossier once it is reduced or anonymised: what is named, and nothing that nobody named."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass, make_dataclass, replace
from datetime import date
from typing import Any

import pytest

from app.domain.candidate import Candidate
from app.domain.dossier import Dossier
from app.domain.personal_data import Erasure, erased
from app.domain.reduction import ANONYMOUS, STAYS, what_stays
from tests.domain.full_dossier import MARK, full

NAMES, ALL = Erasure.REDUCTION, Erasure.ANONYMISATION
LATER = date(2099, 1, 1)


@pytest.mark.parametrize("erasure", [NAMES, ALL])
def test_no_name_and_no_free_word_is_left_wherever_it_stood(erasure: Erasure) -> None:
    after = after_all(full(), erasure)
    civil_status = {"birth_name", "usage_name", "first_names", "birth_place"} if erasure is NAMES else set()

    assert marked(full()) >= {"tutor.name", "closure.detail"}
    assert marked(after) == {f"candidate.{name}" for name in civil_status}
    assert (after.candidate.birth_date == full().candidate.birth_date) is (erasure is NAMES)
    assert after.candidate.email is None


def test_an_address_stays_an_address_and_words_that_were_never_said_stay_unsaid() -> None:
    whole = full()
    assert whole.assessment is not None
    dossier = replace(whole, assessment=replace(whole.assessment, candidate_observations=""))

    after = after_all(dossier, NAMES)

    assert after.trade_evaluator is not None
    assert after.trade_evaluator.email == "anonymise@example.invalid"
    assert after.assessment is not None
    assert after.assessment.candidate_observations == ""
    assert after.assessment.evaluator_observations == ANONYMOUS


def test_what_goes_is_this_and_everything_else_stays_as_it_was() -> None:
    """Whatever is added to the dossier must be named in ``STAYS``, or be listed here as gone."""
    before, after = values_of(full()), values_of(after_all(full(), NAMES))
    changed = {place for place in before if before[place] != after[place]}

    assert changed == GONE_FOR_GOOD | WORDS_MASKED | {"documents.file_name", "documents.state", "reduced_on"}
    assert {place for place in changed if after[place] == [ANONYMOUS] * len(before[place])} == WORDS_MASKED


def test_every_text_of_the_dossier_is_known_to_be_a_code_or_a_persons() -> None:
    assert {place for place, value in leaves(full()) if isinstance(value, str) and MARK not in value} == CODES


def test_the_sample_of_a_full_dossier_leaves_nothing_at_its_default_and_nothing_empty() -> None:
    """Else a member could be added, and no test of erasure would ever see it filled."""
    assert set(unsaid(full())) == set()


@pytest.mark.parametrize("gap", ["candidate.email", "decisions.votes", "version", "acceptance.conflicts"])
def test_a_sample_with_a_gap_is_told_where_it_is(gap: str) -> None:
    assert set(unsaid(emptied(full(), gap.split(".")))) == {gap}


@pytest.mark.parametrize("erasure", [NAMES, ALL])
def test_a_new_member_that_nobody_names_is_gone_wherever_it_is_added(erasure: Erasure) -> None:
    secret = with_a_new_member(full())
    added = {place for place, _ in leaves(secret) if place.endswith("nickname")}
    left = {place for place, value in leaves(after_all(secret, erasure)) if place.endswith("nickname") and value}

    assert {"nickname", "candidate.nickname", "decisions.votes.employees.nickname"} <= added
    assert left == set()


def test_a_nickname_in_the_candidate_stays_only_once_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    reachable: Any = with_a_new_member(full()).candidate
    assert what_stays(reachable).nickname is None

    named = replace(STAYS[Candidate], members=f"{STAYS[Candidate].members} nickname")
    monkeypatch.setattr("app.domain.reduction.STAYS", {**STAYS, Candidate: named})
    assert what_stays(reachable).nickname == MARK


def test_a_kind_of_value_that_nobody_named_fails_aloud_and_stays_nowhere() -> None:
    unknown = make_dataclass("Unknown", [("name", str)], frozen=True)

    with pytest.raises(KeyError):
        what_stays(replace(full(), option=unknown(MARK)))


def test_what_is_named_to_stay_exists_and_is_named_once() -> None:
    for kind, stays in STAYS.items():
        named = [name for names in (stays.members, stays.words, stays.addresses) for name in names.split()]
        assert len(named) == len(set(named)), kind
        assert set(named) <= {each.name for each in fields(kind)}, kind


def after_all(dossier: Dossier, erasure: Erasure) -> Dossier:
    return erased(dossier, (Erasure.DOCUMENTS, erasure), LATER)


def marked(dossier: Dossier) -> set[str]:
    return {place for place, value in leaves(dossier) if isinstance(value, str) and MARK in value}


def leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every plain value below a value, with the way to it; places in a list are one."""
    if is_dataclass(value):
        for each in fields(value):
            yield from leaves(getattr(value, each.name), f"{place}.{each.name}".lstrip("."))
    elif isinstance(value, tuple | frozenset):
        for member in value:
            yield from leaves(member, place)
    else:
        yield place, value


def values_of(dossier: Dossier) -> dict[str, list[str]]:
    """All that stands at each place, as texts."""
    found: dict[str, list[str]] = defaultdict(list)
    for place, value in leaves(dossier):
        found[place].append(str(value))
    return found


def unsaid(value: Any, place: str = "") -> Iterator[str]:
    """Where nothing was said below a value: a member at its default, or None, or empty."""
    if isinstance(value, tuple | frozenset):
        for member in value:
            yield from unsaid(member, place)
    elif is_dataclass(value):
        for each in fields(value):
            said, way = getattr(value, each.name), f"{place}.{each.name}".lstrip(".")
            if said is None or said in ((), frozenset(), "") or said == default_of(each):
                yield way
            else:
                yield from unsaid(said, way)


def default_of(member: "Field[Any]") -> Any:
    return member.default if member.default_factory is MISSING else member.default_factory()


def emptied(value: Any, way: list[str]) -> Any:
    """The same value with the default, or nothing, at the end of the way."""
    if isinstance(value, tuple):
        return tuple(emptied(member, way) for member in value)
    name, *further = way
    (member,) = (each for each in fields(value) if each.name == name)
    default = None if default_of(member) is MISSING else default_of(member)
    return replace(value, **{name: emptied(getattr(value, name), further) if further else default})


def with_a_new_member(value: Any) -> Any:
    """The same value, every kind of value in it having got a nickname that nobody knows of."""
    if isinstance(value, tuple | frozenset):
        return type(value)(map(with_a_new_member, value))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    kind, nickname = type(value), ("nickname", str | None, None)
    richer: Any = make_dataclass(kind.__name__, [nickname], bases=(kind,), frozen=True, slots=True, kw_only=True)
    return richer(**{each.name: with_a_new_member(getattr(value, each.name)) for each in fields(value)}, nickname=MARK)


GONE_FOR_GOOD = {
    "assessment.place.city",
    "assessment.place.postal_code",
    "assessment.sittings.place.city",
    "assessment.sittings.place.postal_code",
    "scope.exemptions.held_code",
    "scope.exemptions.held_number",
    "seat_distinctions.on",
    "seat_distinctions.reason",
    "seat_distinctions.seats",
    "acceptance.conflicts",
    "admissibility.read_receipt.at",
    "admissibility.read_receipt.shown_as",
    "admissibility.read_receipt.shown_sha256",
    "admissibility.read_receipt.token_sha256",
    "admissibility.tracking_number",
    "admissibility.put_back.read_receipt.at",
    "admissibility.put_back.read_receipt.shown_as",
    "admissibility.put_back.read_receipt.shown_sha256",
    "admissibility.put_back.read_receipt.token_sha256",
    "admissibility.put_back.tracking_number",
    "candidate.email",
    "candidate.address.city",
    "candidate.address.country",
    "candidate.address.postal_code",
    "candidate.address.street",
    "candidate.birth_commune_insee",
    "candidate.birth_country",
    "candidate.birth_postal_code",
    "candidate.first_name_1",
    "candidate.first_name_2",
    "candidate.first_name_3",
    "candidate.phone",
    "candidate.employment.employer.idcc",
    "candidate.employment.employer.siret",
    "candidate.employment.user_company.idcc",
    "candidate.employment.user_company.siret",
    "candidate.experience.activity",
    "candidate.experience.directly_related",
    "candidate.experience.end",
    "candidate.experience.start",
    "candidate.experience.weekly_hours",
    "candidate.held_certifications.awarded_on",
    "candidate.held_certifications.certifier",
    "candidate.held_certifications.code",
    "candidate.held_certifications.number",
    "candidate.held_certifications.verification.on",
    "candidate.held_certifications.verification.reason",
    "candidate.held_certifications.verification.verified",
    "former_employers.employment.employer.idcc",
    "former_employers.employment.employer.siret",
    "former_employers.employment.user_company.idcc",
    "former_employers.employment.user_company.siret",
    "former_employers.fundings",
    "former_employers.trade_observations.recorded_on",
    "former_employers.trade_observations.text",
    "former_employers.trade_observations.waived",
    "former_employers.trainers.email",
    "former_employers.trainers.name",
    "former_employers.tutor.email",
    "former_employers.tutor.name",
    "former_employers.tutor.position",
    "trade_evaluator.email",
    "trainers.email",
    "trainers.name",
    "tutor.email",
    "tutor.name",
    "tutor.position",
}
WORDS_MASKED = {
    "adjournments.reason",
    "appeals.grounds",
    "appeals.answer.grounds",
    "appeals.answer.examined_by",
    "decisions.corrected_by",
    "jury_registration.redeliberation.reason",
    "death.source",
    "document_removals.reason",
    "signature_waivers.reason",
    "admissibility.decisions.grounds.text",
    "admissibility.decisions.unmet.text",
    "admissibility.extensions.reason",
    "admissibility.put_back.decision.grounds.text",
    "admissibility.put_back.decision.unmet.text",
    "admissibility.put_back.reason",
    "assessment.candidate_observations",
    "assessment.evaluator_observations",
    "assessment.observers.name",
    "assessment.professional.name",
    "assessment.results.comment",
    "closure.detail",
    "entry_corrections.former",
    "entry_corrections.reason",
    "entry_corrections.value",
    "reopenings.closure.detail",
    "reopenings.reason",
    "former_employers.reason",
    "decisions.competences.reason",
    "decisions.reason",
    "direct_assessment.evidence",
    "scope.exemptions.source",
    "skills_identification.interview_expert.name",
    "skills_identification.technical_expert.name",
    "trade_evaluator.name",
    "trade_evaluator.position",
    "trade_observations.text",
    "training_plan.actions.kind",
    "training_plan.actions.label",
}
CODES = {
    "former_employers.employment.employer.idcc",
    "former_employers.employment.employer.siret",
    "former_employers.employment.status",
    "former_employers.employment.user_company.idcc",
    "former_employers.employment.user_company.siret",
    "former_employers.kind",
    "appeals.against",
    "appeals.answer.outcome",
    "appeals.appellant",
    "document_removals.kind",
    "document_removals.sha256",
    "signature_waivers.kind",
    "signature_waivers.signatory",
    "admissibility.lacking.kind",
    "admissibility.lacking.signed_by",
    "entry_corrections.entry",
    "reopenings.closure.reason",
    "assessment.place.postal_code",
    "assessment.sittings.place.postal_code",
    "assessment.sittings.region",
    "seat_distinctions.seats",
    "accompanying_body.name",
    "accompanying_body.networks",
    "accompanying_body.siret",
    "admissibility.decisions.grounds.rule",
    "admissibility.decisions.unmet.rule",
    "admissibility.decisions.verdict",
    "admissibility.put_back.decision.grounds.rule",
    "admissibility.put_back.decision.unmet.rule",
    "admissibility.put_back.decision.verdict",
    "assessment.observers.capacity",
    "assessment.professional.employer_idcc",
    "assessment.professional.employer_siren",
    "assessment.results.competence_code",
    "candidate.employment.employer.idcc",
    "candidate.employment.employer.siret",
    "candidate.employment.status",
    "candidate.employment.user_company.idcc",
    "candidate.employment.user_company.siret",
    "candidate.sex",
    "certification_code",
    "closure.reason",
    "created_by_role",
    "decisions.competences.code",
    "decisions.kind",
    "decisions.outcome",
    "decisions.retained.competence_code",
    "documents.kind",
    "documents.media_type",
    "documents.sha256",
    "documents.signed_by",
    "documents.state",
    "documents.storage_key",
    "evaluator.region",
    "jury_registration.state",
    "number",
    "option",
    "pathway",
    "requested_cqpi",
    "scope.assessed",
    "scope.exemptions.competence_code",
    "scope.exemptions.kind",
    "scope.framework_version",
    "skills_identification.competences.code",
    "skills_identification.interview_expert.kind",
    "skills_identification.technical_expert.employer_siren",
    "trade_evaluator.employer_siren",
    "training_body.name",
    "training_body.networks",
    "training_body.siret",
    "training_plan.competences",
    "training_scheme",
    "variant",
}


def _as_an_assignment_left_it(places: set[str]) -> set[str]:
    """The same places of what an evaluator who was replaced leaves on record (D63), and of observations taken up."""
    whole = ("acceptance.", "assessment.", "trade_evaluator.", "trade_observations.")
    left = {f"former_assignments.{place}" for place in places if place.startswith(whole)}
    left |= {
        place.replace("trade_evaluator.", "former_trade_observations.trade_evaluator.")
        for place in places
        if place.startswith("trade_evaluator.")
    }
    return left


GONE_FOR_GOOD |= _as_an_assignment_left_it(GONE_FOR_GOOD)
WORDS_MASKED |= _as_an_assignment_left_it(WORDS_MASKED) | {
    "former_assignments.reason",
    "former_trade_observations.observations.text",
    "results_on_record.comment",
}
CODES |= _as_an_assignment_left_it(CODES) | {"former_assignments.choice.region", "results_on_record.competence_code"}
