"""D76: a full award of what was registered is sent within three calendar months, once; a revocation withdraws it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.catalogue import CERTIFICATIONS
from app.domain.certification import Registration
from app.domain.certification_settings import CertificationSettings
from app.domain.passport import (
    PASSPORT_STATE_LABELS,
    READY_FOR,
    STAGE_ACCEPTED,
    STAGE_BEFORE,
    STAGE_REJECTED,
    STAGE_SENT,
    PassportAction,
    PassportAward,
    PassportStage,
    PassportState,
    alarm_distance,
    can_be_sent,
    completed,
    not_sendable,
    registration_code,
)
from app.domain.passport_access import PassportAccess
from app.domain.passport_file import access_of
from app.domain.passport_identity import NOTHING_SAID, PassportIdentity, passport_identity_of, proposed_first_names
from app.domain.passport_warnings import passport_warnings
from app.domain.refusal import Refusal, RefusalKind
from app.domain.text import Text
from tests.builders import (
    BRIDGE,
    CERTIFICATION,
    DIRECT_VARIANT,
    P1,
    P2,
    P3,
    a_candidate,
    a_case,
    a_decision,
    a_dossier,
)
from tests.passport_awards import HOLDER, IDENTITY, ISSUED, NUMBER, an_award
from tests.rules.answers import TOO_EARLY, pairs, reasons

REVOKED = date(2026, 12, 15)
DUE = date(2027, 2, 28)
ASKED = {"first_name_1": "Camille", "birth_commune_insee": "69387", "birth_country": "FR"}


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        pytest.param({}, PassportState.READY, id="nothing is missing"),
        pytest.param({"awarded_on": date(2021, 7, 1)}, PassportState.READY, id="of the first day that is sent"),
        pytest.param({"awarded_on": date(2021, 6, 30)}, PassportState.NOT_DUE, id="of the day before"),
        pytest.param({"registration_code": None}, PassportState.NOT_DUE, id="not registered that day"),
        pytest.param({"identity": NOTHING_SAID}, PassportState.INCOMPLETE, id="nobody was asked"),
        pytest.param({"revoked_on": REVOKED}, PassportState.NOT_DUE, id="revoked before it was sent"),
        pytest.param({"stage": PassportStage.SENT}, PassportState.SENT, id="in a batch"),
        pytest.param({"stage": PassportStage.SENT, "revoked_on": REVOKED}, PassportState.SENT, id="its answer awaited"),
        pytest.param({"stage": PassportStage.ACCEPTED}, PassportState.ACCEPTED, id="accepted"),
        pytest.param({"stage": PassportStage.REJECTED}, PassportState.REJECTED, id="refused"),
        pytest.param(
            {"stage": PassportStage.REJECTED, "revoked_on": REVOKED}, PassportState.NOT_DUE, id="refused, then revoked"
        ),
        pytest.param(
            {"stage": PassportStage.ACCEPTED, "revoked_on": REVOKED}, PassportState.TO_WITHDRAW, id="to be withdrawn"
        ),
        pytest.param(
            {"stage": PassportStage.WITHDRAWAL_SENT, "revoked_on": REVOKED},
            PassportState.WITHDRAWAL_SENT,
            id="its withdrawal in a batch",
        ),
        pytest.param(
            {"stage": PassportStage.WITHDRAWN, "revoked_on": REVOKED}, PassportState.WITHDRAWN, id="withdrawn"
        ),
    ],
)
def test_how_far_an_award_has_come(changes: dict[str, Any], state: PassportState) -> None:
    assert an_award(**changes).state is state


@pytest.mark.parametrize(
    ("changes", "due_on"),
    [
        pytest.param({}, DUE, id="the last day of a month that is shorter"),
        pytest.param({"issued_on": date(2026, 11, 23)}, date(2027, 2, 23), id="from day to day"),
        pytest.param({"registration_code": None}, None, id="nothing is due"),
        pytest.param(
            {"stage": PassportStage.ACCEPTED, "revoked_on": REVOKED}, date(2027, 3, 15), id="from the revocation"
        ),
        pytest.param({"stage": PassportStage.SENT, "revoked_on": REVOKED}, DUE, id="revoked before its answer came"),
    ],
)
def test_the_term_is_three_calendar_months_from_the_delivery(changes: dict[str, Any], due_on: date | None) -> None:
    assert an_award(**changes).due_on == due_on


@pytest.mark.parametrize(
    ("changes", "on", "overdue"),
    [
        pytest.param({}, DUE, False, id="on its last day"),
        pytest.param({}, date(2027, 3, 1), True, id="the day after"),
        pytest.param({"stage": PassportStage.SENT}, date(2027, 3, 1), True, id="in a batch that nobody handed in"),
        pytest.param(
            {"stage": PassportStage.SENT, "deposited_on": DUE}, date(2027, 3, 1), False, id="handed in on its last day"
        ),
        pytest.param(
            {"stage": PassportStage.REJECTED, "deposited_on": DUE}, date(2027, 3, 1), True, id="handed in, and refused"
        ),
        pytest.param({"stage": PassportStage.ACCEPTED}, date(2027, 3, 1), False, id="accepted"),
        pytest.param(
            {"stage": PassportStage.ACCEPTED, "revoked_on": REVOKED, "deposited_on": DUE},
            date(2027, 3, 16),
            True,
            id="its withdrawal not handed in",
        ),
        pytest.param(
            {
                "stage": PassportStage.WITHDRAWAL_SENT,
                "revoked_on": REVOKED,
                "withdrawal_deposited_on": date(2027, 3, 15),
            },
            date(2027, 3, 16),
            False,
            id="its withdrawal handed in",
        ),
        pytest.param(
            {"stage": PassportStage.WITHDRAWAL_SENT, "revoked_on": REVOKED},
            date(2027, 3, 16),
            True,
            id="its withdrawal in a batch that nobody handed in",
        ),
        pytest.param(
            {"stage": PassportStage.ACCEPTED, "revoked_on": REVOKED, "withdrawal_deposited_on": REVOKED},
            date(2027, 3, 16),
            True,
            id="its withdrawal handed in, and refused",
        ),
        pytest.param(
            {"stage": PassportStage.WITHDRAWN, "revoked_on": REVOKED, "withdrawal_deposited_on": REVOKED},
            date(2027, 3, 16),
            False,
            id="withdrawn",
        ),
        pytest.param({"deposited_on": DUE}, date(2027, 3, 1), True, id="refused, completed, and not sent again"),
        pytest.param(
            {"deposited_on": DUE, "identity": NOTHING_SAID}, date(2027, 3, 1), True, id="refused, and lacking since"
        ),
        pytest.param({"registration_code": None}, date(2027, 3, 1), False, id="nothing is due"),
    ],
)
def test_late_is_what_is_still_to_be_handed_in_after_the_last_day(
    changes: dict[str, Any], on: date, overdue: bool
) -> None:
    assert an_award(**changes).is_overdue(on) is overdue


@pytest.mark.parametrize(("first", "in_time"), [(None, None), (DUE, True), (date(2027, 3, 1), False)], ids=str)
@pytest.mark.parametrize("last", [None, date(2027, 4, 1)], ids=["in another batch since", "handed in again since"])
def test_in_time_is_counted_by_the_day_of_the_first_deposit(
    first: date | None, last: date | None, in_time: bool | None
) -> None:
    assert an_award(first_deposited_on=first, deposited_on=last).was_in_time is in_time


@pytest.mark.parametrize(
    ("on", "distance"),
    [
        pytest.param(date(2027, 1, 28), None, id="31 days before"),
        pytest.param(date(2027, 1, 29), 30, id="30 days before"),
        pytest.param(date(2027, 2, 20), 30, id="8 days before"),
        pytest.param(date(2027, 2, 21), 7, id="7 days before"),
        pytest.param(DUE, 7, id="on the last day"),
        pytest.param(date(2027, 3, 1), -1, id="the day after"),
        pytest.param(date(2027, 3, 30), -1, id="30 days after"),
        pytest.param(date(2027, 3, 31), None, id="long past"),
    ],
)
def test_alarms_come_at_30_and_7_days_and_past_the_term(on: date, distance: int | None) -> None:
    assert alarm_distance(an_award(), on) == distance
    assert alarm_distance(an_award(stage=PassportStage.SENT, deposited_on=ISSUED), on) is None
    assert alarm_distance(an_award(registration_code=None), on) is None


def test_what_was_refused_alarms_again_whatever_was_handed_in_before() -> None:
    refused_withdrawal = an_award(
        stage=PassportStage.ACCEPTED, revoked_on=REVOKED, deposited_on=DUE, withdrawal_deposited_on=date(2027, 1, 4)
    )
    completed_again = an_award(deposited_on=ISSUED)

    assert alarm_distance(refused_withdrawal, date(2027, 3, 14)) == 7
    assert alarm_distance(completed_again, DUE) == 7


def settled(**changes: Any) -> CertificationSettings:
    facts: dict[str, Any] = {
        "certification_code": CERTIFICATION,
        "in_force_from": date(2024, 1, 1),
        "written_work_required": False,
        "observation_required": True,
        "pathways": ("simplified_vae",),
        "rncp_code": "RNCP34567",
        "rncp_until": date(2026, 12, 31),
        "source": "exemple",
        "confirmed": True,
    }
    return CertificationSettings(**{**facts, **changes})


@pytest.mark.parametrize(
    ("settings", "on", "code"),
    [
        pytest.param((), ISSUED, None, id="nobody said"),
        pytest.param((settled(),), date(2023, 12, 31), None, id="before it was registered"),
        pytest.param((settled(),), date(2024, 1, 1), "RNCP34567", id="from the first day on"),
        pytest.param((settled(),), date(2026, 12, 31), "RNCP34567", id="on its last day"),
        pytest.param((settled(),), date(2027, 1, 1), None, id="over"),
        pytest.param((settled(rncp_until=None),), date(2030, 1, 1), "RNCP34567", id="without a last day"),
        pytest.param((settled(certification_code="cqp-x"),), ISSUED, None, id="another certification's"),
    ],
)
def test_registered_is_what_was_on_the_day_of_the_award(
    settings: tuple[CertificationSettings, ...], on: date, code: str | None
) -> None:
    assert registration_code(CERTIFICATIONS[CERTIFICATION], settings, on) == code


def test_what_the_catalogue_cites_counts_where_nothing_was_settled() -> None:
    cited = Registration(code="RNCP1", decided_on=date(2020, 1, 1), level=3, european_level=3, nsf=())
    certification = replace(CERTIFICATIONS[CERTIFICATION], registration=cited)

    assert registration_code(certification, (), ISSUED) == "RNCP1"
    assert registration_code(None, (settled(),), ISSUED) is None


LONG = "x" * 61


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({"identity": NOTHING_SAID}, ["first_names_missing", "sex_missing"], id="nobody was asked"),
        pytest.param(
            {"identity": replace(IDENTITY, first_names=("", "Élise"))},
            ["first_names_missing"],
            id="an empty first name",
        ),
        pytest.param({"identity": replace(IDENTITY, first_names=(LONG,))}, ["first_name_too_long"], id="61 letters"),
        pytest.param({"identity": replace(IDENTITY, first_names=("x" * 60,))}, [], id="60 letters"),
        pytest.param({"holder": replace(HOLDER, birth_name=LONG)}, ["birth_name_too_long"], id="a long birth name"),
        pytest.param({"holder": replace(HOLDER, usage_name=LONG)}, ["usage_name_too_long"], id="a long name in use"),
        pytest.param({"holder": replace(HOLDER, usage_name="x" * 60)}, [], id="a name in use of 60 letters"),
        pytest.param(
            {"holder": replace(HOLDER, birth_date=date(1899, 12, 31))}, ["birth_date_out_of_range"], id="too old"
        ),
        pytest.param({"holder": replace(HOLDER, birth_date=date(1900, 1, 1))}, [], id="born in 1900"),
        pytest.param({"holder": replace(HOLDER, birth_date=date(2099, 12, 31))}, [], id="born in 2099"),
        pytest.param(
            {"holder": replace(HOLDER, birth_date=date(2100, 1, 1))}, ["birth_date_out_of_range"], id="not born yet"
        ),
    ],
)
def test_what_is_missing_is_named_before_a_file_exists(changes: dict[str, Any], codes: list[str]) -> None:
    award = an_award(**changes)
    faults = tuple(not_sendable(award, PassportAction.CREATION, "/certificates/0"))

    assert [each.code for each in award.missing if each.compulsory] == codes
    assert [each.code for each in faults] == codes
    assert pairs(faults) == {(code, "D76") for code in codes}
    assert {each.pointer for each in faults} <= {"/certificates/0"}
    for fault, missing in zip(faults, award.missing, strict=False):
        assert fault.detail == Text(f"{NUMBER} : {missing.detail.fr}", f"{NUMBER}: {missing.detail.en}")


def test_a_name_that_is_too_long_is_shown_by_its_beginning_and_its_length() -> None:
    (missing,) = an_award(holder=replace(HOLDER, birth_name="x" * 20 + "y" * 41)).missing

    assert f"« {'x' * 20}… » a 61 signes : le passeport en prend 60 au plus" in missing.detail.fr
    assert f"“{'x' * 20}…” has 61 characters: the passport takes 60 at most" in missing.detail.en


def test_a_place_of_birth_without_codes_is_advised_and_stops_nothing() -> None:
    award = an_award(identity=PassportIdentity(first_names=("Camille",), sex="F"))

    assert [(each.code, each.compulsory) for each in award.missing] == [
        ("birth_commune_missing", False),
        ("birth_country_missing", False),
    ]
    assert award.state is PassportState.READY
    assert an_award(identity=replace(IDENTITY, birth_commune_insee=None, birth_postal_code="69007")).missing == ()


def test_a_dossier_says_to_the_passport_what_it_knows_of_its_candidate() -> None:
    said = a_candidate(
        first_name_1="Camille",
        first_name_3="Élise",
        birth_commune_insee="69387",
        birth_postal_code="69007",
        birth_country="FR",
    )

    assert passport_identity_of(said) == PassportIdentity(
        first_names=("Camille", "Élise"),
        birth_commune_insee="69387",
        birth_postal_code="69007",
        birth_country="FR",
        sex="F",
    )
    assert passport_identity_of(replace(said, sex="X")).sex is None
    assert passport_identity_of(replace(said, sex="M")).sex == "M"


def test_first_names_are_proposed_and_never_parted_by_themselves() -> None:
    assert proposed_first_names("Jean Pierre, Marie  Anne Zoé") == ("Jean", "Pierre", "Marie")
    assert an_award(identity=NOTHING_SAID).identity.first_names == ()


@pytest.mark.parametrize("state", [state for state in PassportState if state is not PassportState.READY])
def test_nothing_but_what_is_ready_is_sent(state: PassportState) -> None:
    made = {
        PassportState.NOT_DUE: {"registration_code": None},
        PassportState.INCOMPLETE: {"identity": NOTHING_SAID},
        PassportState.SENT: {"stage": PassportStage.SENT},
        PassportState.ACCEPTED: {"stage": PassportStage.ACCEPTED},
        PassportState.REJECTED: {"stage": PassportStage.REJECTED},
        PassportState.TO_WITHDRAW: {"stage": PassportStage.ACCEPTED, "revoked_on": REVOKED},
        PassportState.WITHDRAWAL_SENT: {"stage": PassportStage.WITHDRAWAL_SENT, "revoked_on": REVOKED},
        PassportState.WITHDRAWN: {"stage": PassportStage.WITHDRAWN, "revoked_on": REVOKED},
    }
    award = an_award(**made[state])  # type: ignore[arg-type]

    said = PASSPORT_STATE_LABELS[state]
    assert award.state is state
    for action in PassportAction:
        faults = tuple(not_sendable(award, action, "/certificates/0"))
        if state is READY_FOR[action]:
            assert faults == ()
        elif state is not PassportState.INCOMPLETE or action is not PassportAction.CREATION:
            (fault,) = faults
            assert pairs(faults) == {("cpf_not_sendable", "D76")}
            assert fault.pointer == "/certificates/0"
            assert fault.detail == Text(
                f"{NUMBER} ne peut pas être mis dans ce lot : {said.fr.lower()}.",
                f"{NUMBER} cannot be put into this batch: {said.en.lower()}.",
            )


def refused(award: PassportAward) -> RefusalKind | None:
    answer = completed(award, IDENTITY)
    return answer.kind if isinstance(answer, Refusal) else None


def test_what_is_completed_is_what_is_not_on_its_way() -> None:
    said = replace(IDENTITY, first_names=("Camille",))
    corrected = completed(an_award(stage=PassportStage.REJECTED), said)

    assert isinstance(corrected, PassportAward)
    assert corrected.state is PassportState.READY
    assert corrected == an_award(identity=said)
    assert refused(an_award(identity=NOTHING_SAID)) is None
    assert refused(an_award(stage=PassportStage.SENT)) is RefusalKind.STEP_NOT_OPEN
    assert refused(an_award(stage=PassportStage.SENT, revoked_on=REVOKED)) is RefusalKind.STEP_NOT_OPEN
    on_its_way = completed(an_award(stage=PassportStage.SENT), IDENTITY)
    assert reasons(on_its_way, TOO_EARLY) == {("cpf_awaits_report", "D76")}
    for stage in (PassportStage.ACCEPTED, PassportStage.WITHDRAWAL_SENT, PassportStage.WITHDRAWN):
        assert refused(an_award(stage=stage)) is RefusalKind.ALREADY_DONE


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        pytest.param({}, [], id="nothing is missing"),
        pytest.param({"identity": NOTHING_SAID}, ["first_names_missing", "sex_missing"], id="nobody parted its names"),
        pytest.param({"registration_code": None}, ["cpf_registration_missing"], id="no entry of that day"),
    ],
)
def test_a_withdrawal_lacks_what_its_file_has_to_say(changes: dict[str, Any], codes: list[str]) -> None:
    award = an_award(stage=PassportStage.ACCEPTED, revoked_on=REVOKED, passport_id="OLD-1", **changes)
    faults = tuple(not_sendable(award, PassportAction.WITHDRAWAL, "/certificates/0"))

    assert award.state is PassportState.TO_WITHDRAW
    assert [each.code for each in faults] == codes
    assert {each.pointer for each in faults} <= {"/certificates/0"}
    assert can_be_sent(award, PassportAction.WITHDRAWAL) is (codes == [])
    assert not can_be_sent(award, PassportAction.CREATION)


def test_what_the_former_system_sent_is_completed_and_stays_accepted() -> None:
    lacking = an_award(stage=PassportStage.ACCEPTED, identity=NOTHING_SAID, passport_id="OLD-1")
    after = completed(lacking, IDENTITY)

    assert after == an_award(stage=PassportStage.ACCEPTED, passport_id="OLD-1")
    assert isinstance(after, PassportAward)
    assert refused(after) is RefusalKind.ALREADY_DONE


@pytest.mark.parametrize("action", list(PassportAction))
def test_an_answer_moves_an_award_on_and_a_refused_withdrawal_leaves_it_accepted(action: PassportAction) -> None:
    revoked = REVOKED if action is PassportAction.WITHDRAWAL else None
    states = [
        an_award(stage=stages[action], revoked_on=revoked).state
        for stages in (STAGE_SENT, STAGE_ACCEPTED, STAGE_REJECTED)
    ]

    assert states == (
        [PassportState.SENT, PassportState.ACCEPTED, PassportState.REJECTED]
        if action is PassportAction.CREATION
        else [PassportState.WITHDRAWAL_SENT, PassportState.WITHDRAWN, PassportState.TO_WITHDRAW]
    )


@pytest.mark.parametrize("action", list(PassportAction))
def test_a_batch_that_is_given_up_leaves_its_awards_as_they_were(action: PassportAction) -> None:
    revoked = REVOKED if action is PassportAction.WITHDRAWAL else None

    assert an_award(stage=STAGE_BEFORE[action], revoked_on=revoked).state is READY_FOR[action]


@pytest.mark.parametrize(
    ("pathway", "changes", "access"),
    [
        pytest.param(P1, {}, PassportAccess.CONTINUING_TRAINING, id="individualised training"),
        pytest.param(
            P1,
            {"training_scheme": "professionalisation_contract"},
            PassportAccess.PROFESSIONALISATION_CONTRACT,
            id="under a contract",
        ),
        pytest.param(P1, {"variant": DIRECT_VARIANT}, PassportAccess.VAE, id="direct assessment"),
        pytest.param(P2, {"training_scheme": "professionalisation_contract"}, PassportAccess.VAE, id="simplified VAE"),
        pytest.param(P3, {}, PassportAccess.VAE, id="common-law VAE"),
        pytest.param(BRIDGE, {}, None, id="by a bridge"),
    ],
)
def test_how_the_holder_came_to_it_is_told_in_the_passports_words(
    pathway: str, changes: dict[str, Any], access: PassportAccess | None
) -> None:
    dossier = a_dossier(pathway, **changes)

    assert access_of(dossier, dossier.certification_code) is access
    assert access_of(dossier, "cqpi-agent-logistique") is None


@pytest.mark.parametrize(
    ("candidate", "registered", "told"),
    [
        pytest.param({}, True, ["first_names_missing", "birth_commune_missing", "birth_country_missing"], id="nothing"),
        pytest.param(ASKED, True, [], id="everything"),
        pytest.param({**ASKED, "usage_name": LONG}, True, ["usage_name_too_long"], id="a name of 61 letters"),
        pytest.param({}, False, [], id="a certification that is not registered"),
    ],
)
def test_what_the_passport_will_ask_is_told_while_the_dossier_can_say_it(
    candidate: dict[str, Any], registered: bool, told: list[str]
) -> None:
    certification = replace(CERTIFICATIONS[CERTIFICATION], rncp_code="RNCP34567" if registered else None)
    case = a_case(a_dossier(candidate=a_candidate(**candidate)), certification=certification)

    warnings = tuple(passport_warnings(case))
    assert pairs(warnings) == {(f"passport_{code}", "D76") for code in told}
    assert all(warning.pointer is not None for warning in warnings)
    over = replace(case.dossier, decisions=(a_decision(),))
    assert list(passport_warnings(replace(case, dossier=over))) == []
