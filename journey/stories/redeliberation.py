"""A mistake is found a week after the jury: another session decides again, and the minutes are corrected (D39, D56)."""

from journey.actors import Json, Person, StoryBrokenError
from journey.assessed import assessed
from journey.dossier import DossierInHand
from journey.jury_day import JuryDay
from journey.stage import Stage

_ONE_EACH = {college: {"for": 1, "against": 0, "abstained": 0} for college in ("employees", "employers")}
_FOUND = "Une fiche d'observation, restée dans une autre chemise, montre la compétence acquise"
_CORRECTION: Json = {"text": "Lire : la séance s'est tenue à Lyon, non à Paris.", "reason": "Lieu inexact"}


async def tell(stage: Stage) -> None:
    """From the decision that lacked a sheet to the one that replaces it."""
    stage.printer.title(
        "Une erreur découverte après le jury — délibérer de nouveau",
        "Une fiche est retrouvée une semaine après la séance, et le procès-verbal se trompe de ville.",
    )
    (dossier,) = await assessed(stage, ("Morin", "Clara"), lacking=("Morin",))
    first = await _is_partial(stage, dossier)
    second = await JuryDay.planned(stage, 14)
    await stage.let_days_pass(7, "Une fiche d'observation est retrouvée")
    await _is_no_material_error(dossier)
    await _is_put_on_the_agenda(dossier, second)
    await _is_decided_again(dossier, second)
    await _corrects_the_minutes(first)
    stage.printer.ending("La nouvelle décision cite l'ancienne, et les deux procès-verbaux se lisent.")


async def _is_partial(stage: Stage, dossier: DossierInHand) -> JuryDay:
    jury = await JuryDay.planned(stage, in_days=30)
    await jury.registers(await stage.person("employer"), dossier)
    await jury.begins()
    await jury.decides(dossier, "partially_awarded", refused=dossier.codes[-1:])
    await jury.ends()
    return jury


async def _is_no_material_error(dossier: DossierInHand) -> None:
    """Words may be put right by anybody of the secretariat; what is validated takes a vote."""
    secretariat = await dossier.stage.person("secretariat")
    swapped: Json = {
        "kind": "material_error",
        "reason": "Erreur",
        "competences": [{"code": dossier.codes[-1], "validated": True, "reason": "Fiche retrouvée"}],
    }
    await dossier.is_refused(
        secretariat,
        "voudrait corriger la décision comme une erreur matérielle",
        "POST",
        "/decision-corrections",
        swapped,
        rules=("D56",),
    )


async def _is_put_on_the_agenda(dossier: DossierInHand, second: JuryDay) -> None:
    stage, asked = dossier.stage, {**second.asked, "reason": _FOUND}
    secretariat, employer = await stage.person("secretariat"), await stage.person("employer")
    await dossier.is_refused(
        employer, "voudrait le remettre au jury lui-même", "POST", "/redeliberation", asked, code="forbidden"
    )
    await dossier.does(secretariat, "le porte à l'ordre du jour suivant", "POST", "/redeliberation", asked)
    await dossier.is_refused(
        secretariat, "l'y porte une seconde fois", "POST", "/redeliberation", asked, code="already_done"
    )
    await dossier.stands_at("partially_awarded")


async def _is_decided_again(dossier: DossierInHand, second: JuryDay) -> None:
    """On the agenda, with the reason; the session is not closed before it is decided."""
    stage, member = dossier.stage, await dossier.stage.person("jury-employees")
    secretariat, president = await stage.person("secretariat"), await stage.person("jury")
    await second.begins()
    stage.printer.step(member.capacity, member.name, "lit l'ordre du jour")
    (item,) = (await member.get(f"{second.path}/agenda"))["items"]
    stage.printer.outcome(f"{item['number']}, à délibérer de nouveau : {item['redeliberation']['reason']}.")
    present: Json = {"present": list(second.members), "chair": second.chair}
    await stage.is_refused(
        secretariat,
        "voudrait clore la séance avant qu'il soit décidé",
        "POST",
        f"{second.path}/closure",
        json=present,
        rules=("R63",),
    )
    again: Json = {
        "kind": "redeliberation",
        **second.asked,
        "reason": _FOUND,
        "votes": _ONE_EACH,
        "competences": [{"code": dossier.codes[-1], "validated": True, "reason": "Vu sur la fiche retrouvée"}],
    }
    decided = await dossier.does(president, "met de nouveau aux voix", "POST", "/decision-corrections", again)
    if (decided["outcome"], decided["kind"], decided["replaces"] is None) != ("awarded", "redeliberation", False):
        raise StoryBrokenError(f"La nouvelle décision devait valider le CQP et citer l'ancienne : {decided}")
    await second.ends()
    await dossier.stands_at("awarded")


async def _corrects_the_minutes(first: JuryDay) -> None:
    """Two hands, the same words; what was signed stays readable beside."""
    stage, path = first.stage, f"{first.path}/minutes/corrections"
    secretariat, president = await stage.person("secretariat"), await stage.person("jury")
    await stage.is_refused(
        president,
        "voudrait rectifier seule le procès-verbal de la première séance",
        "POST",
        path,
        json=_CORRECTION,
        code="step_not_open",
    )
    await stage.does(secretariat, "propose la rectification", "POST", path, json=_CORRECTION)
    others: Json = {**_CORRECTION, "text": "Lire : à Lille."}
    await stage.is_refused(president, "contresigne d'autres mots", "POST", path, json=others, code="validation_failed")
    await stage.does(president, "contresigne les mêmes mots", "POST", path, json=_CORRECTION)
    await _reads_both(first, secretariat)


async def _reads_both(first: JuryDay, secretariat: Person) -> None:
    printer, minutes = first.stage.printer, f"{first.path}/minutes"
    printer.step(secretariat.capacity, secretariat.name, "lit les deux procès-verbaux")
    signed, rectified = await secretariat.get(f"{minutes}?version=1"), await secretariat.get(minutes)
    if (signed["corrections"], rectified["version"], rectified["versions"]) != ([], 2, 2):
        raise StoryBrokenError(f"Les deux versions devaient se lire : {signed}, {rectified}")
    for each in rectified["corrections"]:
        printer.outcome(f"{each['text']} ({each['proposed_by']}, contresigné par {each['countersigned_by']})")
    await first.stage.prints(secretariat, "imprime le premier", f"{minutes}?version=1", "proces-verbal-signe")
    await first.stage.prints(secretariat, "imprime le second", minutes, "proces-verbal-rectifie")
