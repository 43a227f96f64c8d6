"""What the minutes of a session say on paper (R62, R63, D31)."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from app.domain.case import Case
from app.domain.cqpi import WithheldCqpi
from app.domain.deliberating import evaluators_words, scope_for
from app.domain.deliberation import DECISION_KIND_LABELS, CompetenceDecision, Decision
from app.domain.dossier import STATUS_LABELS, Status
from app.domain.jury import COLLEGE_LABELS, College, CollegeVotes, JurySession
from app.domain.pathways import pathway_of
from app.domain.printed_words import printed_certification, printed_sitting
from app.usecases.jury.minutes import Minutes
from app.usecases.papers.wording import kept_competences, label_of
from app.usecases.ports.paper import MinutedDecision, MinutedVotes, MinutedWord, MinutesPaper, SeatedMember


def minutes_sheet(minutes: Minutes, cases: Mapping[UUID, Case]) -> MinutesPaper:
    """What is printed of it, each dossier under its case."""
    session = minutes.session
    return MinutesPaper(
        sitting=printed_sitting(session, session.held_on),
        members=tuple(
            SeatedMember(
                name=member.name,
                college=COLLEGE_LABELS[member.college].fr,
                present=member.user_id in session.present,
                presides=session.presides(member.user_id),
            )
            for member in session.members
        ),
        decisions=tuple(
            _minuted(cases[dossier.id], decision, session, minutes.withheld.get(decision.id, ()))
            for dossier, decision in minutes.decided
        ),
    )


def _minuted(case: Case, decision: Decision, session: JurySession, withheld: Iterable[WithheldCqpi]) -> MinutedDecision:
    dossier = case.dossier
    replaced = next((former for former in dossier.decisions if former.id == decision.replaces), None)
    return MinutedDecision(
        decision_id=decision.id,
        dossier_number=dossier.number,
        candidate=dossier.candidate.full_name,
        certification=printed_certification(dossier.certification_code, dossier.option),
        pathway=pathway_of(dossier.pathway).label.fr,
        kind=DECISION_KIND_LABELS[decision.kind].fr,
        decided_on=decision.decided_on,
        outcome=" ; ".join((STATUS_LABELS[Status(decision.outcome)].fr, *(each.sentence.fr for each in withheld))),
        words=tuple(_words(case, decision.competences)),
        votes=tuple(_votes(decision)),
        recused=tuple(_names(session, decision.recused)),
        kept=kept_competences(decision.retained, case.framework),
        corrects=replaced.decided_on if replaced else None,
        reason=decision.reason,
    )


def _words(case: Case, words: Iterable[CompetenceDecision]) -> Iterable[MinutedWord]:
    found = evaluators_words(case, scope_for(case))
    for word in words:
        default = found.get(word.code)
        yield MinutedWord(
            code=word.code,
            label=label_of(case.framework, word.code),
            validated=word.validated,
            departs=default is not None and default.validated != word.validated,
            reason=word.reason,
        )


def _votes(decision: Decision) -> Iterable[MinutedVotes]:
    if decision.votes is None:
        return
    cast: dict[College, CollegeVotes] = {
        College.EMPLOYEES: decision.votes.employees,
        College.EMPLOYERS: decision.votes.employers,
    }
    for college, votes in cast.items():
        yield MinutedVotes(
            college=COLLEGE_LABELS[college].fr,
            in_favour=votes.in_favour,
            against=votes.against,
            abstained=votes.abstained,
        )


def _names(session: JurySession, accounts: Iterable[UUID]) -> Iterable[str]:
    return (member.name for member in map(session.member, accounts) if member is not None)
