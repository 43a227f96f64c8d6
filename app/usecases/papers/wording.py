"""The names by which papers call competences."""

from app.domain.certification import Framework
from app.domain.deliberation import Retained
from app.usecases.ports.paper import KeptCompetence


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
