"""One table: for each type of event, who is written to with which mail, or why nobody is.

A row names those who must act next, or whom it concerns. Who did it is not told of it, nor is anybody who has left.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.appeals import AppealAgainst, Appellant
from app.domain.dossier import AdmissibilityVerdict, ClosureReason, EmployerChangeKind, Status
from app.domain.event_types import EventType
from app.domain.examination import PutBackCode
from app.domain.funding import FundingChange
from app.domain.pathways import pathway_followed_by
from app.usecases.access import Role
from app.usecases.event_mails.context import EventContext
from app.usecases.holders.mail_kinds import HOLDER_PATH
from app.usecases.mail_writer import MailKind


class RecipientKind(StrEnum):
    """Those who may be written to. ``OWNER`` is who leads the dossier: its company, or the secretariat (R42, R59).

    ``WHOLE_COMPANY`` is the company with whoever of it did what is told: they are given a receipt.
    """

    COMPANY = "company"
    OWNER = "owner"
    SECRETARIAT = "secretariat"
    CANDIDATE = "candidate"
    EVALUATOR = "evaluator"
    FORMER_EVALUATOR = "former_evaluator"
    FORMER_COMPANY = "former_company"
    TRADE_EVALUATOR = "trade_evaluator"
    MEMBERS = "members"
    COMPANIES_ON_AGENDA = "companies_on_agenda"
    CANDIDATES_ON_AGENDA = "candidates_on_agenda"
    WHOLE_COMPANY = "whole_company"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMail:
    """A mail to some people, ``when`` the event calls for it.

    ``contested``: what the candidate may contest by the link that it brings, None where it brings none (D71).
    """

    to: RecipientKind
    mail_kind: MailKind
    when: Callable[[EventContext], bool] = lambda _: True
    contested: Callable[[EventContext], AppealAgainst | None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Nobody:
    """That nobody is written to, on purpose."""

    because: str


def _of(template: str) -> MailKind:
    return MailKind(template=template, path="/dossiers/{dossier_id}")


def _session(template: str) -> MailKind:
    return MailKind(template=template, path="/jury-sessions/{session_id}")


def _plain(template: str) -> MailKind:
    """To somebody without an account here, or whose access has ended: it leads nowhere."""
    return MailKind(template=template)


def _contestable(template: str) -> MailKind:
    """To a candidate, with a link by which they may appeal."""
    return MailKind(template=template, path=HOLDER_PATH)


TRADE_EVALUATOR_REVOKED = _plain("trade_evaluator_revoked")
TRADE_EVALUATOR_RESUMED = _plain("trade_evaluator_resumed")


def _opened_for_a_company(context: EventContext) -> bool:
    return context.dossier.created_by_role == Role.SECRETARIAT


def _assessment_opens(context: EventContext) -> bool:
    """A dossier that is open again is told of as such."""
    now, before = (context.event.data.get(name) for name in ("status", "previous_status"))
    opens = now == Status.AWAITING_ASSESSMENT and before != Status.CLOSED
    return opens and context.dossier.acceptance is not None


def _by_silence(context: EventContext) -> bool:
    return not context.detail("decision")


def _incomplete(context: EventContext) -> bool:
    return context.detail("decision") == AdmissibilityVerdict.INCOMPLETE


def _answered(context: EventContext) -> bool:
    return not _incomplete(context)


def _still_chosen(context: EventContext) -> bool:
    choice = context.dossier.evaluator
    return choice is not None and str(choice.evaluator_id) == context.detail("evaluator_id")


def _replaced_for_a_reason(context: EventContext) -> bool:
    """The secretariat's replacement (D63), which the company and the candidate learn of; a choice is the leader's."""
    return bool(context.detail("replaces")) and bool(context.detail("reason"))


def _observed(context: EventContext) -> bool:
    """R58, D2: nothing more is to be entered before the registration to a jury."""
    dossier = context.dossier
    is_observed = "recordTradeObservations" in pathway_followed_by(dossier).acts
    return not is_observed or dossier.trade_observations is not None


def _awaits_observations(context: EventContext) -> bool:
    return not _observed(context)


def _assessed_already(context: EventContext) -> bool:
    return context.dossier.assessment_completed_on is not None


def _on_agenda(context: EventContext) -> bool:
    return context.session is not None


def _off_agenda(context: EventContext) -> bool:
    return context.session is None


def _not_replaced(context: EventContext) -> bool:
    return not context.detail("replaced_by")


def _left_unassessed(context: EventContext) -> bool:
    return context.dossier.assessment_completed_on is None


def _left_unobserved(context: EventContext) -> bool:
    return context.dossier.trade_observations is None


def _refused_unassessed(context: EventContext) -> bool:
    """A decision that was put back may be followed by a refusal when somebody assesses already (D50)."""
    return context.dossier.closure is not None and _left_unassessed(context)


def _refused_unobserved(context: EventContext) -> bool:
    return context.dossier.closure is not None and _left_unobserved(context)


def _puts_back(context: EventContext) -> bool:
    return bool(context.put_back)


def _puts_the_admission_back(context: EventContext) -> bool:
    return PutBackCode.ADMISSIBILITY_DECISION in context.put_back


def _counts_the_candidacy_again(context: EventContext) -> bool:
    return bool(context.detail("until"))


def _opened_again(context: EventContext) -> bool:
    """A refusal that another answer replaced had closed the dossier (D66)."""
    return context.replaced_verdict == AdmissibilityVerdict.INADMISSIBLE and context.dossier.closure is None


def _assessed_again(context: EventContext) -> bool:
    return _opened_again(context) and _left_unassessed(context)


def _observed_again(context: EventContext) -> bool:
    return _opened_again(context) and _left_unobserved(context)


def _keeps_the_evaluator_waiting(context: EventContext) -> bool:
    """Nothing is recorded of an assessment until what its registration rested on is given again (D66)."""
    waited_for = {PutBackCode.ADMISSIBILITY_DECISION, PutBackCode.DIRECT_ASSESSMENT_CONFIRMATION}
    return not waited_for.isdisjoint(context.put_back) and context.dossier.acceptance is not None


def _attached(context: EventContext) -> bool:
    return context.event.details.get("attached") is True


def _changes_employer(context: EventContext) -> bool:
    return context.detail("employer_change") == EmployerChangeKind.CHANGE


def _joins_a_company(context: EventContext) -> bool:
    return _changes_employer(context) and bool(context.detail("former_company_id"))


def _goes_on_elsewhere(context: EventContext) -> bool:
    """Either way whose it was is somebody else now, while there is something left to do."""
    return bool(context.detail("employer_change")) and not context.dossier.is_over


def _died(context: EventContext) -> bool:
    return bool(context.detail("died_on"))


def _died_before_the_end(context: EventContext) -> bool:
    return _died(context) and not context.dossier.is_over


def _removed_by_secretariat(brought_by: Role) -> Callable[[EventContext], bool]:
    """Who brought a document is told that it was taken off, by somebody else than their own people (D67)."""
    return lambda context: context.detail("brought_by") == brought_by and context.is_by(Role.SECRETARIAT)


def _waives_a_signature(context: EventContext) -> bool:
    return bool(context.detail("signatory"))


def _a_refusal(context: EventContext) -> AppealAgainst | None:
    refused = context.detail("decision") == AdmissibilityVerdict.INADMISSIBLE
    return AppealAgainst.ADMISSIBILITY if refused else None


def _a_lapse(context: EventContext) -> AppealAgainst | None:
    closure = context.dossier.closure
    lapsed = closure is not None and closure.reason is ClosureReason.LAPSED
    return AppealAgainst.LAPSE if lapsed else None


def _a_jurys_decision(_: EventContext) -> AppealAgainst | None:
    return AppealAgainst.JURY_DECISION


def _what_was_contested(context: EventContext) -> AppealAgainst | None:
    return AppealAgainst(context.detail("against"))


def _by(appellant: Appellant) -> Callable[[EventContext], bool]:
    """An appeal is acknowledged and answered to who filed it, and to nobody else."""
    return lambda context: context.detail("appellant") == appellant


def _is_its_own(context: EventContext) -> bool:
    """Whether the funding is the present company's: a former employer's is not told to the next one (D64)."""
    pair = context.detail("funder_code"), context.detail("reference")
    return not any(pair in former.fundings for former in context.dossier.left_behind)


def _answered_by_the_funder(context: EventContext) -> bool:
    of_who_declares = {FundingChange.DECLARED, FundingChange.CORRECTED, FundingChange.REMOVED}
    return context.detail("change") not in of_who_declares and _is_its_own(context)


def _changed_by_secretariat(context: EventContext) -> bool:
    return context.is_by(Role.SECRETARIAT) and _is_its_own(context)


EVENT_MAILS: Mapping[EventType, tuple[EventMail, ...] | Nobody] = {
    EventType.DOSSIER_CREATED: (
        EventMail(to=RecipientKind.COMPANY, mail_kind=_of("dossier_opened"), when=_opened_for_a_company),
    ),
    # Each document and each correction would be a mail; the checklist tells those who look.
    EventType.DOSSIER_UPDATED: (
        EventMail(to=RecipientKind.COMPANY, mail_kind=_of("dossier_put_back"), when=_puts_back),
        EventMail(to=RecipientKind.EVALUATOR, mail_kind=_of("dossier_put_back"), when=_keeps_the_evaluator_waiting),
        EventMail(
            to=RecipientKind.CANDIDATE,
            mail_kind=_plain("candidate_admissibility_put_back"),
            when=_puts_the_admission_back,
        ),
        EventMail(to=RecipientKind.COMPANY, mail_kind=_of("dossier_opened"), when=_attached),
        EventMail(to=RecipientKind.FORMER_COMPANY, mail_kind=_of("dossier_left"), when=_changes_employer),
        EventMail(to=RecipientKind.COMPANY, mail_kind=_of("dossier_joined"), when=_joins_a_company),
        EventMail(to=RecipientKind.EVALUATOR, mail_kind=_of("employer_changed"), when=_goes_on_elsewhere),
        EventMail(to=RecipientKind.CANDIDATE, mail_kind=_plain("candidate_employer_changed"), when=_goes_on_elsewhere),
        EventMail(to=RecipientKind.COMPANY, mail_kind=_of("death_recorded"), when=_died),
        EventMail(to=RecipientKind.EVALUATOR, mail_kind=_of("death_recorded"), when=_died_before_the_end),
        EventMail(
            to=RecipientKind.COMPANY, mail_kind=_of("document_removed"), when=_removed_by_secretariat(Role.EMPLOYER)
        ),
        EventMail(
            to=RecipientKind.EVALUATOR, mail_kind=_of("document_removed"), when=_removed_by_secretariat(Role.EVALUATOR)
        ),
        EventMail(to=RecipientKind.OWNER, mail_kind=_of("signature_waived"), when=_waives_a_signature),
        EventMail(to=RecipientKind.COMPANY, mail_kind=_of("candidacy_counted_again"), when=_counts_the_candidacy_again),
        EventMail(
            to=RecipientKind.CANDIDATE,
            mail_kind=_plain("candidate_candidacy_counted_again"),
            when=_counts_the_candidacy_again,
        ),
    ),
    EventType.DOSSIER_STATUS_CHANGED: (
        EventMail(to=RecipientKind.EVALUATOR, mail_kind=_of("assessment_awaited"), when=_assessment_opens),
    ),
    EventType.DOSSIER_FUNDING_CHANGED: (
        EventMail(to=RecipientKind.COMPANY, mail_kind=_of("funding_answered"), when=_answered_by_the_funder),
        EventMail(to=RecipientKind.COMPANY, mail_kind=_of("funding_changed"), when=_changed_by_secretariat),
    ),
    EventType.DOSSIER_CLOSED: (
        EventMail(to=RecipientKind.COMPANY, mail_kind=_of("dossier_closed")),
        EventMail(to=RecipientKind.CANDIDATE, mail_kind=_contestable("candidate_dossier_closed"), contested=_a_lapse),
        EventMail(to=RecipientKind.EVALUATOR, mail_kind=_plain("assignment_ended"), when=_left_unassessed),
        EventMail(to=RecipientKind.TRADE_EVALUATOR, mail_kind=TRADE_EVALUATOR_REVOKED, when=_left_unobserved),
    ),
    EventType.DOSSIER_REOPENED: (
        EventMail(to=RecipientKind.COMPANY, mail_kind=_of("dossier_reopened")),
        EventMail(to=RecipientKind.CANDIDATE, mail_kind=_plain("candidate_dossier_reopened")),
        EventMail(to=RecipientKind.EVALUATOR, mail_kind=_of("assignment_resumed"), when=_left_unassessed),
        EventMail(to=RecipientKind.TRADE_EVALUATOR, mail_kind=TRADE_EVALUATOR_RESUMED, when=_left_unobserved),
    ),
    EventType.ADMISSIBILITY_SUBMITTED: (
        EventMail(to=RecipientKind.SECRETARIAT, mail_kind=_of("admissibility_submitted")),
    ),
    EventType.ADMISSIBILITY_DECIDED: (
        EventMail(to=RecipientKind.COMPANY, mail_kind=_of("admissibility_decided")),
        EventMail(to=RecipientKind.CANDIDATE, mail_kind=_plain("candidate_admissibility_incomplete"), when=_incomplete),
        EventMail(
            to=RecipientKind.CANDIDATE,
            mail_kind=_contestable("candidate_admissibility_answered"),
            when=_answered,
            contested=_a_refusal,
        ),
        EventMail(to=RecipientKind.SECRETARIAT, mail_kind=_of("admissibility_by_silence"), when=_by_silence),
        EventMail(to=RecipientKind.EVALUATOR, mail_kind=_plain("assignment_ended"), when=_refused_unassessed),
        EventMail(to=RecipientKind.TRADE_EVALUATOR, mail_kind=TRADE_EVALUATOR_REVOKED, when=_refused_unobserved),
        EventMail(to=RecipientKind.EVALUATOR, mail_kind=_of("dossier_put_back"), when=_keeps_the_evaluator_waiting),
        EventMail(to=RecipientKind.EVALUATOR, mail_kind=_of("assignment_resumed"), when=_assessed_again),
        EventMail(to=RecipientKind.TRADE_EVALUATOR, mail_kind=TRADE_EVALUATOR_RESUMED, when=_observed_again),
    ),
    EventType.ADMISSIBILITY_DISPATCHED: Nobody("the candidate has the letter and its link, sent with the dispatch"),
    EventType.ADMISSIBILITY_ACKNOWLEDGED: Nobody("the candidate has it; nobody has anything to do at once"),
    EventType.ADMISSIBILITY_EXTENDED: (
        EventMail(to=RecipientKind.COMPANY, mail_kind=_of("admissibility_extended")),
        EventMail(to=RecipientKind.CANDIDATE, mail_kind=_plain("candidate_admissibility_extended")),
    ),
    EventType.EVALUATOR_CHOSEN: (
        EventMail(to=RecipientKind.EVALUATOR, mail_kind=_of("evaluator_chosen"), when=_still_chosen),
        EventMail(to=RecipientKind.FORMER_EVALUATOR, mail_kind=_plain("evaluator_replaced")),
        EventMail(to=RecipientKind.COMPANY, mail_kind=_of("assessment_taken_over"), when=_replaced_for_a_reason),
        EventMail(
            to=RecipientKind.CANDIDATE, mail_kind=_plain("candidate_evaluator_replaced"), when=_replaced_for_a_reason
        ),
    ),
    EventType.EVALUATOR_ACCEPTED: (EventMail(to=RecipientKind.OWNER, mail_kind=_of("evaluator_accepted")),),
    EventType.EVALUATOR_DECLINED: (EventMail(to=RecipientKind.OWNER, mail_kind=_of("evaluator_declined")),),
    EventType.TRADE_EVALUATOR_INVITED: Nobody("the invitation is a mail, written with its link"),
    EventType.TRADE_EVALUATOR_REVOKED: Nobody("the invitee, whom the dossier has forgotten, was told with the act"),
    EventType.TRADE_OBSERVATIONS_RECORDED: (
        EventMail(to=RecipientKind.EVALUATOR, mail_kind=_of("observations_recorded")),
        EventMail(to=RecipientKind.OWNER, mail_kind=_of("ready_for_jury"), when=_assessed_already),
    ),
    EventType.ASSESSMENT_COMPLETED: (
        EventMail(to=RecipientKind.OWNER, mail_kind=_of("assessment_completed"), when=_awaits_observations),
        EventMail(to=RecipientKind.OWNER, mail_kind=_of("ready_for_jury"), when=_observed),
    ),
    EventType.JURY_REGISTERED: (
        EventMail(to=RecipientKind.COMPANY, mail_kind=_of("jury_registered"), when=_on_agenda),
        EventMail(to=RecipientKind.CANDIDATE, mail_kind=_plain("candidate_jury_registered"), when=_on_agenda),
    ),
    EventType.JURY_WITHDRAWN: (
        EventMail(to=RecipientKind.COMPANY, mail_kind=_of("jury_left"), when=_off_agenda),
        EventMail(to=RecipientKind.CANDIDATE, mail_kind=_plain("candidate_jury_left"), when=_off_agenda),
    ),
    EventType.JURY_POSTPONED: (
        EventMail(to=RecipientKind.COMPANY, mail_kind=_of("jury_moved"), when=_on_agenda),
        EventMail(to=RecipientKind.CANDIDATE, mail_kind=_plain("candidate_jury_moved"), when=_on_agenda),
        EventMail(to=RecipientKind.COMPANY, mail_kind=_of("jury_left"), when=_off_agenda),
        EventMail(to=RecipientKind.CANDIDATE, mail_kind=_plain("candidate_jury_left"), when=_off_agenda),
    ),
    EventType.DECISION_RECORDED: (
        EventMail(to=RecipientKind.COMPANY, mail_kind=_of("decision_recorded")),
        EventMail(
            to=RecipientKind.CANDIDATE,
            mail_kind=_contestable("candidate_decision_recorded"),
            contested=_a_jurys_decision,
        ),
    ),
    EventType.DECISION_CORRECTED: (
        EventMail(to=RecipientKind.COMPANY, mail_kind=_of("decision_corrected")),
        EventMail(
            to=RecipientKind.CANDIDATE,
            mail_kind=_contestable("candidate_decision_corrected"),
            contested=_a_jurys_decision,
        ),
    ),
    EventType.CERTIFICATE_ISSUED: (EventMail(to=RecipientKind.COMPANY, mail_kind=_of("certificate_issued")),),
    EventType.CERTIFICATE_REVOKED: (
        EventMail(to=RecipientKind.COMPANY, mail_kind=_of("certificate_revoked"), when=_not_replaced),
        EventMail(to=RecipientKind.CANDIDATE, mail_kind=_plain("candidate_certificate_revoked"), when=_not_replaced),
    ),
    EventType.CERTIFICATE_WITHHELD: (
        EventMail(to=RecipientKind.COMPANY, mail_kind=_of("cqpi_withheld")),
        EventMail(to=RecipientKind.CANDIDATE, mail_kind=_plain("candidate_cqpi_withheld")),
    ),
    **dict.fromkeys(
        (
            EventType.BRIDGE_REQUEST_RECEIVED,
            EventType.BRIDGE_REQUEST_OPENED,
            EventType.BRIDGE_REQUEST_DECLINED,
            EventType.BRIDGE_REQUEST_DECIDED,
            EventType.BRIDGE_REQUEST_CLOSED,
            EventType.BRIDGE_REQUEST_REOPENED,
            EventType.BRIDGE_REQUEST_STATUS_CHANGED,
            EventType.PARTNER_DECISION_RECORDED,
            EventType.PARTNER_DECISION_CORRECTED,
            EventType.PARTNER_DECISION_CANCELLED,
        ),
        Nobody("the partner branch's program is told, and tells its holder"),
    ),
    EventType.APPEAL_FILED: (
        EventMail(to=RecipientKind.SECRETARIAT, mail_kind=_of("appeal_filed")),
        EventMail(to=RecipientKind.WHOLE_COMPANY, mail_kind=_of("appeal_acknowledged"), when=_by(Appellant.EMPLOYER)),
        EventMail(
            to=RecipientKind.CANDIDATE,
            mail_kind=_contestable("candidate_appeal_acknowledged"),
            when=_by(Appellant.CANDIDATE),
            contested=_what_was_contested,
        ),
    ),
    EventType.APPEAL_ANSWERED: (
        EventMail(to=RecipientKind.WHOLE_COMPANY, mail_kind=_of("appeal_answered"), when=_by(Appellant.EMPLOYER)),
        EventMail(
            to=RecipientKind.CANDIDATE,
            mail_kind=_contestable("candidate_appeal_answered"),
            when=_by(Appellant.CANDIDATE),
            contested=_what_was_contested,
        ),
    ),
    EventType.JURY_SESSION_POSTPONED: (
        EventMail(to=RecipientKind.MEMBERS, mail_kind=_session("jury_session_postponed")),
        EventMail(to=RecipientKind.COMPANIES_ON_AGENDA, mail_kind=_session("jury_session_moved")),
        EventMail(to=RecipientKind.CANDIDATES_ON_AGENDA, mail_kind=_plain("candidate_jury_moved")),
    ),
    EventType.JURY_SESSION_CANCELLED: (
        EventMail(to=RecipientKind.MEMBERS, mail_kind=_session("jury_session_cancelled")),
    ),
    EventType.ACCOUNT_FACTORS_RESET: Nobody("its owner was told with the act"),
    EventType.JURY_SESSION_CLOSED: Nobody("its members have just signed it; its decisions are told one by one"),
}
