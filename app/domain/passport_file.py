"""The file of a batch, as the Caisse des Dépôts reads it: which element holds what (D76).

A value is a text, None for an element that is said to hold nothing (``xsi:nil``), or the elements within; an element
that may be left out and has nothing to say is left out, never empty.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Union

from app.domain.calendar import PARIS
from app.domain.catalogue import OPTION_LABELS
from app.domain.certificates import CertificateCode, verification_path
from app.domain.countries import COUNTRIES_ABROAD
from app.domain.dossier import Dossier
from app.domain.passport import PassportAction, PassportAward
from app.domain.passport_access import PassportAccess
from app.domain.pathways import pathway_followed_by
from app.domain.text import Text

NAMESPACE = "urn:cdc:cpf:pc5:schema:1.0.0"
MOST_PASSAGES = 200_000
LARGEST_FILE = 200_000_000
"""Bytes."""
CHOSEN_AT_ONCE = 80_000
"""How many awards a batch takes of itself: they stay below both limits, the most urgent first."""

Element = tuple[str, Union[str, "Elements", None]]
Elements = tuple[Element, ...]


class Depositor(StrEnum):
    """In which capacity the file is handed in."""

    CERTIFIER = "CERTIFICATEUR"
    TRUSTED_THIRD_PARTY = "TIERS_CONFIANCE"


DEPOSITOR_LABELS = {
    Depositor.CERTIFIER: Text("Le certificateur lui-même", "The certifier itself"),
    Depositor.TRUSTED_THIRD_PARTY: Text(
        "Un tiers de confiance que le certificateur a déclaré", "A trusted third party whom the certifier declared"
    ),
}


class PassportSchema(StrEnum):
    """The version of the file's schema."""

    V1_1_2 = "1.1.2"
    V1_1_5 = "1.1.5"

    @property
    def names_action(self) -> bool:
        """Whether the file says what it asks for: the older schema knows creations alone."""
        return self is PassportSchema.V1_1_5


PASSPORT_SCHEMA_LABELS = {
    PassportSchema.V1_1_2: Text("Schéma sans action : des créations seules", "Schema without action: creations alone"),
    PassportSchema.V1_1_5: Text("Schéma de mars 2026, avec son action", "Schema of March 2026, with its action"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PassportSettings:
    """Who sends, and how: ``sender_client_id`` is None where the certifier sends its own file."""

    client_id: str
    contract_id: str
    sender_client_id: str | None = None
    depositor: Depositor = Depositor.CERTIFIER
    schema: PassportSchema = PassportSchema.V1_1_5
    proof_url: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PassportFile:
    """What a file says: its head, and of each certification its code and its awards."""

    schema: PassportSchema
    flux_id: str
    made_at: datetime
    action: PassportAction
    settings: PassportSettings
    certifications: tuple[tuple[str, tuple[PassportAward, ...]], ...]
    public_url: str

    @property
    def timestamp(self) -> str:
        """The instant to the second, with the offset of Paris on that very day."""
        return self.made_at.astimezone(PARIS).replace(microsecond=0).isoformat()

    def passage(self, award: PassportAward) -> Elements:
        """One award, as the file says it."""
        return passage_of(award, _proof(award, self.public_url) if self.settings.proof_url else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFault:
    """What is wrong with a file: about which passage, where it is one's."""

    certificate_number: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """A file that was checked against its schema, with what identifies it for ever."""

    content: bytes
    sha256: str
    size: int


ACTION_WORDS = {PassportAction.CREATION: "CREATION", PassportAction.WITHDRAWAL: "SUPPRESSION"}


def access_of(dossier: Dossier, certification_code: str) -> PassportAccess | None:
    """How the holder came to it, in the passport's words; None by a bridge, or for a CQPI by equivalence."""
    if certification_code != dossier.certification_code:
        return None
    access = pathway_followed_by(dossier).passport_access
    under_contract = dossier.training_scheme == "professionalisation_contract"
    if access is PassportAccess.CONTINUING_TRAINING and under_contract:
        return PassportAccess.PROFESSIONALISATION_CONTRACT
    return access


def file_of(
    awards: Iterable[PassportAward],
    *,
    action: PassportAction,
    settings: PassportSettings,
    flux_id: str,
    made_at: datetime,
    public_url: str,
) -> PassportFile:
    """The file that says those awards, by certification in the order of their codes."""
    by_code: dict[str, list[PassportAward]] = {}
    for award in awards:
        if award.registration_code is None:
            raise ValueError(f"{award.certificate_number}: not registered")
        by_code.setdefault(award.registration_code, []).append(award)
    return PassportFile(
        schema=settings.schema,
        flux_id=flux_id,
        made_at=made_at,
        action=action,
        settings=settings,
        certifications=tuple((code, tuple(by_code[code])) for code in sorted(by_code)),
        public_url=public_url,
    )


def passage_of(award: PassportAward, proof_url: str | None) -> Elements:
    """One award, in the passport's elements."""
    return (
        ("idTechnique", award.technical_id),
        *_where_said({"urlPreuve": proof_url, "libelleOption": _option(award)}),
        ("obtentionCertification", "PAR_ADMISSION"),
        ("donneeCertifiee", "true"),
        ("dateDebutValidite", award.awarded_on.isoformat()),
        ("dateFinValidite", None),
        ("presenceNiveauLangueEuro", "false"),
        ("presenceNiveauNumeriqueEuro", "false"),
        ("scoring", None),
        ("mentionValidee", "SANS_MENTION"),
        ("modalitesInscription", _registration(award)),
        ("identificationTitulaire", (("titulaire", _holder(award)),)),
    )


def _registration(award: PassportAward) -> Elements:
    vae = "VAE_CLASSIQUE" if award.access is PassportAccess.VAE else None
    requested = award.requested_on.isoformat() if award.requested_on is not None else None
    return (
        ("modaliteAcces", award.access),
        *_where_said({"voieAccessVAE": vae, "dateInscription": requested}),
    )


def _holder(award: PassportAward) -> Elements:
    """Whose it is. A country is told by its name: ``codePaysNaissance`` is of a list that no source names."""
    holder, identity = award.holder, award.identity
    first, *others = identity.first_names
    return (
        ("nomNaissance", holder.birth_name),
        ("nomUsage", holder.usage_name or None),
        ("prenom1", first),
        *((f"prenom{place}", name) for place, name in enumerate(others, 2)),
        ("anneeNaissance", str(holder.birth_date.year)),
        ("moisNaissance", str(holder.birth_date.month)),
        ("jourNaissance", str(holder.birth_date.day)),
        ("sexe", identity.sex),
        ("codeCommuneNaissance", _commune(award)),
        *_where_said(
            {
                "libelleCommuneNaissance": _short(holder.birth_place),
                "libellePaysNaissance": COUNTRIES_ABROAD.get(identity.birth_country or ""),
            }
        ),
    )


def _commune(award: PassportAward) -> Elements:
    identity = award.identity
    if identity.birth_commune_insee is not None:
        return (("codeInseeNaissance", (("codeInsee", identity.birth_commune_insee),)),)
    return (("codePostalNaissance", (("codePostal", _postal(identity.birth_postal_code)),)),)


def _postal(code: str | None) -> str | None:
    return code if code is not None and len(code) <= 9 else None


def _option(award: PassportAward) -> str | None:
    return next((label.fr for code, label in OPTION_LABELS.items() if code == award.option), None)


def _short(place: str) -> str | None:
    """The place of birth, where it is as short as the schema has it: what is too long is left out, never cut."""
    return place if 0 < len(place) <= 60 else None


def _proof(award: PassportAward, public_url: str) -> str | None:
    """Where anybody verifies it; None of the former register, whose papers bear no code."""
    if award.verification_code is None:
        return None
    code = CertificateCode(number=award.certificate_number, verification_code=award.verification_code)
    return f"{public_url}{verification_path(code)}"


def _where_said(elements: Mapping[str, str | None]) -> Iterator[Element]:
    """Those that may be left out, where they have something to say."""
    return ((name, value) for name, value in elements.items() if value and value.strip())
