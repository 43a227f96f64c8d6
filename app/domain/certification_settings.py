"""What the branch settled for a certification, from a day on: open pathways, how one assesses, the RNCP (D28, D29)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from app.domain.certification import Certification
from app.domain.law import GUIDE_IN_FORCE_FROM, Violation
from app.domain.rules.decisions import D28
from app.domain.rules.scheme import R5
from app.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificationSettings:
    """What holds for requests made on ``in_force_from`` or later, until the next settings.

    ``rncp_code`` is None where no source tells the certification's entry in the RNCP; ``rncp_until`` is the last day
    of that entry.
    """

    certification_code: str
    in_force_from: date
    written_work_required: bool
    observation_required: bool
    pathways: tuple[str, ...]
    rncp_code: str | None = None
    rncp_until: date | None = None
    source: str
    confirmed: bool


def settings_from_the_guide(certification: Certification) -> CertificationSettings:
    """What the catalogue says, before the secretariat has settled anything."""
    return CertificationSettings(
        certification_code=certification.code,
        in_force_from=GUIDE_IN_FORCE_FROM,
        written_work_required=certification.written_work_required,
        observation_required=certification.observation_required,
        pathways=certification.pathways,
        rncp_code=certification.rncp_code,
        rncp_until=certification.rncp_until,
        source=certification.source,
        confirmed=certification.modalities_confirmed,
    )


def settings_in_force(settings: Iterable[CertificationSettings], on: date) -> CertificationSettings | None:
    """Those that hold on ``on`` among those of one certification, or None before the first."""
    begun = (each for each in settings if each.in_force_from <= on)
    return max(begun, key=lambda each: each.in_force_from, default=None)


def as_settled(certification: Certification, settings: Iterable[CertificationSettings], on: date) -> Certification:
    """The certification as it stands for a request of ``on``; ``settings`` are those of all certifications or more."""
    own = (each for each in settings if each.certification_code == certification.code)
    current = settings_in_force(own, on)
    if current is None:
        return certification
    return replace(
        certification,
        pathways=current.pathways,
        written_work_required=current.written_work_required,
        observation_required=current.observation_required,
        modalities_confirmed=current.confirmed,
        rncp_code=current.rncp_code,
        rncp_until=current.rncp_until,
    )


def settings_faults(settings: CertificationSettings, certification: Certification) -> tuple[Violation, ...]:
    """What cannot be settled: a pathway towards what is delivered by equivalence only, none towards the rest (R5)."""
    faults = []
    if certification.by_equivalence and settings.pathways:
        faults.append(
            Violation(
                code="delivered_by_equivalence_only",
                rule=R5,
                pointer="/pathways",
                detail=Text(
                    "Ce CQPI n'est délivré que par équivalence : aucun parcours n'y mène.",
                    "This CQPI is delivered by equivalence only: no pathway leads to it.",
                ),
            )
        )
    if not certification.by_equivalence and not settings.pathways:
        faults.append(
            Violation(
                code="pathways_missing",
                rule=D28,
                pointer="/pathways",
                detail=Text(
                    "Au moins un parcours mène à cette certification.",
                    "At least one pathway leads to this certification.",
                ),
            )
        )
    if settings.rncp_until is not None and settings.rncp_code is None:
        faults.append(
            Violation(
                code="rncp_code_missing",
                pointer="/rncp_code",
                detail=Text(
                    "Dites à quelle fiche du RNCP cette échéance appartient.",
                    "Say which entry of the RNCP this day belongs to.",
                ),
            )
        )
    return tuple(faults)
