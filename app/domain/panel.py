"""The panel that decides on one dossier: who stands back, how many vote on each side, and what a majority is (D31)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from app.domain.case import Case
from app.domain.dossier import Dossier
from app.domain.jury import College, CollegeVotes, JurySession, Member, Votes, voters
from app.domain.law import ParametersInForce, Violation
from app.domain.related_parties import related_parties_of
from app.domain.rules.decisions import D31, D55
from app.domain.text import Text

_OF = {College.EMPLOYEES: "des salariés", College.EMPLOYERS: "des employeurs"}


class RecusalGround(StrEnum):
    """Why a member stands back from a dossier without having to say so (D31)."""

    SAME_COMPANY = "same_company"
    ASSESSED_THE_CANDIDATE = "assessed_the_candidate"


RECUSAL_LABELS = {
    RecusalGround.SAME_COMPANY: Text("Travaille pour l'entreprise du candidat", "Works for the candidate's company"),
    RecusalGround.ASSESSED_THE_CANDIDATE: Text("A évalué le candidat", "Assessed the candidate"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recusal:
    """A member who stands back from a dossier, and why."""

    member: Member
    ground: RecusalGround


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAccount:
    """What the register knows of a member by their account, whatever the secretariat wrote down of them.

    ``evaluator_id``: whom they are on the CPNE's list; ``company_siren``: the company for which they open dossiers.
    """

    user_id: UUID
    email: str
    evaluator_id: UUID | None = None
    company_siren: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteMoment:
    """A session at the moment of a vote: the day that the decision bears, who is there, who presides (D54, D55).

    ``at``: the instant, None where only the day is known.
    """

    session: JurySession
    day: date
    at: datetime | None = None

    @property
    def present(self) -> tuple[Member, ...]:
        """The members who are there."""
        return self.session.members_present(self.at)

    @property
    def chair(self) -> UUID | None:
        """Who presides."""
        return self.session.chair_at(self.at)

    def votes_that_may_be_cast(self, recused: Iterable[UUID]) -> int:
        """How many, after recusals, both colleges being equal."""
        away = tuple(recused)
        return 2 * min(voters(self.present, away, college) for college in College)


def recusals(case: Case, session: JurySession, accounts: Iterable[MemberAccount]) -> tuple[Recusal, ...]:
    """Those that the system finds, by what was declared of each member and by their account."""
    known = {account.user_id: account for account in accounts}
    sirens = related_parties_of(case).company_sirens
    found = []
    for member in session.members:
        account = known.get(member.user_id)
        employers = frozenset(filter(None, (member.employer_siren, account.company_siren if account else None)))
        if employers & sirens:
            found.append(Recusal(member=member, ground=RecusalGround.SAME_COMPANY))
        elif any(_assessed(dossier, member, account, employers) for dossier in (case.dossier, *case.earlier)):
            found.append(Recusal(member=member, ground=RecusalGround.ASSESSED_THE_CANDIDATE))
    return tuple(found)


def _assessed(dossier: Dossier, member: Member, account: MemberAccount | None, employers: frozenset[str]) -> bool:
    """Whether the member is the dossier's evaluator, its trade evaluator, or the professional named in its assessment.

    The last has no account to be known by: the name and the employer tell, both together.
    """
    if account is not None and dossier.evaluator is not None and account.evaluator_id == dossier.evaluator.evaluator_id:
        return True
    trade = dossier.trade_evaluator
    if account is not None and trade is not None and account.email == trade.email.lower():
        return True
    named = dossier.assessment.professional if dossier.assessment is not None else None
    return named is not None and named.name.casefold() == member.name.casefold() and named.employer_siren in employers


def unknown_members(session: JurySession, recused: Iterable[UUID]) -> tuple[Violation, ...]:
    """The accounts that stand back from a jury on which they do not sit."""
    return tuple(
        Violation(
            code="unknown_member",
            pointer=f"/recused/{index}",
            detail=Text("Cette personne n'est pas membre de ce jury.", "This person is not a member of this jury."),
        )
        for index, user_id in enumerate(recused)
        if session.member(user_id) is None
    )


def vote_faults(
    sitting: VoteMoment, votes: Votes, recused: tuple[UUID, ...], parameters: ParametersInForce
) -> tuple[Violation, ...]:
    """Everything for which the vote does not stand, whichever the dossier (D31, D55)."""
    return (
        *voters_faults(sitting.present, votes, recused),
        *_majority_faults(sitting, votes, recused, parameters.choice(D31, "tie_rule", sitting.day)),
    )


def presidency_faults(
    sitting: VoteMoment, recused: tuple[UUID, ...], presided_by: UUID | None
) -> tuple[Violation, ...]:
    """Why nobody presides as they should: a chair who stands back, or is not there, records nothing (D55)."""
    there = frozenset(member.user_id for member in sitting.present)
    if sitting.chair not in recused:
        if presided_by is not None and presided_by != sitting.chair:
            return (_CHAIR_NOT_RECUSED,)
        return () if sitting.chair in there else (_CHAIR_ABSENT,)
    return () if presided_by in there - frozenset(recused) else (_CHAIR_RECUSED,)


_CHAIR_NOT_RECUSED = Violation(
    code="chair_not_recused",
    rule=D55,
    pointer="/presided_by",
    detail=Text(
        "La présidence ne se récuse pas pour ce dossier : c'est elle qui préside, ou passez d'abord la présidence.",
        "The chair is not recused from this dossier: it is they who preside, or hand the chair over first.",
    ),
)
_CHAIR_ABSENT = Violation(
    code="chair_absent",
    rule=D55,
    detail=Text(
        "Qui préside n'est pas présent à cette heure : passez la présidence à un autre membre.",
        "Who presides is not there at that hour: hand the chair over to another member.",
    ),
)
_CHAIR_RECUSED = Violation(
    code="chair_recused",
    rule=D55,
    pointer="/presided_by",
    detail=Text(
        "La présidence se récuse pour ce dossier : nommez dans presided_by un membre présent et non récusé, qui "
        "enregistre la décision, ou le secrétariat en son nom.",
        "The chair is recused from this dossier: name in presided_by a member who is there and not recused; they "
        "record the decision, or the secretariat in their name.",
    ),
)


def missing_recusals(
    case: Case, sitting: VoteMoment, recused: tuple[UUID, ...], accounts: Iterable[MemberAccount]
) -> tuple[Violation, ...]:
    """Those present who should have stood back from the dossier, and did not."""
    there = frozenset(member.user_id for member in sitting.present)
    return tuple(
        Violation(
            code="member_must_be_recused",
            rule=D31,
            pointer="/recused",
            detail=Text(
                f"{found.member.name} se récuse pour ce dossier : {RECUSAL_LABELS[found.ground].fr.lower()}.",
                f"{found.member.name} is recused from this dossier: {RECUSAL_LABELS[found.ground].en.lower()}.",
            ),
        )
        for found in recusals(case, sitting.session, accounts)
        if found.member.user_id in there and found.member.user_id not in recused
    )


def voters_faults(present: tuple[Member, ...], votes: Votes, recused: tuple[UUID, ...]) -> tuple[Violation, ...]:
    """At least one on each side, as many on one as on the other, and no more than the smaller college has there."""
    eligible = {college: voters(present, recused, college) for college in College}
    absent = tuple(college_absent(college) for college in College if eligible[college] == 0)
    if absent:
        return absent
    most = min(eligible.values())
    named = {College.EMPLOYEES: votes.employees, College.EMPLOYERS: votes.employers}
    faults = [_too_many(college, cast, most) for college, cast in named.items() if cast.cast > most]
    if votes.employees.cast != votes.employers.cast:
        faults.append(_unequal(votes))
    return tuple(faults)


def _majority_faults(
    sitting: VoteMoment, votes: Votes, recused: tuple[UUID, ...], tie_rule: str
) -> tuple[Violation, ...]:
    """More than half of the votes expressed, these being at least half of those that may be cast; else by parameter."""
    if 2 * votes.expressed < sitting.votes_that_may_be_cast(recused):
        return (_too_few_expressed(votes, sitting.votes_that_may_be_cast(recused)),)
    if 2 * votes.in_favour > votes.expressed:
        return ()
    if votes.expressed and votes.in_favour == votes.against:
        return _tie_faults(sitting, votes, recused, tie_rule)
    return (
        Violation(
            code="no_majority",
            rule=D31,
            pointer="/votes",
            detail=Text(
                f"{votes.in_favour} voix pour sur {votes.expressed} exprimées : il n'y a pas de majorité absolue.",
                f"{votes.in_favour} votes in favour of {votes.expressed} expressed: there is no absolute majority.",
            ),
        ),
    )


def _too_few_expressed(votes: Votes, most: int) -> Violation:
    return Violation(
        code="too_few_votes",
        rule=D55,
        pointer="/votes",
        detail=Text(
            f"{votes.expressed} voix exprimées sur {most} qui peuvent l'être : il en faut au moins la moitié.",
            f"{votes.expressed} votes expressed of {most} that may be cast: it takes at least half of them.",
        ),
    )


def _tie_faults(sitting: VoteMoment, votes: Votes, recused: tuple[UUID, ...], tie_rule: str) -> tuple[Violation, ...]:
    """``chair``: the side taken by the chair's college decides, votes being counted by college and never by name.

    A chair who stands back from the dossier, or whose college is itself divided, decides nothing.
    """
    if tie_rule == "chair" and _chairs_college(sitting, votes, recused):
        return ()
    return (
        Violation(
            code="tied_vote",
            rule=D31,
            pointer="/votes",
            detail=Text(
                "Les voix sont partagées : reportez le dossier à une autre session.",
                "The vote is tied: postpone the dossier to another session.",
            ),
        ),
    )


def _chairs_college(sitting: VoteMoment, votes: Votes, recused: tuple[UUID, ...]) -> bool:
    chair = sitting.session.member(sitting.chair)
    if chair is None or chair.user_id in recused:
        return False
    own = votes.employees if chair.college is College.EMPLOYEES else votes.employers
    return own.in_favour > own.against


def college_absent(college: College) -> Violation:
    """Nobody of that college is there, or left."""
    return Violation(
        code="college_absent",
        rule=D31,
        detail=Text(
            f"Le collège {_OF[college]} n'a aucun membre pour délibérer : il faut reporter.",
            f"The {college} college has no member to deliberate: it has to be postponed.",
        ),
    )


def _too_many(college: College, votes: CollegeVotes, most: int) -> Violation:
    return Violation(
        code="too_many_voters",
        rule=D31,
        pointer=f"/votes/{college}",
        detail=Text(
            f"Le collège {_OF[college]} a {votes.cast} voix ; après récusations, chaque côté en a {most}.",
            f"The {college} college has {votes.cast} votes; after recusals each side has {most}.",
        ),
    )


def _unequal(votes: Votes) -> Violation:
    return Violation(
        code="unequal_colleges",
        rule=D31,
        pointer="/votes",
        detail=Text(
            f"Les collèges votent à égalité : {votes.employees.cast} voix de salariés, "
            f"{votes.employers.cast} d'employeurs.",
            f"The colleges vote in equal numbers: {votes.employees.cast} votes of employees, "
            f"{votes.employers.cast} of employers.",
        ),
    )
