"""What the passport asks of a holder beyond the civil status that certificates print, and what of it is missing (D76).

The limits are those of the schema of the Caisse des Dépôts: what is too long is told, never cut.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.candidate import Candidate
from app.domain.certificates import Holder
from app.domain.text import Text

LONGEST_NAME = 60
MOST_FIRST_NAMES = 3
SEXES = ("F", "M")


@dataclass(frozen=True, slots=True, kw_only=True)
class PassportIdentity:
    """First names one by one, place of birth in codes, sex: taken from the dossier as the certificate was issued, or
    completed since. None where nobody said."""

    first_names: tuple[str, ...] = ()
    birth_commune_insee: str | None = None
    birth_postal_code: str | None = None
    birth_country: str | None = None
    sex: str | None = None


NOTHING_SAID = PassportIdentity()
"""Of a certificate that was issued before the passport was thought of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingDatum:
    """One datum that is missing or cannot be sent. ``compulsory``: nothing is sent without it."""

    code: str
    detail: Text
    compulsory: bool = True


def passport_identity_of(candidate: Candidate) -> PassportIdentity:
    """What a dossier says of its candidate for the passport."""
    named = (candidate.first_name_1, candidate.first_name_2, candidate.first_name_3)
    return PassportIdentity(
        first_names=tuple(name for name in named if name),
        birth_commune_insee=candidate.birth_commune_insee,
        birth_postal_code=candidate.birth_postal_code,
        birth_country=candidate.birth_country,
        sex=candidate.sex if candidate.sex in SEXES else None,
    )


def proposed_first_names(first_names: str) -> tuple[str, ...]:
    """How first names in one string may be parted, for somebody to confirm: no rule tells « Jean Pierre » apart."""
    return tuple(first_names.replace(",", " ").split()[:MOST_FIRST_NAMES])


def missing_data(holder: Holder, identity: PassportIdentity) -> tuple[MissingDatum, ...]:
    """What is missing or cannot be sent, compulsory data first."""
    return (*_compulsory(holder, identity), *_helpful(identity))


def _compulsory(holder: Holder, identity: PassportIdentity) -> Iterator[MissingDatum]:
    if not identity.first_names or not identity.first_names[0].strip():
        yield MissingDatum(
            code="first_names_missing",
            detail=Text(
                "les prénoms, un par un, manquent (« Jean Pierre » est un prénom ou deux).",
                "the first names, one by one, are missing (“Jean Pierre” is one or two).",
            ),
        )
    if identity.sex is None:
        yield MissingDatum(code="sex_missing", detail=Text("le sexe manque.", "the sex is missing."))
    if not 1900 <= holder.birth_date.year <= 2099:
        yield MissingDatum(
            code="birth_date_out_of_range",
            detail=Text("l'année de naissance va de 1900 à 2099.", "the year of birth goes from 1900 to 2099."),
        )
    names = [("birth_name", holder.birth_name), ("usage_name", holder.usage_name or "")]
    names += [("first_name", each) for each in identity.first_names]
    for member, name in names:
        if len(name) > LONGEST_NAME:
            yield _too_long(member, name)


def _too_long(member: str, name: str) -> MissingDatum:
    shown = f"{name[:20]}…"
    return MissingDatum(
        code=f"{member}_too_long",
        detail=Text(
            f"« {shown} » a {len(name)} signes : le passeport en prend {LONGEST_NAME} au plus, et rien n'est coupé.",
            f"“{shown}” has {len(name)} characters: the passport takes {LONGEST_NAME} at most, and nothing is cut.",
        ),
    )


def _helpful(identity: PassportIdentity) -> Iterator[MissingDatum]:
    if identity.birth_commune_insee is None and identity.birth_postal_code is None:
        yield MissingDatum(
            code="birth_commune_missing",
            compulsory=False,
            detail=Text(
                "ni code INSEE ni code postal de la commune de naissance : le titulaire sera moins bien reconnu.",
                "neither INSEE code nor postal code of the birth commune: the holder will be harder to recognise.",
            ),
        )
    if identity.birth_country is None:
        yield MissingDatum(
            code="birth_country_missing",
            compulsory=False,
            detail=Text("le pays de naissance manque.", "the country of birth is missing."),
        )
