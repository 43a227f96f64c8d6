"""The partner branch's month: requests followed, reports corrected and taken back, its tables equal (D73)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from urllib.parse import urlencode

from journey.actors import Json, Person, StoryBrokenError
from journey.assessed import assessed
from journey.dossier import DossierInHand, competences_of
from journey.fictitious_data import candidate
from journey.pdf import pdf
from journey.programs import FollowedFeed, Table, check_equal, program, whole
from journey.stage import Stage
from journey.stories.bridge import HELD, confirmed, is_asked_by_the_partner
from journey.training import is_decided

REQUESTS, REPORTS = "/v1/bridge-requests", "/v1/partner-decisions"
_NAMES = ("birth_name", "first_names", "birth_date", "sex", "birth_place", "email")


async def tell(stage: Stage) -> None:
    """Brought, opened, declined, decided; reported, corrected, taken back; a night after each."""
    stage.printer.title(
        "Le mois d'une branche partenaire — ses demandes et ses comptes rendus, tirés et suivis",
        "La branche pharmaceutique apporte deux demandes, rend compte d'un jury, se corrige, et ne perd rien.",
    )
    secretariat = await stage.person("secretariat")
    opened = await is_asked_by_the_partner(stage)
    async with confirmed(stage, secretariat, opened["bridge_id"]):
        month = await PartnersMonth.begun(stage)
        await _are_brought(month, opened)
        await _is_decided_here(month, opened)
        await _is_decided_there(month)
        await month.is_over()
    stage.printer.ending("Ce que la nuit apporte est ce que le fil a dit, ligne par ligne.")


@dataclass(slots=True, kw_only=True)
class PartnersMonth:
    """The branch's program: two lists pulled whole each night, and the same two kept by the feed."""

    stage: Stage
    partner: Person
    feed: FollowedFeed
    requests: Table
    reports: Table
    brought: list[str] = field(default_factory=list)
    told: int = 0

    @classmethod
    async def begun(cls, stage: Stage) -> "PartnersMonth":
        """The tables as they are on the first evening."""
        partner = await program(stage, "pharma-sandbox", "Le système de la branche pharmaceutique")
        feed = await FollowedFeed.from_now_on(partner)
        requests, reports = await whole(partner, REQUESTS), await whole(partner, REPORTS)
        return cls(stage=stage, partner=partner, feed=feed, requests=requests, reports=reports)

    async def night(self, what: str) -> None:
        """A night passes: both lists are pulled, and what the feed has told is read anew."""
        told = [event async for event in self.feed.events()]
        for event in told:
            await self._read_anew(event["data"])
        self.told += len(told)
        types = ", ".join(dict.fromkeys(event["type"] for event in told)) or "rien"
        self.stage.printer.scene(f"{what} : le fil dit {types}.")
        await self._compare(what)
        await self.stage.let_days_pass(1, "Le lendemain")

    async def _read_anew(self, said: Json) -> None:
        if said["bridge_request_id"] is not None:
            request = await self.partner.get(f"{REQUESTS}/{said['bridge_request_id']}")
            self.requests[request["id"]] = request
        if said["partner_decision_id"] is not None:
            self.reports |= await whole(self.partner, REPORTS, certificate_number=said["certificate_number"])

    async def _compare(self, what: str) -> None:
        check_equal(f"{what}, les demandes", await whole(self.partner, REQUESTS), self.requests)
        check_equal(f"{what}, les comptes rendus", await whole(self.partner, REPORTS), self.reports)

    async def is_over(self) -> None:
        """Both tables are what a first pull of everything brings today."""
        await self._compare("La fin du mois")
        held = f"{len(self.requests)} demandes et {len(self.reports)} comptes rendus"
        self.stage.printer.scene(f"À la fin du mois : {held}, {self.told} événements, les tables égales.")


async def _are_brought(month: PartnersMonth, opened: Json) -> None:
    """Two requests, of which the secretariat opens one and declines the other."""
    stage, secretariat = month.stage, await month.stage.person("secretariat")
    for birth_name, first_names in (("Nguyen", "Linh"), ("Besson", "Alix")):
        month.brought.append(await _is_brought(month, opened["chemical_certification"], birth_name, first_names))
    await month.night("Apportées")
    taken, declined = (f"{REQUESTS}/{each}" for each in month.brought)
    asked: Json = {"bridge_id": opened["bridge_id"]}
    await stage.does(secretariat, "ouvre le dossier de la première", "POST", f"{taken}/opening", json=asked)
    why: Json = {"reason": "La copie du parchemin est illisible"}
    await stage.does(secretariat, "écarte la seconde", "POST", f"{declined}/refusal", json=why, result="{state_label}.")
    await month.night("Ouverte, écartée")
    states = [month.requests[each]["state"] for each in month.brought]
    if states != ["opened", "declined"]:
        raise StoryBrokenError(f"La branche devait lire l'une ouverte, l'autre écartée, et lit {states}.")


async def _is_brought(month: PartnersMonth, certification: str, birth_name: str, first_names: str) -> str:
    who = candidate(birth_name, first_names, "F", {})
    request: Json = {
        "certification_code": certification,
        "holder": {name: who[name] for name in _NAMES},
        "partner_certification": HELD,
        "number": f"PH-2020-{token_hex(4)}",
        "awarded_on": "2020-06-30",
    }
    files: Mapping[str, tuple[str, bytes]] = {
        kind: (f"{kind}.pdf", pdf(f"{kind} - {first_names} {birth_name}"))
        for kind in ("bridge_request", "parchment_copy")
    }
    partner = month.partner
    month.stage.printer.step(partner.capacity, partner.name, f"apporte la demande de {first_names} {birth_name}")
    answer = (await partner.sends_files(REQUESTS, {"request": json.dumps(request)}, files)).accepted()
    month.stage.printer.outcome(f"{answer['state_label']}.")
    return str(answer["id"])


async def _is_decided_here(month: PartnersMonth, opened: Json) -> None:
    """The parchment verified, the request registered and decided; what the bridge leaves is not validated yet."""
    secretariat = await month.stage.person("secretariat")
    request = await secretariat.get(f"{REQUESTS}/{month.brought[0]}")
    codes = await competences_of(secretariat, opened["chemical_certification"])
    dossier = DossierInHand(stage=month.stage, path=f"/v1/dossiers/{request['dossier_id']}", codes=codes)
    seen: Json = {"verified": True, "reason": "Parchemin confirmé par la CPNE de l'industrie pharmaceutique"}
    await dossier.does(secretariat, "vérifie le parchemin", "POST", f"/held-certifications/{HELD}/verification", seen)
    await dossier.does(secretariat, "inscrit la demande", "POST", "/registration")
    await month.night("Inscrite")
    uncovered = tuple(each["code"] for each in opened["uncovered_competences"])
    await is_decided(dossier, secretariat, "partially_awarded", refused=uncovered)
    await month.night("Décidée par le jury")
    if month.requests[month.brought[0]]["outcome"] != "partially_awarded":
        raise StoryBrokenError(f"La branche devait lire la décision : {month.requests[month.brought[0]]}")


async def _is_decided_there(month: PartnersMonth) -> None:
    """What opens the other way: a holder of ours is decided on there, reported, corrected and taken back."""
    stage, partner = month.stage, month.partner
    number = await _a_certificate(month)
    query = urlencode({"certification": "cqp-agent-logistique"})
    bridges = (await partner.get(f"/v1/bridges?{query}"))["items"]
    stage.printer.scene(f"Passerelles de cette certification : {len(bridges)}.")
    today = (await stage.today()).isoformat()
    report: Json = {"certificate_number": number, "partner_certification": HELD, "decided_on": today}
    what, result = "rend compte de la décision de son jury", "{outcome_label}."
    said = await stage.does(partner, what, "POST", REPORTS, json={**report, "outcome": "not_awarded"}, result=result)
    await month.night("Rendu compte")
    change: Json = {"outcome": "awarded", "reason": "Faute de frappe"}
    path = f"{REPORTS}/{said['id']}"
    await stage.does(partner, "se corrige", "POST", f"{path}/correction", json=change, result=result)
    await month.night("Corrigé")
    secretariat, why = await stage.person("secretariat"), "Autre titulaire, dit la branche au téléphone"
    what = "retire le compte rendu pour elle"
    await stage.does(secretariat, what, "POST", f"{path}/cancellation", json={"reason": why})
    await month.night("Retiré par le secrétariat")
    if (month.reports[said["id"]]["cancelled"] or {}).get("reason") != why:
        raise StoryBrokenError(f"La branche devait lire le retrait : {month.reports[said['id']]}")


async def _a_certificate(month: PartnersMonth) -> str:
    aside = month.stage.aside()
    (dossier,) = await assessed(aside, ("Ferrand", "Solène"))
    employer = await aside.person("employer")
    await is_decided(dossier, employer, "awarded")
    (issued,) = (await employer.get(dossier.path))["certificates"]
    month.stage.printer.scene("Une titulaire d'un CQP de la chimie passe à la pharmacie.")
    return str(issued["number"])
