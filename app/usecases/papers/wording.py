"""The names by which papers call competences and people."""

from app.domain.candidate import Candidate
from app.domain.certification import Framework
from app.domain.deliberation import Decision, Retained
from app.usecases.ports.paper import KeptCompetence, PrintedDecision, PrintedRecipient


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


def recipient_of(candidate: Candidate) -> PrintedRecipient:
    """The candidate as letters are addressed."""
    return PrintedRecipient(name=candidate.full_name, sex=candidate.sex, address=candidate.address)


def printed_decisions(decision: Decision, framework: Framework) -> tuple[PrintedDecision, ...]:
    """The jury's words, competence by competence, as the candidate reads them."""
    return tuple(
        PrintedDecision(
            code=word.code, label=label_of(framework, word.code), validated=word.validated, reason=word.reason
        )
        for word in decision.competences
    )


def label_of(framework: Framework, code: str) -> str:
    """The competence's label; its code where the framework no longer has it."""
    competence = framework.by_code(code)
    return competence.label if competence is not None else code
