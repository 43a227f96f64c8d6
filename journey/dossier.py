"""A dossier in the course of a story: every act on it is told with the status that it leaves behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from journey.actors import Json, Person, StoryBrokenError
from journey.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierInHand:
    """A dossier under its path, on a stage; ``codes`` are the competences of its framework."""

    stage: Stage
    path: str
    codes: tuple[str, ...]

    @classmethod
    async def opened(cls, stage: Stage, person: Person, what: str, declared: Json) -> Self:
        """The dossier that ``person`` opens."""
        body = await stage.does(person, what, "POST", "/v1/dossiers", json=declared)
        stage.printer.status(body)
        codes = await competences_of(person, declared["certification_code"])
        return cls(stage=stage, path=f"/v1/dossiers/{body['id']}", codes=codes)

    async def does(
        self, person: Person, what: str, method: str, part: str, json: Json | None = None, result: str = ""
    ) -> Json:
        """A step on the dossier that succeeds; the answer's body."""
        body = await self.stage.does(person, what, method, self.path + part, json=json, result=result)
        self.stage.printer.status(await self.now())
        return body

    async def is_refused(
        self,
        person: Person,
        what: str,
        method: str,
        part: str,
        json: Json | None = None,
        *,
        code: str = "rules_refused",
        rules: Sequence[str] = (),
        if_match: str | None = None,
    ) -> Json:
        """A step on the dossier that is refused, and leaves it in the version in which it was."""
        before = await self.now()
        problem = await self.stage.is_refused(
            person, what, method, self.path + part, json=json, code=code, rules=rules, if_match=if_match
        )
        if (await self.now())["version"] != before["version"]:
            raise StoryBrokenError(f"{method} {self.path}{part} a été refusé, et le dossier a changé.")
        return problem

    async def receives(
        self,
        person: Person,
        what: str,
        kind: str,
        *signed_by: str,
        received_on: str | None = None,
        reason: str | None = None,
    ) -> Json:
        """A document uploaded to the dossier."""
        self.stage.printer.step(person.capacity, person.name, what)
        body = (await person.upload(self.path, kind, signed_by, received_on=received_on, reason=reason)).accepted()
        self.stage.printer.status(await self.now())
        return body

    async def asks_what_next(self, person: Person) -> Json:
        """Ask for the checklist; what it says."""
        self.stage.printer.step(person.capacity, person.name, "demande ce qui reste à faire")
        checklist = await person.get(f"{self.path}/checklist")
        self.stage.printer.checklist(checklist)
        return checklist

    async def recalls(self, person: Person) -> None:
        """Read back everything that happened."""
        self.stage.printer.step(person.capacity, person.name, "relit l'histoire du dossier")
        lines = (await person.get(f"{self.path}/history?limit=200"))["items"]
        self.stage.printer.history(lines)

    async def now(self) -> Json:
        """The dossier as it stands, for the secretariat, who sees every one."""
        return await (await self.stage.person("secretariat")).get(self.path)

    async def stands_at(self, status: str) -> None:
        """Raise StoryBrokenError unless that is the dossier's status."""
        found = (await self.now())["status"]
        if found != status:
            raise StoryBrokenError(f"{self.path} devait être « {status} », et est « {found} ».")


async def competences_of(person: Person, certification: str) -> tuple[str, ...]:
    """The codes of the competences that the certification asks today."""
    frameworks = (await person.get(f"/v1/certifications/{certification}"))["frameworks"]
    latest = max(frameworks, key=lambda framework: (framework["in_force_from"], framework["confirmed"]))
    asked = await person.get(f"/v1/certifications/{certification}/frameworks/{latest['version']}")
    return tuple(each["code"] for each in asked["competences"] if each.get("lineage") != "removed")
