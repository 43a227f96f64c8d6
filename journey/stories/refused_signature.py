"""A candidate who refuses to sign keeps nothing from its jury, which reads why the signature is missing (D68)."""

from journey.actors import Json, Person, StoryBrokenError
from journey.assessed import under_assessment
from journey.assessing import assessed_on, observes
from journey.dossier import DossierInHand
from journey.jury_day import JuryDay
from journey.stage import Stage

_REFUSES = "Refuse de signer : courrier recommandé du candidat"


async def tell(stage: Stage) -> None:
    """From the guide that lacks a signature to the jury that decides all the same."""
    stage.printer.title(
        "La signature refusée — le jury lit pourquoi, et décide",
        "Bruno Lamy conteste une appréciation, et ne signe pas l'outil n° 4.",
    )
    dossier, evaluator, professional = await under_assessment(stage, "Lamy", "Bruno")
    guide = await _is_not_signed(dossier, evaluator, professional)
    jury = await JuryDay.planned(stage, in_days=30)
    await dossier.is_refused(
        await stage.person("employer"),
        "voudrait l'inscrire au jury",
        "POST",
        "/jury-registration",
        jury.asked,
        rules=("R60",),
    )
    await _is_waived(dossier, evaluator, guide)
    await _goes_before(jury, dossier)
    stage.printer.ending("Le CQP est délivré, et le motif de l'absence de signature est au dossier.")


async def _is_not_signed(dossier: DossierInHand, evaluator: Person, professional: Person) -> Json:
    results = assessed_on(await dossier.stage.today(), dossier.codes)
    await dossier.does(evaluator, "saisit les résultats", "PUT", "/assessment", results)
    what = "dépose l'outil n° 4, sans la signature du candidat"
    guide = await dossier.receives(evaluator, what, "outil_4", "evaluator", "trade_evaluator")
    await observes(dossier, professional)
    await dossier.does(evaluator, "termine l'évaluation", "POST", "/assessment/completion")
    return guide


async def _is_waived(dossier: DossierInHand, evaluator: Person, guide: Json) -> None:
    """By the secretariat, for one signatory of one piece, where that signature is really missing."""
    path = f"/documents/{guide['id']}/signature-waivers"
    secretariat = await dossier.stage.person("secretariat")
    asked: Json = {"signatory": "candidate", "reason": _REFUSES}
    await dossier.is_refused(evaluator, "voudrait s'en passer", "POST", path, asked, code="forbidden")
    await dossier.is_refused(
        secretariat,
        "dispense d'une signature qui est là",
        "POST",
        path,
        {**asked, "signatory": "evaluator"},
        rules=("D68",),
    )
    await dossier.does(secretariat, "dispense de celle du candidat, avec le motif", "POST", path, asked)


async def _goes_before(jury: JuryDay, dossier: DossierInHand) -> None:
    stage, president = dossier.stage, await dossier.stage.person("jury")
    await jury.registers(await stage.person("employer"), dossier)
    await jury.begins()
    stage.printer.step(president.capacity, president.name, "lit l'ordre du jour")
    (item,) = (await president.get(f"{jury.path}/agenda"))["items"]
    told = [(waiver["kind"], waiver["signatory"], waiver["reason"]) for waiver in item["signature_waivers"]]
    if told != [("outil_4", "candidate", _REFUSES)]:
        raise StoryBrokenError(f"L'ordre du jour devait dire quelle signature manque, et pourquoi : {told}")
    for waiver in item["signature_waivers"]:
        stage.printer.outcome(f"{waiver['kind_label']}, {waiver['signatory_label']} : {waiver['reason']}.")
    await jury.decides(dossier, "awarded")
    await jury.ends()
