"""What comes of a certificate once the jury has risen: the passport, the credential, and the survey of its holder."""

from copy import deepcopy
from datetime import date

from journey.actors import Json, Person, StoryBrokenError
from journey.foreign_verifier import verdict
from journey.mailbox import Mailbox
from journey.passport_desk import CPF, is_registered, sends
from journey.stage import Stage
from journey.survey_counts import ANSWER, counted_once, six_months_counts

_SIX_MONTHS_AND_SOME_DAYS = 185


async def is_accepted_by_the_passport(stage: Stage, certificate: Json, *first_names: str) -> None:
    """The award is completed, sent, and accepted."""
    secretariat, number = await stage.person("secretariat"), certificate["number"]
    await is_registered(stage, secretariat, certificate["certification"]["code"])
    record = f"{CPF}/records/{number}"
    said: Json = {"first_names": list(first_names), "birth_commune_insee": "69388", "birth_country": "FR"}
    await stage.does(secretariat, "note les prénoms et la commune", "PATCH", record, json=said, result="{state_label}.")
    await sends(stage, secretariat, {"action": "creation", "certificates": [number]}, accepted=True)
    state = (await secretariat.get(record))["state"]
    if state != "accepted":
        raise StoryBrokenError(f"Le passeport devait avoir accepté {number}, qui est « {state} ».")


async def is_believed_by_a_program(stage: Stage, dossier: str, holder: Person, address: str) -> None:
    """The holder takes the credential by their link; a program that we did not write believes it, and no other one."""
    secretariat = await stage.person("secretariat")
    await stage.does(
        secretariat,
        "envoie à la titulaire le lien de son parchemin",
        "POST",
        f"{dossier}/holder-link",
        json={"paper": "certificate"},
        result="{paper_label}.",
    )
    token = (await Mailbox(stage.http, address).last("holder_certificate"))["links"]["token"]
    stage.printer.step(holder.capacity, holder.name, "prend son attestation numérique par ce lien, et la montre")
    response = await stage.http.post("/v1/holder-links/credential", json={"token": token})
    credential: Json = response.raise_for_status().json()
    altered = deepcopy(credential)
    altered["awardedDate"] = "2020-01-01T00:00:00Z"
    judged = [await verdict(stage.http, each) for each in (credential, altered)]
    if judged != ["valid", "refused"]:
        raise StoryBrokenError(f"L'attestation devait être crue, et l'altérée non : {judged}")
    stage.printer.outcome(
        "openvc-core, que nous n'avons pas écrit : l'attestation est authentique, l'altérée ne l'est pas."
    )


async def answers_the_survey(stage: Stage, certificate: Json, holder: Person, address: str) -> None:
    """Six months later the survey comes of itself; the answer is counted once, in both rates."""
    secretariat, year = await stage.person("secretariat"), date.fromisoformat(certificate["awarded_on"]).year
    before = await six_months_counts(secretariat, year)
    await stage.let_days_pass(_SIX_MONTHS_AND_SOME_DAYS, "Six mois et quelques jours passent")
    token = (await Mailbox(stage.http, address).last("holder_survey", "six mois après"))["links"]["token"]
    said: Json = {"token": token, "wave": "m6", "situation": "employed", "in_target_job": True, "region": "84"}
    await stage.does(
        holder, "répond à l'enquête de six mois", "POST", ANSWER, json=said, result="Réponse du {answer[answered_on]}."
    )
    after = await six_months_counts(secretariat, year)
    counted_once(certificate["number"], before, after)
    stage.printer.outcome(
        f"Taux global {after['global_rate']} %, métier visé {after['target_rate']} %, n = {after['n']}."
    )
