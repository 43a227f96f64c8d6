"""The jury decides on a dossier, competence by competence; the outcome and what stays acquired follow (R63–R67)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from app.domain.actions import refusal_to_open
from app.domain.assessment import ExemptionKind, Scope
from app.domain.calendar import end_of_paris_day, paris_day
from app.domain.case import Case
from app.domain.day_words import in_words
from app.domain.deliberation import CompetenceDecision, Decision, DecisionKind, Outcome, Retained, outcome_of
from app.domain.dossier import Dossier, JuryRegistrationState
from app.domain.jury import JurySession, SessionState, Votes
from app.domain.law import Violation
from app.domain.once_each import second_certificate
from app.domain.panel import (
    MemberAccount,
    VoteMoment,
    missing_recusals,
    presidency_faults,
    unknown_members,
    vote_faults,
)
from app.domain.pathways import pathway_followed_by
from app.domain.personal_data import WORDS_ERASED
from app.domain.refusal import Refusal, RefusalKind, invalid, judged_whole
from app.domain.rules.decisions import D4, D5, D54, D56
from app.domain.rules.statuses import R71
from app.domain.scope import scope_at_redeliberation, standing_scope
from app.domain.text import Text
from app.domain.unsigned_decisions import unsigned_since
from app.domain.wording import says_something


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """A decision as it was put to the vote: the jury's words, the votes that adopt it, and who stood back.

    A competence on which it has no word gets the evaluators' result (D5). ``decided_on`` and ``at``: the day, and the
    instant, of the vote, None for today and for who is there now. ``presided_by``: who presides in the place of a chair
    who stands back (D55).
    """

    words: tuple[CompetenceDecision, ...]
    votes: Votes
    recused: tuple[UUID, ...] = ()
    decided_on: date | None = None
    at: datetime | None = None
    presided_by: UUID | None = None


def timed(session: JurySession, motion: Motion, now: datetime) -> Motion | Refusal:
    """The motion with the day and the instant of its vote, of one of the session's days and not in the future (D54).

    What is not said is now; entered after the last day, it is the end of that day. Where the session does not sit, the
    motion is left as it is: that is what is told of it.
    """
    if not_sitting(session):
        return motion
    day = motion.decided_on or (paris_day(motion.at) if motion.at else _day_of_session(session, paris_day(now)))
    is_today = day == paris_day(now)
    timed_motion = replace(motion, decided_on=day, at=motion.at or (now if is_today else end_of_paris_day(day)))
    return invalid(_impossible_moment(session, motion, day, now)) or timed_motion


def _impossible_moment(session: JurySession, motion: Motion, day: date, now: datetime) -> tuple[Violation, ...]:
    pointer = "/decided_on" if motion.decided_on else "/at"
    faults = [] if session.sits_on(day) else [_outside(session, pointer)]
    if motion.at is not None and paris_day(motion.at) != day:
        faults.append(_ANOTHER_DAY)
    if (motion.at is not None and motion.at > now) or day > paris_day(now):
        faults.append(replace(_NOT_COME_YET, pointer=pointer))
    return tuple(faults)


def deliberate(
    case: Case, session: JurySession, motion: Motion, *, accounts: Iterable[MemberAccount], decision_id: UUID
) -> Dossier | Refusal:
    """Record the jury's decision on a dossier of its agenda, or refuse it with everything that stands against it.

    ``accounts``: those of the session's members, by which the system finds who stands back.
    """
    refusal = (
        refusal_to_open(case, "deliberate")
        or _elsewhere(case, session)
        or not_sitting(session)
        or _motion_refusal(case, session, motion, accounts)
    )
    return refusal or _decided(case, session, motion, decision_id=decision_id, kind=DecisionKind.DELIBERATION)


def redeliberate(
    case: Case,
    session: JurySession,
    motion: Motion,
    *,
    accounts: Iterable[MemberAccount],
    decision_id: UUID,
    reason: str,
) -> Dossier | Refusal:
    """Decide again, in an open session, on a dossier already decided; the new decision cites the former (D39).

    What has lost its source since exempts no more: it is held only if it was assessed (D51). What was validated
    before keeps its first term (D54).
    """
    former = case.dossier.decision
    if former is None:
        return not_decided()
    case = replace(case, dossier=replace(case.dossier, scope=scope_at_redeliberation(case)))
    refusal = of_nobody(case) or not_sitting(session) or _motion_refusal(case, session, motion, accounts)
    if refusal:
        return refusal
    again = _decided(
        case,
        session,
        motion,
        decision_id=decision_id,
        kind=DecisionKind.REDELIBERATION,
        replaces=former.id,
        reason=reason,
    )
    agenda = replace(
        case.dossier.jury_registration,
        state=JuryRegistrationState.REGISTERED,
        session_id=session.id,
        redeliberation=None,
    )
    return replace(again, jury_registration=agenda)


def correct_material_error(
    case: Case, words: tuple[CompetenceDecision, ...], *, decision_id: UUID, reason: str, by: str, signed: bool
) -> Dossier | Refusal:
    """Put words right: what is not corrected stays, and all that was validated with it (D39, D56).

    ``by``: who does. ``signed``: whether the session of the decision is closed.
    """
    former = case.dossier.decision
    if former is None:
        return not_decided()
    scope = scope_for(case)
    kept = {word.code: word for word in former.competences}
    corrected = _words(case, scope, words, kept)
    refusal = of_nobody(case) or judged_whole(
        _impossible_words(case, words),
        (*_validated_otherwise(former, words), *_word_faults(case, scope, words)),
    )
    decision = replace(
        former,
        id=decision_id,
        kind=DecisionKind.MATERIAL_ERROR,
        competences=corrected,
        votes=None,
        recused=(),
        replaces=former.id,
        reason=reason,
        corrected_on=case.on,
        corrected_by=by,
    )
    if refusal:
        return refusal
    after = replace(case.dossier, decisions=(*case.dossier.decisions, decision))
    return after if signed else unsigned_since(case.dossier, after)


def scope_for(case: Case) -> Scope:
    """The scope frozen by the assessment, or by the registration of a bridge (D23), as it stands today (D51)."""
    return standing_scope(case)


def evaluators_words(case: Case, scope: Scope) -> dict[str, CompetenceDecision]:
    """What the jury decides where it has no word of its own: held already, or acquired by the evaluators' result."""
    results = case.dossier.assessment.results_by_code if case.dossier.assessment else {}
    return {
        code: CompetenceDecision(
            code=code, validated=code in scope.exempted or (code in results and results[code].acquired)
        )
        for code in _codes(case)
    }


def _codes(case: Case) -> tuple[str, ...]:
    return tuple(competence.code for competence in case.framework.current)


def _decided(
    case: Case,
    session: JurySession,
    motion: Motion,
    *,
    decision_id: UUID,
    kind: DecisionKind,
    replaces: UUID | None = None,
    reason: str | None = None,
) -> Dossier:
    scope = scope_for(case)
    words = _words(case, scope, motion.words, evaluators_words(case, scope))
    jury_day = sitting_for(case, session, motion).day
    decision = Decision(
        id=decision_id,
        kind=kind,
        session_id=session.id,
        decided_on=jury_day,
        competences=words,
        outcome=outcome_for(case, words),
        retained=retained_for(case, scope, words, jury_day),
        votes=motion.votes,
        recused=motion.recused,
        taken_at=motion.at,
        presided_by=motion.presided_by,
        replaces=replaces,
        reason=reason,
    )
    decided = replace(case.dossier, scope=scope, decisions=(*case.dossier.decisions, decision))
    return unsigned_since(case.dossier, decided)


def jury_day_of(case: Case, session: JurySession) -> date:
    """The day that a decision taken today bears (D54)."""
    return _day_of_session(session, case.on)


def _day_of_session(session: JurySession, day: date) -> date:
    """That day where the session sits on it, its last where it is entered later, its first where that is to come."""
    return min(max(day, session.held_on), session.last_day)


def sitting_for(case: Case, session: JurySession, motion: Motion) -> VoteMoment:
    """The session at the moment of the vote."""
    return VoteMoment(session=session, day=motion.decided_on or jury_day_of(case, session), at=motion.at)


def _words(
    case: Case, scope: Scope, words: tuple[CompetenceDecision, ...], otherwise: Mapping[str, CompetenceDecision]
) -> tuple[CompetenceDecision, ...]:
    """The jury's word on each competence, in the framework's order."""
    said = {**evaluators_words(case, scope), **otherwise, **{word.code: word for word in words}}
    return tuple(said[code] for code in _codes(case))


def outcome_for(case: Case, words: tuple[CompetenceDecision, ...]) -> Outcome:
    """The outcome that follows from the jury's words on every competence of the framework (D4)."""
    return outcome_of(frozenset(_codes(case)), frozenset(word.code for word in words if word.validated))


def retained_for(
    case: Case, scope: Scope, words: tuple[CompetenceDecision, ...], jury_day: date
) -> tuple[Retained, ...]:
    """What stays acquired: what was exempted keeps its own term (D10), the rest gets the pathway's (D7).

    It is counted from the jury that first validated it (D54). R66 is about partial awards: what is part of a
    certification awarded in full stays with it.
    """
    awarded = outcome_for(case, words) is Outcome.AWARDED
    exempted = {exemption.competence_code: exemption.until for exemption in scope.exemptions}
    terms = {**_first_terms(case), **exempted}
    new = retention_end(case, jury_day)
    return tuple(
        Retained(competence_code=word.code, until=None if awarded else terms.get(word.code, new))
        for word in words
        if word.validated
    )


def _first_terms(case: Case) -> dict[str, date | None]:
    """By competence, the term that the first jury to validate it in this dossier gave, or would have given."""
    first: dict[str, date] = {}
    for decision in case.dossier.decisions:
        for word in decision.competences:
            if word.validated:
                first.setdefault(word.code, decision.decided_on)
    return {code: retention_end(case, day) for code, day in first.items()}


def retention_end(case: Case, jury_day: date) -> date | None:
    """The last day on which what this jury validates stays acquired, None for good (R66, R67, D7, D10)."""
    return pathway_followed_by(case.dossier).retention(case.parameters, jury_day)


def _motion_refusal(
    case: Case, session: JurySession, motion: Motion, accounts: Iterable[MemberAccount]
) -> Refusal | None:
    impossible_words, strangers = _impossible_words(case, motion.words), unknown_members(session, motion.recused)
    against_rules = (
        *_word_faults(case, scope_for(case), motion.words),
        *(() if strangers else _faults_of_sitting(case, sitting_for(case, session, motion), motion, accounts)),
        *(() if impossible_words else _awarded_again(case, motion)),
    )
    return judged_whole((*impossible_words, *strangers), against_rules)


def _faults_of_sitting(
    case: Case, sitting: VoteMoment, motion: Motion, accounts: Iterable[MemberAccount]
) -> tuple[Violation, ...]:
    return (
        *missing_recusals(case, sitting, motion.recused, accounts),
        *presidency_faults(sitting, motion.recused, motion.presided_by),
        *vote_faults(sitting, motion.votes, motion.recused, case.parameters),
    )


def _awarded_again(case: Case, motion: Motion) -> tuple[Violation, ...]:
    """D52: what the person holds already is not awarded a second time."""
    scope = scope_for(case)
    words = _words(case, scope, motion.words, evaluators_words(case, scope))
    return second_certificate(case) if outcome_for(case, words) is Outcome.AWARDED else ()


def _impossible_words(case: Case, words: tuple[CompetenceDecision, ...]) -> tuple[Violation, ...]:
    known, said = frozenset(_codes(case)), Counter(word.code for word in words)
    faults = []
    for index, word in enumerate(words):
        pointer = f"/competences/{index}/code"
        if word.code not in known:
            detail = Text(
                f"Le référentiel n'a pas de compétence {word.code}.", f"The framework has no competence {word.code}."
            )
            faults.append(Violation(code="unknown_competence", pointer=pointer, detail=detail))
        elif said[word.code] > 1:
            detail = Text(
                f"Le jury se prononce plusieurs fois sur {word.code}.", f"The jury has several words on {word.code}."
            )
            faults.append(Violation(code="competence_twice", pointer=pointer, detail=detail))
    return tuple(faults)


def _word_faults(case: Case, scope: Scope, words: tuple[CompetenceDecision, ...]) -> tuple[Violation, ...]:
    default, said = evaluators_words(case, scope), Counter(word.code for word in words)
    assessed = case.dossier.assessment.results_by_code if case.dossier.assessment else {}
    held = frozenset(e.competence_code for e in scope.exemptions if e.kind not in _MAY_BE_SET_ASIDE)
    faults = []
    for index, word in enumerate(words):
        pointer = f"/competences/{index}"
        if word.code not in default or said[word.code] > 1:
            continue
        if word.validated and word.code not in assessed and word.code not in scope.exempted:
            faults.append(_not_assessed(word.code, pointer))
        elif not word.validated and word.code in held:
            faults.append(_already_held(word.code, pointer))
        elif word.validated is not default[word.code].validated and not says_something(word.reason or ""):
            faults.append(_without_reason(word.code, pointer))
    return tuple(faults)


_MAY_BE_SET_ASIDE = frozenset({ExemptionKind.BRIDGE, ExemptionKind.CQPI})
"""What the jury may set aside, with a reason (R75, R8, D5, D51); the rest is held, whatever it says."""


def _not_assessed(code: str, pointer: str) -> Violation:
    return Violation(
        code="competence_not_assessed",
        rule=D5,
        pointer=f"{pointer}/validated",
        detail=Text(
            f"{code} n'a été ni évaluée ni dispensée : elle ne peut pas être validée.",
            f"{code} was neither assessed nor exempted: it cannot be validated.",
        ),
    )


def _already_held(code: str, pointer: str) -> Violation:
    return Violation(
        code="competence_already_held",
        rule=D4,
        pointer=f"{pointer}/validated",
        detail=Text(f"{code} est déjà acquise : elle compte comme telle.", f"{code} is already held, and counts so."),
    )


def _without_reason(code: str, pointer: str) -> Violation:
    return Violation(
        code="reason_missing",
        rule=D5,
        pointer=f"{pointer}/reason",
        detail=Text(
            f"Sur {code}, le jury s'écarte du résultat des évaluateurs : il dit pourquoi.",
            f"On {code} the jury departs from the evaluators' result: it says why.",
        ),
    )


def _validated_otherwise(former: Decision, words: tuple[CompetenceDecision, ...]) -> tuple[Violation, ...]:
    """D56: which competences are validated is the decision itself."""
    validated = {word.code: word.validated for word in former.competences}
    return tuple(
        Violation(
            code="validated_would_change",
            rule=D56,
            pointer=f"/competences/{index}/validated",
            detail=Text(
                f"Une erreur matérielle corrige des mots, et laisse la décision sur {word.code} telle quelle : "
                "demandez une nouvelle délibération.",
                f"A material error corrects words, and leaves the decision on {word.code} as it is: request a new "
                "deliberation.",
            ),
        )
        for index, word in enumerate(words)
        if word.validated is not validated.get(word.code, word.validated)
    )


def _elsewhere(case: Case, session: JurySession) -> Refusal | None:
    if case.dossier.jury_registration.session_id == session.id:
        return None
    return _too_early(
        "not_on_this_agenda",
        Text("Le dossier est inscrit à une autre session.", "The dossier is registered to another session."),
    )


def not_sitting(session: JurySession) -> Refusal | None:
    """A decision is taken in an open session."""
    if session.state is SessionState.OPEN:
        return None
    return _too_early("session_not_open", Text("Cette session n'est pas ouverte.", "This session is not open."))


def not_decided() -> Refusal:
    """Why nothing is corrected or decided again: no jury has decided yet."""
    return _too_early(
        "not_decided", Text("Aucun jury n'a encore statué sur ce dossier.", "No jury has decided on this dossier yet.")
    )


def of_nobody(case: Case) -> Refusal | None:
    """Why a dossier that has lost its names is decided no more: a certificate would name nobody."""
    if case.dossier.anonymised_on is None:
        return None
    return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=(WORDS_ERASED,))


def _too_early(code: str, detail: Text) -> Refusal:
    return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=(Violation(code=code, rule=R71, detail=detail),))


def _outside(session: JurySession, pointer: str) -> Violation:
    first, last = in_words(session.held_on), in_words(session.last_day)
    detail = Text(
        f"Une décision porte un des jours de la session, du {first.fr} au {last.fr}.",
        f"A decision bears one of the days of the session, from {first.en} to {last.en}.",
    )
    return Violation(code="outside_the_session", rule=D54, pointer=pointer, detail=detail)


_ANOTHER_DAY = Violation(
    code="another_day",
    rule=D54,
    pointer="/at",
    detail=Text("Cette heure n'est pas de ce jour-là.", "This hour is not of that day."),
)
_NOT_COME_YET = Violation(
    code="instant_in_the_future",
    rule=D54,
    detail=Text("Ce moment n'est pas encore venu.", "This moment has not come yet."),
)
