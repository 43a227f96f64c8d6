"""D76, D77: an award of the former register as the passport is told of it, and what changes what it was told."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from app.domain.certificates import Holder
from app.domain.deliberation import Outcome
from app.domain.former_passport import changes_what_was_sent, passport_award
from app.domain.former_register import FormerAward
from app.domain.passport import PassportAward, PassportState
from app.domain.passport_access import PassportAccess
from app.domain.passport_identity import PassportIdentity
from app.domain.takeovers import ImportOrigin

HOLDER = Holder(
    birth_name="Lefèvre",
    usage_name="Roux",
    first_names="Élodie Anne",
    birth_date=date(1984, 3, 9),
    birth_place="Saint-Fons (69)",
)
ORIGIN = ImportOrigin(
    batch=UUID(int=1), source="e-certif", source_id="PAR-1", imported_at=datetime(2026, 11, 29, tzinfo=UTC)
)
AWARD = FormerAward(
    id=UUID(int=4),
    number="CQP 2022/00042",
    certification_code="cqp-responsable-secteur",
    option="production",
    outcome=Outcome.AWARDED,
    holder=HOLDER,
    sex="F",
    siret="73282932000074",
    awarded_on=date(2022, 6, 4),
    issued_on=date(2022, 6, 20),
    revoked_on=date(2023, 1, 2),
    revocation_reason="Pièce fausse",
    replaced_by="X-1",
    pathway="common_law_vae",
    origin=ORIGIN,
    version=3,
)


def test_the_passport_is_told_of_a_former_award_in_full() -> None:
    assert passport_award(AWARD) == PassportAward(
        certificate_number="CQP 2022/00042",
        verification_code=None,
        dossier_id=None,
        certification_code="cqp-responsable-secteur",
        option="production",
        holder=HOLDER,
        awarded_on=date(2022, 6, 4),
        issued_on=date(2022, 6, 20),
        revoked_on=date(2023, 1, 2),
        identity=PassportIdentity(sex="F"),
        access=PassportAccess.VAE,
    )


def test_what_the_former_system_sent_under_a_known_name_is_accepted_and_withdrawn_by_a_revocation() -> None:
    sent = replace(AWARD, passport_sent_on=date(2022, 7, 1), passport_id="ECERTIF-42", revoked_on=None)
    valid, revoked = passport_award(sent), passport_award(replace(sent, revoked_on=date(2023, 1, 2)))

    assert (valid.state, valid.technical_id) == (PassportState.ACCEPTED, "ECERTIF-42")
    assert valid.deposited_on == valid.first_deposited_on == date(2022, 7, 1)
    assert (revoked.state, revoked.due_on) == (PassportState.TO_WITHDRAW, date(2023, 4, 2))
    assert passport_award(AWARD).technical_id == "CQP 2022/00042"


def test_what_the_register_tells_beyond_what_it_printed_is_told_as_it_is() -> None:
    told = replace(
        AWARD,
        first_names_apart=("Élodie", "Anne"),
        birth_commune_insee="69199",
        birth_postal_code="69190",
        birth_country="FR",
    )

    assert passport_award(told).identity == PassportIdentity(
        first_names=("Élodie", "Anne"),
        birth_commune_insee="69199",
        birth_postal_code="69190",
        birth_country="FR",
        sex="F",
    )


@pytest.mark.parametrize(("sex", "told"), [("F", "F"), ("M", "M"), ("X", None), (None, None)])
def test_a_sex_that_the_passport_has_no_word_for_is_not_told(sex: str | None, told: str | None) -> None:
    assert passport_award(replace(AWARD, sex=sex)).identity == PassportIdentity(sex=told)


@pytest.mark.parametrize(
    ("pathway", "variant", "access"),
    [
        (None, None, None),
        ("bridge", None, None),
        ("individualised_training", None, PassportAccess.CONTINUING_TRAINING),
        ("individualised_training", "direct_assessment", PassportAccess.VAE),
        ("simplified_vae", None, PassportAccess.VAE),
    ],
)
def test_the_access_is_that_of_the_pathway_where_the_register_tells_one(
    pathway: str | None, variant: str | None, access: PassportAccess | None
) -> None:
    assert passport_award(replace(AWARD, pathway=pathway, variant=variant)).access is access


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"revoked_on": None}, id="the day of the revocation"),
        pytest.param({"revocation_reason": None}, id="its reason"),
        pytest.param({"replaced_by": None}, id="what replaces it"),
        pytest.param({"origin": replace(ORIGIN, batch=UUID(int=2))}, id="the batch"),
        pytest.param({"version": 4}, id="the version"),
    ],
)
def test_what_withdraws_it_and_where_it_is_from_change_nothing_that_was_sent(changes: dict[str, object]) -> None:
    assert not changes_what_was_sent(AWARD, replace(AWARD, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"number": "CQP 2022/00043"}, id="the number"),
        pytest.param({"holder": replace(HOLDER, usage_name=None)}, id="the holder"),
        pytest.param({"awarded_on": date(2022, 6, 5), "revoked_on": None}, id="the day, with the revocation"),
        pytest.param({"pathway": None}, id="the pathway"),
    ],
)
def test_all_else_says_something_other_than_what_was_sent(changes: dict[str, object]) -> None:
    assert changes_what_was_sent(AWARD, replace(AWARD, **changes))  # type: ignore[arg-type]
