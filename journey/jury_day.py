"""The jury's part, which all stories share: a session, the registrations, the day itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from journey.actors import Json, Person, StoryBrokenError
from journey.dossier import DossierInHand
from journey.stage import Stage

_VOTES = {college: {"for": 1, "against": 0, "abstained": 0} for college in ("employees", "employers")}


@dataclass(frozen=True, slots=True, kw_only=True)
class JuryDay:
    """A session of the national jury under its path, with the accounts of its members."""

    stage: Stage
    id: str
    held_on: date
    chair: str
    members: tuple[str, ...]

    @property
    def path(self) -> str:
        """Where the session is."""
        return f"/v1/jury-sessions/{self.id}"

    @classmethod
    async def planned(cls, stage: Stage, in_days: int, *others: Json) -> Self:
        """A session that the secretariat plans ``in_days`` from today: a member of each college, and ``others``."""
        secretariat = await stage.person("secretariat")
        chair = await (await stage.person("jury")).get("/v1/me")
        member = await (await stage.person("jury-employees")).get("/v1/me")
        held_on = await stage.today() + timedelta(days=in_days)
        asked: Json = {
            "held_on": held_on.isoformat(),
            "registration_closes_on": (held_on - timedelta(days=7)).isoformat(),
            "place": "Paris",
            "capacity": 40,
            "members": [
                {"user_id": chair["id"], "name": chair["name"], "college": "employers", "chair": True},
                {"user_id": member["id"], "name": member["name"], "college": "employees", "chair": False},
                *others,
            ],
        }
        what = f"convoque le jury paritaire national pour le {held_on:%d/%m/%Y}"
        session = await stage.does(secretariat, what, "POST", "/v1/jury-sessions", json=asked)
        members = tuple(each["user_id"] for each in asked["members"])
        return cls(stage=stage, id=session["id"], held_on=held_on, chair=chair["id"], members=members)

    async def registers(self, person: Person, dossier: DossierInHand) -> None:
        """The dossier goes on the agenda."""
        await dossier.does(
            person, "inscrit le dossier au jury paritaire national", "POST", "/jury-registration", self.asked
        )

    @property
    def asked(self) -> Json:
        """What registering to this session takes."""
        return {"session_id": self.id}

    async def comes(self) -> None:
        """The day comes."""
        days = (self.held_on - await self.stage.today()).days
        await self.stage.let_days_pass(days, "Le jury paritaire national se réunit")

    async def begins(self) -> None:
        """The day comes, and the secretariat opens the session with its members present."""
        await self.comes()
        await self.opens()

    async def opens(self) -> None:
        """The secretariat opens the session with its members present."""
        secretariat = await self.stage.person("secretariat")
        present: Json = {"present": list(self.members), "chair": self.chair}
        what = "ouvre la séance, un membre de chaque collège étant présent"
        await self.stage.does(secretariat, what, "POST", f"{self.path}/opening", json=present)

    async def decides(self, dossier: DossierInHand, expected: str, refused: Sequence[str] = ()) -> Json:
        """The jury decides on the dossier, and ``refused`` are the competences that it does not validate."""
        president = await self.stage.person("jury")
        decided = [{"code": code, "validated": code not in refused} for code in dossier.codes]
        now = await dossier.now()
        motion: Json = {"dossier_id": now["id"], "competences": decided, "votes": _VOTES, "recused": []}
        what = "met aux voix la décision du jury, compétence par compétence"
        answer = await self.stage.does(president, what, "POST", f"{self.path}/deliberations", json=motion)
        self.stage.printer.status(await dossier.now())
        if answer["outcome"] != expected:
            raise StoryBrokenError(f"Le jury devait décider « {expected} », et a décidé « {answer['outcome']} ».")
        await dossier.stands_at(expected)
        return answer

    async def ends(self) -> None:
        """The secretariat closes the session and the chair countersigns: two hands."""
        secretariat, president = await self.stage.person("secretariat"), await self.stage.person("jury")
        present: Json = {"present": list(self.members), "chair": self.chair}
        await self.stage.does(secretariat, "clôt la séance", "POST", f"{self.path}/closure", json=present)
        await self.stage.does(president, "contresigne la clôture", "POST", f"{self.path}/closure", json=present)
