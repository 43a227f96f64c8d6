"""The credential that a holder may show to a program (Open Badges 3.0), and where its revocation is published.

Sources: 1EdTech, Open Badges 3.0; W3C, Verifiable Credentials Data Model 2.0 and Bitstring Status List 1.0. A
credential certifies what the certificate prints, by its number: a name only where the holder wants it told, and never
a day or a place of birth.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from app.domain.certificates import Certificate
from app.domain.certification import registration_type

CREDENTIALS_CONTEXT = "https://www.w3.org/ns/credentials/v2"
BADGES_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
ISSUER_NAME = "CPNE des Industries Chimiques"

PLACES_IN_A_LIST = 131_072
"""The fewest that Bitstring Status List allows: among so many, a place tells nothing of whose it is."""
FULL_LIST = PLACES_IN_A_LIST // 2
"""From how many places taken on the next ones are drawn from another list: a free one is then soon found."""

_CRITERIA = (
    "Toutes les compétences de la certification ont été validées par le jury paritaire national, au vu de l'évaluation "
    "de deux évaluateurs."
)

_REGISTERS = {
    "RNCP": "Répertoire national des certifications professionnelles (RNCP)",
    "RS": "Répertoire spécifique (RS)",
}

CredentialDocument = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StatusPlace:
    """Where the revocation of a certificate is published: a bit of a list. Lists count from 1, places from 0."""

    list_number: int
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialIssuer:
    """Who issues: ``did`` names the issuer, ``public_url`` is where the service is reached, without a last slash."""

    did: str
    public_url: str

    def status_list_url(self, list_number: int) -> str:
        """Where a list of revocations is published."""
        return f"{self.public_url}/v1/credential-status/{list_number}"


def drawn_position(randomness: bytes) -> int:
    """A place of a list, each as likely as any other. 8 bytes or more."""
    return int.from_bytes(randomness[:8], "big") % PLACES_IN_A_LIST


def credential_of(
    certificate: Certificate, place: StatusPlace, issuer: CredentialIssuer, *, entry: str | None, with_name: bool
) -> CredentialDocument:
    """What is signed of a certificate. It names the person where they want it; ``entry`` is the code of the
    certification's entry in its register, None where it has none."""
    number = certificate.number
    listed = issuer.status_list_url(place.list_number)
    return {
        "@context": [CREDENTIALS_CONTEXT, BADGES_CONTEXT],
        "id": f"{issuer.public_url}/v1/certificates/{number}/credential",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": _title(certificate),
        "issuer": _profile(issuer),
        "validFrom": f"{certificate.issued_at:%Y-%m-%dT%H:%M:%SZ}",
        "awardedDate": f"{certificate.awarded_on:%Y-%m-%d}T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                _identity("systemId", number),
                *([_identity("name", certificate.holder.full_name)] if with_name else []),
            ],
            "achievement": _achievement(certificate, issuer, entry),
        },
        "credentialStatus": {
            "id": f"{listed}#{place.position}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(place.position),
            "statusListCredential": listed,
        },
    }


def status_list_of(list_number: int, encoded: str, issuer: CredentialIssuer) -> CredentialDocument:
    """What is signed of a list of revocations, ``encoded`` as its specification says."""
    url = issuer.status_list_url(list_number)
    return {
        "@context": [CREDENTIALS_CONTEXT],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
        },
    }


def _profile(issuer: CredentialIssuer) -> CredentialDocument:
    return {"id": issuer.did, "type": ["Profile"], "name": ISSUER_NAME, "url": issuer.public_url}


def _identity(kind: str, value: str) -> CredentialDocument:
    return {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}


def _achievement(certificate: Certificate, issuer: CredentialIssuer, entry: str | None) -> CredentialDocument:
    url = f"{issuer.public_url}/v1/certifications/{quote(certificate.certification_code)}"
    return {
        "id": url,
        "type": ["Achievement"],
        "achievementType": "Certification",
        "inLanguage": "fr",
        "name": _title(certificate),
        "description": _description(certificate),
        "criteria": {"narrative": _CRITERIA},
        **_alignment(entry, certificate.certification.title),
    }


def _alignment(entry: str | None, title: str) -> CredentialDocument:
    """The certification's entry in its register, where that publishes it."""
    if entry is None:
        return {}
    register = registration_type(entry)
    digits = "".join(character for character in entry if character.isdigit())
    told = {
        "type": ["Alignment"],
        "targetName": title,
        "targetCode": entry,
        "targetFramework": _REGISTERS[register],
        "targetUrl": f"https://www.francecompetences.fr/recherche/{register.lower()}/{digits}/",
    }
    return {"alignment": [told]}


def _title(certificate: Certificate) -> str:
    """A CQPI's title says that it is one; a CQP's does not."""
    certification = certificate.certification
    return certification.title if certification.kind == "cqpi" else f"CQP {certification.title}"


def _description(certificate: Certificate) -> str:
    option = certificate.certification.option
    sentence = f"{_title(certificate)}, délivré par la {ISSUER_NAME}"
    return f"{sentence}. Option : {option}." if option is not None else f"{sentence}."
