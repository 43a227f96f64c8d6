"""The file of a passport batch, element by element, and what of it is left out where there is nothing to say (D76)."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.domain.certificates import CertificateCode, verification_path
from app.domain.countries import COUNTRIES_ABROAD
from app.domain.passport import PassportAction
from app.domain.passport_access import PassportAccess
from app.domain.passport_file import Elements, PassportSchema, file_of, passage_of
from tests.passport_awards import HOLDER, IDENTITY, NUMBER, SETTINGS, a_file, an_award

PROOF = "https://cqp.example/x"


def flat(elements: Elements) -> dict[str, Any]:
    """The elements by name; those within, likewise."""
    return {name: flat(value) if isinstance(value, tuple) else value for name, value in elements}


def passage(proof: str | None = PROOF, **changes: Any) -> dict[str, Any]:
    return flat(passage_of(an_award(**changes), proof))


def holder(**changes: Any) -> dict[str, Any]:
    told = passage(**changes)["identificationTitulaire"]["titulaire"]
    assert isinstance(told, dict)
    return told


def test_an_award_is_said_in_the_elements_of_the_passport_and_in_their_order() -> None:
    told = passage(option="production")
    assert list(told) == [
        "idTechnique",
        "urlPreuve",
        "libelleOption",
        "obtentionCertification",
        "donneeCertifiee",
        "dateDebutValidite",
        "dateFinValidite",
        "presenceNiveauLangueEuro",
        "presenceNiveauNumeriqueEuro",
        "scoring",
        "mentionValidee",
        "modalitesInscription",
        "identificationTitulaire",
    ]
    assert {name: value for name, value in told.items() if not isinstance(value, dict)} == {
        "idTechnique": NUMBER,
        "urlPreuve": PROOF,
        "libelleOption": "Production",
        "obtentionCertification": "PAR_ADMISSION",
        "donneeCertifiee": "true",
        "dateDebutValidite": "2026-08-31",
        "dateFinValidite": None,
        "presenceNiveauLangueEuro": "false",
        "presenceNiveauNumeriqueEuro": "false",
        "scoring": None,
        "mentionValidee": "SANS_MENTION",
    }


def test_proof_and_option_are_left_out_where_there_are_none() -> None:
    assert {"urlPreuve", "libelleOption"}.isdisjoint(passage(None, option=None))
    assert "libelleOption" not in passage(option="none-of-ours")
    assert "urlPreuve" not in passage(" ")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {}, {"modaliteAcces": "VAE", "voieAccessVAE": "VAE_CLASSIQUE", "dateInscription": "2025-09-01"}, id="vae"
        ),
        pytest.param(
            {"access": PassportAccess.CONTINUING_TRAINING},
            {"modaliteAcces": str(PassportAccess.CONTINUING_TRAINING), "dateInscription": "2025-09-01"},
            id="training",
        ),
        pytest.param({"requested_on": None}, {"modaliteAcces": "VAE", "voieAccessVAE": "VAE_CLASSIQUE"}, id="no day"),
        pytest.param({"access": None}, {"modaliteAcces": None, "dateInscription": "2025-09-01"}, id="by a bridge"),
    ],
)
def test_how_the_holder_came_to_it(changes: dict[str, Any], expected: dict[str, Any]) -> None:
    assert passage(**changes)["modalitesInscription"] == expected


def test_the_holder_is_said_as_the_certificate_names_them() -> None:
    told = holder()
    assert list(told)[:4] == ["nomNaissance", "nomUsage", "prenom1", "prenom2"]
    assert told == {
        "nomNaissance": "Durand",
        "nomUsage": None,
        "prenom1": "Camille",
        "prenom2": "Élise",
        "anneeNaissance": "1990",
        "moisNaissance": "5",
        "jourNaissance": "17",
        "sexe": "F",
        "codeCommuneNaissance": {"codeInseeNaissance": {"codeInsee": "69387"}},
        "libelleCommuneNaissance": "Lyon 7e",
    }
    three = replace(IDENTITY, first_names=("Camille", "Élise", "Ada"))
    assert holder(identity=three)["prenom3"] == "Ada"
    assert holder(holder=replace(HOLDER, usage_name="Martin"))["nomUsage"] == "Martin"
    assert holder(holder=replace(HOLDER, usage_name=""))["nomUsage"] is None


@pytest.mark.parametrize(
    ("country", "said"),
    [
        pytest.param("DZ", "Algérie", id="abroad"),
        pytest.param("CI", "Côte d'Ivoire", id="with an apostrophe"),
        pytest.param("FR", None, id="in France"),
        pytest.param("RE", None, id="in a French territory"),
        pytest.param("ZZ", None, id="nowhere"),
        pytest.param(None, None, id="nobody said"),
    ],
)
def test_a_country_of_birth_is_said_by_its_name_where_it_is_not_france(country: str | None, said: str | None) -> None:
    told = holder(identity=replace(IDENTITY, birth_country=country))

    assert told.get("libellePaysNaissance") == said
    assert ("libellePaysNaissance" in told) is (said is not None)
    assert "codePaysNaissance" not in told


def test_every_country_is_named_as_shortly_as_the_passport_has_it() -> None:
    assert {"US", "MA", "PT", "XK"} <= COUNTRIES_ABROAD.keys()
    assert all(re.fullmatch("[A-Z]{2}", code) and 0 < len(name) <= 60 for code, name in COUNTRIES_ABROAD.items())


@pytest.mark.parametrize(
    ("postal", "said"), [("69007", "69007"), ("123456789", "123456789"), ("1234567890", None), (None, None)]
)
def test_without_a_commune_the_postal_code_is_said_where_it_is_short_enough(
    postal: str | None, said: str | None
) -> None:
    identity = replace(IDENTITY, birth_commune_insee=None, birth_postal_code=postal)
    assert holder(identity=identity)["codeCommuneNaissance"] == {"codePostalNaissance": {"codePostal": said}}


@pytest.mark.parametrize(("place", "said"), [("L", True), ("L" * 60, True), ("L" * 61, False), ("", False)])
def test_a_place_of_birth_that_is_too_long_is_left_out_and_never_cut(place: str, said: bool) -> None:
    told = holder(holder=replace(HOLDER, birth_place=place))
    assert told.get("libelleCommuneNaissance") == (place if said else None)
    assert ("libelleCommuneNaissance" in told) is said


def test_the_proof_is_the_page_on_which_anybody_verifies_the_certificate() -> None:
    award = an_award()
    assert award.verification_code is not None
    path = verification_path(CertificateCode(number=NUMBER, verification_code=award.verification_code))
    with_proof = a_file(award, settings=replace(SETTINGS, proof_url=True))

    assert flat(with_proof.passage(award))["urlPreuve"] == f"https://cqp.example{path}"
    assert "urlPreuve" not in flat(a_file(award).passage(award))


@pytest.mark.parametrize(
    ("made_at", "said"),
    [
        (datetime(2026, 11, 30, 9, 0, 0, 999_999, tzinfo=UTC), "2026-11-30T10:00:00+01:00"),
        (datetime(2026, 7, 14, 22, 30, 5, tzinfo=UTC), "2026-07-15T00:30:05+02:00"),
    ],
)
def test_an_instant_is_said_to_the_second_with_the_offset_of_paris(made_at: datetime, said: str) -> None:
    assert a_file(made_at=made_at).timestamp == said


def test_a_file_says_its_awards_by_certification_in_the_order_of_their_codes() -> None:
    later, first, second = (
        an_award(registration_code=code, certificate_number=number)
        for code, number in (("RS5000", "N1"), ("RNCP1", "N2"), ("RNCP1", "N3"))
    )
    made_at = datetime(2026, 11, 30, 9, tzinfo=UTC)
    told = file_of(
        (later, first, second),
        action=PassportAction.WITHDRAWAL,
        settings=SETTINGS,
        flux_id="20261130-1",
        made_at=made_at,
        public_url="https://cqp.example",
    )

    assert told.certifications == (("RNCP1", (first, second)), ("RS5000", (later,)))
    assert (told.action, told.settings, told.flux_id, told.made_at, told.public_url, told.schema) == (
        PassportAction.WITHDRAWAL,
        SETTINGS,
        "20261130-1",
        made_at,
        "https://cqp.example",
        SETTINGS.schema,
    )


def test_an_award_is_said_under_the_name_by_which_the_passport_knows_it() -> None:
    assert passage(passport_id="ECERTIF-42")["idTechnique"] == "ECERTIF-42"


def test_what_is_not_registered_is_in_no_file() -> None:
    with pytest.raises(ValueError, match=NUMBER):
        a_file(an_award(registration_code=None))


def test_the_newer_schema_says_what_it_asks_for() -> None:
    assert [schema.names_action for schema in (PassportSchema.V1_1_2, PassportSchema.V1_1_5)] == [False, True]
    assert an_award().awarded_on == date(2026, 8, 31)
