"""What a holder answers to a survey, and how it counts: France compétences' two rates, without the neutralised.

Neutralised are those in further studies, work-study included; those who cannot work, for a while or for good; those
outside the French labour market, unless the job is international.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.law import Violation
from app.domain.regions import REGIONS
from app.domain.text import Text


class Situation(StrEnum):
    """What a holder does."""

    EMPLOYED = "employed"
    SELF_EMPLOYED = "self_employed"
    INTERNATIONAL = "international"
    SEEKING = "seeking"
    STUDYING = "studying"
    UNABLE = "unable"
    ABROAD = "abroad"
    OTHER = "other"


SITUATION_LABELS = {
    Situation.EMPLOYED: Text("Salarié", "Employed"),
    Situation.SELF_EMPLOYED: Text("À son compte", "Self-employed"),
    Situation.INTERNATIONAL: Text("Dans un emploi international", "In an international job"),
    Situation.SEEKING: Text("À la recherche d'un emploi", "Looking for a job"),
    Situation.STUDYING: Text("En études, alternance comprise", "Studying, work-study included"),
    Situation.UNABLE: Text("Dans l'impossibilité de travailler", "Unable to work"),
    Situation.ABROAD: Text("Hors du marché du travail français", "Outside the French labour market"),
    Situation.OTHER: Text("Autre situation", "Another situation"),
}


class JobContract(StrEnum):
    """Under which contract."""

    PERMANENT = "permanent"
    FIXED_TERM = "fixed_term"
    TEMPORARY_WORK = "temporary_work"
    WORK_STUDY = "work_study"
    OTHER = "other"


JOB_CONTRACT_LABELS = {
    JobContract.PERMANENT: Text("Contrat à durée indéterminée", "Permanent contract"),
    JobContract.FIXED_TERM: Text("Contrat à durée déterminée", "Fixed-term contract"),
    JobContract.TEMPORARY_WORK: Text("Contrat de mission d'intérim", "Temporary agency work"),
    JobContract.WORK_STUDY: Text("Contrat en alternance", "Work-study contract"),
    JobContract.OTHER: Text("Autre contrat", "Another contract"),
}


class Standing(StrEnum):
    """How an answer counts."""

    NEUTRALISED = "neutralised"
    WITHOUT_JOB = "without_job"
    IN_ANOTHER_JOB = "in_another_job"
    IN_TARGET_JOB = "in_target_job"


STANDING_LABELS = {
    Standing.NEUTRALISED: Text("Neutralisé", "Neutralised"),
    Standing.WITHOUT_JOB: Text("Sans emploi", "Without a job"),
    Standing.IN_ANOTHER_JOB: Text("Dans un autre emploi", "In another job"),
    Standing.IN_TARGET_JOB: Text("Dans le métier visé", "In the target job"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyAnswer:
    """What was answered; None where nothing was said. ``region`` is an INSEE code.

    ``do_not_contact``: whether the holder wants no more surveys; None where this answer says nothing of it.
    """

    situation: Situation
    in_target_job: bool | None = None
    job_title: str | None = None
    contract: JobContract | None = None
    same_employer: bool | None = None
    region: str | None = None
    do_not_contact: bool | None = None


_NEUTRALISED = frozenset({Situation.STUDYING, Situation.UNABLE, Situation.ABROAD})
_AT_WORK = frozenset({Situation.EMPLOYED, Situation.SELF_EMPLOYED, Situation.INTERNATIONAL})


def standing_of(answer: SurveyAnswer) -> Standing:
    """How it counts: who works under a work-study contract is in further studies."""
    if answer.situation in _NEUTRALISED or answer.contract is JobContract.WORK_STUDY:
        return Standing.NEUTRALISED
    if answer.situation not in _AT_WORK:
        return Standing.WITHOUT_JOB
    return Standing.IN_TARGET_JOB if answer.in_target_job else Standing.IN_ANOTHER_JOB


def with_what_stands(answer: SurveyAnswer, *, refuses_contact: bool) -> SurveyAnswer:
    """The answer with what its holder said before of further surveys, where it says nothing of them: a wish is taken
    back in words, never by a form that leaves it out."""
    return answer if answer.do_not_contact is not None else replace(answer, do_not_contact=refuses_contact)


def answer_faults(answer: SurveyAnswer) -> tuple[Violation, ...]:
    """What cannot be: a region that INSEE does not know, a job described by somebody who looks for one."""
    unknown = (_UNKNOWN_REGION,) if answer.region is not None and answer.region not in REGIONS else ()
    if answer.situation is not Situation.SEEKING:
        return unknown
    said = {
        "/in_target_job": answer.in_target_job is True,
        "/job_title": answer.job_title is not None,
        "/contract": answer.contract is not None,
        "/same_employer": answer.same_employer is True,
    }
    return (*unknown, *(replace(_NO_JOB, pointer=pointer) for pointer, is_said in said.items() if is_said))


_UNKNOWN_REGION = Violation(
    code="unknown_region",
    pointer="/region",
    detail=Text("Il n'y a pas de région de ce code INSEE.", "There is no region of this INSEE code."),
)
_NO_JOB = Violation(
    code="no_job_in_this_situation",
    detail=Text(
        "Qui cherche un emploi n'en a pas : corrigez la situation, ou retirez ce qui décrit un emploi.",
        "Who looks for a job has none: correct the situation, or take out what describes a job.",
    ),
)
