"""Deadlines: a request that nobody answers, its reminders, a receipt, an extension, a candidacy that lapses."""

from dataclasses import replace
from datetime import date, timedelta

from journey.actors import Answer, Json, Person, StoryBrokenError
from journey.dossier import DossierInHand
from journey.fictitious_data import OTHER_COMPANY, candidate, experience
from journey.mailbox import Mailbox
from journey.stage import Stage

CERTIFICATION = "cqp-technicien-maintenance"
_SECRETARIAT = "secretariat@sandbox.example"
_REMINDED = {30: "À trente jours du terme", 7: "À sept jours", 1: "La veille", -1: "Le lendemain"}
_WORKED = experience("Maintenance d'extrudeuses", "2018-02-01", "2025-12-31")


async def tell(stage: Stage) -> None:
    """The platform does the chasing: no term is over in silence."""
    stage.printer.title(
        "Les échéances — personne n'a à s'en souvenir",
        "Une demande de VAE reste sans réponse ; deux candidatures approchent de leur terme.",
    )
    secretariat = await stage.person("secretariat")
    late = await _requested(stage, secretariat, "Diallo", "Mariam", "F")
    await _is_reminded_of(late, secretariat)
    other = await _requested(stage.aside(), secretariat, "Roche", "Léo", "M")
    await _is_answered(late, secretariat)
    await _is_answered(other, secretariat)
    stage.printer.scene("Le même jour, la demande de Léo Roche est déclarée recevable aussi.")
    await _reads_the_attestation(late)
    await _is_extended(late, secretariat)
    await _lapses(replace(other, stage=stage), secretariat)
    await late.stands_at("registration_in_progress")
    stage.printer.outcome("La candidature prolongée, elle, tient toujours.")
    stage.printer.ending("Aucun délai n'est passé en silence.")


async def _requested(stage: Stage, secretariat: Person, birth_name: str, first_names: str, sex: str) -> DossierInHand:
    declared: Json = {
        "pathway": "common_law_vae",
        "certification_code": CERTIFICATION,
        "candidate": candidate(birth_name, first_names, sex, OTHER_COMPANY, _WORKED),
    }
    what = f"ouvre le dossier de {first_names} {birth_name}"
    dossier = await DossierInHand.opened(stage, secretariat, what, declared)
    await dossier.receives(secretariat, "numérise l'outil n° 6, signé", "outil_6", "candidate")
    await dossier.receives(secretariat, "numérise le CERFA n° 12818*02", "cerfa_12818", "candidate")
    await dossier.does(secretariat, "enregistre la demande", "POST", "/admissibility/submission", {})
    return dossier


async def _is_reminded_of(dossier: DossierInHand, secretariat: Person) -> None:
    """Nobody answers: thirty days before the end of the two months, seven, one, and the day after (R44)."""
    stage, number = dossier.stage, (await dossier.now())["number"]
    due_on = date.fromisoformat((await secretariat.get(f"{dossier.path}/admissibility"))["decision_due_on"])
    mailbox = Mailbox(stage.http, _SECRETARIAT)
    for told, (days_left, when) in enumerate(_REMINDED.items(), 1):
        await stage.wait_until(due_on - timedelta(days=days_left), f"{when}, la demande attend toujours")
        reminders = await mailbox.reminders_of(number, told)
        stage.printer.outcome(f"Courriel au secrétariat : « {reminders[-1]['subject']} »")
    stage.printer.step(secretariat.capacity, secretariat.name, "demande ce qui est en retard")
    overdue = (await secretariat.get("/v1/deadlines?overdue=true&limit=200"))["items"]
    mine = [each for each in overdue if each["dossier_number"] == number]
    if [(each["code"], each["days_left"]) for each in mine] != [("admissibility_decision", -1)]:
        raise StoryBrokenError(f"La demande devait être en retard d'un jour : {mine}")
    stage.printer.outcome(f"{mine[0]['label']} : due le {mine[0]['due_on']} ({mine[0]['rule']}).")


async def _is_answered(dossier: DossierInHand, secretariat: Person) -> None:
    await dossier.does(
        secretariat, "déclare la demande recevable", "POST", "/admissibility/decision", {"decision": "admissible"}
    )
    day = (await dossier.stage.today()).isoformat()
    letter: Json = {"tracking_number": "1A 203 456 7893 2", "sent_on": day}
    await dossier.does(secretariat, "envoie l'attestation en recommandé", "POST", "/admissibility/dispatch", letter)


async def _reads_the_attestation(dossier: DossierInHand) -> None:
    """The letter is still on its way; the link is opened first, and its opening is the acknowledgement (D12)."""
    stage = dossier.stage
    day = await stage.let_days_pass(2, "La lettre est en route, le courriel est arrivé")
    email = (await dossier.now())["candidate"]["email"]
    token = (await Mailbox(stage.http, email).last("holder_admissibility"))["links"]["token"]
    stage.printer.step("La candidate", "sans compte", "ouvre l'attestation par le lien qu'elle a reçu")
    Answer.of(await stage.http.post("/v1/holder-links/redeem", json={"token": token})).accepted()
    request = await (await stage.person("secretariat")).get(f"{dossier.path}/admissibility")
    if request["acknowledged_on"] != day.isoformat() or request["read_receipt"] is None:
        raise StoryBrokenError(f"La lecture devait valoir accusé de réception : {request}")
    stage.printer.outcome(
        f"Accusé du {request['acknowledged_on']}, empreinte {request['read_receipt']['shown_sha256'][:16]}… : "
        f"la candidature tient jusqu'au {request['candidacy_ends_on']}."
    )


async def _is_extended(dossier: DossierInHand, secretariat: Person) -> None:
    """The candidate is told thirty days before, and the secretariat gives more time (R45, D12)."""
    stage, now = dossier.stage, await dossier.now()
    ends_on = date.fromisoformat((await secretariat.get(f"{dossier.path}/admissibility"))["candidacy_ends_on"])
    await stage.wait_until(ends_on - timedelta(days=30), "À trente jours des dix-huit mois, sans inscription à un jury")
    reminders = await Mailbox(stage.http, now["candidate"]["email"]).reminders_of(now["number"], 1)
    stage.printer.outcome(f"Courriel à la candidate : « {reminders[-1]['subject']} »")
    extension: Json = {"until": (ends_on + timedelta(days=180)).isoformat(), "reason": "Congé de maternité"}
    await dossier.does(
        secretariat,
        "prolonge la candidature, avec un motif",
        "POST",
        "/admissibility/extension",
        extension,
        result="Elle tient jusqu'au {candidacy_ends_on}.",
    )


async def _lapses(dossier: DossierInHand, secretariat: Person) -> None:
    """The other candidacy holds on its last day, and no longer on the next (R45)."""
    stage = dossier.stage
    ends_on = date.fromisoformat((await secretariat.get(f"{dossier.path}/admissibility"))["candidacy_ends_on"])
    await stage.wait_until(ends_on, "Le dernier jour des dix-huit mois de Léo Roche")
    await dossier.stands_at("registration_in_progress")
    await stage.wait_until(ends_on + timedelta(days=1), "Dix-huit mois et un jour")
    await dossier.stands_at("closed")
    closed = await dossier.now()
    (line,) = (await secretariat.get(f"{dossier.path}/history?limit=1"))["items"]
    if (closed["closure"]["reason"], line["operation"], line["rules"]) != ("lapsed", "lapse", ["R45", "D12"]):
        raise StoryBrokenError(f"La candidature devait être caduque par R45 : {closed['closure']}, {line}")
    stage.printer.outcome(f"{line['actor']['name']} : {closed['closure']['detail']}")
    told = await Mailbox(stage.http, closed["candidate"]["email"]).last("candidate_dossier_closed")
    stage.printer.outcome(f"Courriel au candidat : « {told['subject']} »")
