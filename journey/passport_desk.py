"""The secretariat at the passport's desk, for every story that sends to it: a batch handed in, its report read."""

from journey.actors import Json, Person
from journey.stage import Stage

CPF = "/v1/cpf"
SENTENCE = "Aucun titulaire ne correspond aux critères obligatoires"


async def is_registered(stage: Stage, secretariat: Person, code: str) -> None:
    """The certification has an entry in the RNCP: without one, nothing is sent."""
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


async def gives_up(stage: Stage, secretariat: Person, body: Json) -> None:
    """A batch whose file the portal refuses whole: its awards can be sent again."""
    batch = (await secretariat.call("POST", f"{CPF}/batches", json=body)).accepted()
    await stage.does(
        secretariat,
        "abandonne un lot dont le portail a refusé le fichier",
        "POST",
        f"{CPF}/batches/{batch['id']}/cancellation",
        json={"reason": "Fichier refusé par le portail"},
        result="Abandonné par {cancelled_by}.",
    )


async def sends(stage: Stage, secretariat: Person, body: Json, *, accepted: bool) -> None:
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
