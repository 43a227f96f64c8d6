"""Where stories are told: the service, its clock, the people who act on it, and the one who tells."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from httpx import AsyncClient
from rich.console import Console

from journey.actors import Answer, Json, Person, StoryBrokenError
from journey.story_printer import StoryPrinter

_PARIS = ZoneInfo("Europe/Paris")

_SANDBOX_PEOPLE = {
    "employer": ("employer@sandbox.example", "L'employeur"),
    "employer-other": ("employer-other@sandbox.example", "Un autre employeur"),
    "evaluator": ("evaluator@sandbox.example", "L'évaluatrice habilitée"),
    "secretariat": ("secretariat@sandbox.example", "Le secrétariat"),
    "jury": ("jury@sandbox.example", "La présidente du jury"),
    "jury-employees": ("jury-employees@sandbox.example", "Un membre du jury"),
}


@dataclass(slots=True)
class Stage:
    """The service behind ``http``, told by ``printer``; the sandbox's people sign in when they are first needed.

    ``papers``: the folder where the papers that a story prints are kept; None: they are only looked at.
    """

    http: AsyncClient
    printer: StoryPrinter
    papers: Path | None = None
    _people: dict[str, Person] = field(default_factory=dict)

    async def person(self, account: str) -> Person:
        """One of the sandbox's people, signed in."""
        if account not in self._people:
            email, capacity = _SANDBOX_PEOPLE[account]
            person = await Person(http=self.http, name=email, capacity=capacity).sign_in(email)
            person.name = (await person.get("/v1/me"))["name"]
            self._people[account] = person
        return self._people[account]

    def aside(self) -> Self:
        """The same service and people, and nothing told: for what other stories tell already."""
        return type(self)(self.http, StoryPrinter(Console(quiet=True)), self.papers, self._people)

    async def today(self) -> date:
        """The legal day that the service's clock shows."""
        shown = Answer.of(await self.http.get("/v1/sandbox/clock")).accepted()["now"]
        return datetime.fromisoformat(shown).astimezone(_PARIS).date()

    async def let_days_pass(self, days: int, sentence: str) -> date:
        """Turn the clock forward, to noon in Paris of a later day; that day."""
        return await self.wait_until(await self.today() + timedelta(days=days), sentence)

    async def wait_until(self, day: date, sentence: str) -> date:
        """Turn the clock to noon in Paris of ``day``; that day."""
        await self._turn_to(datetime.combine(day, time(12), _PARIS))
        self.printer.scene(f"{sentence} (le {day:%d/%m/%Y}).")
        return day

    async def wait_for(self, day: date, hour: time, sentence: str) -> str:
        """Turn the clock to that hour of ``day`` in Paris; the instant, as it is written in a request."""
        instant = await self._turn_to(datetime.combine(day, hour, _PARIS))
        self.printer.scene(f"{hour:%H h %M} : {sentence} (le {day:%d/%m/%Y}).")
        return instant

    async def _turn_to(self, moment: datetime) -> str:
        Answer.of(await self.http.put("/v1/sandbox/clock", json={"now": moment.isoformat()})).accepted()
        return moment.isoformat()

    async def reset_clock(self) -> None:
        """Show the system's time again."""
        Answer.of(await self.http.delete("/v1/sandbox/clock")).accepted()

    async def does(
        self, person: Person, what: str, method: str, path: str, *, json: Json | None = None, result: str = ""
    ) -> Json:
        """A step that succeeds; the answer's body. ``result`` may name members of it in braces."""
        self.printer.step(person.capacity, person.name, what)
        body = (await person.call(method, path, json=json)).accepted()
        if result:
            self.printer.outcome(result.format(**body))
        return body

    async def prints(self, person: Person, what: str, path: str, name: str) -> None:
        """A paper read as PDF, kept as ``name`` where papers are."""
        self.printer.step(person.capacity, person.name, what)
        content = await person.paper(path)
        if self.papers is not None:
            self.papers.mkdir(parents=True, exist_ok=True)
            (self.papers / f"{name}.pdf").write_bytes(content)
        self.printer.outcome(f"{name}.pdf, {len(content) // 1024} Kio.")

    async def is_refused(
        self,
        person: Person,
        what: str,
        method: str,
        path: str,
        *,
        json: Json | None = None,
        code: str = "rules_refused",
        rules: Sequence[str] = (),
        if_match: str | None = None,
    ) -> Json:
        """A step that the service refuses with that code, citing at least these rules; the problem document."""
        self.printer.step(person.capacity, person.name, what)
        answer = await person.call(method, path, json=json, if_match=if_match)
        self.check_refusal(answer, code, rules)
        self.printer.refusal(answer)
        return answer.body

    def check_refusal(self, answer: Answer, code: str, rules: Sequence[str]) -> None:
        """Raise StoryBrokenError unless the answer refuses so, with the quote of each rule that it cites."""
        problem = answer.body
        if not answer.is_refusal or problem.get("code") != code:
            raise StoryBrokenError(f"{answer.asked} devait être refusé ({code}), et répond {answer.status} : {problem}")
        cited = {error["rule"]: error.get("quote") for error in problem["errors"] if error.get("rule")}
        missing = [rule for rule in rules if not cited.get(rule)]
        if missing:
            raise StoryBrokenError(f"{answer.asked} devait citer {', '.join(missing)}, et répond : {problem}")
