"""What the stories pass by: each operation that nobody called is called, by somebody who may, on what is there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from httpx import AsyncClient

from app.api.policy import POLICY
from app.usecases.access import Role
from journey.actors import PASSWORD
from tests.api.world_requests import request_for
from tools.examples.recording import Operation, Recorder

_PEOPLE: Mapping[Role, tuple[str, ...]] = {
    Role.SECRETARIAT: ("secretariat@sandbox.example",),
    Role.EMPLOYER: ("employer@sandbox.example", "employer-other@sandbox.example"),
    Role.EVALUATOR: ("evaluator@sandbox.example",),
    Role.JURY: ("jury@sandbox.example",),
}
_PROGRAMS = ("opca-sandbox", "pharma-sandbox")
_TRIES = 60
_ORDER = ("GET", "POST", "PUT", "PATCH", "DELETE")
"""What reads first, what deletes last."""


@dataclass(slots=True)
class Tour:
    """Calls what ``recorder`` has not heard yet."""

    http: AsyncClient
    recorder: Recorder
    tokens: dict[Role, list[str | None]]

    @classmethod
    async def begun(cls, http: AsyncClient, recorder: Recorder) -> "Tour":
        """A tour for which everybody has signed in."""
        tokens: dict[Role, list[str | None]] = {Role.ANONYMOUS: [None]}
        for role, emails in _PEOPLE.items():
            asked = [{"email": email, "password": PASSWORD, "role": role} for email in emails]
            tokens[role] = [(await http.post("/v1/sessions", json=body)).json()["access_token"] for body in asked]
        grant = {"grant_type": "client_credentials"}
        tokens[Role.CLIENT] = [
            (await http.post("/oauth/token", data=grant, auth=(name, PASSWORD))).json()["access_token"]
            for name in _PROGRAMS
        ]
        return cls(http, recorder, tokens)

    async def goes(self) -> None:
        """Call each operation that was not heard, until nothing more can be."""
        while True:
            missing = [operation for operation in self.recorder.operations if self.recorder.lacks(operation)]
            missing.sort(key=lambda operation: _ORDER.index(operation.method))
            heard = [operation for operation in missing if await self._calls(operation)]
            if not heard:
                return

    async def _calls(self, operation: Operation) -> bool:
        for role, token, path in islice(self._ways(operation), _TRIES):
            headers = {"If-Match": "*"} if operation.method in {"PUT", "PATCH"} else {}
            if token is not None:
                headers["Authorization"] = f"Bearer {token}"
            request: Mapping[str, Any] = request_for(operation.id, role)
            await self.http.request(operation.method, path, headers=headers, **request)
            if not self.recorder.lacks(operation):
                return True
        return False

    def _ways(self, operation: Operation) -> Iterator[tuple[Role, str | None, str]]:
        names = list(operation.pattern.groupindex)
        known = [list(reversed(self.recorder.values.get(name, {}))) for name in names]
        for values in product(*known):
            path = operation.path.format(**dict(zip(names, values, strict=True)))
            for role in POLICY.rows[operation.id]:
                yield from ((role, token, path) for token in self.tokens.get(role, ()))
