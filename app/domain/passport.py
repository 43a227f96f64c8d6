"""The training passport (CPF): what the Caisse des Dépôts is told of each full award, and within which term (D76)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.domain.calendar import add_months, overdue
from app.domain.certificates import Holder
from app.domain.certification import Certification
from app.domain.certification_settings import CertificationSettings, as_settled
from app.domain.law import Violation
from app.domain.passport_access import PassportAccess
from app.domain.passport_identity import NOTHING_SAID, MissingDatum, PassportIdentity, missing_data
from app.domain.refusal import Refusal, RefusalKind, already_done
from app.domain.rules.decisions import D76
from app.domain.text import Text

SENT_SINCE = date(2021, 7, 1)
"""The first day whose awards are sent."""
TERM_MONTHS = 3
ALARM_DISTANCES = (30, 7, -1)
"""Days before the last day of a term at which the secretariat is alarmed; below zero, days after it."""


class PassportState(StrEnum):
    """How far an award has come on its way to the passport."""

    NOT_DUE = "not_due"
    INCOMPLETE = "incomplete"
    READY = "ready"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    TO_WITHDRAW = "to_withdraw"
    WITHDRAWAL_SENT = "withdrawal_sent"
    WITHDRAWN = "withdrawn"


PASSPORT_STATE_LABELS = {
    PassportState.NOT_DUE: Text("Rien à transmettre", "Nothing to send"),
    PassportState.INCOMPLETE: Text("Incomplet", "Incomplete"),
    PassportState.READY: Text("Prêt à transmettre", "Ready to send"),
    PassportState.SENT: Text("Dans un lot, sans réponse encore", "In a batch, not answered yet"),
    PassportState.ACCEPTED: Text("Accepté", "Accepted"),
    PassportState.REJECTED: Text("Rejeté, à corriger", "Rejected, to be corrected"),
    PassportState.TO_WITHDRAW: Text("À retirer", "To be withdrawn"),
    PassportState.WITHDRAWAL_SENT: Text("Retrait dans un lot", "Withdrawal in a batch"),
    PassportState.WITHDRAWN: Text("Retiré", "Withdrawn"),
}


class PassportAction(StrEnum):
    """What a batch asks for."""

    CREATION = "creation"
    WITHDRAWAL = "withdrawal"


PASSPORT_ACTION_LABELS = {
    PassportAction.CREATION: Text("Inscription au passeport", "Entry into the passport"),
    PassportAction.WITHDRAWAL: Text("Retrait du passeport", "Withdrawal from the passport"),
}


class PassportStage(StrEnum):
    """What was last sent or answered about an award."""

    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWAL_SENT = "withdrawal_sent"
    WITHDRAWN = "withdrawn"


STAGE_SENT = {PassportAction.CREATION: PassportStage.SENT, PassportAction.WITHDRAWAL: PassportStage.WITHDRAWAL_SENT}
"""Where an award stands once it is in a batch."""
STAGE_ACCEPTED = {PassportAction.CREATION: PassportStage.ACCEPTED, PassportAction.WITHDRAWAL: PassportStage.WITHDRAWN}
"""Where it stands once the batch's line was accepted."""
STAGE_REJECTED = {PassportAction.CREATION: PassportStage.REJECTED, PassportAction.WITHDRAWAL: PassportStage.ACCEPTED}
"""Where it stands once the line was refused: a withdrawal that was refused leaves the passport as it was."""
STAGE_BEFORE: Mapping[PassportAction, PassportStage | None] = {
    PassportAction.CREATION: None,
    PassportAction.WITHDRAWAL: PassportStage.ACCEPTED,
}
"""Where it stood before it was put into a batch, and stands again once that batch is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassportAward:
    """One full award, as the passport is told of it.

    ``registration_code`` is the entry in force on the day of the award (RNCP, RS), None where there was none.
    ``access`` says how the holder came to it, ``requested_on`` since when they were registered: None where not known.
    ``dossier_id`` and ``verification_code``: None of an award of the former register, which has neither.
    ``deposited_on`` is the day on which the file of its last creation was handed in, ``first_deposited_on`` that of the
    first one, whatever was answered to it. ``passport_id`` is what the passport knows it by where the former system
    sent it, None where that is its number.
    """

    certificate_number: str
    verification_code: str | None
    dossier_id: UUID | None
    certification_code: str
    option: str | None
    holder: Holder
    awarded_on: date
    issued_on: date
    revoked_on: date | None = None
    registration_code: str | None = None
    identity: PassportIdentity = NOTHING_SAID
    access: PassportAccess | None = None
    requested_on: date | None = None
    stage: PassportStage | None = None
    last_message: str | None = None
    deposited_on: date | None = None
    first_deposited_on: date | None = None
    withdrawal_deposited_on: date | None = None
    passport_id: str | None = None
    version: int = 0

    @property
    def is_due(self) -> bool:
        """Whether the law has it sent: awarded since 2021-07-01 for what was registered then."""
        return self.registration_code is not None and self.awarded_on >= SENT_SINCE

    @property
    def missing(self) -> tuple[MissingDatum, ...]:
        """What is missing, or cannot be sent as it is, compulsory data first."""
        return missing_data(self.holder, self.identity)

    @property
    def lacks(self) -> bool:
        """Whether something is missing without which no file can tell of it."""
        return any(each.compulsory for each in self.missing)

    @property
    def technical_id(self) -> str:
        """What the passport knows it by."""
        return self.passport_id or self.certificate_number

    @property
    def state(self) -> PassportState:
        """How far it has come."""
        match self.stage:
            case PassportStage.ACCEPTED if self.revoked_on is not None:
                return PassportState.TO_WITHDRAW
            case PassportStage.SENT | PassportStage.ACCEPTED | PassportStage.WITHDRAWAL_SENT | PassportStage.WITHDRAWN:
                return PassportState(self.stage)
            case PassportStage.REJECTED | None:
                return self._state_before_acceptance()

    def _state_before_acceptance(self) -> PassportState:
        if self.revoked_on is not None or not self.is_due:
            return PassportState.NOT_DUE
        if self.stage is PassportStage.REJECTED:
            return PassportState.REJECTED
        return PassportState.INCOMPLETE if self.lacks else PassportState.READY

    @property
    def due_on(self) -> date | None:
        """The last day: three calendar months from the delivery, of a withdrawal from the revocation."""
        state = self.state
        if state is PassportState.NOT_DUE:
            return None
        if state in _WITHDRAWING and self.revoked_on is not None:
            return add_months(self.revoked_on, TERM_MONTHS)
        return add_months(self.issued_on, TERM_MONTHS)

    @property
    def handed_in_on(self) -> date | None:
        """The day on which the file that its term asks for was handed in."""
        return self.withdrawal_deposited_on if self.state in _WITHDRAWING else self.deposited_on

    @property
    def awaits_deposit(self) -> bool:
        """Whether something is still to be handed in within the term: what is in no batch, whatever batch it was in
        before, and what is in one that nobody has handed in."""
        state = self.state
        return state in _IN_NO_BATCH or (state in _IN_A_BATCH and self.handed_in_on is None)

    def is_overdue(self, on: date) -> bool:
        """Whether its last day is past, with something still to be handed in."""
        return self.awaits_deposit and self.due_on is not None and overdue(self.due_on, on)

    @property
    def was_in_time(self) -> bool | None:
        """Whether its creation was first handed in within three months of the delivery, None where it never was: what
        was refused and is sent again was in time, or late, once."""
        if self.first_deposited_on is None:
            return None
        return not overdue(add_months(self.issued_on, TERM_MONTHS), self.first_deposited_on)


_WITHDRAWING = (PassportState.TO_WITHDRAW, PassportState.WITHDRAWAL_SENT, PassportState.WITHDRAWN)
_IN_NO_BATCH = (PassportState.INCOMPLETE, PassportState.READY, PassportState.REJECTED, PassportState.TO_WITHDRAW)
_IN_A_BATCH = (PassportState.SENT, PassportState.WITHDRAWAL_SENT)
READY_FOR = {PassportAction.CREATION: PassportState.READY, PassportAction.WITHDRAWAL: PassportState.TO_WITHDRAW}
"""The state in which an award can be put into a batch of that action."""
_LACKING = {PassportAction.CREATION: PassportState.INCOMPLETE, PassportAction.WITHDRAWAL: PassportState.TO_WITHDRAW}
"""The state in which it could be, were it not for what is missing."""


def registration_code(
    certification: Certification | None, settings: Iterable[CertificationSettings], on: date
) -> str | None:
    """The code of the certification's entry on ``on``, None where it had none, or had one that was over."""
    if certification is None:
        return None
    settled = as_settled(certification, settings, on)
    if settled.rncp_code is None:
        return settled.registration.code if settled.registration is not None else None
    return None if settled.rncp_until is not None and overdue(settled.rncp_until, on) else settled.rncp_code


def completed(award: PassportAward, identity: PassportIdentity) -> PassportAward | Refusal:
    """The award with what was missing; one that was rejected can be sent again. Not while it is on its way (D76).

    What the former system sent may lack here what a withdrawal has to say: it is accepted all the same.
    """
    if award.state is PassportState.SENT:
        return _not_now(
            Text(
                "Cette attribution est dans un lot sans réponse : lisez d'abord son compte rendu.",
                "This award is in a batch that was not answered: read its report first.",
            )
        )
    if award.stage is PassportStage.ACCEPTED and award.lacks:
        return replace(award, identity=identity)
    if award.stage in (PassportStage.ACCEPTED, PassportStage.WITHDRAWAL_SENT, PassportStage.WITHDRAWN):
        return already_done(
            Text(
                "Le passeport a déjà accepté cette attribution : pour en corriger l'identité, corrigez l'état civil et "
                "rééditez le parchemin, elle sera retirée puis transmise de nouveau.",
                "The passport has accepted this award: to correct its identity, correct the civil status and reissue "
                "the certificate; it will be withdrawn and sent again.",
            )
        )
    return replace(award, identity=identity, stage=None)


def can_be_sent(award: PassportAward, action: PassportAction) -> bool:
    """Whether it can be put into a batch of that action: what is to be withdrawn may lack what the file has to say."""
    return award.state is READY_FOR[action] and not award.lacks and award.registration_code is not None


def not_sendable(award: PassportAward, action: PassportAction, pointer: str | None) -> Iterator[Violation]:
    """Why an award cannot be put into a batch of that action; nothing where it can."""
    if can_be_sent(award, action):
        return
    state = PASSPORT_STATE_LABELS[award.state]
    number = award.certificate_number
    if award.state in (_LACKING[action], READY_FOR[action]):
        if award.registration_code is None:
            yield replace(_NOT_REGISTERED, pointer=pointer)
        for each in award.missing:
            if each.compulsory:
                yield Violation(
                    code=each.code,
                    rule=D76,
                    pointer=pointer,
                    detail=Text(f"{number} : {each.detail.fr}", f"{number}: {each.detail.en}"),
                )
        return
    yield Violation(
        code="cpf_not_sendable",
        rule=D76,
        pointer=pointer,
        detail=Text(
            f"{number} ne peut pas être mis dans ce lot : {state.fr.lower()}.",
            f"{number} cannot be put into this batch: {state.en.lower()}.",
        ),
    )


def alarm_distance(award: PassportAward, on: date) -> int | None:
    """The nearest of the distances that its term has reached on ``on``, while something is still to be handed in.

    None before the first, and a month after the last: nobody is alarmed anew about what is long past (D77).
    """
    due_on = award.due_on
    if due_on is None or not award.awaits_deposit:
        return None
    left = (due_on - on).days
    return min((each for each in ALARM_DISTANCES if left <= each), default=None) if left >= -30 else None


_NOT_REGISTERED = Violation(
    code="cpf_registration_missing",
    rule=D76,
    detail=Text(
        "Le retrait nomme la fiche sous laquelle l'inscription fut transmise : dites celle du jour du jury.",
        "A withdrawal names the entry under which it was sent: say that of the day of the jury.",
    ),
)


def _not_now(detail: Text) -> Refusal:
    violation = Violation(code="cpf_awaits_report", rule=D76, detail=detail)
    return Refusal(kind=RefusalKind.STEP_NOT_OPEN, violations=(violation,))
