"""What the minutes of a session say on paper (R62, R63, D31)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from app.domain.assessment import EXEMPTION_LABELS, Exemption
from app.domain.calendar import PARIS, paris_day
from app.domain.case import Case
from app.domain.day_words import in_words
from app.domain.deliberating import evaluators_words, scope_for
from app.domain.deliberation import (
    DECISION_KIND_LABELS,
    CompetenceDecision,
    Decision,
    DecisionKind,
    Outcome,
    Retained,
)
from app.domain.dossier import STATUS_LABELS, Dossier, Status
from app.domain.jury import (
    COLLEGE_LABELS,
    College,
    CollegeVotes,
    JurySession,
    Member,
    MinutesCorrection,
    Presidency,
    Votes,
)
from app.domain.panel import RECUSAL_LABELS
from app.domain.pathways import pathway_of
from app.domain.printed_words import printed_certification, printed_sitting
from app.usecases.jury.minutes import AdjournedLine, DecidedLine, Minutes
from app.usecases.papers.wording import label_of
from app.usecases.ports.paper import (
    MinutedAdjournment,
    MinutedDecision,
    MinutedDelivery,
    MinutedRectification,
    MinutedRecusal,
    MinutedTerm,
    MinutedVotes,
    MinutedWord,
    MinutesPaper,
    SeatedMember,
)

OWN_WORD = "à sa demande"
"""The ground of a recusal that the system knows no other of."""


def minutes_sheet(minutes: Minutes) -> MinutesPaper:
    """What is printed of it: a draft until the session is closed."""
    session = minutes.session
    sitting = printed_sitting(session, session.held_on)
    return MinutesPaper(
        sitting=replace(sitting, chair=_chairs(session) or sitting.chair),
        members=tuple(
            SeatedMember(
                name=member.name,
                college=COLLEGE_LABELS[member.college].fr,
                present=member in session.members_seen(),
                presides=session.presides(member.user_id),
                organisation=member.organisation,
                hours=tuple(_hours(session, member)),
            )
            for member in session.members
        ),
        decisions=tuple(minuted_decision(line, session) for line in minutes.decided),
        opened=_hour(session.opened_at),
        closed=_hour(session.closed_at),
        quorum=_quorum(session),
        adjournments=tuple(_adjourned(line) for line in minutes.adjourned),
        draft=not minutes.final,
    )


def _hours(session: JurySession, member: Member) -> Iterable[str]:
    """From when until when they were there, and when they presided and why."""
    for period in session.attendance:
        if period.user_id == member.user_id:
            since = _at(session, period.since)
            yield f"de {since} à {_at(session, period.until)}" if period.until else f"à partir de {since}"
    for presidency, until in zip(session.presidencies, _ends(session), strict=True):
        if presidency.user_id == member.user_id and (presidency.reason is not None or until is not None):
            yield "préside " + _presidency(session, presidency, until)


def _ends(session: JurySession) -> tuple[datetime | None, ...]:
    """When each presidency ended: as the next one began."""
    return (*(each.since for each in session.presidencies), None)[1:]


def _presidency(session: JurySession, presidency: Presidency, until: datetime | None) -> str:
    """The first from the opening on, the others from a handover on, with its reason."""
    if presidency.reason is None:
        return f"jusqu'à {_at(session, until)}" if until is not None else ""
    since = _at(session, presidency.since)
    hours = f"à partir de {since}" if until is None else f"de {since} à {_at(session, until)}"
    return f"{hours} : {presidency.reason}"


def _chairs(session: JurySession) -> str:
    """Everybody who presided, the first first; nobody's name in sessions of before presidencies were kept."""
    members = (session.member(each.user_id) for each in session.presidencies)
    return ", puis ".join(dict.fromkeys(member.name for member in members if member is not None))


def _at(session: JurySession, instant: datetime) -> str:
    """The hour, with its day where the session has several."""
    hour = _clock(instant)
    return hour if session.last_day == session.held_on else f"{hour} le {in_words(paris_day(instant)).fr}"


def correction_sheet(session: JurySession, line: DecidedLine) -> MinutesPaper:
    """What a decision that corrects another adds to the minutes of the closed session."""
    return MinutesPaper(
        sitting=printed_sitting(session, session.held_on),
        members=(),
        decisions=(),
        corrections=(minuted_decision(line, session),),
    )


def rectification_sheet(session: JurySession, correction: MinutesCorrection) -> MinutesPaper:
    """What the correction of their own words adds to the minutes of the closed session."""
    rectification = MinutedRectification(
        text=correction.text,
        reason=correction.reason,
        proposed_by=correction.proposed_by,
        proposed_on=correction.proposed_on,
        countersigned_by=correction.countersigned_by,
        countersigned_on=correction.countersigned_on,
    )
    sitting = printed_sitting(session, session.held_on)
    return MinutesPaper(sitting=sitting, members=(), decisions=(), rectifications=(rectification,))


def minuted_decision(line: DecidedLine, session: JurySession) -> MinutedDecision:
    """One decision, as it is printed."""
    case, decision, dossier = line.case, line.decision, line.dossier
    replaced = _replaced(dossier, decision)
    return MinutedDecision(
        decision_id=decision.id,
        dossier_number=dossier.number,
        candidate=dossier.candidate.full_name,
        birth_date=dossier.candidate.birth_date,
        company=company_of(case),
        certification=printed_certification(dossier.certification_code, dossier.option),
        pathway=pathway_of(dossier.pathway).label.fr,
        kind=DECISION_KIND_LABELS[decision.kind].fr,
        decided_on=decision.decided_on,
        outcome=" ; ".join((STATUS_LABELS[Status(decision.outcome)].fr, *(each.sentence.fr for each in line.withheld))),
        words=tuple(_words(line, _words_that_changed(decision, replaced))),
        votes=_votes(decision.votes),
        recused=tuple(
            MinutedRecusal(
                name=each.member.name, ground=RECUSAL_LABELS[each.ground].fr.lower() if each.ground else OWN_WORD
            )
            for each in line.recusals
        ),
        presided_by=_presided(session, decision),
        delivered=tuple(
            MinutedDelivery(
                certification=printed_certification(
                    each.certification_code, None if each.by_equivalence else dossier.option
                ),
                number=each.number,
                by_equivalence=each.by_equivalence,
            )
            for each in line.delivered
        ),
        kept=() if decision.outcome is Outcome.AWARDED else tuple(grouped_terms(decision.retained)),
        corrects=replaced.decided_on if replaced else None,
        reason=decision.reason,
        corrected_on=decision.corrected_on,
        corrected_by=decision.corrected_by,
    )


def _presided(session: JurySession, decision: Decision) -> str | None:
    member = session.member(decision.presided_by)
    return member.name if member is not None else None


def company_of(case: Case) -> str | None:
    """The candidate's company: by its name where it has an account, else by the employer's SIRET."""
    if case.company is not None:
        return f"{case.company.name} ({case.company.siret})"
    employer = case.dossier.candidate.employment.employer
    return f"SIRET {employer.siret}" if employer is not None else None


def grouped_terms(retained: Iterable[Retained]) -> Iterable[MinutedTerm]:
    """What stays acquired, the competences of one term together, the first to end first."""
    by_term: dict[date | None, list[str]] = {}
    for kept in retained:
        by_term.setdefault(kept.until, []).append(kept.competence_code)
    for until in sorted(by_term, key=lambda day: day or date.max):
        yield MinutedTerm(codes=", ".join(by_term[until]), until=until)


def _replaced(dossier: Dossier, decision: Decision) -> Decision | None:
    return next((former for former in dossier.decisions if former.id == decision.replaces), None)


def _words_that_changed(decision: Decision, replaced: Decision | None) -> tuple[CompetenceDecision, ...]:
    """Of words put right, those that are others; of a deliberation, all."""
    if decision.kind is not DecisionKind.MATERIAL_ERROR or replaced is None:
        return decision.competences
    return tuple(word for word in decision.competences if word not in replaced.competences)


def _words(line: DecidedLine, words: Iterable[CompetenceDecision]) -> Iterable[MinutedWord]:
    found = evaluators_words(line.case, scope_for(line.case))
    for word in words:
        default, exemption = found.get(word.code), line.exemptions.get(word.code)
        yield MinutedWord(
            code=word.code,
            label=label_of(line.case.framework, word.code),
            validated=word.validated,
            departs=default is not None and default.validated != word.validated,
            reason=word.reason,
            held_by=_held_by(exemption) if exemption is not None else None,
        )


def _held_by(exemption: Exemption) -> str:
    return f"{EXEMPTION_LABELS[exemption.kind].fr} : {exemption.source}"


def _votes(votes: Votes | None) -> tuple[MinutedVotes, ...]:
    if votes is None:
        return ()
    cast: dict[College, CollegeVotes] = {College.EMPLOYEES: votes.employees, College.EMPLOYERS: votes.employers}
    return tuple(
        MinutedVotes(
            college=COLLEGE_LABELS[college].fr,
            in_favour=each.in_favour,
            against=each.against,
            abstained=each.abstained,
        )
        for college, each in cast.items()
    )


def _adjourned(line: AdjournedLine) -> MinutedAdjournment:
    dossier, adjournment = line.case.dossier, line.adjournment
    return MinutedAdjournment(
        dossier_number=dossier.number,
        candidate=dossier.candidate.full_name,
        birth_date=dossier.candidate.birth_date,
        company=company_of(line.case),
        certification=printed_certification(dossier.certification_code, dossier.option),
        reason=adjournment.reason,
        votes=_votes(adjournment.votes),
        moved_to=line.moved_to,
    )


def _quorum(session: JurySession) -> str:
    """How many of each college were there, of how many."""
    present = session.members_seen()
    counted = []
    for college in College:
        there = sum(1 for member in present if member.college is college)
        seats = sum(1 for member in session.members if member.college is college)
        counted.append(f"{COLLEGE_LABELS[college].fr} : {there} sur {seats}")
    return " ; ".join(counted)


def _hour(instant: datetime | None) -> str | None:
    if instant is None:
        return None
    return f"{in_words(paris_day(instant)).fr}, {_clock(instant)}"


def _clock(instant: datetime) -> str:
    """The hour in Paris as French writes it: 9 h, 9 h 45."""
    there = instant.astimezone(PARIS)
    return f"{there.hour} h {there:%M}" if there.minute else f"{there.hour} h"
