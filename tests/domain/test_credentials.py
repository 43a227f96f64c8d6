"""What a credential says of a certificate, and where its revocation stands."""

from datetime import UTC, date, datetime

import pytest

from app.domain.certificates import Certificate, Holder
from app.domain.credentials import (
    BADGES_CONTEXT,
    CREDENTIALS_CONTEXT,
    FULL_LIST,
    PLACES_IN_A_LIST,
    CredentialIssuer,
    StatusPlace,
    credential_of,
    drawn_position,
    status_list_of,
)
from app.domain.printed_words import CertificateWords, PrintedCertification, PrintedSitting
from tests import builders as b

ISSUER = CredentialIssuer(did="did:web:cqp.example", public_url="https://cqp.example")
PLACE = StatusPlace(list_number=3, position=94_567)
CQP = PrintedCertification(kind="cqp", title="Agent logistique", option="Production")
CQPI = PrintedCertification(kind="cqpi", title="CQPI Agent logistique")


def a_certificate(certification: PrintedCertification = CQP) -> Certificate:
    words = CertificateWords(
        layout=2,
        certification=certification,
        family="Logistique",
        sitting=PrintedSitting(held_on=date(2026, 11, 20), place="Paris", chair=None),
        verification_url="https://cqp.example/v1/certificates/N/verification?code=C",
    )
    return Certificate(
        number="7K3M-QX0T-4VBN-92HW",
        verification_code="C0DE-FG7H-2K",
        dossier_id=b.an_id(1),
        certification_code="cqp agent",
        option="production",
        holder=Holder(
            birth_name="Durand",
            usage_name="Martin",
            first_names="Camille",
            birth_date=date(1990, 5, 17),
            birth_place="Lyon",
        ),
        session_id=b.an_id(2),
        awarded_on=date(2026, 11, 20),
        issued_on=date(2026, 11, 23),
        issued_at=datetime(2026, 11, 23, 9, 30, 15, tzinfo=UTC),
        words=words,
    )


def test_a_credential_certifies_what_the_certificate_prints() -> None:
    assert credential_of(a_certificate(), PLACE, ISSUER, entry=None, with_name=False) == {
        "@context": [CREDENTIALS_CONTEXT, BADGES_CONTEXT],
        "id": "https://cqp.example/v1/certificates/7K3M-QX0T-4VBN-92HW/credential",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "CQP Agent logistique",
        "issuer": {
            "id": "did:web:cqp.example",
            "type": ["Profile"],
            "name": "CPNE des Industries Chimiques",
            "url": "https://cqp.example",
        },
        "validFrom": "2026-11-23T09:30:15Z",
        "awardedDate": "2026-11-20T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": "7K3M-QX0T-4VBN-92HW",
                    "identityType": "systemId",
                }
            ],
            "achievement": {
                "id": "https://cqp.example/v1/certifications/cqp%20agent",
                "type": ["Achievement"],
                "achievementType": "Certification",
                "inLanguage": "fr",
                "name": "CQP Agent logistique",
                "description": (
                    "CQP Agent logistique, délivré par la CPNE des Industries Chimiques. Option : Production."
                ),
                "criteria": {
                    "narrative": (
                        "Toutes les compétences de la certification ont été validées par le jury paritaire national, "
                        "au vu de l'évaluation de deux évaluateurs."
                    )
                },
            },
        },
        "credentialStatus": {
            "id": "https://cqp.example/v1/credential-status/3#94567",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "94567",
            "statusListCredential": "https://cqp.example/v1/credential-status/3",
        },
    }


def test_a_holder_is_named_where_they_want_it_and_nothing_of_their_birth_is_told() -> None:
    told = credential_of(a_certificate(), PLACE, ISSUER, entry=None, with_name=True)

    assert told["credentialSubject"]["identifier"][1] == {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": "Camille Martin",
        "identityType": "name",
    }
    assert not any(word in str(told) for word in ("Durand", "Lyon", "1990"))


def test_a_cqpi_is_named_by_its_title_alone() -> None:
    told = credential_of(a_certificate(CQPI), PLACE, ISSUER, entry=None, with_name=False)

    assert told["name"] == "CQPI Agent logistique"
    assert told["credentialSubject"]["achievement"]["description"] == (
        "CQPI Agent logistique, délivré par la CPNE des Industries Chimiques."
    )


@pytest.mark.parametrize(
    ("entry", "register", "url"),
    [
        pytest.param(
            "RNCP35169",
            "Répertoire national des certifications professionnelles (RNCP)",
            "https://www.francecompetences.fr/recherche/rncp/35169/",
            id="in the national register",
        ),
        pytest.param(
            "RS5875",
            "Répertoire spécifique (RS)",
            "https://www.francecompetences.fr/recherche/rs/5875/",
            id="in the specific one",
        ),
    ],
)
def test_a_certification_that_is_registered_is_aligned_with_its_entry(entry: str, register: str, url: str) -> None:
    told = credential_of(a_certificate(), PLACE, ISSUER, entry=entry, with_name=False)

    assert told["credentialSubject"]["achievement"]["alignment"] == [
        {
            "type": ["Alignment"],
            "targetName": "Agent logistique",
            "targetCode": entry,
            "targetFramework": register,
            "targetUrl": url,
        }
    ]


@pytest.mark.parametrize(
    ("randomness", "position"),
    [
        (bytes(8), 0),
        (b"\0" * 7 + b"\x01", 1),
        (b"\0" * 5 + b"\x01\xff\xff", 131_071),
        (b"\0" * 5 + b"\x02\x00\x00", 0),
        (b"\0" * 8 + b"\xff", 0),
    ],
)
def test_a_place_is_drawn_among_all_of_a_list(randomness: bytes, position: int) -> None:
    assert drawn_position(randomness) == position


def test_a_list_says_whose_it_is_and_what_it_tells_of() -> None:
    assert status_list_of(3, "uH4sI", ISSUER) == {
        "@context": [CREDENTIALS_CONTEXT],
        "id": "https://cqp.example/v1/credential-status/3",
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": "did:web:cqp.example",
        "credentialSubject": {
            "id": "https://cqp.example/v1/credential-status/3#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": "uH4sI",
        },
    }


def test_contexts_and_the_length_of_a_list_are_those_of_the_specifications() -> None:
    assert CREDENTIALS_CONTEXT == "https://www.w3.org/ns/credentials/v2"
    assert BADGES_CONTEXT == "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
    assert (PLACES_IN_A_LIST, FULL_LIST) == (131_072, 65_536)
