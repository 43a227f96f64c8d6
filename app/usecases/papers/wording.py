"""The names by which papers call what they are about."""

from datetime import date

from app.domain.catalogue import CERTIFICATIONS, OPTION_LABELS
from app.domain.certification import Framework
from app.domain.deliberation import Retained
from app.domain.jury import JurySession
from app.usecases.ports.paper import KeptCompetence, PrintedCertification, PrintedSitting


def certification_of(code: str, option: str | None = None) -> PrintedCertification:
    """A certification of the catalogue, with the option sought."""
    certification = CERTIFICATIONS[code]
    return PrintedCertification(
        kind=certification.kind,
        title=certification.title,
        option=next((label.fr for known, label in OPTION_LABELS.items() if known == option), None),
        registration=certification.registration,
    )


def sitting_of(session: JurySession, held_on: date) -> PrintedSitting:
    """The session as it sat on that day, with who presided: a decision knows its day, where it was held early."""
    chair = session.member(session.chair)
    return PrintedSitting(held_on=held_on, place=session.place, chair=chair.name if chair else None)


def kept_competences(retained: tuple[Retained, ...], framework: Framework) -> tuple[KeptCompetence, ...]:
    """What stays acquired, under the framework's labels."""
    return tuple(
        KeptCompetence(
            code=kept.competence_code,
            label=label_of(framework, kept.competence_code),
            until=kept.until,
        )
        for kept in retained
    )


def label_of(framework: Framework, code: str) -> str:
    """The competence's label; its code where the framework no longer has it."""
    competence = framework.by_code(code)
    return competence.label if competence is not None else code
