"""What became of a holder: asked at the award and six months later, answered by her link, corrected, counted."""

from datetime import date

from journey.actors import Json, Person, StoryBrokenError
from journey.assessed import assessed
from journey.jury_day import JuryDay
from journey.mailbox import Mailbox
from journey.stage import Stage
from journey.survey_counts import ANSWER, REPORT, counted_once, six_months_counts


async def tell(stage: Stage) -> None:
    """From the certificate to both rates of the register."""
    stage.printer.title(
        "Le devenir d'une titulaire — demandé, dit, corrigé, compté",
        "Six mois après le jury, elle répond par son lien ; la branche compte, et ne publie que des taux.",
    )
    (dossier,) = await assessed(stage, ("Vasseur", "Noémie"))
    employer, secretariat = await stage.person("employer"), await stage.person("secretariat")
    jury = await JuryDay.planned(stage, in_days=30)
    await jury.registers(employer, dossier)
    await jury.begins()
    await jury.decides(dossier, "awarded")
    await jury.ends()
    awarded = await employer.get(dossier.path)
    (issued,) = awarded["certificates"]
    number = issued["number"]
    day = date.fromisoformat((await employer.get(f"/v1/certificates/{number}"))["awarded_on"])
    before = await six_months_counts(secretariat, day.year)

    holder = Person(http=stage.http, name="Noémie Vasseur", capacity="La titulaire, par son lien")
    mailbox = Mailbox(stage.http, awarded["candidate"]["email"])
    await stage.let_days_pass(185, "Six mois et quelques jours passent")
    mail = await mailbox.last("holder_survey", "six mois après")
    token = mail["links"]["token"]
    stage.printer.scene("L'enquête de six mois part d'elle-même, par courriel.")
    opened = await stage.does(
        holder,
        "ouvre l'enquête",
        "POST",
        "/v1/holder-links/redeem",
        json={"token": token},
        result="{paper_label}.",
    )
    if [each["wave"] for each in opened["surveys"]][-1] != "m6":
        raise StoryBrokenError(f"L'enquête de six mois devait être ouverte : {opened['surveys']}")
    said: Json = {"token": token, "wave": "m6", "situation": "employed", "in_target_job": False}
    await stage.does(holder, "dit qu'elle a un autre emploi", "POST", ANSWER, json=said, result="{wave_label}.")
    said |= {"in_target_job": True, "job_title": "Agente logistique", "contract": "permanent", "region": "84"}
    await stage.does(
        holder,
        "se corrige : c'est le métier visé",
        "POST",
        ANSWER,
        json=said,
        result="Réponse du {answer[answered_on]}.",
    )
    await stage.is_refused(
        holder,
        "veut répondre à celle de deux ans",
        "POST",
        ANSWER,
        json={**said, "wave": "m24"},
        code="step_not_open",
    )
    await stage.is_refused(employer, "veut lire les réponses", "GET", "/v1/surveys/answers", code="forbidden")

    after = await six_months_counts(secretariat, day.year)
    counted_once(number, before, after)
    await stage.does(
        secretariat,
        "lit ce que sont devenus les titulaires",
        "GET",
        f"{REPORT}&year={day.year}",
        result=f"Taux global {after['global_rate']} %, métier visé {after['target_rate']} %, n = {after['n']}.",
    )
    stage.printer.ending("La branche sait ce que devient qui elle certifie, et de combien elle le tient.")
