"""An award sent to the training passport: completed, refused, corrected, accepted, withdrawn."""

from journey.actors import Json, StoryBrokenError
from journey.assessed import assessed
from journey.jury_day import JuryDay
from journey.passport_desk import CPF, gives_up, is_registered, sends
from journey.stage import Stage


async def tell(stage: Stage) -> None:
    """From the certificate to the passport and back."""
    stage.printer.title(
        "Le passeport de compétences — transmis, refusé, corrigé, retiré",
        "Le secrétariat transmet à temps ce que le jury a délivré, et lit ce que l'on en répond.",
    )
    (dossier,) = await assessed(stage, ("Carpentier", "Jean Pierre"))
    employer, secretariat = await stage.person("employer"), await stage.person("secretariat")
    jury = await JuryDay.planned(stage, in_days=30)
    await jury.registers(employer, dossier)
    await jury.begins()
    await jury.decides(dossier, "awarded")
    await jury.ends()
    (issued,) = (await employer.get(dossier.path))["certificates"]
    certificate = await secretariat.get(f"/v1/certificates/{issued['number']}")
    await is_registered(stage, secretariat, certificate["certification"]["code"])

    number, record = certificate["number"], f"{CPF}/records/{certificate['number']}"
    named: Json = {"action": "creation", "certificates": [number]}
    await stage.is_refused(
        secretariat,
        "veut transmettre sans les prénoms un par un",
        "POST",
        f"{CPF}/batches",
        json=named,
        code="validation_failed",
    )
    changes: Json = {"first_names": ["Jean Pierre"], "birth_commune_insee": "69387", "birth_country": "FR"}
    await stage.does(
        secretariat, "note les prénoms et la commune", "PATCH", record, json=changes, result="{state_label}."
    )
    await gives_up(stage, secretariat, named)
    await sends(stage, secretariat, named, accepted=False)
    await stage.does(
        secretariat,
        "corrige la commune",
        "PATCH",
        record,
        json={"birth_commune_insee": "69388"},
        result="{state_label}.",
    )
    await sends(stage, secretariat, named, accepted=True)
    await stage.is_refused(
        secretariat, "ne le transmet pas deux fois", "POST", f"{CPF}/batches", json=named, code="validation_failed"
    )
    await secretariat.call("POST", f"/v1/certificates/{number}/revocation", json={"reason": "Pièce fausse"})
    await sends(stage, secretariat, {**named, "action": "withdrawal"}, accepted=True)
    state = (await secretariat.get(record))["state"]
    if state != "withdrawn":
        raise StoryBrokenError(f"Le passeport devait en être retiré, et est « {state} ».")
    stage.printer.ending("Le passeport dit ce que vaut le parchemin.")
