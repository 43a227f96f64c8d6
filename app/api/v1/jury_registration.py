"""A dossier on, and off, the agenda of a jury."""

from typing import Annotated
from uuid import UUID

from fastapi import Body

from app.api.bodies import RequestBody
from app.api.dependencies import Tag, Uow
from app.api.dossier_commands import DossierCommand
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import Reason
from app.api.v1.deliberation_models import VotesFields
from app.api.v1.dossier_models import DossierOut
from app.api.v1.dossiers import dossier_response
from app.usecases.dossiers.jury_registration import postpone_dossier, register_to_jury, withdraw_from_jury

router = router_of(
    "jury registration",
    "/v1/dossiers/{dossier_id}/jury-registration",
    description="Where a dossier stands towards a jury.",
)

REFUSALS = problems(401, 403, 404, 409, 412, 422)


class JuryRegistrationIn(RequestBody):
    """The session to whose agenda the dossier goes."""

    session_id: UUID


class DossierPostponement(RequestBody):
    """Another session to move to at once, where it is known.

    `reason` is required once the session is open, and stands in its minutes, with the `votes` of a tie.
    """

    session_id: UUID | None = None
    reason: Reason | None = None
    votes: VotesFields | None = None


@router.post("", operation_id="registerToJury", summary="Register a dossier to a jury", responses=REFUSALS)
async def register(command: DossierCommand, body: JuryRegistrationIn, uow: Uow, tag: Tag) -> DossierOut:
    """Put the dossier on a session's agenda, once its results, observations and documents are there (R58, R60, R61)."""
    await register_to_jury(uow, command, session_id=body.session_id)
    return await dossier_response(uow, command.caller, command.dossier_id, tag)


@router.delete("", operation_id="withdrawFromJury", summary="Take a dossier off the agenda", responses=REFUSALS)
async def withdraw(command: DossierCommand, uow: Uow, tag: Tag) -> DossierOut:
    """Take the dossier off the agenda; an admissible candidacy runs again (D12)."""
    await withdraw_from_jury(uow, command)
    return await dossier_response(uow, command.caller, command.dossier_id, tag)


@router.post(
    "/postponement", operation_id="postponeDossier", summary="Put a dossier off to another jury", responses=REFUSALS
)
async def postpone(
    command: DossierCommand, uow: Uow, tag: Tag, body: Annotated[DossierPostponement | None, Body()] = None
) -> DossierOut:
    """Take the dossier off the agenda until another session; registered there at once where it is named.

    While the jury sits, the secretariat and the chair alone do, with a reason (D54).
    """
    told = body or DossierPostponement()
    votes = told.votes.to_domain() if told.votes is not None else None
    await postpone_dossier(uow, command, session_id=told.session_id, reason=told.reason, votes=votes)
    return await dossier_response(uow, command.caller, command.dossier_id, tag)
