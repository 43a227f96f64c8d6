"""Who acts on which dossier: what every act on one is made of, taken from the request."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path
from starlette.requests import Request

from app.api.dependencies import CallerDep, IfMatch, NewId, Now
from app.usecases.dossiers.acting import Act

DossierId = Annotated[UUID, Path(description="The dossier's id.")]


async def acting(
    dossier_id: DossierId, request: Request, caller: CallerDep, now: Now, new_id: NewId, precondition: IfMatch
) -> Act:
    """The act that the request asks for; its operation is the route's."""
    return Act(
        caller=caller,
        operation_id=request.scope["route"].operation_id,
        dossier_id=dossier_id,
        now=now,
        new_id=new_id,
        precondition=precondition,
    )


Acting = Annotated[Act, Depends(acting)]
