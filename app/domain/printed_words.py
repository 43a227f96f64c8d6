"""The words that papers print, drawn once from the catalogue, the framework and the session, and kept ever after (D75).

What is printed later is printed from these: nothing of them is looked up again.
"""

from dataclasses import dataclass
from datetime import date

from app.domain.case import Case
from app.domain.catalogue import CERTIFICATIONS, FAMILY_LABELS, OPTION_LABELS
from app.domain.certification import CertificationKind, Framework, Registration
from app.domain.french_names import title_for
from app.domain.jury import JurySession
from app.domain.partner_certifications import PARTNER_CERTIFICATIONS

LAYOUT = 3
"""The layout in which papers issued from now on are set. Those issued before keep theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedCertification:
    """A certification as papers name it, under its exact title; ``option`` is the label of the one chosen.

    ``own_title`` is the same in the holder's gender, of the option chosen alone: None in words kept without it.
    """

    kind: CertificationKind
    title: str
    option: str | None = None
    registration: Registration | None = None
    own_title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedSitting:
    """The session of the jury that a paper comes from; ``chair`` is who presided."""

    held_on: date
    place: str
    chair: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedCompetence:
    """A competence of a framework under its label."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateWords:
    """What a certificate says beside its own number, code, holder and days, since it was issued.

    ``family`` is a label. ``framework_version`` and ``competences`` are those by which its certification was judged:
    none for a CQPI delivered by equivalence, whose title names in ``beside`` the CQP that it came with. ``layout`` is
    the one that it is set in. ``sex`` is the holder's. ``bridges`` are the titles of the partners' certifications that
    it opens (R76); None where nothing is to be said of bridges: of a CQPI, or to who came through one.
    """

    layout: int
    certification: PrintedCertification
    family: str
    sitting: PrintedSitting
    verification_url: str
    framework_version: str | None = None
    competences: tuple[PrintedCompetence, ...] = ()
    beside: str | None = None
    sex: str | None = None
    bridges: tuple[str, ...] | None = None


def certificate_words(
    case: Case, code: str, option: str | None, *, sitting: PrintedSitting, verification_url: str
) -> CertificateWords:
    """What a certificate of that certification says that is issued today for the case."""
    by_equivalence = code != case.dossier.certification_code
    framework = None if by_equivalence else case.framework
    sex = case.dossier.candidate.sex
    return CertificateWords(
        layout=LAYOUT,
        certification=printed_certification(code, option, sex),
        family=FAMILY_LABELS[CERTIFICATIONS[code].family].fr,
        sitting=sitting,
        verification_url=verification_url,
        framework_version=framework.version if framework else None,
        competences=_competences(framework) if framework else (),
        beside=CERTIFICATIONS[case.dossier.certification_code].title if by_equivalence else None,
        sex=sex,
        bridges=_bridges(case, code),
    )


def printed_certification(code: str, option: str | None = None, sex: str | None = None) -> PrintedCertification:
    """A certification of the catalogue, with the option sought, for a person of that sex (F, M)."""
    certification = CERTIFICATIONS[code]
    return PrintedCertification(
        kind=certification.kind,
        title=certification.title,
        option=next((label.fr for known, label in OPTION_LABELS.items() if known == option), None),
        registration=certification.registration,
        own_title=title_for(certification.title, sex) if sex is not None else None,
    )


def printed_sitting(session: JurySession, held_on: date) -> PrintedSitting:
    """The session as it sat on that day, with who presided: a decision knows its day, where it was held early."""
    chair = session.member(session.chair)
    return PrintedSitting(held_on=held_on, place=session.place, chair=chair.name if chair else None)


def _bridges(case: Case, code: str) -> tuple[str, ...] | None:
    if CERTIFICATIONS[code].kind != "cqp" or case.dossier.bridge_id is not None:
        return None
    return tuple(PARTNER_CERTIFICATIONS[partner].title for partner in case.bridged_to)


def _competences(framework: Framework) -> tuple[PrintedCompetence, ...]:
    return tuple(PrintedCompetence(code=each.code, label=each.label) for each in framework.current)
