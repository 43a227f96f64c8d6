"""All actors at random, in all pathways: whatever they do, and in whatever order, the journey keeps its word."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.domain.actions import ACTIONS, is_open, refusal_to_receive
from app.domain.admissibility import has_lapsed, is_replaceable, lapse
from app.domain.case import Case
from app.domain.checklist import checklist
from app.domain.deliberation import outcome_of
from app.domain.documents import DocumentKind, signatures_of
from app.domain.dossier import Status
from app.domain.pathway import Actor, MissingItem
from app.domain.progress import StepState, current_step, progress, status_of
from app.domain.refusal import Refusal, RefusalKind
from app.domain.uploads import NotAnUploader, add_document, may_upload
from tests.builders import CODES, TODAY, a_case, a_document, experience, upload_of
from tests.domain.journey import ACTS, Answer
from tests.rules.jury import sitting
from tests.rules.stages import WAYS, opened

ORDER = (Status.REGISTRATION_IN_PROGRESS, Status.AWAITING_ASSESSMENT, Status.AWAITING_JURY)
NOT_NOW = {RefusalKind.STEP_NOT_OPEN, RefusalKind.ALREADY_DONE}
ALWAYS_OPEN_TO_SOMEBODY = {
    "declareFunding",
    "updateDossier",
    "correctDecision",
    "correctEntry",
    "reopenDossier",
    "answerAppeal",
    "attachCompany",
    "changeEmployer",
    "fileAppeal",
    "recordDeath",
    "removeDocument",
    "waiveSignature",
}
LONGEST_WAY = 60


def rank(status: Status) -> int:
    """How far a status is: none comes after a decision, or a closure."""
    return ORDER.index(status) if status in ORDER else len(ORDER)


class Journey(RuleBasedStateMachine):
    """One dossier, and everybody who may act on it."""

    @initialize(way=st.sampled_from(WAYS))
    def open(self, way: str) -> None:
        dossier = opened(way)
        at_work = replace(experience(730), end=None)
        self.dossier = replace(dossier, candidate=replace(dossier.candidate, experience=(at_work,)))
        self.on = TODAY
        self.furthest = 0

    def case(self) -> Case:
        """The dossier, today."""
        return a_case(self.dossier, on=self.on)

    @rule(operation_id=st.sampled_from(sorted(ACTS.keys() - {"withdrawDossier"})), well=st.booleans())
    def act(self, operation_id: str, well: bool) -> None:
        self.perform(operation_id, well=well)

    @rule(kind=st.sampled_from(DocumentKind), role=st.sampled_from(Actor), signed=st.booleans())
    def upload(self, kind: DocumentKind, role: Actor, signed: bool) -> None:
        self.send(kind, role, signed=signed)

    @rule(days=st.sampled_from((1, 30, 300)))
    def wait(self, days: int) -> None:
        self.on += timedelta(days=days)
        if has_lapsed(self.case()) and days == 300:
            self.dossier = lapse(self.case())

    @rule()
    def follow(self) -> None:
        self.do_what_the_checklist_says()

    @rule(resolute=st.sampled_from((False, False, False, True)))
    def give_up(self, resolute: bool) -> None:
        if resolute:
            self.perform("withdrawDossier", well=True)

    def perform(self, operation_id: str, *, well: bool) -> Answer:
        """Act, and see that the table of acts told the truth about it."""
        case = self.case()
        was_open = is_open(case, ACTIONS[operation_id])
        answer = ACTS[operation_id](case, well)
        is_refused_now = isinstance(answer, Refusal) and answer.kind in NOT_NOW
        assert was_open is not is_refused_now, (operation_id, answer)
        if isinstance(answer, Refusal):
            assert answer.violations or answer.detail
            assert case == self.case()
        else:
            self.dossier = answer
        return answer

    def send(self, kind: DocumentKind, role: str, *, signed: bool) -> None:
        """Upload, and see that the table of documents told the truth about it."""
        case = self.case()
        document = a_document(kind, received_on=self.on, signed_by=signatures_of(kind) if signed else frozenset())
        no = may_upload(case, kind, role)
        answer = add_document(case, role, document)
        assert (no is None) is not isinstance(answer, Refusal | NotAnUploader)
        if isinstance(answer, Refusal | NotAnUploader):
            return
        former = self.dossier.latest(kind)
        latest = answer.latest(kind)
        assert latest is not None
        assert latest.version_number == (former.version_number + 1 if former else 1)
        assert set(self.dossier.documents) < set(answer.documents)
        self.dossier = answer

    def do_what_the_checklist_says(self) -> None:
        """The first thing that the current step lacks, supplied by who has to."""
        case = self.case()
        if self.dossier.is_over:
            return
        if has_lapsed(case):
            self.perform("extendAdmissibility", well=True)
            return
        session = sitting(held_on=self.on)
        steps = checklist(case, role="secretariat", allowed=lambda _: True, session=session).steps
        (view,) = [each for each in steps if each.step.code == current_step(self.dossier).code]
        possible = [item for item in view.missing if self.is_possible(item)]
        assert possible, view
        missing = possible[0]
        if missing.document_kind is not None:
            self.send(missing.document_kind, self.uploader(missing.document_kind), signed=True)
            return
        answer = self.perform(missing.operation_id, well=True)
        assert not isinstance(answer, Refusal), (missing.code, answer)

    def is_possible(self, item: MissingItem) -> bool:
        """Whether somebody may supply it now: uploads have a table of their own."""
        if item.document_kind is not None:
            return may_upload(self.case(), item.document_kind, self.uploader(item.document_kind)) is None
        return is_open(self.case(), ACTIONS[item.operation_id])

    def uploader(self, kind: DocumentKind) -> Actor:
        """Whose it is to upload that kind."""
        return upload_of(self.dossier.pathway, kind).uploaders(self.dossier)[0]

    @invariant()
    def the_status_never_goes_back(self) -> None:
        now = rank(status_of(self.dossier))
        assert now >= self.furthest
        self.furthest = now

    @invariant()
    def no_mandatory_step_is_passed_over(self) -> None:
        states = progress(self.dossier)
        for index, reached in enumerate(states):
            if reached.state is StepState.DONE:
                before = states[:index]
                assert all(
                    each.state is StepState.DONE or (each.state is StepState.SKIPPED and not each.step.mandatory)
                    for each in before
                )
            if reached.state is StepState.OPEN:
                assert self.dossier.closure is None

    @invariant()
    def the_next_actions_are_those_that_are_open(self) -> None:
        case, session = self.case(), sitting(held_on=self.on)
        listed = checklist(case, role="secretariat", allowed=lambda _: True, session=session).next_actions
        acts = {action.operation_id for action in listed} - ALWAYS_OPEN_TO_SOMEBODY - {"addDocument"}
        received = {"submitAdmissibility"} if refusal_to_receive(case) is None else set()
        replaced = {"decideAdmissibility"} if is_replaceable(self.dossier) else set()
        assert acts == {each for each in ACTS if is_open(case, ACTIONS[each])} | received | replaced
        for action in listed:
            assert all(may_upload(case, kind, action.actor) is None for kind in action.document_kinds)

    @invariant()
    def the_outcome_follows_from_the_competences(self) -> None:
        decision = self.dossier.decision
        if decision is None:
            return
        held = frozenset(word.code for word in decision.competences if word.validated)
        assert decision.outcome is outcome_of(frozenset(CODES), held)
        assert status_of(self.dossier) == decision.outcome.value

    def teardown(self) -> None:
        """Wherever they left it, who does what the checklist says gets to the jury's decision."""
        for _ in range(LONGEST_WAY):
            if self.dossier.is_over:
                return
            self.do_what_the_checklist_says()
            self.the_status_never_goes_back()
        raise AssertionError(f"no way out of {current_step(self.dossier).code}")


TestJourney = Journey.TestCase
TestJourney.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None, derandomize=True, database=None
)
