"""What happens in the world of the machine, drawn by Hypothesis: everybody acts, well and badly, on every day."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from app.domain.actions import ACTIONS, is_open
from app.domain.admissibility import has_lapsed
from app.domain.certification import Competence, Framework, framework_in_force
from app.domain.checklist import checklist
from app.domain.declared_changes import Changes
from app.domain.documents import DocumentKind
from app.domain.dossier import Dossier
from app.domain.law import Edition, Parameter, ParameterScalar
from app.domain.pathway import Actor, MissingItem
from app.domain.pathways import pathway_followed_by
from app.domain.person_matches import MatchState
from app.domain.progress import current_step
from app.domain.rules import RULES
from app.domain.uploads import may_upload
from app.usecases.access import Role
from tests.domain.journey_machine.acts import ACTS
from tests.domain.journey_machine.invariants import Watch
from tests.domain.journey_machine.people import (
    CIVIL_STATUSES,
    EMPLOYERS,
    EMPLOYMENTS,
    EXPERIENCES,
    GOALS,
    HELD,
    LOGISTICS,
    OTHER_COMPANY,
    OUR_COMPANY,
    SECRETARIAT,
    SECTOR,
    USUAL_STATUSES,
    WAYS,
    Declared,
)
from tests.domain.journey_machine.remedies import REMEDIES
from tests.domain.journey_machine.world import Tally, World
from tests.rules.jury import sitting

MOST_DOSSIERS = 4
LONGEST_WAY = 40
GOING_ON = ACTS.keys() - {"withdrawDossier"}
TURNING_POINTS = (
    "recordSkillsIdentification",
    "decideAdmissibility",
    "confirmDirectAssessment",
    "recordPortfolio",
    "completeRegistration",
    "recordAssessment",
    "completeAssessment",
    "registerToJury",
    "deliberate",
)
"""Where a dossier is left for a while: what is tried next is tried there."""
OFTEN_TODAY = (0, 0, 0, -1, -40, 1)
"""How many days from today something is dated: today mostly, before what it needs now and then, or in the future."""

places = st.sampled_from((-1, -1, -1, 0, 1, 2))
days = st.sampled_from(OFTEN_TODAY)
mostly = st.sampled_from((True, True, True, False))
lackings = st.sampled_from((None, None, None, 0, 1))
employers_in = {OUR_COMPANY: "ours", OTHER_COMPANY: "the other's"}


def parameters() -> Iterator[tuple[str, Parameter]]:
    """Every parameter that there is, with the number of its rule."""
    for number, each in RULES.items():
        edition = each.editions[-1]
        if isinstance(edition, Edition):
            yield from ((number, parameter) for parameter in edition.parameters)


def values_at_the_bounds(parameter: Parameter) -> tuple[ParameterScalar, ...]:
    """What it may be at the least and at the most, what it is by default, and one value beyond."""
    if parameter.unit == "switch":
        return (True, False)
    if parameter.unit == "choice":
        return parameter.choices
    assert parameter.minimum is not None
    assert parameter.maximum is not None
    return (parameter.minimum, parameter.maximum, parameter.default, parameter.maximum + 1)


EVERY_BOUND = [
    (number, parameter.name, value) for number, parameter in parameters() for value in values_at_the_bounds(parameter)
]


class JourneyMachine(RuleBasedStateMachine):
    """Several dossiers, and everybody who may act on them."""

    tally: ClassVar[Tally] = Tally()

    def __init__(self) -> None:
        super().__init__()
        self.world = World(self.tally, Watch())

    # --- dossiers are opened ------------------------------------------------------------------------------------------

    @initialize(
        way=st.sampled_from(sorted(WAYS)),
        goal=st.sampled_from(GOALS),
        held=st.sampled_from(("none", *HELD)),
        is_decided=mostly,
        lacking=lackings,
    )
    def somebody_opens_a_dossier(self, way: str, goal: Any, held: str, is_decided: bool, lacking: int | None) -> None:
        """Mostly there is a life before: a dossier that went before a jury, whose session is closed."""
        employment = "outside the agreement" if way == "P3" else "ours"
        declared = Declared("Camille", employment, "since long", held)
        assert self.world.open(way, goal, declared, OUR_COMPANY, None)
        if is_decided:
            self.they_go_on(0, "", lacking=lacking)
            self.the_session_is_closed()

    @rule(
        way=st.sampled_from(sorted(WAYS)),
        goal=st.sampled_from(GOALS),
        civil_status=st.sampled_from(USUAL_STATUSES),
        company_id=st.sampled_from((OUR_COMPANY, OTHER_COMPANY)),
        held=st.sampled_from(sorted(HELD)),
        previous=st.sampled_from((False, False, True)),
        place=places,
    )
    def somebody_opens_another(
        self, way: str, goal: Any, civil_status: str, company_id: Any, held: str, previous: bool, place: int
    ) -> None:
        if len(self.world.dossiers) >= MOST_DOSSIERS:
            return
        employment = "outside the agreement" if way == "P3" else employers_in[company_id]
        declared = Declared(civil_status, employment, "since long", held)
        former = self.dossier(place) if previous else None
        self.world.open(way, goal, declared, company_id, former)

    @rule(
        way=st.sampled_from(sorted(WAYS)),
        goal=st.sampled_from(GOALS),
        elsewhere=st.booleans(),
        is_told_apart=st.booleans(),
        held=st.sampled_from(("none", *HELD)),
        until=st.sampled_from((*TURNING_POINTS, *("deliberate",) * 6)),
        lacking=lackings,
    )
    def somebody_alike_begins(
        self, way: str, goal: Any, elsewhere: bool, is_told_apart: bool, held: str, until: str, lacking: int | None
    ) -> None:
        """Another dossier of the same civil status, perhaps of another company and told apart, goes some way."""
        if len(self.world.dossiers) >= MOST_DOSSIERS:
            return
        company_id = OTHER_COMPANY if elsewhere else OUR_COMPANY
        employment = "outside the agreement" if way == "P3" else employers_in[company_id]
        if not self.world.open(way, goal, Declared("Camille", employment, "since long", held), company_id, None):
            return
        newest = self.dossier(-1).id
        for match in self.world.store.matches_in_order():
            if is_told_apart and newest in match.dossier_ids:
                self.world.decide_match(match.id, MatchState.DIFFERENT)
        if held != "none":
            self.see_the_proof(self.dossier(-1), verified=True)
        self.they_go_on(-1, until, lacking=lacking)

    @rule(place=places, elsewhere=st.booleans(), is_joined=mostly)
    def somebody_asks_again_for_the_same(self, place: int, elsewhere: bool, is_joined: bool) -> None:
        """What a dossier is for, or has led to, already: in another company perhaps, and known to be one person."""
        if len(self.world.dossiers) >= MOST_DOSSIERS:
            return
        former = self.dossier(place)
        company_id = OTHER_COMPANY if elsewhere else OUR_COMPANY
        declared = Declared("Camille", employers_in[company_id], "since long", "none")
        if not self.world.open("P2", (former.certification_code, former.option), declared, company_id, None):
            return
        newest = self.dossier(-1).id
        for match in self.world.store.matches_in_order():
            if is_joined and newest in match.dossier_ids:
                self.world.decide_match(match.id, MatchState.SAME)
        self.they_go_on(-1, "", lacking=None)
        self.the_session_is_closed()

    def dossier(self, place: int) -> Dossier:
        """One of those that there are."""
        dossiers = self.world.dossiers
        return dossiers[place % len(dossiers)]

    # --- they go on ---------------------------------------------------------------------------------------------------

    @rule(place=places, operation_id=st.sampled_from(sorted(GOING_ON)), well=mostly, day=days, lacking=lackings)
    def somebody_tries(self, place: int, operation_id: str, well: bool, day: int, lacking: int | None) -> None:
        self.try_(self.dossier(place), operation_id, well=well, days=day, lacking=lacking)

    @rule(place=places, choice=st.integers(0, 30), well=mostly, day=days, lacking=lackings)
    def somebody_does_what_is_open(self, place: int, choice: int, well: bool, day: int, lacking: int | None) -> None:
        dossier = self.dossier(place)
        case = self.world.case(dossier.id)
        possible = [each for each in sorted(GOING_ON) if is_open(case, ACTIONS[each])]
        if possible:
            self.try_(dossier, possible[choice % len(possible)], well=well, days=day, lacking=lacking)

    @rule(place=places, kind=st.sampled_from(DocumentKind), role=st.sampled_from(Actor), signed=mostly, day=days)
    def somebody_uploads(self, place: int, kind: DocumentKind, role: Actor, signed: bool, day: int) -> None:
        self.world.upload(self.dossier(place).id, kind, role, signed=signed, days=day)

    @rule(place=places, until=st.sampled_from(("", "", *TURNING_POINTS)), well=mostly, day=days, lacking=lackings)
    def they_go_on_for_a_while(self, place: int, until: str, well: bool, day: int, lacking: int | None) -> None:
        """And then that one thing is done as nobody should, or not yet."""
        self.they_go_on(place, until, lacking)
        if until:
            self.try_(self.dossier(place), until, well=well, days=day, lacking=lacking)

    def they_go_on(self, place: int, until: str, lacking: int | None) -> None:
        """All goes well until that is what the dossier waits for; to the award where it is nothing."""
        for _ in range(LONGEST_WAY):
            dossier = self.dossier(place)
            operation_id = self.next_operation(dossier)
            if operation_id in {None, until} or not self.advance(dossier, lacking):
                return

    @rule(place=places, resolute=st.sampled_from((False, False, False, False, False, True)))
    def somebody_gives_up(self, place: int, resolute: bool) -> None:
        if resolute:
            self.try_(self.dossier(place), "withdrawDossier", well=True)

    @rule(place=places, name=st.sampled_from(sorted(REMEDIES)), well=mostly, day=days)
    def the_secretariat_puts_something_right(self, place: int, name: str, well: bool, day: int) -> None:
        self.world.put_right(self.dossier(place).id, name, self.world.manner(well=well, days=day))

    @rule(days_passed=st.sampled_from((1, 30, 300)))
    def days_pass(self, days_passed: int) -> None:
        self.world.wait(days_passed)

    def try_(self, dossier: Dossier, operation_id: str, **how: Any) -> bool:
        """Act on it; a certification that is to be verified is the one that it declares."""
        held = dossier.candidate.held_certifications
        code = held[0].code if held else LOGISTICS
        return self.world.act(dossier.id, operation_id, self.world.manner(held_code=code, **how))

    def advance(self, dossier: Dossier, lacking: int | None) -> bool:
        """The next thing, as it should be; False where it was refused."""
        if has_lapsed(self.world.case(dossier.id)):
            return self.world.act(dossier.id, "extendAdmissibility", self.world.manner())
        item = self.next_thing(dossier)
        assert item is not None
        if item.document_kind is not None:
            role = _uploader(dossier, item.document_kind)
            return self.world.upload(dossier.id, item.document_kind, role, signed=True)
        if item.operation_id == "recordSkillsIdentification" and dossier.variant is not None:
            lacking = None
        return self.try_(dossier, item.operation_id, lacking=lacking)

    def next_operation(self, dossier: Dossier) -> str | None:
        """The operation that the dossier waits for, None where nobody can go on."""
        item = None if dossier.is_over else self.next_thing(dossier)
        return None if item is None else item.operation_id

    def next_thing(self, dossier: Dossier) -> MissingItem | None:
        """The first thing that the current step lacks and that somebody may supply, None where there is none.

        What is given up, or put right by hand, is another rule's.
        """
        case, session = self.world.case(dossier.id), sitting(held_on=self.world.on)
        steps = checklist(case, role="secretariat", allowed=lambda _: True, session=session).steps
        (view,) = [each for each in steps if each.step.code == current_step(dossier).code]
        return next((item for item in view.missing if self.is_possible(dossier, item)), None)

    def is_possible(self, dossier: Dossier, item: MissingItem) -> bool:
        """Whether somebody may supply it now: uploads have a table of their own."""
        case = self.world.case(dossier.id)
        if item.document_kind is not None:
            return may_upload(case, item.document_kind, _uploader(dossier, item.document_kind)) is None
        return item.operation_id in GOING_ON and is_open(case, ACTIONS[item.operation_id])

    # --- the jury, and what it delivers -------------------------------------------------------------------------------

    @rule(
        place=places,
        words=st.sampled_from(("none", "validates one", "refuses one", "validates all")),
        well=mostly,
        lacking=lackings,
    )
    def the_jury_has_words_of_its_own(self, place: int, words: str, well: bool, lacking: int | None) -> None:
        dossier, how = self.dossier(place), self.world.manner(words=words, well=well, lacking=lacking)
        if dossier.decision is not None:
            self.world.redeliberate(dossier.id, how)
        else:
            self.world.act(dossier.id, "deliberate", how)

    @rule()
    def the_session_is_closed(self) -> None:
        if self.world.awaits_closing():
            self.world.close_session()

    @rule(choice=st.integers(0, 7))
    def the_secretariat_revokes_a_certificate(self, choice: int) -> None:
        numbers = sorted(self.world.store.kept.certificates)
        if numbers:
            self.world.revoke(numbers[choice % len(numbers)])

    # --- what is declared changes, and who is who ---------------------------------------------------------------------

    @rule(
        place=places,
        until=st.sampled_from(("", "", "decideAdmissibility", "completeRegistration", "registerToJury")),
        by_secretariat=st.sampled_from((False, False, True)),
        civil_status=st.sampled_from(sorted(CIVIL_STATUSES)),
    )
    def the_candidate_is_exchanged(self, place: int, until: str, by_secretariat: bool, civil_status: str) -> None:
        """At once, or once something else was done."""
        if until:
            self.they_go_on(place, until, lacking=None)
        self.change(self.dossier(place), by_secretariat, candidate=dict(CIVIL_STATUSES[civil_status]))

    @rule(
        place=places,
        by_secretariat=mostly,
        employment=st.sampled_from(("", "", *EMPLOYMENTS)),
        worked=st.sampled_from(("", "", *EXPERIENCES)),
        held=st.sampled_from(("", "", *HELD)),
        option=st.sampled_from((None, None, "production", "logistique")),
    )
    def facts_are_corrected(
        self, place: int, by_secretariat: bool, employment: str, worked: str, held: str, option: str | None
    ) -> None:
        candidate: dict[str, Any] = {}
        if employment:
            candidate["employment"] = EMPLOYMENTS[employment]
        if worked:
            candidate["experience"] = EXPERIENCES[worked]
        if held:
            candidate["held_certifications"] = HELD[held]
        dossier = {"option": option} if option is not None else {}
        if candidate or dossier:
            self.change(self.dossier(place), by_secretariat, candidate=candidate, dossier=dossier)

    def change(self, changed: Dossier, by_secretariat: bool, **members: Any) -> None:
        """Change what is declared of it, with a reason."""
        employer = EMPLOYERS.get(changed.company_id) if changed.company_id is not None else None
        caller = SECRETARIAT if by_secretariat or employer is None else employer
        changes = Changes(
            dossier=members.get("dossier", {}),
            candidate=members.get("candidate", {}),
            reason="Mal saisi" if caller.role is Role.SECRETARIAT else None,
        )
        self.world.change(changed.id, caller, changes)

    @rule(
        choice=st.integers(0, 7),
        state=st.sampled_from((MatchState.SAME, MatchState.SAME, MatchState.DIFFERENT)),
        goes_on=st.booleans(),
    )
    def the_secretariat_says_who_is_who(self, choice: int, state: MatchState, goes_on: bool) -> None:
        """Perhaps another time, and otherwise; the dossiers concerned may go on to their jury at once."""
        matches = self.world.store.matches_in_order()
        if not matches:
            return
        match = matches[choice % len(matches)]
        self.world.decide_match(match.id, state)
        if goes_on:
            for dossier_id in sorted(match.dossier_ids):
                place = [dossier.id for dossier in self.world.dossiers].index(dossier_id)
                self.they_go_on(place, "", lacking=None)
            self.the_session_is_closed()

    @rule(place=places, verified=st.booleans())
    def the_secretariat_looks_at_a_proof(self, place: int, verified: bool) -> None:
        dossier = self.dossier(place)
        if dossier.candidate.held_certifications:
            self.see_the_proof(dossier, verified=verified)

    def see_the_proof(self, dossier: Dossier, *, verified: bool) -> None:
        """Have the proof of what is declared uploaded where it lacks, and the secretariat look at it."""
        if verified and dossier.latest(DocumentKind.CQPI_PROOF) is None:
            role = _uploader(dossier, DocumentKind.CQPI_PROOF)
            self.world.upload(dossier.id, DocumentKind.CQPI_PROOF, role, signed=False)
        self.try_(self.world.store.kept.dossiers[dossier.id], "verifyHeldCertification", well=verified)

    @rule(place=places, choice=st.integers(0, 3), how=st.sampled_from(("revoked", "told apart", "decided again")))
    def what_something_rests_on_falls(self, place: int, choice: int, how: str) -> None:
        """The source of an exemption that is used: its certificate, its person, or what its jury validated."""
        dossier = self.dossier(place)
        exemptions = dossier.scope.exemptions if dossier.scope is not None else ()
        sources = sorted({each.source_dossier_id for each in exemptions if each.source_dossier_id is not None})
        if not sources:
            return
        source = sources[choice % len(sources)]
        if how == "revoked":
            for number, certificate in sorted(self.world.store.kept.certificates.items()):
                if certificate.dossier_id == source and certificate.is_valid:
                    self.world.revoke(number)
        elif how == "told apart":
            for match in self.world.store.matches_in_order():
                if source in match.dossier_ids:
                    self.world.decide_match(match.id, MatchState.DIFFERENT)
        else:
            self.world.redeliberate(source, self.world.manner(words="refuses one", lacking=choice))

    # --- the law and the frameworks change ----------------------------------------------------------------------------

    @rule(bound=st.sampled_from(EVERY_BOUND), later=st.sampled_from((0, 1, 1, 30)))
    def a_parameter_changes(self, bound: tuple[str, str, ParameterScalar], later: int) -> None:
        number, name, value = bound
        self.world.put_parameter(number, name, value, self.world.on + timedelta(days=later))

    @rule(
        code=st.sampled_from((LOGISTICS, SECTOR)),
        lineage=st.sampled_from(("unchanged", "modified", "removed")),
        of=st.integers(0, 3),
        more=st.booleans(),
        later=st.sampled_from((-1, 0, 1)),
    )
    def a_framework_changes(self, code: str, lineage: Any, of: int, more: bool, later: int) -> None:
        kept = self.world.store.kept.frameworks.values()
        start = self.world.on + timedelta(days=later)
        former = framework_in_force((each for each in kept if each.certification_code == code), start)
        if former is not None:
            self.world.put_framework(_next(former, lineage, of, more, start.isoformat()))


def _next(former: Framework, lineage: Any, of: int, more: bool, version: str) -> Framework:
    """The version that follows: one competence otherwise, and one more perhaps."""
    changed = of % len(former.current)
    if len(former.current) == 1 and lineage == "removed":
        lineage = "modified"
    kept = tuple(
        replace(each, lineage=lineage if place == changed else "unchanged") for place, each in enumerate(former.current)
    )
    new = _more(former) if more else ()
    return replace(former, version=version, in_force_from=date.fromisoformat(version), competences=(*kept, *new))


def _more(former: Framework) -> Iterable[Competence]:
    code = f"C{len(former.competences) + 1}"
    known = former.by_code(code) is not None
    return (
        () if known else (Competence(code=code, label=f"Compétence {code}", criteria=("Un critère",), lineage="new"),)
    )


def _uploader(dossier: Dossier, kind: DocumentKind) -> str:
    """Whose it is to upload that kind; the secretariat's, where the pathway has none of it."""
    upload = pathway_followed_by(dossier).upload(kind)
    return upload.uploaders(dossier)[0] if upload is not None else Actor.SECRETARIAT
