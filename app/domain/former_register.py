"""The awards of the register from before the platform: their numbers, days and words as printed (D77).

They have no dossier and no session here. Where a rule asks what a person was awarded, or has retained, before (R65 to
R67, D52), an award is read as the dossier that a former jury decided.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from unicodedata import normalize
from uuid import UUID

from app.domain.assessment import Scope
from app.domain.candidate import Candidate, Employment, EmploymentStatus
from app.domain.certificates import CertificateState, Holder, Revocation, as_written
from app.domain.certification import Framework, framework_in_force
from app.domain.deliberation import CompetenceDecision, Decision, DecisionKind, Outcome, Retained
from app.domain.dossier import Dossier
from app.domain.identifiers import siren_of
from app.domain.law import GUIDE_IN_FORCE_FROM, RuleWarning
from app.domain.persons import Identity
from app.domain.printed_words import PrintedCertification, printed_certification
from app.domain.recognition import Appearance, number_key
from app.domain.rules.decisions import D10, D49, D52, D76
from app.domain.rules.jury import R64
from app.domain.rules.scheme import R1
from app.domain.takeovers import ImportOrigin
from app.domain.text import Text

_TAKEN_OVER = "takeover"
"""Who opened the dossier that an award is read as: nobody here."""
_DIGITS_OF_A_DAY = 8
_USUAL_PATHWAY = "individualised_training"
"""What an award is read by whose pathway the register does not tell: nothing follows from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerAward:
    """What a former jury awarded to somebody, in full or in part.

    ``number`` as printed, None of a partial result; ``title`` of the certification as printed, None where it is the
    catalogue's. ``sex``, ``siret`` (of the employer then), ``issued_on``: None where the register does not tell.
    ``passport_id``: under which ``idTechnique`` the passport was told of it, None where nobody says.
    ``first_names_apart`` and the place of birth in codes are what the training passport asks for, none where not told.
    ``retained``: the competences of a partial result, each until its last day, None for good.
    """

    id: UUID
    number: str | None
    certification_code: str
    option: str | None = None
    title: str | None = None
    outcome: Outcome
    holder: Holder
    sex: str | None = None
    first_names_apart: tuple[str, ...] = ()
    birth_commune_insee: str | None = None
    birth_postal_code: str | None = None
    birth_country: str | None = None
    siret: str | None = None
    awarded_on: date
    issued_on: date | None = None
    revoked_on: date | None = None
    revocation_reason: str | None = None
    replaced_by: str | None = None
    passport_sent_on: date | None = None
    passport_id: str | None = None
    pathway: str | None = None
    variant: str | None = None
    framework_version: str | None = None
    retained: tuple[Retained, ...] = ()
    origin: ImportOrigin
    version: int = 1

    @property
    def identity(self) -> Identity:
        """What its holder is known by."""
        holder = self.holder
        return Identity(
            birth_name=holder.birth_name,
            usage_name=holder.usage_name,
            first_names=holder.first_names,
            birth_date=holder.birth_date,
            birth_place=holder.birth_place,
        )

    @property
    def revocation(self) -> Revocation | None:
        """Since when it is worth nothing; the hour is not known."""
        if self.revoked_on is None:
            return None
        return Revocation(
            on=self.revoked_on,
            at=datetime.combine(self.revoked_on, time(), UTC),
            reason=self.revocation_reason or "",
            replaced_by=self.replaced_by,
        )

    @property
    def state(self) -> CertificateState:
        """Whether it still says the truth."""
        return CertificateState.VALID if self.revoked_on is None else CertificateState.REVOKED

    @property
    def is_valid_in_full(self) -> bool:
        """Whether the whole certification is held by it."""
        return self.outcome is Outcome.AWARDED and self.revoked_on is None

    @property
    def certification(self) -> PrintedCertification:
        """What it certifies, under the title that it prints."""
        printed = printed_certification(self.certification_code, self.option)
        return replace(printed, title=self.title or printed.title)

    @property
    def delivered_on(self) -> date:
        """The day on which it was handed out: the jury's where the register tells no other."""
        return self.issued_on or self.awarded_on

    @property
    def name(self) -> str:
        """By which words it is spoken of: its number, else the former system's."""
        return self.number or f"{self.origin.source} {self.origin.source_id}"


def award_id(awarded_on: date, source: str, kind: str, source_id: str) -> UUID:
    """An id that is the same whenever the row is read again, and as old as the award: persons are known by the id of
    the oldest, and what was there before goes before (D49). It has the form of a UUID of version 7."""
    digest = hashlib.sha256("\0".join((source, kind, source_id)).encode()).digest()
    milliseconds = int(datetime.combine(awarded_on, time(), UTC).timestamp() * 1000)
    raw = bytearray(milliseconds.to_bytes(6, "big") + digest[:10])
    raw[6] = 0x70 | (raw[6] & 0x0F)
    raw[8] = 0x80 | (raw[8] & 0x3F)
    return UUID(bytes=bytes(raw))


def award_appearance(award: FormerAward) -> Appearance:
    """Its holder as the award shows them; who does not tell a sex is in doubt with everybody (D49)."""
    return Appearance(
        dossier_id=award.id,
        identity=award.identity,
        sex=award.sex or "",
        sirens=frozenset() if award.siret is None else frozenset({siren_of(award.siret)}),
        delivered_numbers=frozenset()
        if award.number is None
        else frozenset({number_key(award.certification_code, award.number)}),
    )


def number_found_by(number: str) -> str:
    """What a number is looked up by: its letters and digits, as those typed by hand are read."""
    return as_written(number).replace("-", "")


def birth_date_typed(code: str) -> date | None:
    """The day that stands in the place of a code which no paper of the register bears; None where it is none.

    As people type it: ``1980-05-14``, ``14/05/1980``, ``14051980``.
    """
    digits = "".join(character for character in normalize("NFKC", code) if character.isdigit())
    if len(digits) != _DIGITS_OF_A_DAY or any(character.isalpha() for character in code):
        return None
    begins_with_the_year = re.match(r"\s*[0-9]{4}[^0-9]", code) is not None
    year, month, day = (
        (digits[:4], digits[4:6], digits[6:]) if begins_with_the_year else (digits[4:], digits[2:4], digits[:2])
    )
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def as_decided(award: FormerAward, frameworks: Iterable[Framework]) -> Dossier:
    """The award as the dossier that a former jury decided, for the rules that look at a person's earlier ones.

    ``frameworks``: all versions of its certification. Where the register names none, that of the jury's day counts.
    """
    holder, versions = award.holder, tuple(frameworks)
    then = framework_in_force(versions, award.awarded_on)
    version = award.framework_version or (then.version if then is not None else None)
    midnight = datetime.combine(award.awarded_on, time(), UTC)
    return Dossier(
        id=award.id,
        number=award.name,
        pathway=award.pathway or _USUAL_PATHWAY,
        variant=award.variant,
        certification_code=award.certification_code,
        option=award.option,
        candidate=Candidate(
            birth_name=holder.birth_name,
            usage_name=holder.usage_name,
            first_names=holder.first_names,
            birth_date=holder.birth_date,
            birth_place=holder.birth_place,
            sex=award.sex or "",
            employment=Employment(status=EmploymentStatus.OTHER),
        ),
        created_by_role=_TAKEN_OVER,
        created_on=award.awarded_on,
        requested_on=award.awarded_on,
        created_at=midnight,
        updated_at=midnight,
        scope=None
        if version is None
        else Scope(framework_version=version, assessed=(), exemptions=(), frozen_on=award.awarded_on),
        decisions=(
            Decision(
                id=award.id,
                kind=DecisionKind.DELIBERATION,
                session_id=award.id,
                decided_on=award.awarded_on,
                competences=tuple(
                    CompetenceDecision(code=each.competence_code, validated=True) for each in award.retained
                ),
                outcome=award.outcome,
                retained=award.retained,
                votes=None,
            ),
        ),
    )


def remarks_on(award: FormerAward, on: date) -> tuple[RuleWarning, ...]:
    """What the rules would say of an award that is taken over all the same (D77); ``on``: the day of the takeover."""
    told = []
    if award.awarded_on < GUIDE_IN_FORCE_FROM:
        told.append(_BEFORE_THE_SCHEME)
    if award.number is not None and award.outcome is not Outcome.AWARDED:
        told.append(_PARTIAL_PAPER)
    if award.issued_on is not None and award.issued_on < award.awarded_on:
        told.append(_ISSUED_BEFORE)
    if award.retained and all(each.until is not None and each.until < on for each in award.retained):
        told.append(_TERM_OVER)
    if award.passport_sent_on is not None and award.passport_sent_on < award.awarded_on:
        told.append(_SENT_BEFORE)
    return tuple(told)


def remarks_among(awards: Iterable[FormerAward]) -> dict[UUID, tuple[RuleWarning, ...]]:
    """What is to be looked at between the awards of one takeover: who may be one person, and holds one twice.

    Nobody is made one person by it (D49): the secretariat says so, where a dossier asks.
    """
    by_person: dict[tuple[str, str, date], list[FormerAward]] = {}
    for award in awards:
        name, first_names, *_ = award.identity.key.split("|")
        by_person.setdefault((name, first_names, award.holder.birth_date), []).append(award)
    found: dict[UUID, tuple[RuleWarning, ...]] = {}
    for same in by_person.values():
        for award in same if len(same) > 1 else ():
            others = [each for each in same if each.id != award.id]
            found[award.id] = (_doubt(others), *_twice(award, others))
    return found


def _twice(award: FormerAward, others: Iterable[FormerAward]) -> tuple[RuleWarning, ...]:
    if not award.is_valid_in_full:
        return ()
    same = [
        each.name
        for each in others
        if each.is_valid_in_full and (each.certification_code, each.option) == (award.certification_code, award.option)
    ]
    if not same:
        return ()
    listed = ", ".join(same[:5])
    return (
        RuleWarning(
            code="certificate_held_twice",
            rule=D52,
            detail=Text(
                f"Le même état civil tient déjà cette certification : {listed}.",
                f"The same civil status holds this certification already: {listed}.",
            ),
        ),
    )


def _doubt(others: list[FormerAward]) -> RuleWarning:
    listed = ", ".join(each.name for each in others[:5])
    return RuleWarning(
        code="person_in_doubt",
        rule=D49,
        detail=Text(
            f"Peut-être une seule personne avec : {listed}. Rien n'est réuni.",
            f"Perhaps one person with: {listed}. Nothing is joined.",
        ),
    )


_BEFORE_THE_SCHEME = RuleWarning(
    code="before_the_scheme",
    rule=R1,
    detail=Text(
        "Cette décision est antérieure au 27 avril 2011, où la branche a créé ses CQP.",
        "This decision is from before 27 April 2011, when the branch created its CQP.",
    ),
)
_PARTIAL_PAPER = RuleWarning(
    code="paper_of_a_partial_award",
    rule=R64,
    detail=Text(
        "Ce parchemin est numéroté, et la délivrance n'est que partielle.",
        "This paper has a number, and the award is a partial one.",
    ),
)
_ISSUED_BEFORE = RuleWarning(
    code="issued_before_the_jury",
    rule=R64,
    detail=Text("Ce parchemin a été délivré avant le jury.", "This paper was issued before the jury."),
)
_TERM_OVER = RuleWarning(
    code="retention_over",
    rule=D10,
    detail=Text("Ces acquis ne sont plus conservés.", "These competences are retained no more."),
)
_SENT_BEFORE = RuleWarning(
    code="sent_before_the_jury",
    rule=D76,
    detail=Text("Cette attribution a été transmise avant le jury.", "This award was sent before the jury."),
)
