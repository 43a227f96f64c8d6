"""The death of a dossier's candidate, as the secretariat learns of it."""

from typing import Annotated

from pydantic import Field, StrictBool

from app.api.bodies import RequestBody
from app.api.dependencies import Tag, Uow
from app.api.dossier_commands import DossierCommand
from app.api.fields import Day
from app.api.problems import problems
from app.api.routing import router as router_of
from app.api.text_fields import Reason
from app.api.v1.dossier_models import DossierOut
from app.api.v1.dossiers import dossier_response
from app.usecases.dossiers.death import record_death

router = router_of("dossiers", "/v1/dossiers/{dossier_id}/death")


class DeathIn(RequestBody):
    """The day of the death, and how it is known."""

    on: Day
    source: Reason
    goes_on: Annotated[StrictBool, Field(description="Whether the dossier goes on to its jury; if not, it is closed.")]


@router.post(
    "",
    operation_id="recordDeath",
    summary="Record the candidate's death",
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def record(command: DossierCommand, body: DeathIn, uow: Uow, tag: Tag) -> DossierOut:
    """From then on nobody writes to the candidate, about none of their dossiers, and their links open nothing (D69).

    A dossier in course goes on to its jury where `goes_on` says so, the signatures that cannot be had being waived
    (`waiveSignature`), or is closed as `deceased`. The person's other dossiers are warned of it in their checklists.
    """
    await record_death(uow, command, on=body.on, source=body.source, goes_on=body.goes_on)
    return await dossier_response(uow, command.caller, command.dossier_id, tag)
