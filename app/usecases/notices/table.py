"""One table: for each happening, who is written to with which mail, or why nobody is.

A row names those who must act next, or whom it concerns. Who did it is not told of it, nor is anybody who has left.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.dossier import AdmissibilityVerdict, Status
from app.domain.happenings import Happening
from app.domain.pathways import pathway_followed_by
from app.usecases.access import Role
from app.usecases.letters import Letter
from app.usecases.notices.news import News


class To(StrEnum):
    """Those who may be written to. ``OWNER`` is who leads the dossier: its company, or the secretariat (R42, R59)."""

    COMPANY = "company"
    OWNER = "owner"
    SECRETARIAT = "secretariat"
    CANDIDATE = "candidate"
    EVALUATOR = "evaluator"
    FORMER_EVALUATOR = "former_evaluator"
    TRADE_EVALUATOR = "trade_evaluator"
    MEMBERS = "members"
    COMPANIES_ON_AGENDA = "companies_on_agenda"
    CANDIDATES_ON_AGENDA = "candidates_on_agenda"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A mail to some people, ``when`` the news call for it."""

    to: To
    letter: Letter
    when: Callable[[News], bool] = lambda _: True


@dataclass(frozen=True, slots=True)
class Nobody:
    """That nobody is written to, on purpose."""

    because: str


def _of(template: str) -> Letter:
    return Letter(template=template, path="/dossiers/{dossier_id}")


def _session(template: str) -> Letter:
    return Letter(template=template, path="/jury-sessions/{session_id}")


def _plain(template: str) -> Letter:
    """To somebody without an account here, or whose access has ended: it leads nowhere."""
    return Letter(template=template)


TRADE_EVALUATOR_REVOKED = _plain("trade_evaluator_revoked")


def _opened_for_a_company(news: News) -> bool:
    return news.about.created_by_role == Role.SECRETARIAT


def _assessment_opens(news: News) -> bool:
    return news.event.data.get("status") == Status.AWAITING_ASSESSMENT and news.about.acceptance is not None


def _by_silence(news: News) -> bool:
    return not news.detail("decision")


def _incomplete(news: News) -> bool:
    return news.detail("decision") == AdmissibilityVerdict.INCOMPLETE


def _answered(news: News) -> bool:
    return not _incomplete(news)


def _still_chosen(news: News) -> bool:
    choice = news.about.evaluator
    return choice is not None and str(choice.evaluator_id) == news.detail("evaluator_id")


def _observed(news: News) -> bool:
    """R58, D2: nothing more is to be entered before the registration to a jury."""
    dossier = news.about
    is_observed = "recordTradeObservations" in pathway_followed_by(dossier).acts
    return not is_observed or dossier.trade_observations is not None


def _awaits_observations(news: News) -> bool:
    return not _observed(news)


def _assessed_already(news: News) -> bool:
    return news.about.assessment_completed_on is not None


def _on_agenda(news: News) -> bool:
    return news.session is not None


def _off_agenda(news: News) -> bool:
    return news.session is None


def _not_replaced(news: News) -> bool:
    return not news.detail("replaced_by")


def _left_unassessed(news: News) -> bool:
    return news.about.assessment_completed_on is None


def _left_unobserved(news: News) -> bool:
    return news.about.trade_observations is None


NOTICES: Mapping[Happening, tuple[Notice, ...] | Nobody] = {
    Happening.DOSSIER_CREATED: (Notice(to=To.COMPANY, letter=_of("dossier_opened"), when=_opened_for_a_company),),
    Happening.DOSSIER_UPDATED: Nobody("each document would be a mail; the checklist tells those who look"),
    Happening.DOSSIER_STATUS_CHANGED: (
        Notice(to=To.EVALUATOR, letter=_of("assessment_awaited"), when=_assessment_opens),
    ),
    Happening.DOSSIER_FUNDING_CHANGED: (Notice(to=To.COMPANY, letter=_of("funding_answered")),),
    Happening.DOSSIER_CLOSED: (
        Notice(to=To.COMPANY, letter=_of("dossier_closed")),
        Notice(to=To.CANDIDATE, letter=_plain("candidate_dossier_closed")),
        Notice(to=To.EVALUATOR, letter=_plain("assignment_ended"), when=_left_unassessed),
        Notice(to=To.TRADE_EVALUATOR, letter=TRADE_EVALUATOR_REVOKED, when=_left_unobserved),
    ),
    Happening.ADMISSIBILITY_SUBMITTED: (Notice(to=To.SECRETARIAT, letter=_of("admissibility_submitted")),),
    Happening.ADMISSIBILITY_DECIDED: (
        Notice(to=To.COMPANY, letter=_of("admissibility_decided")),
        Notice(to=To.CANDIDATE, letter=_plain("candidate_admissibility_incomplete"), when=_incomplete),
        Notice(to=To.CANDIDATE, letter=_plain("candidate_admissibility_answered"), when=_answered),
        Notice(to=To.SECRETARIAT, letter=_of("admissibility_by_silence"), when=_by_silence),
    ),
    Happening.ADMISSIBILITY_DISPATCHED: Nobody("the candidate has the letter and its link, sent with the dispatch"),
    Happening.ADMISSIBILITY_ACKNOWLEDGED: Nobody("the candidate has it; nobody has anything to do at once"),
    Happening.ADMISSIBILITY_EXTENDED: (
        Notice(to=To.COMPANY, letter=_of("admissibility_extended")),
        Notice(to=To.CANDIDATE, letter=_plain("candidate_admissibility_extended")),
    ),
    Happening.EVALUATOR_CHOSEN: (
        Notice(to=To.EVALUATOR, letter=_of("evaluator_chosen"), when=_still_chosen),
        Notice(to=To.FORMER_EVALUATOR, letter=_plain("evaluator_replaced")),
    ),
    Happening.EVALUATOR_ACCEPTED: (Notice(to=To.OWNER, letter=_of("evaluator_accepted")),),
    Happening.EVALUATOR_DECLINED: (Notice(to=To.OWNER, letter=_of("evaluator_declined")),),
    Happening.TRADE_EVALUATOR_INVITED: Nobody("the invitation is a mail, written with its link"),
    Happening.TRADE_EVALUATOR_REVOKED: Nobody("the invitee, whom the dossier has forgotten, was told with the act"),
    Happening.TRADE_OBSERVATIONS_RECORDED: (
        Notice(to=To.EVALUATOR, letter=_of("observations_recorded")),
        Notice(to=To.OWNER, letter=_of("ready_for_jury"), when=_assessed_already),
    ),
    Happening.ASSESSMENT_COMPLETED: (
        Notice(to=To.OWNER, letter=_of("assessment_completed"), when=_awaits_observations),
        Notice(to=To.OWNER, letter=_of("ready_for_jury"), when=_observed),
    ),
    Happening.JURY_REGISTERED: (
        Notice(to=To.COMPANY, letter=_of("jury_registered"), when=_on_agenda),
        Notice(to=To.CANDIDATE, letter=_plain("candidate_jury_registered"), when=_on_agenda),
    ),
    Happening.JURY_WITHDRAWN: (
        Notice(to=To.COMPANY, letter=_of("jury_left"), when=_off_agenda),
        Notice(to=To.CANDIDATE, letter=_plain("candidate_jury_left"), when=_off_agenda),
    ),
    Happening.JURY_POSTPONED: (
        Notice(to=To.COMPANY, letter=_of("jury_moved"), when=_on_agenda),
        Notice(to=To.CANDIDATE, letter=_plain("candidate_jury_moved"), when=_on_agenda),
        Notice(to=To.COMPANY, letter=_of("jury_left"), when=_off_agenda),
        Notice(to=To.CANDIDATE, letter=_plain("candidate_jury_left"), when=_off_agenda),
    ),
    Happening.DECISION_RECORDED: (
        Notice(to=To.COMPANY, letter=_of("decision_recorded")),
        Notice(to=To.CANDIDATE, letter=_plain("candidate_decision_recorded")),
    ),
    Happening.DECISION_CORRECTED: (
        Notice(to=To.COMPANY, letter=_of("decision_corrected")),
        Notice(to=To.CANDIDATE, letter=_plain("candidate_decision_corrected")),
    ),
    Happening.CERTIFICATE_ISSUED: (Notice(to=To.COMPANY, letter=_of("certificate_issued")),),
    Happening.CERTIFICATE_REVOKED: (
        Notice(to=To.COMPANY, letter=_of("certificate_revoked"), when=_not_replaced),
        Notice(to=To.CANDIDATE, letter=_plain("candidate_certificate_revoked"), when=_not_replaced),
    ),
    Happening.JURY_SESSION_POSTPONED: (
        Notice(to=To.MEMBERS, letter=_session("jury_session_postponed")),
        Notice(to=To.COMPANIES_ON_AGENDA, letter=_session("jury_session_moved")),
        Notice(to=To.CANDIDATES_ON_AGENDA, letter=_plain("candidate_jury_moved")),
    ),
    Happening.JURY_SESSION_CANCELLED: (Notice(to=To.MEMBERS, letter=_session("jury_session_cancelled")),),
    Happening.JURY_SESSION_CLOSED: Nobody("its members have just signed it; its decisions are told one by one"),
}
