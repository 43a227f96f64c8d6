"""F10: each screen of each role is drawn by the calls that the front-end guide lists, however many rows it has."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from app.api.portal.site import LANGUAGES
from app.sandbox.identities import PASSWORD
from app.settings import Settings
from tests.api.jury_room import OPENING
from tests.api.signing_in import bearer, sign_in
from tests.sandbox.test_samples import load

GUIDES = Path(__file__).parents[2] / "app" / "api" / "portal" / "guides"
ROW = re.compile(r"^\| ([^|]+) \| ([a-z, ]+) \| (`GET [^|]+) \| ([^|]+) \|$", re.MULTILINE)
OPENED_ON = {"dossier_id", "session_id", "certification", "framework"}
"""What a screen is opened on: of a row, it would be a call a row."""
Headers = dict[str, str]


@dataclass(frozen=True)
class Screen:
    """A line of the table."""

    name: str
    roles: tuple[str, ...]
    calls: tuple[str, ...]
    members: tuple[str, ...]


def screens(language: str) -> list[Screen]:
    guide = (GUIDES / language / "front-end.md").read_text(encoding="utf-8")
    return [
        Screen(
            name=name,
            roles=tuple(roles.split(", ")),
            calls=tuple(re.findall(r"`GET ([^`]+)`", calls)),
            members=tuple(re.findall(r"`([^`]+)`", members)),
        )
        for name, roles, calls, members in ROW.findall(guide)
    ]


def test_both_guides_list_the_same_screens_and_no_call_names_a_row() -> None:
    french, *others = ([(each.roles, each.calls, each.members) for each in screens(language)] for language in LANGUAGES)

    assert len(french) > 15
    assert all(other == french for other in others)
    named = {name for each in screens("en") for call in each.calls for name in re.findall(r"\{(\w+)\}", call)}
    assert named == OPENED_ON


@dataclass(frozen=True)
class Opened:
    """The service with every sample in it, who looks at it, and what their screens are opened on."""

    client: AsyncClient
    headers: dict[str, Headers]
    on: dict[str, str]
    document: dict[str, Any]

    async def draw(self, screen: Screen, role: str, limit: int) -> tuple[int, list[tuple[str, Any]]]:
        """Make its calls; how many there were, and what they answered."""
        answers = []
        for call in screen.calls:
            path = call.format(**self.on)
            paged = "limit" in self.parameters(call)
            asked = f"{path}{'&' if '?' in path else '?'}limit={limit}" if paged else path
            answer = await self.client.get(asked, headers=self.headers[role])
            assert answer.status_code == 200, (screen.name, role, asked, answer.text)
            answers.append((call, answer.json()))
        return len(answers), answers

    def parameters(self, call: str) -> set[str]:
        named = (self.resolved(each) for each in self.operation(call).get("parameters", []))
        return {each["name"] for each in named}

    def operation(self, call: str) -> dict[str, Any]:
        wanted = re.sub(r"\{\w+\}", "{}", call.partition("?")[0])
        (found,) = [path for path in self.document["paths"] if re.sub(r"\{\w+\}", "{}", path) == wanted]
        operation: dict[str, Any] = self.document["paths"][found]["get"]
        return operation

    def answer_schema(self, call: str) -> dict[str, Any]:
        answer = self.resolved(self.operation(call)["responses"]["200"])
        schema: dict[str, Any] = answer["content"]["application/json"]["schema"]
        return schema

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            place: Any = self.document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                place = place[step]
            schema = place
        return schema

    def has(self, schema: dict[str, Any], names: list[str]) -> bool:
        """Whether an answer of that schema has the member."""
        schema = self.resolved(schema)
        alternatives = [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())]
        if "items" in schema and "properties" not in schema:
            alternatives.append(schema["items"])
        if not names:
            return True
        if names[0] in schema.get("properties", {}):
            return self.has(schema["properties"][names[0]], names[1:])
        return any(self.has(each, names) for each in alternatives)


def values(answer: Any, names: list[str]) -> Iterator[Any]:
    """The member of each thing in the answer that it is a member of; KeyError where one of them lacks it."""
    if isinstance(answer, list):
        for each in answer:
            yield from values(each, names)
    elif answer is not None and names:
        yield from values(answer[names[0]], names[1:])
    elif answer is not None:
        yield answer


@pytest.fixture
async def opened(sandbox: AsyncClient, sandbox_database: AsyncEngine, settings: Settings) -> Opened:
    await load(sandbox_database, settings.data_directory)
    people = {role: await sign_in(sandbox, f"{role}@sandbox.example") for role in ROLES}
    asked = {"grant_type": "client_credentials", "client_id": "opca-sandbox", "client_secret": PASSWORD}
    funder = bearer((await sandbox.post("/oauth/token", data=asked)).json())
    secretariat = people["secretariat"]
    dossiers = (await sandbox.get("/v1/dossiers?status=awaiting_jury&limit=200", headers=people["evaluator"])).json()
    of_companies = (each for each in dossiers["items"] if each["company"])
    dossier = next(each for each in of_companies if each["company"]["siret"] == "12345678200010")
    assessment = (await sandbox.get(f"/v1/dossiers/{dossier['id']}/assessment", headers=secretariat)).json()
    sessions = (await sandbox.get("/v1/jury-sessions?state=planned", headers=secretariat)).json()["items"]
    sitting = min(sessions, key=lambda each: each["held_on"])["id"]
    assert (
        await sandbox.post(f"/v1/jury-sessions/{sitting}/opening", json=OPENING, headers=secretariat)
    ).status_code == 200
    return Opened(
        client=sandbox,
        headers={**people, "funder": funder},
        on={
            "dossier_id": dossier["id"],
            "session_id": sitting,
            "certification": dossier["certification"]["code"],
            "framework": assessment["framework_version"],
        },
        document=(await sandbox.get("/openapi.json")).json(),
    )


ROLES = ("employer", "evaluator", "secretariat", "jury")
MANY = 200


async def test_each_screen_is_drawn_by_its_calls_whether_it_has_one_row_or_all(opened: Opened) -> None:
    faults = []
    for screen in screens("en"):
        absent = [name for name in screen.members if not any(told(opened, call, name) for call in screen.calls)]
        faults += [(screen.name, name, "in no answer's schema") for name in absent]
        rows = 0
        few, _ = await opened.draw(screen, screen.roles[0], limit=1)
        for role in screen.roles:
            many, answers = await opened.draw(screen, role, limit=MANY)
            assert few == many == len(screen.calls)
            faults += [(screen.name, role, name) for name in lacking(opened, screen, answers)]
            rows += sum(len(answer.get("items", (1,))) for _, answer in answers)
        if not rows and screen.name not in EMPTY:
            faults.append((screen.name, "nothing", "to see in the sandbox"))
    assert faults == []


EMPTY = {"Bridge requests"}
"""Screens of which the sandbox's samples hold nothing: their columns are looked for in the document alone."""


def told(opened: Opened, call: str, name: str) -> bool:
    return opened.has(opened.answer_schema(call), name.split("."))


def lacking(opened: Opened, screen: Screen, answers: Iterable[tuple[str, Any]]) -> Iterator[str]:
    """The members that an answer promises and some row of it has not."""
    for call, answer in answers:
        for name in screen.members:
            if told(opened, call, name):
                try:
                    list(values(answer, name.split(".")))
                except KeyError:
                    yield f"{call}: {name}"
