"""Admissibility (recevabilité) of a VAE request."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import Body
from pydantic import Field, StrictBool

from app.api.account_dependencies import MailWriterDep
from app.api.bodies import AnswerBody, MirrorBody, RequestBody
from app.api.dependencies import CallerDep, LanguageDep, Now, Tag, Uow
from app.api.dossier_commands import DossierCommand, DossierId
from app.api.fields import Day
from app.api.language import spoken
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import Line, Reason
from app.api.v1.violations import WarningOut
from app.domain.admissibility import (
    candidacy_ends_on,
    decision_due_on,
    ground_of,
    lacking_pieces,
    proposed_grounds,
    request_of,
)
from app.domain.case import Case
from app.domain.dossier import (
    ADMISSIBILITY_LABELS,
    AdmissibilityDecision,
    AdmissibilityVerdict,
    DecisionPutBack,
    Ground,
)
from app.domain.missing_items import as_violation
from app.domain.once_each import second_elsewhere
from app.usecases.access import Role
from app.usecases.dossiers import admissibility
from app.usecases.dossiers.acting import Acted
from app.usecases.dossiers.reading import case_after, read_case
from app.usecases.ports import UnitOfWork

router = router_of(
    "admissibility", "/v1/dossiers/{dossier_id}/admissibility", description="The admissibility of a VAE request."
)

REFUSALS = problems(401, 403, 404, 409, 412, 422)


class Submission(RequestBody):
    """The day of receipt, where the secretariat gives another than today's."""

    received_on: Day | None = None


class GroundFields(RequestBody):
    """One reason; `rule` is the number of the rule where there is one."""

    rule: Annotated[str, Field(pattern=r"^[RD]\d{1,2}$")] | None = None
    text: Reason


class DecisionIn(RequestBody):
    """The secretariat's answer. `replaces`: in the place of one that was given by mistake, with its `reason` (D66);
    `appeal_id`: the appeal that it follows."""

    decision: AdmissibilityVerdict
    grounds: list[GroundFields] = Field(default=[], max_length=50)
    decided_on: Day | None = None
    replaces: StrictBool = False
    reason: Reason | None = None
    appeal_id: UUID | None = None


class Dispatch(RequestBody):
    """The registered letter that carries the attestation."""

    tracking_number: Line
    sent_on: Day


class Acknowledgement(RequestBody):
    """The day on which the candidate received it."""

    received_on: Day


class ExtensionIn(RequestBody):
    """More time for the candidacy, `until` included."""

    until: Day
    reason: Reason


class GroundOut(MirrorBody):
    """One reason."""

    rule: str | None
    text: str


class AdmissibilityDecisionOut(AnswerBody):
    """A decision on admissibility. `unmet_conditions`: what was not met on that day, whatever became of it."""

    decision: AdmissibilityVerdict
    decision_label: str
    grounds: list[GroundOut]
    unmet_conditions: list[GroundOut]
    decided_on: date
    appeal_id: UUID | None

    @classmethod
    def of(cls, decided: AdmissibilityDecision) -> Self:
        """The decision on the wire."""
        return cls(
            decision=decided.verdict,
            decision_label=spoken(ADMISSIBILITY_LABELS[decided.verdict]),
            grounds=[GroundOut.of(ground) for ground in decided.grounds],
            unmet_conditions=[GroundOut.of(ground) for ground in decided.unmet],
            decided_on=decided.decided_on,
            appeal_id=decided.appeal_id,
        )


class DecisionPutBackOut(AnswerBody):
    """A decision that counts no more since that day: facts that it rested on changed (D50), or it was given by mistake
    (D66)."""

    decision: AdmissibilityDecisionOut
    on: date
    reason: str
    dispatched_on: date | None
    tracking_number: str | None
    acknowledged_on: date | None

    @classmethod
    def of(cls, former: DecisionPutBack) -> Self:
        """The former decision on the wire."""
        return cls(
            decision=AdmissibilityDecisionOut.of(former.decision),
            on=former.on,
            reason=former.reason,
            dispatched_on=former.dispatched_on,
            tracking_number=former.tracking_number,
            acknowledged_on=former.acknowledged_on,
        )


class ExtensionOut(AnswerBody):
    """More time that was given."""

    until: date
    reason: str
    granted_on: date


class ReadReceiptOut(MirrorBody):
    """The proof of the first reading: its instant, and the SHA-256 of the link's token and of the bytes answered."""

    at: datetime
    token_sha256: str
    shown_sha256: str
    shown_as: str


class AdmissibilityOut(AnswerBody):
    """The request and what became of it. `proposed_grounds`: the conditions not met, as they stand today, in French,
    as letters print them.

    `put_back`: the decisions that count no more, the first one first (D50, D66). `decision_due_on` counts from the
    complete file, or from the change that put a decision back, `decision_due_on_from_first_receipt` from the first
    receipt (D11); it is null while a piece is awaited. `warnings`: the pieces that a request lacks which waits for its
    answer, as it was received (D70).
    """

    requested_on: date
    received_on: list[date]
    decision: AdmissibilityVerdict | None
    decision_label: str | None
    decisions: list[AdmissibilityDecisionOut]
    put_back: list[DecisionPutBackOut]
    proposed_grounds: list[GroundOut]
    decision_due_on: date | None
    decision_due_on_from_first_receipt: date | None
    dispatched_on: date | None
    tracking_number: str | None
    acknowledged_on: date | None
    read_receipt: ReadReceiptOut | None
    extensions: list[ExtensionOut]
    candidacy_ends_on: date | None
    warnings: list[WarningOut]

    @classmethod
    def of(cls, case: Case, role: Role, language: Literal["fr", "en"]) -> Self:
        """The request on the wire, judged on the case's day; what another company's dossier stands against is told to
        the secretariat alone (D52)."""
        request = request_of(case.dossier)
        elsewhere = second_elsewhere(case) if role is Role.SECRETARIAT else ()
        return cls(
            requested_on=case.dossier.requested_on,
            received_on=list(request.received_on),
            decision=request.decision.verdict if request.decision else None,
            decision_label=spoken(ADMISSIBILITY_LABELS[request.decision.verdict]) if request.decision else None,
            decisions=[AdmissibilityDecisionOut.of(decided) for decided in request.decisions],
            put_back=[DecisionPutBackOut.of(former) for former in request.put_back],
            proposed_grounds=[GroundOut.of(ground_of(unmet)) for unmet in (*proposed_grounds(case), *elsewhere)],
            decision_due_on=decision_due_on(case),
            decision_due_on_from_first_receipt=decision_due_on(case, from_first=True),
            dispatched_on=request.dispatched_on,
            tracking_number=request.tracking_number,
            acknowledged_on=request.acknowledged_on,
            read_receipt=ReadReceiptOut.of(request.read_receipt) if request.read_receipt else None,
            extensions=[
                ExtensionOut(until=given.until, reason=given.reason, granted_on=given.granted_on)
                for given in request.extensions
            ],
            candidacy_ends_on=candidacy_ends_on(case),
            warnings=[
                WarningOut.of(as_violation(item).as_warning(), case.on, language) for item in lacking_pieces(case)
            ],
        )


async def _shown(
    uow: UnitOfWork, command: DossierCommand, acted: Acted, tag: Tag, language: Literal["fr", "en"]
) -> AdmissibilityOut:
    case = await case_after(uow, command, acted)
    tag(case.dossier.version)
    return AdmissibilityOut.of(case, command.caller.role, language)


@router.post(
    "/submission",
    operation_id="submitAdmissibility",
    summary="Submit the request for admissibility",
    responses=REFUSALS,
)
async def submit(
    command: DossierCommand,
    uow: Uow,
    tag: Tag,
    language: LanguageDep,
    body: Annotated[Submission | None, Body()] = None,
) -> AdmissibilityOut:
    """Hand the complete file in (R33, R36); the first receipt is the day of the request (D41).

    The secretariat records what it received as it came: `warnings` says what that lacks (D70).
    """
    acted = await admissibility.submit_admissibility(uow, command, body.received_on if body else None)
    return await _shown(uow, command, acted, tag, language)


@router.get(
    "", operation_id="getAdmissibility", summary="Read the admissibility", responses=problems(401, 403, 404, 422)
)
async def get_one(
    dossier_id: DossierId, caller: CallerDep, uow: Uow, now: Now, tag: Tag, language: LanguageDep
) -> AdmissibilityOut:
    """The request, its decisions, its delays, and the conditions that are not met today."""
    case = await read_case(uow, caller, dossier_id=dossier_id, now=now)
    tag(case.dossier.version)
    return AdmissibilityOut.of(case, caller.role, language)


@router.post("/decision", operation_id="decideAdmissibility", summary="Decide on admissibility", responses=REFUSALS)
async def decide(
    command: DossierCommand, body: DecisionIn, uow: Uow, tag: Tag, language: LanguageDep
) -> AdmissibilityOut:
    """Answer the request. A refusal gives its grounds (R37, D13); `admissible` needs every condition met (D40).

    An answer that was given by mistake is replaced with `replaces` and a `reason`: an admission before the first
    sitting, a refusal as long as nothing else ended the dossier; the former stays on record (D66).
    """
    acted = await admissibility.decide_admissibility(
        uow,
        command,
        verdict=body.decision,
        grounds=tuple(Ground(text=ground.text, rule=ground.rule) for ground in body.grounds),
        decided_on=body.decided_on,
        replaces=body.replaces,
        reason=body.reason or "",
        appeal_id=body.appeal_id,
    )
    return await _shown(uow, command, acted, tag, language)


@router.post("/dispatch", operation_id="recordDispatch", summary="Record the registered letter", responses=REFUSALS)
async def dispatch(
    command: DossierCommand, body: Dispatch, uow: Uow, mail_writer: MailWriterDep, tag: Tag, language: LanguageDep
) -> AdmissibilityOut:
    """Keep the number and the day of the letter that carries the attestation (R44).

    A candidate who has an e-mail address is sent a link to it as well, whose opening is its acknowledgement (D12).
    """
    acted = await admissibility.record_dispatch(
        uow, command, tracking_number=body.tracking_number, sent_on=body.sent_on, mail_writer=mail_writer
    )
    return await _shown(uow, command, acted, tag, language)


@router.post(
    "/acknowledgement",
    operation_id="acknowledgeAdmissibility",
    summary="Record the acknowledgement of receipt",
    responses=REFUSALS,
)
async def acknowledge(
    command: DossierCommand, body: Acknowledgement, uow: Uow, tag: Tag, language: LanguageDep
) -> AdmissibilityOut:
    """Keep the day on which the candidate received the attestation: the candidacy counts from it (D12)."""
    acted = await admissibility.acknowledge_admissibility(uow, command, received_on=body.received_on)
    return await _shown(uow, command, acted, tag, language)


@router.post("/extension", operation_id="extendAdmissibility", summary="Extend the candidacy", responses=REFUSALS)
async def extend(
    command: DossierCommand, body: ExtensionIn, uow: Uow, tag: Tag, language: LanguageDep
) -> AdmissibilityOut:
    """Give the candidacy more time, for a reason (D12)."""
    acted = await admissibility.extend_admissibility(uow, command, until=body.until, reason=body.reason)
    return await _shown(uow, command, acted, tag, language)
