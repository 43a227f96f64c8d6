"""A paper in the wrong dossier is taken off, shown to nobody, and the right one comes in its place (D67)."""

from journey.actors import Json, Person, StoryBrokenError
from journey.assessed import under_assessment
from journey.assessing import assessed_on, observes
from journey.dossier import DossierInHand
from journey.jury_day import JuryDay
from journey.mailbox import Mailbox
from journey.stage import Stage

_SIGNED = ("evaluator", "trade_evaluator", "candidate")
_ANOTHERS = "C'est le guide d'une autre candidate, Lina Roche"


async def tell(stage: Stage) -> None:
    """From the guide that names somebody else to the jury that reads the right one."""
    stage.printer.title(
        "La pièce du voisin — un guide d'évaluation dans le mauvais dossier",
        "L'outil n° 4 déposé chez Zoé Fabre est celui de Lina Roche.",
    )
    dossier, evaluator, professional = await under_assessment(stage, "Fabre", "Zoé")
    wrong = await _is_misfiled(dossier, evaluator, professional)
    await _is_taken_off(dossier, wrong)
    await _is_shown_to_nobody(dossier, wrong)
    await _is_replaced(dossier, evaluator)
    stage.printer.ending("Le jury lira le bon guide ; de l'autre ne reste que la trace de son retrait.")


async def _is_misfiled(dossier: DossierInHand, evaluator: Person, professional: Person) -> Json:
    results = assessed_on(await dossier.stage.today(), dossier.codes)
    await dossier.does(evaluator, "saisit les résultats", "PUT", "/assessment", results)
    wrong = await dossier.receives(evaluator, "dépose l'outil n° 4 d'une autre candidate", "outil_4", *_SIGNED)
    await observes(dossier, professional)
    await dossier.does(evaluator, "termine l'évaluation", "POST", "/assessment/completion")
    await dossier.stage.let_days_pass(2, "Le secrétariat ouvre le guide, et lit un autre nom")
    return wrong


async def _is_taken_off(dossier: DossierInHand, wrong: Json) -> None:
    """By the secretariat, with a reason; the file of somebody else goes at once."""
    stage, path = dossier.stage, f"/documents/{wrong['id']}/removal"
    secretariat, employer = await stage.person("secretariat"), await stage.person("employer")
    asked: Json = {"reason": _ANOTHERS, "wrong_person": True}
    await dossier.is_refused(employer, "voudrait retirer la pièce", "POST", path, asked, rules=("D67",))
    await dossier.is_refused(
        secretariat, "la retire sans dire pourquoi", "POST", path, {**asked, "reason": " "}, code="validation_failed"
    )
    await dossier.does(secretariat, "la retire : elle concerne une autre personne", "POST", path, asked)
    number = (await dossier.now())["number"]
    mail = await Mailbox(stage.http, "evaluator@sandbox.example").last("document_removed", number)
    stage.printer.scene(f"Courriel à l'évaluatrice qui l'avait déposée : « {mail['subject']} »")


async def _is_shown_to_nobody(dossier: DossierInHand, wrong: Json) -> None:
    secretariat = await dossier.stage.person("secretariat")
    await dossier.is_refused(
        secretariat,
        "voudrait relire le fichier retiré",
        "GET",
        f"/documents/{wrong['id']}/content",
        code="not_found",
    )
    history = (await secretariat.get(f"{dossier.path}/history?limit=200"))["items"]
    lines = [line for line in history if line["operation"] == "removeDocument"]
    if [line["details"]["reason"] for line in lines] != [_ANOTHERS]:
        raise StoryBrokenError(f"Le retrait devait rester au registre : {lines}")
    (kept,) = lines
    dossier.stage.printer.outcome(f"Reste au registre : {kept['details']['kind']}, « {kept['details']['reason']} ».")


async def _is_replaced(dossier: DossierInHand, evaluator: Person) -> None:
    """Without the right one no jury; with it, the employer registers."""
    stage, employer = dossier.stage, await dossier.stage.person("employer")
    jury = await JuryDay.planned(stage, in_days=30)
    await dossier.is_refused(
        employer, "voudrait inscrire au jury sans guide", "POST", "/jury-registration", jury.asked, code="step_not_open"
    )
    await dossier.receives(evaluator, "dépose le bon guide", "outil_4", *_SIGNED)
    await jury.registers(employer, dossier)
