"""Who acts on which dossier: what every act on one is made of, taken from the request."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path
from starlette.requests import Request

from app.api.dependencies import CallerDep, IfMatch, NewId, Now
from app.usecases.dossiers.acting import Act

DossierId = Annotated[UUID, Path(description="The dossier's id.")]


async def act_on(
    request: Request, caller: CallerDep, now: Now, new_id: NewId, precondition: IfMatch
) -> Callable[[UUID], Act]:
    """The act that the request asks for, on the dossier that its body names; its operation is the route's."""

    def on(dossier_id: UUID) -> Act:
        return Act(
            caller=caller,
            operation_id=request.scope["route"].operation_id,
            dossier_id=dossier_id,
            now=now,
            new_id=new_id,
            precondition=precondition,
        )

    return on


ActOn = Annotated[Callable[[UUID], Act], Depends(act_on)]


async def dossier_command(dossier_id: DossierId, on: ActOn) -> Act:
    """The act that the request asks for, on the dossier of its path."""
    return on(dossier_id)


DossierCommand = Annotated[Act, Depends(dossier_command)]
