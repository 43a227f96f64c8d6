"""All the actors act at random over HTTP, on the sandbox's data: what a dossier goes through, and never goes through.

Nothing refused changes anything; a success is one version and one line of history; the status never goes back; and
what `getChecklist` says of anybody's next actions is what happens when they try, in both directions (R68).
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from httpx import ASGITransport, AsyncClient, Response
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from app.api.policy import POLICY
from app.domain.conditions import ALL_MASTERED, OUTSIDE_THE_AGREEMENT
from app.domain.documents import DocumentKind
from app.domain.pathways import PATHWAYS, pathway_of
from app.main import create_app
from app.sandbox.identities import JURY_EMPLOYEES_USER, JURY_USER, OTHER_COMPANY
from app.settings import Settings, read_settings
from app.usecases.access import Role
from tests.api.dossier_requests import EMPLOYER, OTHER_EMPLOYER, SECRETARIAT, a_candidate
from tests.api.journey_requests import (
    OPERATIONS,
    PARTNER,
    Asked,
    Json,
    Pick,
    Scene,
    T,
    a_request,
    a_spoiled_request,
    what_fits,
)
from tests.api.jury_room import CHAIR, MEMBER
from tests.api.mailbox import mails_to
from tests.api.signing_in import bearer, sign_in
from tests.database import Postgres

BEGINNING = date(2026, 11, 23)
PEOPLE = {
    "employer": EMPLOYER,
    "other_employer": OTHER_EMPLOYER,
    "evaluator": "evaluator@sandbox.example",
    "secretariat": SECRETARIAT,
    "chair": CHAIR,
    "member": MEMBER,
}
ROLES = {"other_employer": "employer", "chair": "jury", "member": "jury"}
CALLERS = (*PEOPLE, "trade_evaluator")
HAPPENINGS = (
    *("they go on", "somebody does what is open", "somebody tries") * 4,
    *("the jury", "the guest") * 2,
    "days pass",
)
STATUSES = ("registration_in_progress", "awaiting_assessment", "awaiting_jury")
NOT_YOURS = frozenset({"forbidden", "not_found"})
NOT_NOW = frozenset({"step_not_open", "already_done"})
BEYOND_ITS_STEP = frozenset({"rules_refused"})
"""Of a piece that the secretariat adds outside its step without saying why (D67)."""
IN_THE_EMPLOYERS_PLACE = frozenset({"recordSkillsIdentification", "recordTrainingPlan", "completeRegistration"})
"""What the secretariat may do for an employer who is gone or silent, if it says why (D64)."""
SHARED = frozenset({"deliberate", "updateDossier"}) | IN_THE_EMPLOYERS_PLACE
"""What the secretariat may do in somebody's place: enter the jury's decision, correct civil status."""
LEFT_ALONE = {
    "withdrawDossier",
    "reissueCertificate",
    "removeDocument",
    "waiveSignature",
    "answerAppeal",
    "attachCompany",
    "changeEmployer",
    "fileAppeal",
    "recordDeath",
    "requestRedeliberation",
}
"""What the players do not do at random: it ends the dossier, or is about a paper."""
SPOILT = frozenset({"rules_refused", "validation_failed", "unsupported_media_type"})
PAGES = {pathway.variant or pathway.code: pathway for pathway in PATHWAYS}
ON_THE_WAY = {way: {step.status for step in page.steps} for way, page in PAGES.items()}
CERTIFICATION = "cqp-conducteur-ligne-conditionnement"
"""A certification to which every pathway leads, and a bridge."""
BRIDGE_ID = "019aaf00-0000-7000-8000-000000000001"
BRIEFLY_AND_BY_NIGHT = pytest.mark.parametrize(
    "by_night", [pytest.param(False, id="brief"), pytest.param(True, id="long", marks=pytest.mark.nightly)]
)
OPENING = {"present": [str(JURY_USER), str(JURY_EMPLOYEES_USER)], "chair": str(JURY_USER)}


@dataclass(slots=True)
class Stage:
    """The service in one loop of its own, and everybody signed in."""

    runner: asyncio.Runner
    client: AsyncClient
    headers: dict[str, dict[str, str]]

    def ask(self, who: str, method: str, path: str, **content: Any) -> Response:
        """What the service answers them; a 500 breaks the test."""
        headers = {**self.headers.get(who, {}), **content.pop("headers", {})}
        answer = self.runner.run(self.client.request(method, path, headers=headers, **content))
        assert answer.status_code < 500, f"{method} {path}: {answer.text}"
        return answer

    def read(self, who: str, path: str) -> Json:
        """What they read there."""
        answer = self.ask(who, "GET", path)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found


@pytest.fixture(scope="module")
def stage(
    postgres: Postgres, sandbox_template: str, signing_key: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """A stage on a copy of the sandbox, its bridge confirmed by the secretariat (D26)."""
    settings = read_settings(
        environment="sandbox",
        database_url="postgresql://unused/unused",
        public_url="http://testserver",
        data_directory=tmp_path_factory.mktemp("documents"),
        signing_key=signing_key,
    )
    with asyncio.Runner() as runner:
        doors = AsyncExitStack()
        yield runner.run(_built(doors, runner, postgres, sandbox_template, settings))
        runner.run(doors.aclose())


async def _built(
    doors: AsyncExitStack, runner: asyncio.Runner, postgres: Postgres, template: str, settings: Settings
) -> Stage:
    engine = await doors.enter_async_context(postgres.clone(template))
    app = create_app(settings, engine=engine)
    await doors.enter_async_context(app.router.lifespan_context(app))
    transport = ASGITransport(app, raise_app_exceptions=False)
    client = await doors.enter_async_context(AsyncClient(transport=transport, base_url="http://testserver"))
    headers = {who: await sign_in(client, email) for who, email in PEOPLE.items()}
    await _confirm_bridge(client, headers["secretariat"])
    return Stage(runner, client, headers)


async def _confirm_bridge(client: AsyncClient, secretariat: dict[str, str]) -> None:
    path = f"/v1/bridges/{BRIDGE_ID}"
    found = await client.get(path)
    written = ("kind", "chemical_certification", "partner_certification", "source")
    confirmed = {key: found.json()[key] for key in written} | {"confirmed": True, "in_force_from": "2020-01-01"}
    headers = {**secretariat, "If-Match": found.headers["ETag"]}
    answer = await client.put(path, json=confirmed, headers=headers)
    assert answer.status_code == 200, answer.text


class Journey(RuleBasedStateMachine):
    """One dossier among everybody."""

    stage: ClassVar[Stage]
    numbers: ClassVar[Iterator[int]] = count(1)
    way: ClassVar[str]
    by_night: ClassVar[bool]
    reached: ClassVar[set[str]] = set()

    scene: Scene
    dossier: Json
    guest_is_in: bool

    # --- what happens -------------------------------------------------------------------------------------------------

    @initialize()
    def somebody_opens_a_dossier(self) -> None:
        self.guest_is_in = False
        self._is_the(BEGINNING)
        way, number = self.way, next(self.numbers)
        declared = _declared(way, number)
        opened = self.stage.ask(PAGES[way].acts["createDossier"][0], "POST", "/v1/dossiers", json=declared)
        assert opened.status_code == 201, opened.text
        self.dossier = opened.json()
        self.scene = Scene(
            path=f"/v1/dossiers/{self.dossier['id']}",
            pathway=self.dossier["pathway"],
            is_direct=ALL_MASTERED in PAGES[way].conditions,
            codes=_codes(self.stage),
            today=BEGINNING,
            guest=f"metier.{number}@exemple.example",
            session=(session := self._planned()),
            agenda=session,
            cancelled=(cancelled := self._planned()),
            held=tuple(held["code"] for held in declared["candidate"]["held_certifications"]),
        )
        self._sits("secretariat", cancelled, "cancellation", {"reason": "Grève"})
        self.dossier = self._told()

    @rule(what=st.sampled_from(HAPPENINGS), data=st.data())
    def something_happens(self, what: str, data: st.DataObject) -> None:
        def pick(options: Sequence[T], /) -> T:
            return data.draw(st.sampled_from(options))

        match what:
            case "they go on":
                for _ in range(pick((1, 2, 4, 8))):
                    self._advance(pick)
            case "somebody tries":
                operation = pick(OPERATIONS)
                self._try(pick(_who_may(operation)), operation, pick)
            case "somebody does what is open":
                who = pick(CALLERS)
                told = sorted({action["operation_id"] for action in self._open_to(who)} - LEFT_ALONE)
                if told:
                    self._try(who, pick(told), pick)
            case "the jury":
                self._the_jury_goes_its_way(pick(("opening", "closure", "countersignature", "cancellation", "another")))
            case "days pass":
                self._days_pass(pick((1, 20, 200, 600)))
            case "the guest":
                self._the_guest_follows_the_link()

    def _the_jury_goes_its_way(self, what: str) -> None:
        session = self.scene.open_session or self._agenda()
        match what:
            case "another":
                self.scene.session = self._planned()
            case "opening":
                self._open()
            case "closure":
                self._sits("secretariat", session, "closure")
            case "countersignature":
                self._sits("chair", session, "closure")
            case "cancellation":
                self._sits("secretariat", session, "cancellation", {"reason": "Grève"})
        self._changed_at_most_once()

    def _days_pass(self, days: int) -> None:
        self._is_the(self.scene.today + timedelta(days=days))
        self.scene.today += timedelta(days=days)
        self._changed_at_most_once()
        self.scene.session = self._planned()

    def _the_guest_follows_the_link(self) -> None:
        token = self.stage.runner.run(_invitation(self.stage.client, self.scene.guest))
        if token is None:
            return
        answer = self.stage.ask("nobody", "POST", "/v1/invitations/redeem", json={"token": token})
        assert answer.status_code in {201, 401}
        if answer.status_code == 201:
            self.stage.headers["trade_evaluator"] = bearer(answer.json())
            self.guest_is_in = True
        assert self._told() == self.dossier

    # --- what must be true --------------------------------------------------------------------------------------------

    def _try(self, who: str, operation: str, pick: Pick) -> None:
        told = [action for action in self._open_to(who) if action["operation_id"] == operation]
        self.scene.agenda = self._agenda()
        asked = a_request(operation, self.scene, pick)
        places = {(action["method"], action["href"]) for action in told}
        assert not told or (asked.method, asked.path) in places, f"{asked.path} is not among {places}"
        if who == "trade_evaluator" and not self.guest_is_in:
            return
        is_open = bool(told) if operation != "addDocument" else _may_upload(told, who, asked)
        answer = self._sent(who, asked)
        code = answer.json()["code"] if answer.status_code >= 400 else None
        seen = f"{self.way}: {operation} by {who}, told open: {is_open}, answered {answer.status_code} {answer.text}"
        if is_open:
            assert code not in {*NOT_YOURS, "step_not_open", "unauthenticated", "precondition_required"}, seen
        else:
            elsewhere = {"validation_failed", *BEYOND_ITS_STEP} if operation == "addDocument" else set()
            assert code in {*NOT_YOURS, *NOT_NOW, *elsewhere}, seen
        self._judge(operation, answer)

    def _judge(self, operation: str, answer: Response) -> None:
        before, after = self.dossier, self._told()
        if answer.status_code >= 400:
            assert after == before, f"{operation} was refused, and something changed"
            return
        assert after["dossier"]["version"] == before["dossier"]["version"] + 1, operation
        assert after["etag"] == f'"{after["dossier"]["version"]}"'
        assert answer.headers.get("ETag", after["etag"]) in {after["etag"], self._tag_of_part(answer)}
        assert after["last"]["operation"] == operation
        self._went_on(after)
        if operation in {"inviteTradeEvaluator", "revokeTradeEvaluator", "recordTradeObservations"}:
            self.guest_is_in = False

    def _tag_of_part(self, answer: Response) -> str | None:
        """The tag under which the part that the answer is about is read."""
        part, _, version = answer.headers.get("ETag", "").strip('"').partition(".")
        where = f"assessment/{part}" if part == "trade-observations" else part
        return self.stage.ask("secretariat", "GET", f"{self.scene.path}/{where}").headers["ETag"] if version else None

    def _changed_at_most_once(self) -> None:
        after = self._told()
        assert after["dossier"]["version"] - self.dossier["dossier"]["version"] in {0, 1}
        self._went_on(after)

    def _went_on(self, after: Json) -> None:
        before, now = self.dossier["dossier"]["status"], after["dossier"]["status"]
        goes_back = after["last"]["operation"] in {"correctEntry", "reopenDossier"}
        assert goes_back or _rank(before) <= _rank(now), f"{before} → {now}"
        assert after["last"]["version"] == after["dossier"]["version"]
        self.reached.add(now)
        self.dossier = after

    def _told(self) -> Json:
        """Everything that the secretariat reads of the dossier, with its ETag and its history's last line."""
        answer = self.stage.ask("secretariat", "GET", self.scene.path)
        (last,) = self.stage.read("secretariat", f"{self.scene.path}/history?limit=1")["items"]
        return {"dossier": answer.json(), "etag": answer.headers["ETag"], "last": last}

    def _open_to(self, who: str) -> list[Json]:
        """The next actions that somebody is told to be open to them; a guest, who reads none, those of their kind."""
        if who == "trade_evaluator":
            told = self.stage.read("secretariat", f"{self.scene.path}/checklist")["next_actions"]
            return [action for action in told if action["actor"] == "trade_evaluator"]
        answer = self.stage.ask(who, "GET", f"{self.scene.path}/checklist")
        if answer.status_code != 200:
            assert answer.status_code == 404
            return []
        told = answer.json()["next_actions"]
        for name in {action["operation_id"] for action in told if action["allowed"]} - SHARED:
            actors = {action["actor"] for action in told if action["operation_id"] == name}
            assert ROLES.get(who, who) in actors, f"{self.way}: {name} is allowed to {who}, and told to be {actors}'s"
        return [action for action in told if action["allowed"]]

    def they_go_on_to_the_end(self) -> None:
        """Nothing but what the checklist asks, until it asks nothing."""
        before = None
        while before != self.dossier:
            before = self.dossier
            self.the_checklist_tells_the_truth()
            answer = self._advance(what_fits)
            assert answer is None or answer.status_code < 400, f"{self.way}: {answer.text}"

    def the_checklist_tells_the_truth(self) -> None:
        """To everybody with a right, of every operation: what is told open lets them in, what is not keeps them out."""
        self.scene.agenda = self._agenda()
        for who in self._asked():
            told = self._open_to(who)
            for operation in OPERATIONS:
                if Role(ROLES.get(who, who)) in POLICY.rows[operation]:
                    for kind in self._some_kinds() if operation == "addDocument" else (DocumentKind.OUTIL_6,):
                        self.scene.kinds = (kind,)
                        self._probe(who, operation, told)
        self.scene.kinds = tuple(DocumentKind)
        assert self._told() == self.dossier

    def _asked(self) -> list[str]:
        """Everybody by night; else one in three of them, others in the next version."""
        every = ["employer", "evaluator", "secretariat", "chair", "member"]
        return every if self.by_night else every[self.dossier["dossier"]["version"] % 3 :: 3]

    def _some_kinds(self) -> list[DocumentKind]:
        """One kind in three of those that the pathway has, others in the next version."""
        kinds = [upload.kind for upload in pathway_of(self.scene.pathway).uploads]
        return kinds[self.dossier["dossier"]["version"] % 3 :: 3]

    def _probe(self, who: str, operation: str, told: list[Json]) -> None:
        fitting = a_request(operation, self.scene, what_fits)
        actions = [action for action in told if action["operation_id"] == operation]
        is_open = bool(actions) if operation != "addDocument" else _may_upload(actions, who, fitting)
        asked = a_spoiled_request(operation, who, self.scene) if is_open else fitting
        if asked is None:
            return
        code = self._sent(who, asked).json().get("code")
        if is_open and operation == "decideAdmissibility" and code == "already_done":
            in_its_place = {**(asked.json or {}), "replaces": True, "reason": "Erreur"}
            code = self._sent(who, replace(asked, json=in_its_place)).json().get("code")
        beyond = BEYOND_ITS_STEP if (operation, who) == ("addDocument", "secretariat") else frozenset()
        expected = SPOILT if is_open else {*NOT_YOURS, *NOT_NOW, *beyond}
        assert code in expected, f"{self.way}: {operation} by {who}, told open: {is_open}, answered {code}"

    def _advance(self, pick: Pick) -> Response | None:
        """One of the things that the open steps lack, done by who may, as the checklist says."""
        checklist = self.stage.read("secretariat", f"{self.scene.path}/checklist")
        steps = [step for step in checklist["steps"] if step["state"] == "open" and step["mandatory"]]
        lacks = [lack for step in steps[:1] for lack in step["missing"]]
        if not lacks:
            return None
        if lacks[0]["operation_id"] == "deliberate" and not _who_supplies(lacks[0], checklist["next_actions"]):
            self._open()
            checklist = self.stage.read("secretariat", f"{self.scene.path}/checklist")
        to_do = [(lack, actor) for lack in lacks for actor in _who_supplies(lack, checklist["next_actions"])]
        assert to_do, f"{self.way}: nobody can supply {lacks}"
        lack, actor = pick(to_do)
        who = {"jury": "chair"}.get(actor, actor)
        if who == "trade_evaluator" and not self.guest_is_in:
            who, lack = "secretariat", {**lack, "operation_id": "waiveTradeObservations"}
        if lack["document_kind"]:
            self.scene.kinds = (DocumentKind(lack["document_kind"]),)
        self.scene.agenda = self._agenda()
        asked = a_request(lack["operation_id"], self.scene, what_fits)
        self.scene.kinds = tuple(DocumentKind)
        answer = self._sent(who, asked)
        self._judge(lack["operation_id"], answer)
        return answer

    def teardown(self) -> None:
        """One line of history for each version, and none besides."""
        if hasattr(self, "dossier"):
            lines = self.stage.read("secretariat", f"{self.scene.path}/history?limit=200")["items"]
            assert [line["version"] for line in lines] == list(range(self.dossier["dossier"]["version"], 0, -1))

    # --- how it is asked ----------------------------------------------------------------------------------------------

    def _sent(self, who: str, asked: Asked) -> Response:
        read = {"If-Match": self.dossier["etag"]} if asked.method in {"PUT", "PATCH"} else {}
        return self.stage.ask(who, asked.method, asked.path, headers=read, **asked.content)

    def _is_the(self, day: date) -> None:
        noon = datetime.combine(day, time(12), ZoneInfo("Europe/Paris"))
        assert self.stage.ask("nobody", "PUT", "/v1/sandbox/clock", json={"now": noon.isoformat()}).status_code == 200

    def _planned(self) -> str:
        day = self.scene.today if hasattr(self, "scene") else BEGINNING
        body = {
            "held_on": (day + timedelta(days=10)).isoformat(),
            "registration_closes_on": (day + timedelta(days=5)).isoformat(),
            "place": "Paris",
            "capacity": 10,
            "members": [
                {"user_id": str(JURY_USER), "name": "Jeanne Prévost", "college": "employers", "chair": True},
                {"user_id": str(JURY_EMPLOYEES_USER), "name": "Marc Tessier", "college": "employees"},
            ],
        }
        answer = self.stage.ask("secretariat", "POST", "/v1/jury-sessions", json=body)
        assert answer.status_code == 201, answer.text
        found: str = answer.json()["id"]
        return found

    def _open(self) -> None:
        """On the session's day, which comes (D54)."""
        session = self._agenda()
        read = self.stage.ask("secretariat", "GET", f"/v1/jury-sessions/{session}")
        day = date.fromisoformat(read.json()["held_on"])
        if day > self.scene.today:
            self._is_the(day)
            self.scene.today = day
        if self._sits("secretariat", session, "opening", OPENING).status_code == 200:
            self.scene.open_session = session
            self.scene.session = self._planned()

    def _agenda(self) -> str:
        """The session that the dossier is registered to, else the one that it could be registered to."""
        registered: str | None = self.dossier["dossier"]["jury_registration"]["session_id"]
        return registered or self.scene.session

    def _sits(self, who: str, session: str, act: str, body: Json | None = None) -> Response:
        content = {"json": body} if body is not None else {}
        answer = self.stage.ask(who, "POST", f"/v1/jury-sessions/{session}/{act}", **content)
        if answer.status_code == 200 and act != "opening":
            self.scene.open_session = None
        return answer


def _who_supplies(lack: Json, actions: list[Json]) -> list[str]:
    kind = lack["document_kind"]
    found = [action for action in actions if action["operation_id"] == lack["operation_id"]]
    return [action["actor"] for action in found if kind is None or kind in action["document_kinds"]]


def _who_may(operation: str) -> list[str]:
    """Those with a right to the operation, on some dossiers; twice the others' number, and one of the others."""
    having = [who for who in CALLERS if Role(ROLES.get(who, who)) in POLICY.rows[operation]]
    return [*having, *having, "trade_evaluator"]


def _may_upload(told: list[Json], who: str, asked: Asked) -> bool:
    kinds = [action["document_kinds"] for action in told if action["actor"] == ROLES.get(who, who)]
    return any(asked.form is not None and asked.form["kind"] in each for each in kinds)


def _rank(status: str) -> int:
    """How far a status is; a decision, or the closure, is the end, and a decision may be corrected."""
    return STATUSES.index(status) if status in STATUSES else len(STATUSES)


def _codes(stage: Stage) -> tuple[str, ...]:
    framework = stage.read("nobody", f"/v1/certifications/{CERTIFICATION}/frameworks/exemple-1")
    return tuple(competence["code"] for competence in framework["competences"])


async def _invitation(client: AsyncClient, address: str) -> str | None:
    mails = await mails_to(client, address)
    return mails[0]["links"]["token"] if mails else None


def _declared(way: str, number: int) -> Json:
    page = PAGES[way]
    declared: Json = {
        "pathway": page.code,
        "certification_code": CERTIFICATION,
        "candidate": a_candidate(held_certifications=[]),
        "training_scheme": "skills_development_plan",
    }
    if page.variant is not None:
        declared["variant"] = page.variant
    if OUTSIDE_THE_AGREEMENT in page.conditions or page.names_a_bridge:
        declared["candidate"]["employment"] = {"status": "self_employed"}
        declared["company_id"] = str(OTHER_COMPANY)
    if page.names_a_bridge:
        held = {"code": PARTNER, "certifier": "Leem", "number": f"PH-{number}", "awarded_on": "2024-06-01"}
        declared |= {"bridge_id": BRIDGE_ID, "training_scheme": None}
        declared["candidate"]["held_certifications"] = [held]
    return declared


@pytest.mark.parametrize("way", PAGES)
@BRIEFLY_AND_BY_NIGHT
def test_whatever_they_try_the_order_holds_and_the_checklist_tells_the_truth(
    stage: Stage, way: str, by_night: bool
) -> None:
    Journey.stage, Journey.way, Journey.reached, Journey.by_night = stage, way, set(), by_night

    run_state_machine_as_test(
        Journey,
        settings=settings(
            derandomize=True,
            database=None,
            deadline=None,
            max_examples=8 if by_night else 2,
            stateful_step_count=30,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert Journey.reached >= ON_THE_WAY[way]


@pytest.mark.parametrize("way", PAGES)
@BRIEFLY_AND_BY_NIGHT
def test_who_does_nothing_but_what_the_checklist_asks_is_led_to_the_award_and_is_shown(
    stage: Stage, way: str, by_night: bool
) -> None:
    Journey.stage, Journey.way, Journey.by_night = stage, way, by_night
    journey = Journey()
    journey.somebody_opens_a_dossier()

    journey.they_go_on_to_the_end()

    awarded = journey.dossier["dossier"]
    assert awarded["status"] == "awarded"
    journey.teardown()
    page = PAGES[way]
    assert awarded["pathway_label"] == pathway_of(page.code).label.fr
    assert awarded["id"] in {
        each["id"] for each in stage.read("secretariat", f"/v1/dossiers?pathway={page.code}")["items"]
    }
    shown = stage.read("nobody", f"/v1/pathways/{page.code}")
    steps = {step["code"] for each in (shown, *shown["variants"]) for step in each["steps"]}
    assert steps >= {step.code for step in page.steps}
    assert page.code in stage.read("nobody", f"/v1/certifications/{CERTIFICATION}")["pathways"]
    anchor = "-".join(filter(None, (page.code, page.variant)))
    assert f'id="{anchor}"' in stage.ask("nobody", "GET", "/docs/fr/pathways").text
    asked = {"certification_code": CERTIFICATION, "candidate": {"employment": {"status": "job_seeker"}}}
    answer = stage.ask("nobody", "POST", "/v1/eligibility-checks", json=asked).json()
    assert (page.code, page.variant) in {(each["pathway"], each["variant"]) for each in answer["pathways"]}
