"""What was entered or closed by mistake, put right on record."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.api.bodies import RequestBody
from app.api.dependencies import Tag, Uow
from app.api.dossier_commands import DossierCommand
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import Line, Reason
from app.api.v1.dossier_models import DossierOut
from app.api.v1.dossiers import dossier_response
from app.domain.entries import EntryCode
from app.domain.entry_corrections import Correction
from app.usecases.dossiers import corrections

router = router_of(
    "corrections", "/v1/dossiers/{dossier_id}", description="What was entered or closed by mistake, put right."
)

REFUSALS = problems(401, 403, 404, 409, 412, 422)


class EntryCorrectionIn(RequestBody):
    """The right value of an entry: a day as YYYY-MM-DD, or the number of a letter.

    `number`: which of several receipts or decisions it is, 1 being the first; the last one where it is left out.
    """

    entry: EntryCode
    value: Line | None
    reason: Reason
    number: Annotated[int, Field(ge=1, le=1000, strict=True)] | None = None


class ReopeningIn(RequestBody):
    """Why a dossier is opened again; `appeal_id`: the appeal that the reopening follows."""

    reason: Reason
    appeal_id: UUID | None = None


@router.post(
    "/entry-corrections",
    operation_id="correctEntry",
    summary="Correct an entry of the secretariat's",
    responses=REFUSALS,
)
async def correct(command: DossierCommand, body: EntryCorrectionIn, uow: Uow, tag: Tag) -> DossierOut:
    """Put a slip of the pen right, in the order of days (D65, D48). Both values stay on record, the delays follow, and
    what had followed from the wrong value is undone: a candidacy that had not lapsed is open again."""
    correction = Correction(entry=body.entry, value=body.value, reason=body.reason, number=body.number)
    await corrections.correct_entry(uow, command, correction)
    return await dossier_response(uow, command.caller, command.dossier_id, tag)


@router.post("/reopening", operation_id="reopenDossier", summary="Reopen a dossier", responses=REFUSALS)
async def reopen(command: DossierCommand, body: ReopeningIn, uow: Uow, tag: Tag) -> DossierOut:
    """Open a dossier again that was withdrawn, lapsed or found inadmissible by mistake, as it was (D66).

    A request that was refused waits for another answer; a candidacy whose time is over is counted again from today.
    """
    await corrections.reopen_dossier(uow, command, reason=body.reason, appeal_id=body.appeal_id)
    return await dossier_response(uow, command.caller, command.dossier_id, tag)
