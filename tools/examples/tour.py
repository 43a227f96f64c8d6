"""What the stories pass by: each operation that nobody called is called, by somebody who may, on what is there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from httpx import AsyncClient

from app.api.policy import POLICY
from app.usecases.access import Role
from journey.actors import PASSWORD
from tests.api.world import NAMES
from tests.api.world_requests import request_for
from tools.examples.recording import Operation, Recorder

_PEOPLE: Mapping[Role, tuple[str, ...]] = {
    Role.SECRETARIAT: ("secretariat@sandbox.example",),
    Role.EMPLOYER: ("employer@sandbox.example", "employer-other@sandbox.example"),
    Role.EVALUATOR: ("evaluator@sandbox.example",),
    Role.JURY: ("jury@sandbox.example",),
}
_PROGRAMS = ("opca-sandbox", "pharma-sandbox")
_WAYS, _PLACES, _VALUES = 200, 5, 6
"""How many are tried of each."""
_ORDER = ("GET", "POST", "PUT", "PATCH", "DELETE")
"""What reads first."""


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
        """Call each operation that was not heard, until nothing more can be; delete when all else was called."""
        while await self._calls_some(deleting=False) or await self._calls_some(deleting=True):
            pass

    async def _calls_some(self, *, deleting: bool) -> bool:
        missing = [operation for operation in self.recorder.operations if self.recorder.lacks(operation)]
        missing.sort(key=lambda operation: _ORDER.index(operation.method))
        return any([await self._calls(one) for one in missing if (one.method == "DELETE") is deleting])

    async def _calls(self, operation: Operation) -> bool:
        for role, token, path in islice(self._ways(operation), _WAYS):
            signed = {"Authorization": f"Bearer {token}"} if token is not None else {}
            for request in self._requests(operation, role):
                for version in ({"If-Match": "*"}, {}) if operation.method in {"PUT", "PATCH"} else ({},):
                    await self.http.request(operation.method, path, headers={**signed, **version}, **request)
                    if not self.recorder.lacks(operation):
                        return True
        return False

    def _ways(self, operation: Operation) -> Iterator[tuple[Role, str | None, str]]:
        """Who may call it, and where."""
        for path in self._paths(operation, operation.path):
            for role in POLICY.rows[operation.id]:
                yield from ((role, token, path) for token in self.tokens.get(role, ()))

    def _paths(self, operation: Operation, template: str) -> Iterator[str]:
        """Places that were heard of, the latest first, then those that the world of the tests names."""
        head, brace, rest = template.rpartition("}")
        if not brace:
            yield template
            return
        yield from (place + rest for place in reversed(self.recorder.places.get(head + "}", {})))
        above, _, parameter = head.rpartition("/{")
        named = NAMES.get(f"{operation.id}.{parameter}") or NAMES.get(parameter)
        for value in dict.fromkeys(named.own.values()) if named else ():
            places = list(self._paths(operation, above))
            yield from (f"{place}/{value}{rest}" for place in dict.fromkeys(places[:_PLACES] + places[-_PLACES:]))

    def _requests(self, operation: Operation, role: Role) -> Iterator[Mapping[str, Any]]:
        """The request of the world, then the same with values that were seen under the names of its members."""
        asked = request_for(operation.id, role)
        yield asked
        for part in ("json", "params", "data"):
            for name, value in asked.get(part, {}).items() if isinstance(asked.get(part), dict) else ():
                for other in self._seen(name) if isinstance(value, str) else ():
                    yield {**asked, part: {**asked[part], name: other}}

    def _seen(self, name: str) -> Iterator[str]:
        for member, values in self.recorder.seen.items():
            if member == name or member.endswith(f"_{name}"):
                yield from islice(reversed(values), _VALUES)
