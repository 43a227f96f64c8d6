"""The world of the machine: what is tried in it is performed by the domain and by the use cases, and remembered."""

from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from app.domain import certificate_life
from app.domain.actions import ACTIONS, is_open
from app.domain.admissibility import accepted_by_silence, has_lapsed, lapse
from app.domain.case import Case
from app.domain.certificate_life import Issuing, Settlement
from app.domain.certificates import CertificateCode
from app.domain.certification import Framework
from app.domain.declared_changes import Changes
from app.domain.documents import DocumentKind, signatures_of
from app.domain.dossier import Dossier
from app.domain.law import ParameterScalar
from app.domain.person_matches import MatchState, Person
from app.domain.refusal import Refusal, RefusalKind
from app.domain.unsigned_decisions import signed
from app.domain.uploads import NotAnUploader, add_document, may_upload
from app.usecases.access import Caller
from app.usecases.dossiers.acting import Act
from app.usecases.dossiers.create_dossier import NewDossier, opened_dossier
from app.usecases.dossiers.facts import facts_of
from app.usecases.dossiers.update_dossier import update_dossier
from app.usecases.errors import UseCaseError
from app.usecases.moment import Moment
from app.usecases.persons.matches import decide_person_match
from app.usecases.persons.recognising import recognise_again
from app.usecases.preconditions import Precondition
from app.usecases.reference.put_framework import put_framework
from app.usecases.reference.rule_parameters import put_rule_parameter
from tests.builders import TODAY, a_document, an_id
from tests.domain.journey_machine.acts import ACTS, Manner, decide_again
from tests.domain.journey_machine.people import (
    EMPLOYERS,
    OUR_COMPANY,
    SECRETARIAT,
    WAYS,
    Declared,
    a_store,
    candidate_of,
)
from tests.domain.journey_machine.remedies import REMEDIES
from tests.domain.journey_machine.store import Store, done, noon
from tests.rules.jury import sitting

NOT_NOW = {RefusalKind.STEP_NOT_OPEN, RefusalKind.ALREADY_DONE}
ANY_VERSION = Precondition(any_version=True)


@dataclass(slots=True)
class Tally:
    """How much was tried, and how much of it was accepted, by the name of what was tried."""

    tried: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)

    @property
    def steps(self) -> int:
        """How many things were tried."""
        return self.tried.total()

    @property
    def accepted_share(self) -> float:
        """The part of them that was not refused."""
        return self.accepted.total() / self.steps if self.steps else 0.0


@dataclass(frozen=True, slots=True)
class Step:
    """What was tried last, by whom, and the dossier before and after it; both None where it was about no dossier."""

    name: str
    accepted: bool
    role: str = ""
    before: Dossier | None = None
    after: Dossier | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A certificate, and whose dossiers were known to be its holder's when it was delivered."""

    number: str
    person: Person


class World:
    """Several dossiers, and everybody around them, on a day.

    ``watch`` is asked after each step. ``deliveries`` remember each certificate that was issued for the first time.
    """

    def __init__(self, tally: Tally, watch: Callable[["World", Step], None]) -> None:
        self.store: Store = a_store()
        self.on: date = TODAY
        self.tally = tally
        self.watch = watch
        self.ids: Iterator[int] = count(1000)
        self.deliveries: list[Delivery] = []
        self._settled_decisions: frozenset[UUID] = frozenset()

    # --- what there is ------------------------------------------------------------------------------------------------

    @property
    def dossiers(self) -> list[Dossier]:
        """The dossiers, oldest first."""
        return [dossier for _, dossier in sorted(self.store.kept.dossiers.items())]

    @property
    def now(self) -> Moment:
        """Today at noon."""
        return noon(self.on)

    def new_id(self) -> UUID:
        """An id that grows with time."""
        return an_id(next(self.ids))

    def case(self, dossier_id: UUID) -> Case:
        """The dossier today, with the facts by which it is judged."""
        return done(facts_of(self._uow, self.store.kept.dossiers[dossier_id], self.on))

    def manner(self, **how: Any) -> Manner:
        """How something is done."""
        return Manner(new_id=self.new_id(), **how)

    @property
    def _uow(self) -> Any:
        return self.store

    # --- acts on a dossier --------------------------------------------------------------------------------------------

    def act(self, dossier_id: UUID, operation_id: str, how: Manner) -> bool:
        """Act, and see that the table of acts told the truth about it."""
        case = self.case(dossier_id)
        was_open = is_open(case, ACTIONS[operation_id])
        answer = ACTS[operation_id](case, how)
        is_refused_now = isinstance(answer, Refusal) and answer.kind in NOT_NOW
        awaits = operation_id == "completeRegistration" and isinstance(answer, Refusal) and not was_open_to_wait(answer)
        assert was_open is not is_refused_now or awaits, (operation_id, answer)
        return self._settled(operation_id, case, answer)

    def redeliberate(self, dossier_id: UUID, how: Manner) -> bool:
        """Have the jury decide again."""
        case = self.case(dossier_id)
        return self._settled("redeliberate", case, decide_again(case, how))

    def put_right(self, dossier_id: UUID, name: str, how: Manner) -> bool:
        """Have the secretariat put something right by hand."""
        case = self.case(dossier_id)
        return self._settled(name, case, REMEDIES[name](case, how), SECRETARIAT.role)

    def upload(self, dossier_id: UUID, kind: DocumentKind, role: str, *, signed: bool, days: int = 0) -> bool:
        """Upload, and see that the table of documents told the truth about it."""
        case = self.case(dossier_id)
        document = a_document(
            kind,
            id=self.new_id(),
            received_on=self.on + timedelta(days=days),
            signed_by=signatures_of(kind) if signed else frozenset(),
        )
        no, answer = may_upload(case, kind, role), add_document(case, role, document)
        assert no is None or isinstance(answer, Refusal | NotAnUploader)
        return self._settled("addDocument", case, answer, role)

    def _settled(self, name: str, case: Case, answer: Dossier | Refusal | NotAnUploader, role: str = "") -> bool:
        if isinstance(answer, Refusal):
            assert answer.violations or answer.detail
        if isinstance(answer, Refusal | NotAnUploader):
            return self._tried(Step(name, False, role, case.dossier, case.dossier))
        after = replace(answer, version=case.dossier.version + 1)
        self.store.kept.dossiers[after.id] = after
        if name == "verifyHeldCertification":
            done(recognise_again(self._uow, (after.id,), now=self.now, new_id=self.new_id))
        return self._tried(Step(name, True, role, case.dossier, after))

    # --- what goes through the use cases ------------------------------------------------------------------------------

    def open(
        self, way: str, goal: tuple[str, str | None], declared: Declared, company_id: UUID, previous: Dossier | None
    ) -> bool:
        """Open a dossier: by its company, or by the secretariat where the pathway is its own."""
        (pathway, variant), (certification_code, option) = WAYS[way], goal
        caller = SECRETARIAT if way == "P3" else EMPLOYERS[company_id]
        new = NewDossier(
            pathway=pathway,
            variant=variant,
            certification_code=certification_code,
            option=option,
            candidate=candidate_of(declared),
            training_scheme="skills_development_plan",
            training_body=None,
            accompanying_body=None,
            tutor=None,
            trainers=(),
            company_id=None if way == "P3" else company_id,
            requested_cqpi=(),
            previous_dossier_id=previous.id if previous is not None else None,
            fundings=(),
            bridge_id=None,
        )
        number = len(self.store.kept.dossiers)
        accepted = self._accepted(self._opening(caller, new))
        opened = self.dossiers[-1] if len(self.store.kept.dossiers) > number else None
        return self._tried(Step("createDossier", accepted, caller.role, None, opened))

    async def _opening(self, caller: Caller, new: NewDossier) -> None:
        async with self._uow as uow:
            await opened_dossier(uow, caller, new=new, now=self.now, new_id=self.new_id)
            await uow.commit()

    def change(self, dossier_id: UUID, caller: Caller, changes: Changes) -> bool:
        """Change what is declared of a dossier."""
        before = self.store.kept.dossiers[dossier_id]
        command = Act(
            caller=caller,
            operation_id="updateDossier",
            dossier_id=dossier_id,
            now=self.now,
            new_id=self.new_id,
            precondition=ANY_VERSION,
        )
        accepted = self._accepted(update_dossier(self._uow, command, changes))
        return self._tried(Step("updateDossier", accepted, caller.role, before, self.store.kept.dossiers[dossier_id]))

    def decide_match(self, match_id: UUID, state: MatchState) -> bool:
        """Have the secretariat say whether two are one."""
        return self._try(
            "decidePersonMatch",
            decide_person_match(
                self._uow,
                SECRETARIAT,
                match_id=match_id,
                decision=state,
                reason="Pièces d'identité vues",
                now=self.now,
                new_id=self.new_id,
                precondition=ANY_VERSION,
            ),
        )

    def put_framework(self, framework: Framework) -> bool:
        """Publish a version of a framework."""
        known = (framework.certification_code, framework.version) in self.store.kept.frameworks
        precondition = ANY_VERSION if known else Precondition()
        publishing = put_framework(self._uow, framework=framework, precondition=precondition, on=self.on)
        return self._try("putFramework", publishing)

    def put_parameter(self, number: str, name: str, value: ParameterScalar, since: date) -> bool:
        """Give a parameter another value from a day on."""
        return self._try(
            "putRuleParameter",
            put_rule_parameter(
                self._uow,
                number=number,
                name=name,
                value=value,
                since=since,
                source="CPNE",
                precondition=ANY_VERSION,
                now=self.now,
            ),
        )

    def _try(self, name: str, asked: Coroutine[Any, Any, object]) -> bool:
        return self._tried(Step(name, self._accepted(asked)))

    def _accepted(self, asked: Coroutine[Any, Any, object]) -> bool:
        try:
            done(asked)
        except UseCaseError as refused:
            assert refused.detail.fr  # noqa: PT017  a refusal of the service, not of this test
            return False
        return True

    # --- certificates -------------------------------------------------------------------------------------------------

    def awaits_closing(self) -> bool:
        """Whether a jury has decided since the last closing."""
        return self._decisions() != self._settled_decisions

    def _decisions(self) -> frozenset[UUID]:
        return frozenset(decision.id for dossier in self.dossiers for decision in dossier.decisions)

    def close_session(self) -> bool:
        """Settle what every decision makes of the certificates, dossier after dossier."""
        self._settled_decisions = self._decisions()
        for dossier in self.dossiers:
            self._settle(dossier)
            self.store.kept.dossiers[dossier.id] = signed(dossier)
        return self._tried(Step("closeJurySession", accepted=True))

    def revoke(self, number: str) -> bool:
        """Have the secretariat declare a certificate worthless."""
        certificate = self.store.kept.certificates[number]
        case, held = self.case(certificate.dossier_id), done(self.store.certificates.of_dossier(certificate.dossier_id))
        revoked = certificate_life.revoke(case, certificate, held, reason="Fraude", at=self.now.at)
        if isinstance(revoked, Settlement):
            self._keep(revoked)
        return self._tried(Step("revokeCertificate", isinstance(revoked, Settlement)))

    def _settle(self, dossier: Dossier) -> None:
        case, held = self.case(dossier.id), done(self.store.certificates.of_dossier(dossier.id))
        settlement = certificate_life.settle(case, held, self._issuing())
        self._keep(settlement)

    def _keep(self, settlement: Settlement) -> None:
        for certificate in (*settlement.revoked, *settlement.issued):
            self.store.kept.certificates[certificate.number] = certificate
        for certificate in settlement.issued:
            if certificate.replaces is None:
                person = self.store.person_with(certificate.dossier_id)
                self.deliveries.append(Delivery(certificate.number, person))

    def _issuing(self) -> Issuing:
        return Issuing(
            at=self.now.at,
            identity=lambda: CertificateCode(number=f"CERT-{next(self.ids)}", verification_code="CODE"),
            session=sitting(held_on=self.on),
            public_url="https://cqp.example",
        )

    # --- time ---------------------------------------------------------------------------------------------------------

    def wait(self, days: int) -> bool:
        """Let days pass, and the platform do at night what they bring: what lapses, what silence decides."""
        self.on += timedelta(days=days)
        self._tried(Step("days pass", accepted=True))
        for dossier in self.dossiers:
            case = self.case(dossier.id)
            by_silence = accepted_by_silence(case) if not dossier.is_over else None
            if by_silence is not None:
                self._settled("decideAdmissibility", case, by_silence)
            elif has_lapsed(case):
                self._settled("lapse", case, lapse(case))
        return True

    def _tried(self, step: Step) -> bool:
        self.tally.tried[step.name] += 1
        self.tally.accepted[step.name] += step.accepted
        self.watch(self, step)
        return step.accepted


def was_open_to_wait(refusal: Refusal) -> bool:
    """Whether it waits for something that the table of acts tells of: the secretariat's word on a person is none."""
    return all(violation.code != "secretariat_word_awaited" for violation in refusal.violations)


USUAL_COMPANY = OUR_COMPANY
