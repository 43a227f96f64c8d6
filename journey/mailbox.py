"""The mails that the sandbox sent to somebody. Those of the background come when they come: one waits for them."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from httpx import AsyncClient

from journey.actors import Answer, Json, StoryBrokenError

_PATIENCE = 20
_BETWEEN_TWO_LOOKS = 0.1
_REMINDERS = frozenset({"deadline_reminder", "candidate_deadline_reminder"})


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The mails to one address."""

    http: AsyncClient
    address: str

    async def last(self, template: str, about: str = "") -> Json:
        """The newest mail of that kind whose subject has ``about`` in it. Raises StoryBrokenError where none comes."""
        found = await self._awaited(
            1,
            f"un courriel « {template} » {about}".rstrip(),
            lambda mail: mail["template"] == template and about in mail["subject"],
        )
        return found[0]

    async def reminders_of(self, number: str, count: int) -> list[Json]:
        """The reminders about a dossier, the oldest first, once there are as many as that, and never more."""
        found = await self._awaited(
            count,
            f"{count} rappel(s) de {number}",
            lambda mail: mail["template"] in _REMINDERS and number in mail["subject"],
        )
        if len(found) != count:
            raise StoryBrokenError(f"{self.address} devait avoir {count} rappel(s) de {number} : {found}")
        return found[::-1]

    async def all(self) -> list[Json]:
        """Every mail so far, the newest first."""
        response = await self.http.get("/v1/sandbox/emails", params={"to": self.address, "limit": 200})
        items: list[Json] = Answer.of(response).accepted()["items"]
        return items

    async def _awaited(self, count: int, what: str, wanted: Callable[[Json], bool]) -> list[Json]:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            found = [mail for mail in await self.all() if wanted(mail)]
            if len(found) >= count:
                return found
            await asyncio.sleep(_BETWEEN_TWO_LOOKS)
        raise StoryBrokenError(f"{self.address} devait recevoir {what}, et ne l'a pas reçu.")
