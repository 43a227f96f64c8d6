"""A candidate dies before the jury: nobody writes to them any more, and their CQP is awarded to them (D69)."""

from datetime import timedelta

from journey.actors import Json, Person, StoryBrokenError
from journey.assessed import under_assessment
from journey.assessing import assessed_on
from journey.dossier import DossierInHand
from journey.jury_day import JuryDay
from journey.mailbox import Mailbox
from journey.stage import Stage

_SOURCE = "Acte de décès transmis par la famille"


async def tell(stage: Stage) -> None:
    """From the family's letter to the certificate that is handed to it."""
    stage.printer.title(
        "Un candidat décède — le jury se prononce, et personne ne lui écrit",
        "Rémi Caron avait tout acquis ; il n'a pas signé le guide d'évaluation.",
    )
    dossier, evaluator, _ = await under_assessment(stage, "Caron", "Rémi")
    guide = await _is_assessed(dossier, evaluator)
    await stage.let_days_pass(3, "La famille écrit au secrétariat")
    await _dies(dossier, evaluator)
    mailbox = Mailbox(stage.http, (await dossier.now())["candidate"]["email"])
    written = len(await mailbox.all())
    jury = await JuryDay.planned(stage, in_days=30)
    await _goes_on(dossier, jury, guide)
    await _is_awarded(dossier, jury)
    await _is_written_to_by_nobody(dossier, mailbox, written)
    stage.printer.ending("Le CQP est à son nom, remis à la famille ; pas un courriel ne lui est parti.")


async def _is_assessed(dossier: DossierInHand, evaluator: Person) -> Json:
    results = assessed_on(await dossier.stage.today(), dossier.codes)
    await dossier.does(evaluator, "saisit les résultats : toutes les compétences", "PUT", "/assessment", results)
    what = "dépose l'outil n° 4, que le candidat devait encore signer"
    guide = await dossier.receives(evaluator, what, "outil_4", "evaluator", "trade_evaluator")
    await dossier.does(evaluator, "termine l'évaluation", "POST", "/assessment/completion")
    return guide


async def _dies(dossier: DossierInHand, evaluator: Person) -> None:
    """Recorded once, by the secretariat, with its source, and not of tomorrow."""
    today = await dossier.stage.today()
    secretariat = await dossier.stage.person("secretariat")
    died: Json = {"on": (today - timedelta(days=2)).isoformat(), "source": _SOURCE, "goes_on": True}
    await dossier.is_refused(evaluator, "voudrait l'enregistrer", "POST", "/death", died, code="forbidden")
    tomorrow: Json = {**died, "on": (today + timedelta(days=1)).isoformat()}
    await dossier.is_refused(
        secretariat, "se trompe de jour : demain", "POST", "/death", tomorrow, code="validation_failed"
    )
    await dossier.does(secretariat, "enregistre le décès : le dossier va jusqu'au jury", "POST", "/death", died)


async def _goes_on(dossier: DossierInHand, jury: JuryDay, guide: Json) -> None:
    """What cannot be had any more is waived: his signature (D68), the observations at his workplace (D2)."""
    employer, secretariat = await dossier.stage.person("employer"), await dossier.stage.person("secretariat")
    await dossier.is_refused(
        employer, "voudrait l'inscrire au jury", "POST", "/jury-registration", jury.asked, rules=("R60", "D2")
    )
    waived: Json = {"signatory": "candidate", "reason": "Décès du candidat"}
    path = f"/documents/{guide['id']}/signature-waivers"
    await dossier.does(secretariat, "dispense de sa signature", "POST", path, waived)
    reason: Json = {"reason": "Décès du candidat avant d'être observé à son poste"}
    what = "se passe des observations du professionnel"
    await dossier.does(secretariat, what, "POST", "/assessment/trade-observations/waiver", reason)
    await jury.registers(employer, dossier)


async def _is_awarded(dossier: DossierInHand, jury: JuryDay) -> None:
    stage, president = dossier.stage, await dossier.stage.person("jury")
    await jury.begins()
    stage.printer.step(president.capacity, president.name, "lit l'ordre du jour")
    (item,) = (await president.get(f"{jury.path}/agenda"))["items"]
    stage.printer.outcome(f"Décédé le {item['death']['on']} ({item['death']['source']}).")
    await jury.decides(dossier, "awarded")
    await jury.ends()


async def _is_written_to_by_nobody(dossier: DossierInHand, mailbox: Mailbox, written: int) -> None:
    """The employer is told of the award; the candidate's address gets nothing, not even on request."""
    stage, secretariat = dossier.stage, await dossier.stage.person("secretariat")
    awarded = await dossier.now()
    (issued,) = awarded["certificates"]
    told = await Mailbox(stage.http, "employer@sandbox.example").last("certificate_issued", awarded["number"])
    stage.printer.scene(f"Courriel à l'employeur : « {told['subject']} »")
    await dossier.is_refused(
        secretariat,
        "voudrait lui envoyer le lien vers son parchemin",
        "POST",
        "/holder-link",
        {"paper": "certificate"},
        rules=("D69",),
    )
    path = f"/v1/certificates/{issued['number']}/pdf"
    await stage.prints(secretariat, "imprime le parchemin pour la famille", path, "parchemin-posthume")
    if len(await mailbox.all()) != written:
        raise StoryBrokenError(f"Rien ne devait plus partir à {mailbox.address} : {await mailbox.all()}")
    stage.printer.outcome(f"Courriels partis à {mailbox.address} depuis le décès : aucun.")
