"""D77: an award of the former register in the rules of today, and how its paper is verified."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from app.domain.assessment import Scope
from app.domain.candidate import Candidate, Employment, EmploymentStatus
from app.domain.certificates import CertificateState, Holder, Revocation
from app.domain.certification import Competence, Framework
from app.domain.deliberation import CompetenceDecision, Decision, DecisionKind, Outcome, Retained
from app.domain.dossier import Dossier
from app.domain.former_register import (
    FormerAward,
    as_decided,
    award_appearance,
    award_id,
    birth_date_typed,
    number_found_by,
    remarks_among,
    remarks_on,
)
from app.domain.law import RuleWarning
from app.domain.persons import Identity
from app.domain.printed_words import printed_certification
from app.domain.recognition import Appearance, number_key
from app.domain.rules.decisions import D49, D52
from app.domain.takeovers import ImportOrigin
from app.domain.text import Text

JURY = date(2019, 6, 4)
TODAY = date(2026, 11, 29)
AWARD = FormerAward(
    id=award_id(JURY, "e-certif", "certificates", "PAR-1"),
    number="CQP 2019/00042",
    certification_code="cqp-operateur-fabrication",
    outcome=Outcome.AWARDED,
    holder=Holder(
        birth_name="Lefèvre",
        usage_name=None,
        first_names="Élodie",
        birth_date=date(1984, 3, 9),
        birth_place="Saint-Fons (69)",
    ),
    sex="F",
    siret="73282932000074",
    awarded_on=JURY,
    issued_on=date(2019, 6, 20),
    origin=ImportOrigin(
        batch=UUID(int=1), source="e-certif", source_id="PAR-1", imported_at=datetime(2026, 11, 29, tzinfo=UTC)
    ),
)
MARRIED = replace(AWARD.holder, usage_name="Roux")
PARTIAL = replace(
    AWARD,
    id=award_id(JURY, "e-certif", "partial_results", "ACQ-1"),
    number=None,
    issued_on=None,
    outcome=Outcome.PARTIALLY_AWARDED,
    retained=(Retained(competence_code="C1", until=date(2024, 6, 4)),),
)


def a_framework(version: str, since: date) -> Framework:
    return Framework(
        certification_code=AWARD.certification_code,
        version=version,
        in_force_from=since,
        source="essai",
        confirmed=True,
        competences=(Competence(code="C1", label="Conduire", criteria=("Un critère",)),),
    )


VERSIONS = (a_framework("2011", date(2011, 4, 27)), a_framework("2020", date(2020, 1, 1)))


def in_doubt_with(names: str) -> RuleWarning:
    return RuleWarning(
        code="person_in_doubt",
        rule=D49,
        detail=Text(
            f"Peut-être une seule personne avec : {names}. Rien n'est réuni.",
            f"Perhaps one person with: {names}. Nothing is joined.",
        ),
    )


def held_twice_with(names: str) -> RuleWarning:
    return RuleWarning(
        code="certificate_held_twice",
        rule=D52,
        detail=Text(
            f"Le même état civil tient déjà cette certification : {names}.",
            f"The same civil status holds this certification already: {names}.",
        ),
    )


def codes_on(award: FormerAward) -> list[str]:
    return [each.code for each in remarks_on(award, TODAY)]


def test_an_id_is_the_same_when_its_row_is_read_again_and_as_old_as_the_award() -> None:
    again, of_another = (award_id(JURY, "e-certif", "certificates", each) for each in ("PAR-1", "PAR-2"))
    day_before = award_id(JURY - timedelta(1), "e-certif", "certificates", "PAR-9")

    assert AWARD.id == again
    assert AWARD.id != of_another
    assert day_before < AWARD.id
    assert AWARD.id.version == 7
    assert AWARD.id.variant == "specified in RFC 4122"


@pytest.fixture
def in_paris(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's own zone."""
    with monkeypatch.context() as there:
        there.setenv("TZ", "Europe/Paris")
        time.tzset()
        yield
    time.tzset()


def test_an_id_is_the_same_wherever_the_machine_stands(in_paris: None) -> None:
    midnight = datetime(JURY.year, JURY.month, JURY.day, tzinfo=UTC)

    of_a_day = award_id(JURY, "e-certif", "certificates", "PAR-1").hex[:12]

    assert of_a_day == f"{int(midnight.timestamp()) * 1000:012x}"


def test_an_award_counts_as_the_dossier_that_a_jury_decided_then() -> None:
    award = replace(PARTIAL, holder=MARRIED, option="production", pathway="individualised_training")
    midnight = datetime(2019, 6, 4, tzinfo=UTC)

    read = as_decided(replace(award, variant="direct_assessment"), VERSIONS)

    assert read == Dossier(
        id=PARTIAL.id,
        number="e-certif PAR-1",
        pathway="individualised_training",
        variant="direct_assessment",
        certification_code="cqp-operateur-fabrication",
        option="production",
        candidate=Candidate(
            birth_name="Lefèvre",
            usage_name="Roux",
            first_names="Élodie",
            birth_date=date(1984, 3, 9),
            birth_place="Saint-Fons (69)",
            sex="F",
            employment=Employment(status=EmploymentStatus.OTHER),
        ),
        created_by_role="takeover",
        created_on=JURY,
        requested_on=JURY,
        created_at=midnight,
        updated_at=midnight,
        scope=Scope(framework_version="2011", assessed=(), exemptions=(), frozen_on=JURY),
        decisions=(
            Decision(
                id=PARTIAL.id,
                kind=DecisionKind.DELIBERATION,
                session_id=PARTIAL.id,
                decided_on=JURY,
                competences=(CompetenceDecision(code="C1", validated=True),),
                outcome=Outcome.PARTIALLY_AWARDED,
                retained=(Retained(competence_code="C1", until=date(2024, 6, 4)),),
                votes=None,
            ),
        ),
    )
    assert read.is_over
    assert as_decided(replace(award, sex=None), VERSIONS).candidate.sex == ""


def test_the_framework_that_the_register_names_goes_before_that_of_the_day() -> None:
    named, none_then = as_decided(replace(AWARD, framework_version="2020"), VERSIONS), as_decided(AWARD, VERSIONS[1:])

    assert named.scope is not None
    assert named.scope.framework_version == "2020"
    assert none_then.scope is None


def test_an_award_whose_pathway_is_not_told_is_read_as_one_of_the_usual_pathway() -> None:
    read = as_decided(AWARD, VERSIONS)

    assert (read.number, read.pathway, read.variant) == ("CQP 2019/00042", "individualised_training", None)
    assert read.decision is not None
    assert read.decision.outcome is Outcome.AWARDED


def test_a_revoked_award_is_worth_nothing_since_its_day() -> None:
    revoked = replace(AWARD, revoked_on=date(2020, 1, 2), revocation_reason="Pièce fausse", replaced_by="X-1")
    since = Revocation(
        on=date(2020, 1, 2), at=datetime(2020, 1, 2, tzinfo=UTC), reason="Pièce fausse", replaced_by="X-1"
    )

    assert (AWARD.revocation, AWARD.state, AWARD.is_valid_in_full) == (None, CertificateState.VALID, True)
    assert (revoked.state, revoked.is_valid_in_full) == (CertificateState.REVOKED, False)
    assert revoked.revocation == since
    assert replace(revoked, revocation_reason=None).revocation == replace(since, reason="")
    assert not PARTIAL.is_valid_in_full


def test_it_prints_the_title_of_then_where_it_is_told() -> None:
    of_production = replace(AWARD, certification_code="cqp-responsable-secteur", option="production")
    printed = printed_certification("cqp-responsable-secteur", "production")

    assert printed.option is not None
    assert of_production.certification == printed
    assert replace(of_production, title="Responsable (2011)").certification == replace(
        printed, title="Responsable (2011)"
    )
    assert (AWARD.delivered_on, PARTIAL.delivered_on) == (date(2019, 6, 20), JURY)


def test_it_shows_its_holder_by_name_company_and_number() -> None:
    identity = Identity(
        birth_name="Lefèvre",
        usage_name="Roux",
        first_names="Élodie",
        birth_date=date(1984, 3, 9),
        birth_place="Saint-Fons (69)",
    )
    shown = replace(AWARD, holder=MARRIED)

    assert award_appearance(shown) == Appearance(
        dossier_id=AWARD.id,
        identity=identity,
        sex="F",
        sirens=frozenset({"732829320"}),
        delivered_numbers=frozenset({number_key("cqp-operateur-fabrication", "CQP 2019/00042")}),
    )
    assert award_appearance(replace(shown, sex=None, siret=None, number=None)) == Appearance(
        dossier_id=AWARD.id, identity=identity, sex=""
    )


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1984-03-09", date(1984, 3, 9)),
        ("1984/03/09", date(1984, 3, 9)),
        ("09/03/1984", date(1984, 3, 9)),
        (" 09 03 1984 ", date(1984, 3, 9)),
        ("09031984", date(1984, 3, 9)),
        ("12/11/1984", date(1984, 11, 12)),
        ("1984-11-12", date(1984, 11, 12)),
        ("09/03/84", None),
        ("31/02/1984", None),
        ("7K3M-QX0T-12", None),
        ("0903198412", None),
        ("09-03-1984X", None),
        ("", None),
    ],
)
def test_a_birth_date_is_read_as_people_type_it(typed: str, day: date | None) -> None:
    assert birth_date_typed(typed) == day


@pytest.mark.parametrize("typed", ["CQP 2019/00042", "cqp-2019-00042", "CQP2O19/OOO42"])
def test_a_number_is_found_however_it_is_typed(typed: str) -> None:
    assert number_found_by(typed) == "CQP201900042"


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        pytest.param({}, [], id="nothing to say"),
        pytest.param({"awarded_on": date(2011, 4, 27)}, [], id="the scheme's first day"),
        pytest.param({"awarded_on": date(2011, 4, 26)}, ["before_the_scheme"], id="the day before"),
        pytest.param({"outcome": Outcome.PARTIALLY_AWARDED}, ["paper_of_a_partial_award"], id="a partial paper"),
        pytest.param({"issued_on": JURY}, [], id="issued on the jury's day"),
        pytest.param({"issued_on": JURY - timedelta(1)}, ["issued_before_the_jury"], id="issued before"),
        pytest.param({"passport_sent_on": JURY}, [], id="sent on the jury's day"),
        pytest.param({"passport_sent_on": JURY - timedelta(1)}, ["sent_before_the_jury"], id="sent before"),
        pytest.param({"retained": (Retained(competence_code="C1", until=TODAY),)}, [], id="the last day"),
        pytest.param(
            {"retained": (Retained(competence_code="C1", until=TODAY - timedelta(1)),)}, ["retention_over"], id="over"
        ),
        pytest.param({"retained": (Retained(competence_code="C1", until=None),)}, [], id="for good"),
    ],
)
def test_the_rules_are_told_of_an_award_and_refuse_nothing(changes: dict[str, object], codes: list[str]) -> None:
    assert codes_on(replace(AWARD, **changes)) == codes  # type: ignore[arg-type]


def test_two_under_one_civil_status_are_in_doubt_and_the_same_twice_is_said_too() -> None:
    other_holder = replace(AWARD, id=UUID(int=2), holder=replace(AWARD.holder, birth_date=date(1984, 3, 10)))
    again = replace(AWARD, id=UUID(int=3), number="X-1")
    revoked = replace(AWARD, id=UUID(int=4), number="X-2", revoked_on=TODAY)

    assert remarks_among((AWARD, other_holder, again, revoked, PARTIAL)) == {
        AWARD.id: (in_doubt_with("X-1, X-2, e-certif PAR-1"), held_twice_with("X-1")),
        again.id: (in_doubt_with("CQP 2019/00042, X-2, e-certif PAR-1"), held_twice_with("CQP 2019/00042")),
        revoked.id: (in_doubt_with("CQP 2019/00042, X-1, e-certif PAR-1"),),
        PARTIAL.id: (in_doubt_with("CQP 2019/00042, X-1, X-2"),),
    }


def test_of_many_under_one_civil_status_five_are_named() -> None:
    many = [replace(AWARD, id=UUID(int=place), number=f"X-{place}") for place in range(7)]

    assert remarks_among(many)[UUID(int=6)] == (
        in_doubt_with("X-0, X-1, X-2, X-3, X-4"),
        held_twice_with("X-0, X-1, X-2, X-3, X-4"),
    )


@pytest.mark.parametrize(
    ("birth_name", "first_names"),
    [
        pytest.param("Lefèvre", "Anne", id="another's first names"),
        pytest.param("Lefèvre Élodie", "Anne", id="one word of the name"),
        pytest.param("Martin", "Élodie", id="another's name"),
    ],
)
def test_two_of_other_names_are_in_no_doubt(birth_name: str, first_names: str) -> None:
    holder = replace(AWARD.holder, birth_name=birth_name, first_names=first_names)

    assert remarks_among((AWARD, replace(AWARD, id=UUID(int=2), holder=holder))) == {}


def test_two_of_one_name_in_several_words_are_told_apart_by_their_first_names() -> None:
    one, other = (
        replace(AWARD, id=UUID(int=place), holder=replace(AWARD.holder, birth_name="De La Tour", first_names=each))
        for place, each in enumerate(("Anne", "Marie"))
    )

    assert remarks_among((one, other)) == {}


def test_two_alone_are_in_doubt_wherever_they_say_they_were_born() -> None:
    elsewhere = replace(PARTIAL, holder=replace(AWARD.holder, birth_place="Lyon"))

    for other in (PARTIAL, elsewhere):
        assert set(remarks_among((AWARD, other))) == {AWARD.id, PARTIAL.id}


def test_one_alone_is_in_no_doubt() -> None:
    assert remarks_among((AWARD,)) == {}
