"""A funder's month: its table pulled each night, another kept by the feed, and both equal to what is there (D72)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import randbelow

from journey.actors import Json, Person, StoryBrokenError
from journey.assessed import assessed
from journey.dossier import DossierInHand
from journey.jury_day import JuryDay
from journey.programs import FollowedFeed, NightlyTable, Table, check_equal, program, whole
from journey.stage import Stage

FUNDED = "/v1/funding/dossiers"


async def tell(stage: Stage) -> None:
    """Declared, corrected, confirmed, rejected, taken back, awarded, revoked; a night after each."""
    stage.printer.title(
        "Le mois d'un financeur — tiré chaque nuit, suivi par le fil, égal",
        "Une prise en charge se trompe de numéro, une autre est refusée par erreur ; le jury décide, puis se déjuge.",
    )
    first, second = await assessed(stage, ("Delattre", "Inès"), ("Pruvost", "Malo"), lacking=("Pruvost",))
    month = await FundersMonth.begun(stage)
    numbers = await _is_declared(month, first, second)
    await _is_answered(month, first, second, numbers)
    await _is_decided(month, first, second)
    await month.is_over()
    stage.printer.ending("Ce que la nuit apporte est ce que le fil a dit, ligne par ligne.")


@dataclass(slots=True, kw_only=True)
class FundersMonth:
    """The funder's program, with a table that it pulls at night and another that it keeps by the feed."""

    stage: Stage
    funder: Person
    nightly: NightlyTable
    feed: FollowedFeed
    followed: Table
    told: int = 0

    @classmethod
    async def begun(cls, stage: Stage) -> "FundersMonth":
        """Both tables as they are on the first evening."""
        funder = await program(stage, "opca-sandbox", "Le système de l'OPCA")
        feed = await FollowedFeed.from_now_on(funder)
        nightly = NightlyTable(reader=funder, path=FUNDED)
        held = await whole(funder, FUNDED, confirmed="true")
        month = cls(stage=stage, funder=funder, nightly=nightly, feed=feed, followed=held)
        await month.night("Le premier soir")
        return month

    async def night(self, what: str) -> None:
        """A night passes: the one table is pulled, the other reads each dossier anew that the feed has told of."""
        now = await _now(self.stage)
        pulled = await self.nightly.pull(now)
        told = {event["subject"] async for event in self.feed.events()}
        for dossier_id in told:
            await self._read_anew(dossier_id)
        self.told += len(told)
        self.stage.printer.scene(f"{what} : {pulled} lignes tirées, {len(told)} dossiers dits par le fil.")
        check_equal(f"{what}, la nuit et le fil", self.nightly.rows, self.followed)
        await self.stage.let_days_pass(1, "Le lendemain")

    async def _read_anew(self, dossier_id: str) -> None:
        self.followed.pop(dossier_id, None)
        read = await self.funder.call("GET", f"{FUNDED}/{dossier_id}")
        if read.status != 404 and read.accepted()["confirmed"]:
            self.followed[dossier_id] = read.body

    async def is_over(self) -> None:
        """Both tables are what a first pull of everything brings today."""
        check_equal("Le mois et la liste entière", self.followed, await whole(self.funder, FUNDED, confirmed="true"))
        count = len(self.followed)
        self.stage.printer.scene(f"À la fin du mois : {count} dossiers, {self.told} relus, les deux tables égales.")


async def _now(stage: Stage) -> datetime:
    shown = (await stage.http.get("/v1/sandbox/clock")).json()["now"]
    return datetime.fromisoformat(shown)


async def _is_declared(month: FundersMonth, *dossiers: DossierInHand) -> list[str]:
    """The employer names the funder, of the first dossier under a wrong number, which it puts right."""
    stage, employer = month.stage, await month.stage.person("employer")
    numbers = [f"2026-CH-{10_000 + randbelow(90_000)}-{letter}" for letter in "AB"]
    wrong = f"{numbers[0]}9"
    for dossier, number in zip(dossiers, (wrong, numbers[1]), strict=True):
        named: Json = {"funder_code": "OPCA", "reference": number}
        await dossier.does(employer, "déclare la prise en charge", "POST", "/fundings", named, "{reference}.")
    await month.night("Déclarées, pas encore confirmées")
    if await _found(month, numbers[0]):
        raise StoryBrokenError(f"{numbers[0]} ne devait pas encore se trouver.")
    (declared,) = (await employer.get(f"{dossiers[0].path}/fundings"))["items"]
    part = f"/fundings/{declared['id']}"
    right: Json = {"reference": numbers[0]}
    await dossiers[0].does(employer, "corrige le numéro, mal saisi", "PATCH", part, right, "{reference}.")
    if [each["confirmed"] for each in await _found(month, numbers[0])] != [False]:
        raise StoryBrokenError(f"{numbers[0]} devait se trouver, pas encore confirmé.")
    stage.printer.outcome("L'OPCA la trouve sous le bon numéro.")
    await month.night("Corrigée")
    return numbers


async def _found(month: FundersMonth, number: str) -> list[Json]:
    asked: Json = {"references": [number]}
    (item,) = (await month.funder.call("POST", f"{FUNDED}/lookup", json=asked)).accepted()["items"]
    dossiers: list[Json] = item["dossiers"]
    return dossiers


async def _is_answered(month: FundersMonth, first: DossierInHand, second: DossierInHand, numbers: list[str]) -> None:
    """Confirmed here, rejected there; the rejection taken back, a number of the funder's own added."""
    stage, funder, employer = month.stage, month.funder, await month.stage.person("employer")
    yes, no = (f"{FUNDED}/{each.path.rpartition('/')[2]}" for each in (first, second))
    named: list[Json] = [{"reference": number} for number in numbers]
    await stage.does(funder, "confirme la première", "POST", f"{yes}/confirmation", json=named[0])
    why: Json = {**named[1], "reason": "Accord expiré"}
    await stage.does(funder, "refuse la seconde", "POST", f"{no}/rejections", json=why)
    (refused,) = (await employer.get(f"{second.path}/fundings"))["items"]
    if (refused["rejected"] or {}).get("reason") != why["reason"]:
        raise StoryBrokenError(f"L'employeur devait lire pourquoi : {refused}")
    await stage.is_refused(funder, "ne lit plus la seconde", "GET", no, code="not_found")
    await month.night("Confirmée, refusée")
    await stage.does(funder, "revient sur son refus", "POST", f"{no}/confirmation", json=named[1])
    own: Json = {"reference": f"OPCA-{numbers[0]}"}
    await stage.does(funder, "ajoute un numéro à elle", "POST", f"{yes}/references", json=own)
    await month.night("Reprise, complétée")


async def _is_decided(month: FundersMonth, first: DossierInHand, second: DossierInHand) -> None:
    """To the jury, whose session is moved; awarded, told at the closing; revoked later."""
    stage, employer, secretariat = (
        month.stage,
        await month.stage.person("employer"),
        await month.stage.person("secretariat"),
    )
    jury = await JuryDay.planned(stage, in_days=20)
    for dossier in (first, second):
        await jury.registers(employer, dossier)
    await month.night("Inscrits au jury")
    later = jury.held_on + timedelta(days=7)
    moved: Json = {"held_on": later.isoformat(), "reason": "Salle indisponible"}
    await stage.does(secretariat, "reporte la séance", "POST", f"{jury.path}/postponement", json=moved)
    jury = replace(jury, held_on=later)
    await month.night("Séance reportée")
    await jury.begins()
    await jury.decides(first, "awarded")
    await jury.decides(second, "partially_awarded", refused=second.codes[-1:])
    await month.night("Décidés, la séance ouverte")
    _check(month, first, outcome=None, jury_on=later.isoformat())
    await jury.ends()
    await month.night("La séance close")
    _check(month, first, outcome="awarded", jury_on=None)
    (issued,) = (await employer.get(first.path))["certificates"]
    await stage.let_days_pass(3, "Une fraude est découverte")
    path = f"/v1/certificates/{issued['number']}/revocation"
    await stage.does(secretariat, "révoque le parchemin", "POST", path, json={"reason": "Pièce fausse"})
    await month.night("Révoqué")
    states = [each["state"] for each in month.followed[first.path.rpartition("/")[2]]["certificates"]]
    if states != ["revoked"]:
        raise StoryBrokenError(f"L'OPCA devait lire la révocation, et lit {states}.")


def _check(month: FundersMonth, dossier: DossierInHand, *, outcome: str | None, jury_on: str | None) -> None:
    row = month.followed[dossier.path.rpartition("/")[2]]
    found = row["outcome"], row["key_dates"]["jury_on"]
    if found != (outcome, jury_on):
        raise StoryBrokenError(f"L'OPCA devait lire {(outcome, jury_on)}, et lit {found}.")
