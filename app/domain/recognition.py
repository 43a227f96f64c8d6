"""Whose a dossier is: what it shares with others that establishes one person, and what only raises a doubt (D49)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app.domain.company_facts import CompanyFacts
from app.domain.dossier import Dossier
from app.domain.funding import normalised_reference
from app.domain.person_matches import (
    EstablishedBy,
    MatchState,
    Person,
    PersonMatch,
    are_linked,
    contradicted_by,
    persons_among,
    sides_of,
)
from app.domain.persons import Difference, Identity, possible_match_between


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """A person as one dossier shows them.

    ``sirens``: of the company that opened it, which is known, and of the one that has succeeded it (D64); of the
    employer that is declared where no company did.
    ``verified_numbers``: of the certificates that are declared in it and were verified; ``delivered_numbers``: of those
    that it led to; each as ``number_key`` writes it.
    """

    dossier_id: UUID
    identity: Identity
    sex: str
    sirens: frozenset[str] = frozenset()
    verified_numbers: frozenset[str] = frozenset()
    delivered_numbers: frozenset[str] = frozenset()

    @property
    def numbers(self) -> frozenset[str]:
        """Every certificate number that is known to be theirs."""
        return self.verified_numbers | self.delivered_numbers


def number_key(code: str, number: str) -> str:
    """A certificate's number as two are compared: of one certification, without case, spaces and dashes."""
    return f"{code} {normalised_reference(number)}"


def appearance_of(dossier: Dossier, company: CompanyFacts | None, successor: CompanyFacts | None = None) -> Appearance:
    """What a dossier shows that has led to no certificate yet. ``successor``: who has taken over from its company."""
    candidate = dossier.candidate
    employer = dossier.employment_on_request.employer
    known = (company or employer, successor)
    return Appearance(
        dossier_id=dossier.id,
        identity=candidate.identity,
        sex=candidate.sex,
        sirens=frozenset(each.siren for each in known if each is not None),
        verified_numbers=frozenset(
            number_key(held.code, held.number) for held in candidate.held_certifications if held.is_verified
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Two dossiers of which somebody would think that they are one person's; ``evidence`` where it is established."""

    dossier_id: UUID
    other_id: UUID
    differences: frozenset[Difference]
    evidence: EstablishedBy | None


def likeness_between(one: Appearance, other: Appearance) -> Likeness | None:
    """What two dossiers share, None where nobody would think of one person.

    One civil status and sex, and besides one company or a verified number, establish it; an e-mail address proves
    nothing, since the employer types it.
    """
    if one.identity.key == other.identity.key:
        differences: frozenset[Difference] | None = frozenset()
    else:
        differences = possible_match_between(one.identity, other.identity)
    if differences is None:
        return None
    if one.sex != other.sex:
        differences |= {Difference.SEX}
    return Likeness(
        dossier_id=one.dossier_id,
        other_id=other.dossier_id,
        differences=differences,
        evidence=None if differences else _evidence_between(one, other),
    )


def _evidence_between(one: Appearance, other: Appearance) -> EstablishedBy | None:
    if one.verified_numbers & other.numbers or other.verified_numbers & one.numbers:
        return EstablishedBy.CERTIFICATE_NUMBER
    return EstablishedBy.SAME_COMPANY if one.sirens & other.sirens else None


def new_likenesses(
    one: Appearance, others: Sequence[Appearance], matches: Collection[PersonMatch]
) -> tuple[Likeness, ...]:
    """One for each person that the dossier may belong to, and that no match links it to yet.

    Where the evidence speaks for two persons at once, one of whom it may already have been told apart from, it
    establishes neither.
    """
    persons = persons_among((one.dossier_id, *(other.dossier_id for other in others)), matches)
    own = next(person for person in persons if one.dossier_id in person)
    alike = {
        person: likeness
        for person in persons
        if person != own and (likeness := _closest(one, others, person)) is not None
    }
    unlinked = {person: each for person, each in alike.items() if not are_linked(own, person, matches)}
    established = [person for person, likeness in alike.items() if likeness.evidence is not None]
    if len(established) != 1 or established[0] not in unlinked:
        return tuple(replace(likeness, evidence=None) for likeness in unlinked.values())
    (joined,) = established
    return tuple(
        likeness for person, likeness in unlinked.items() if person == joined or not are_linked(joined, person, matches)
    )


def _closest(one: Appearance, others: Iterable[Appearance], person: Person) -> Likeness | None:
    found = (likeness_between(one, other) for other in others if other.dossier_id in person)
    alike = [likeness for likeness in found if likeness is not None]
    return min(alike, key=lambda each: (each.evidence is None, len(each.differences), each.other_id), default=None)


def looked_at_again(match: PersonMatch, one: Appearance, other: Appearance) -> PersonMatch | None:
    """A match after something of its two sides changed; None where nobody would doubt any more.

    What was decided stays, and what no longer holds is in doubt again; ``proved_by_number`` resolves doubts.
    """
    if match.decisions:
        return match
    likeness = likeness_between(one, other)
    if likeness is None:
        return None
    evidence = likeness.evidence if match.state is MatchState.SAME else None
    return replace(match, differences=likeness.differences, evidence=evidence)


def proved_by_number(
    one: Appearance, others: Iterable[Appearance], matches: Collection[PersonMatch]
) -> PersonMatch | None:
    """The doubt that a verified number resolves: of one other person alone, whom nobody told apart from this one.

    A company that has become the same resolves none: somebody may be waiting for a word on it.
    """
    shown = {other.dossier_id: other for other in others}
    doubts = [
        (match, other)
        for match in matches
        if one.dossier_id in match.dossier_ids and match.state is MatchState.PENDING and not match.decisions
        if (other := shown.get(match.other_than(one.dossier_id))) is not None
    ]
    proved = [
        match
        for match, other in doubts
        if (likeness := likeness_between(one, other)) is not None
        and likeness.evidence is EstablishedBy.CERTIFICATE_NUMBER
    ]
    sides = {
        person
        for match in proved
        for person in persons_among((), matches)
        if match.other_than(one.dossier_id) in person
    }
    if len(sides) != 1:
        return None
    raised = replace(proved[0], differences=frozenset(), evidence=EstablishedBy.CERTIFICATE_NUMBER)
    return None if contradicted_by(raised, matches) else raised


def doubtful_since(
    told_apart: PersonMatch, shown: Mapping[UUID, Appearance], matches: Collection[PersonMatch]
) -> tuple[PersonMatch, ...]:
    """What evidence alone had established, and establishes no more once two of the same evidence are two persons.

    A dossier that the same evidence ties to both is in doubt with both.
    """
    first, second = sides_of(told_apart, matches)
    return tuple(
        replace(match, evidence=None)
        for match in matches
        if match.evidence is not None and not match.decisions
        for one, other in ((first, second), (second, first))
        if match.dossier_ids <= one
        and any(
            (likeness := likeness_between(shown[side], shown[there])) is not None and likeness.evidence is not None
            for side in match.dossier_ids - told_apart.dossier_ids
            for there in other
            if side in shown and there in shown
        )
    )
