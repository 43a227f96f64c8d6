"""The jury: put off with its dossiers, opened by both colleges, one member standing back, one vote for two."""

from dataclasses import replace
from datetime import timedelta

from journey.actors import Json, StoryBrokenError
from journey.assessed import assessed
from journey.dossier import DossierInHand
from journey.fictitious_data import CHEMICAL_COMPANY
from journey.invited import joins_the_jury
from journey.jury_day import JuryDay
from journey.stage import Stage

_ONE_EACH = {college: {"for": 1, "against": 0, "abstained": 0} for college in ("employees", "employers")}
_TIE = {**_ONE_EACH, "employers": {"for": 0, "against": 1, "abstained": 0}}


async def tell(stage: Stage) -> None:
    """From the day on which the session should have been held to the minutes that two hands close."""
    stage.printer.title(
        "Le jury paritaire national — d'une séance reportée au procès-verbal",
        "Trois dossiers, quatre membres de deux collèges, dont un travaille pour l'entreprise des candidates.",
    )
    dossiers = await assessed(stage, ("Perrin", "Julie"), ("Colin", "Aïcha"), ("Marty", "Rose"), lacking=("Marty",))
    siren = CHEMICAL_COMPANY["siret"][:9]
    colleague, _ = await joins_the_jury(stage, "Marc Ferrand", "employers", employer_siren=siren)
    unionist, _ = await joins_the_jury(stage, "Nour Benali", "employees")
    jury = await JuryDay.planned(stage, 30, colleague, unionist)
    for dossier in dossiers:
        await jury.registers(await stage.person("employer"), dossier)
    jury = await _is_put_off(jury, dossiers, days=14)
    await jury.comes()
    await _opens_with_both_colleges(jury, colleague["user_id"])
    await _decides_without_the_colleague(jury, dossiers[2], colleague)
    await _decides_together(jury, dossiers[:2], colleague)
    await jury.ends()
    await _reads_the_minutes(jury, len(dossiers))
    stage.printer.ending("Deux CQP validés d'un seul vote, un troisième partiel, et personne n'a jugé les siens.")


async def _is_put_off(jury: JuryDay, dossiers: list[DossierInHand], days: int) -> JuryDay:
    """The session is held later, with every dossier still on its agenda."""
    secretariat, later = await jury.stage.person("secretariat"), jury.held_on + timedelta(days=days)
    moved: Json = {"held_on": later.isoformat(), "reason": "Grève des transports"}
    what = f"reporte la séance au {later:%d/%m/%Y}, ses dossiers avec elle"
    await jury.stage.does(secretariat, what, "POST", f"{jury.path}/postponement", json=moved)
    for dossier in dossiers:
        now = await dossier.now()
        jury.stage.printer.status(now)
        if now["jury_registration"]["session_id"] != jury.id:
            raise StoryBrokenError(f"{dossier.path} devait rester à l'ordre du jour.")
    return replace(jury, held_on=later)


async def _opens_with_both_colleges(jury: JuryDay, colleague: str) -> None:
    """Two employers do not make a jury; the employees' representatives arrive, and it is one."""
    secretariat = await jury.stage.person("secretariat")
    alone: Json = {"present": [jury.chair, colleague], "chair": jury.chair}
    await jury.stage.is_refused(
        secretariat,
        "voudrait ouvrir la séance, le collège des salariés étant absent",
        "POST",
        f"{jury.path}/opening",
        json=alone,
        rules=("D31",),
    )
    jury.stage.printer.scene("Les représentants des salariés arrivent.")
    await jury.opens()


async def _decides_without_the_colleague(jury: JuryDay, dossier: DossierInHand, colleague: Json) -> None:
    """The agenda names who stands back, and the vote is refused until they do."""
    president = await jury.stage.person("jury")
    agenda = (await president.get(f"{jury.path}/agenda"))["items"]
    found = {recusal["name"] for item in agenda for recusal in item["recusals"]}
    if found != {colleague["name"]}:
        raise StoryBrokenError(f"Devait se récuser {colleague['name']}, et se récusent : {found}")
    two_each = {college: {"for": 2, "against": 0, "abstained": 0} for college in _ONE_EACH}
    motion: Json = {"dossier_id": (await dossier.now())["id"], "votes": two_each, "recused": []}
    path = f"{jury.path}/deliberations"
    await jury.stage.is_refused(president, "met aux voix, tous votant", "POST", path, json=motion, rules=("D31",))
    voted = {**motion, "votes": _ONE_EACH, "recused": [colleague["user_id"]]}
    what = f"met aux voix sans {colleague['name']}, un votant de chaque collège"
    decided = await jury.stage.does(president, what, "POST", path, json=voted, result="{outcome_label}.")
    jury.stage.printer.status(await dossier.now())
    if decided["outcome"] != "partially_awarded":
        raise StoryBrokenError(f"Le dossier devait être partiel, et est « {decided['outcome']} ».")


async def _decides_together(jury: JuryDay, dossiers: list[DossierInHand], colleague: Json) -> None:
    """The dossiers that call for no discussion: nothing without a majority, then all by one vote."""
    president, path = await jury.stage.person("jury"), f"{jury.path}/bulk-deliberations"
    ids = [(await dossier.now())["id"] for dossier in dossiers]
    motion: Json = {"dossier_ids": ids, "votes": _TIE, "recused": [colleague["user_id"]]}
    await jury.stage.is_refused(
        president,
        "met aux voix les dossiers sans débat : une voix contre une",
        "POST",
        path,
        json=motion,
        rules=("D31",),
    )
    what = "met aux voix de nouveau, et tous sont d'accord"
    await jury.stage.does(president, what, "POST", path, json={**motion, "votes": _ONE_EACH})
    for dossier in dossiers:
        jury.stage.printer.status(await dossier.now())
        await dossier.stands_at("awarded")


async def _reads_the_minutes(jury: JuryDay, decisions: int) -> None:
    secretariat = await jury.stage.person("secretariat")
    jury.stage.printer.step(secretariat.capacity, secretariat.name, "relit le procès-verbal")
    minutes = await secretariat.get(f"{jury.path}/minutes")
    if not minutes["final"] or len(minutes["decisions"]) != decisions:
        raise StoryBrokenError(f"Le procès-verbal devait être définitif, avec {decisions} décisions : {minutes}")
    for line in minutes["decisions"]:
        jury.stage.printer.outcome(f"{line['number']} {line['candidate_name']} : {line['decision']['outcome_label']}")
