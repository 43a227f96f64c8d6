"""A candidate contests the refusal of their request, and the request is answered again (D71)."""

from journey.actors import Answer, Json, StoryBrokenError
from journey.dossier import DossierInHand
from journey.fictitious_data import OTHER_COMPANY, candidate, experience
from journey.mailbox import Mailbox
from journey.stage import Stage

_CERTIFICATION = "cqp-technicien-maintenance"
_REFUSED: Json = {
    "decision": "inadmissible",
    "grounds": [{"rule": "R35", "text": "L'expérience n'est pas prouvée sur la durée demandée"}],
}
_UNREAD = "Deux certificats de travail joints à la demande n'ont pas été lus."


async def tell(stage: Stage) -> None:
    """From the letter that says no to another answer, on record beside the first."""
    stage.printer.title(
        "Un refus contesté — le recours d'une candidate",
        "Le secrétariat refuse une demande de VAE ; la candidate répond que ses preuves y étaient.",
    )
    dossier = await _is_refused(stage)
    appeal = await _is_contested(dossier)
    await _is_answered(dossier, appeal)
    await _is_decided_again(dossier, appeal)
    stage.printer.ending("Le refus reste écrit, avec le recours et la décision qui l'a suivi.")


async def _is_refused(stage: Stage) -> DossierInHand:
    secretariat = await stage.person("secretariat")
    worked = experience("Maintenance d'extrudeuses", "2019-02-01")
    declared: Json = {
        "pathway": "common_law_vae",
        "certification_code": _CERTIFICATION,
        "candidate": candidate("Carpentier", "Odette", "F", OTHER_COMPANY, worked),
    }
    dossier = await DossierInHand.opened(stage, secretariat, "ouvre le dossier d'Odette Carpentier", declared)
    for what, kind, *signed_by in (("l'outil n° 6", "outil_6", "candidate"), ("le CERFA", "cerfa_12818", "candidate")):
        await dossier.receives(secretariat, f"numérise {what}", kind, *signed_by)
    await dossier.does(secretariat, "enregistre la demande", "POST", "/admissibility/submission", {})
    await dossier.does(secretariat, "la refuse", "POST", "/admissibility/decision", _REFUSED)
    await dossier.stands_at("closed")
    return dossier


async def _is_contested(dossier: DossierInHand) -> Json:
    """By the link of the mail that told her of it, which serves no other decision."""
    stage = dossier.stage
    mail = await Mailbox(stage.http, (await dossier.now())["candidate"]["email"]).last(
        "candidate_admissibility_answered"
    )
    stage.printer.scene(f"Courriel à la candidate : « {mail['subject']} », avec un lien pour contester")
    asked: Json = {"token": mail["links"]["token"], "against": "admissibility", "grounds": _UNREAD}
    stage.printer.step("La candidate", "Odette Carpentier", "conteste le refus par ce lien")
    filed = Answer.of(await stage.http.post("/v1/holder-links/appeals", json=asked)).accepted()
    stage.printer.outcome(f"Recours du {filed['filed_on']}, hors délai : {'oui' if filed['late'] else 'non'}.")
    stage.printer.step("La candidate", "Odette Carpentier", "le dépose une seconde fois")
    again = Answer.of(await stage.http.post("/v1/holder-links/appeals", json=asked))
    stage.check_refusal(again, "already_done", ())
    return filed


async def _is_answered(dossier: DossierInHand, appeal: Json) -> None:
    employer, secretariat = await dossier.stage.person("employer"), await dossier.stage.person("secretariat")
    (waiting,) = (await secretariat.get(f"{dossier.path}/appeals"))["items"]
    if waiting["answer"] is not None or waiting["grounds"] != appeal["grounds"]:
        raise StoryBrokenError(f"Le recours devait attendre sa réponse : {waiting}")
    path = f"/appeals/{waiting['id']}/answer"
    answer: Json = {
        "outcome": "upheld",
        "grounds": "Les certificats étaient dans l'envoi, au verso du CERFA.",
        "examined_by": "Anne Roche",
    }
    await dossier.is_refused(employer, "voudrait y répondre", "POST", path, answer, code="forbidden")
    await dossier.does(secretariat, "l'accueille, examiné par une autre personne", "POST", path, answer)
    await dossier.is_refused(secretariat, "y répond encore", "POST", path, answer, code="already_done")
    await dossier.stands_at("registration_in_progress")
    appeal["id"] = waiting["id"]


async def _is_decided_again(dossier: DossierInHand, appeal: Json) -> None:
    secretariat = await dossier.stage.person("secretariat")
    decision: Json = {"decision": "admissible", "appeal_id": appeal["id"]}
    await dossier.does(
        secretariat, "déclare la demande recevable, à la suite du recours", "POST", "/admissibility/decision", decision
    )
    followed = (await secretariat.get(f"{dossier.path}/appeals/{appeal['id']}"))["followed_by"]
    if [each["kind"] for each in followed] != ["reopening", "admissibility_decision"]:
        raise StoryBrokenError(f"La réouverture et la décision devaient nommer le recours : {followed}")
    terms = await secretariat.get("/v1/appeal-terms")
    dossier.stage.printer.scene(
        f"Délais et phrases des recours : {len(terms['items'])} sortes, toutes au choix de la branche."
    )
    await secretariat.get("/v1/appeal-terms/admissibility")
