"""Whether the service lives, and whether it can serve."""

from typing import Literal

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse

from app.api.container import container_of
from app.api.routing import router as router_of

router = router_of("platform", "", description="The service itself: is it alive, can it serve.")


class HealthOut(BaseModel):
    """One word on the service's state."""

    status: Literal["ok", "unavailable"]


@router.get("/livez", operation_id="liveness", summary="Is the process alive")
async def liveness() -> HealthOut:
    """Answers as long as the process does, whatever the database's state."""
    return HealthOut(status="ok")


@router.get(
    "/readyz",
    operation_id="readiness",
    summary="Can the service serve",
    response_model=HealthOut,
    responses={503: {"model": HealthOut, "description": "The database does not answer, or is not migrated."}},
)
async def readiness(request: Request) -> JSONResponse:
    """Answers 200 once the database is reachable and migrated, else 503."""
    ready = await container_of(request.scope).is_ready()
    return JSONResponse({"status": "ok" if ready else "unavailable"}, 200 if ready else 503)
