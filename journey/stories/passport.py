"""An award sent to the training passport: completed, refused, corrected, accepted, withdrawn."""

from journey.actors import Json, Person, StoryBrokenError
from journey.assessed import assessed
from journey.jury_day import JuryDay
from journey.stage import Stage

CPF = "/v1/cpf"
SENTENCE = "Aucun titulaire ne correspond aux critères obligatoires"


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
    await _is_registered(stage, secretariat, certificate["certification"]["code"])

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
    await _sent(stage, secretariat, named, accepted=False)
    await stage.does(
        secretariat,
        "corrige la commune",
        "PATCH",
        record,
        json={"birth_commune_insee": "69388"},
        result="{state_label}.",
    )
    await _sent(stage, secretariat, named, accepted=True)
    await stage.is_refused(
        secretariat, "ne le transmet pas deux fois", "POST", f"{CPF}/batches", json=named, code="validation_failed"
    )
    await secretariat.call("POST", f"/v1/certificates/{number}/revocation", json={"reason": "Pièce fausse"})
    await _sent(stage, secretariat, {**named, "action": "withdrawal"}, accepted=True)
    state = (await secretariat.get(record))["state"]
    if state != "withdrawn":
        raise StoryBrokenError(f"Le passeport devait en être retiré, et est « {state} ».")
    stage.printer.ending("Le passeport dit ce que vaut le parchemin.")


async def _is_registered(stage: Stage, secretariat: Person, code: str) -> None:
    path = f"/v1/certifications/{code}/settings"
    held = await secretariat.get(path)
    kept = {name: held[name] for name in ("written_work_required", "observation_required", "pathways")}
    await stage.does(
        secretariat,
        "dit quelle fiche du RNCP la certification avait",
        "PUT",
        path,
        json={**kept, "rncp_code": "RNCP00001", "in_force_from": "2011-04-27", "source": "Exemple"},
        result="{rncp_code}.",
    )


async def _sent(stage: Stage, secretariat: Person, body: Json, *, accepted: bool) -> None:
    """A batch of that one certificate, handed in, and answered."""
    batch = await stage.does(
        secretariat, "fait un lot", "POST", f"{CPF}/batches", json=body, result="{action_label}, {count} attribution."
    )
    path, (number,) = f"{CPF}/batches/{batch['id']}", body["certificates"]
    today = (await secretariat.get("/v1/sandbox/clock"))["now"][:10]
    await stage.does(
        secretariat,
        "note le dépôt",
        "POST",
        f"{path}/deposit",
        json={"deposited_on": today},
        result="Déposé le {deposited_on}.",
    )
    line = f"<idTechnique>{number}</idTechnique>"
    refused = f"<passage>{line}<messageErreur>{SENTENCE}</messageErreur></passage>"
    told = f"<PassagesOK>{line}</PassagesOK>" if accepted else f"<PassagesKO>{refused}</PassagesKO>"
    report = f"<rapport><idFlux>{batch['flux_id']}</idFlux>{told}</rapport>".encode()
    stage.printer.step(secretariat.capacity, secretariat.name, "lit le compte rendu de la Caisse des Dépôts")
    read = (await secretariat.hands_in(f"{path}/report", "rapport.xml", report)).accepted()
    stage.printer.outcome("Accepté." if read["accepted"] else f"Rejeté : {SENTENCE}.")
