"""A certificate: verified by anybody, revoked with a reason, verified again."""

from journey.actors import Json, Person, StoryBrokenError
from journey.assessed import assessed
from journey.jury_day import JuryDay
from journey.stage import Stage


async def tell(stage: Stage) -> None:
    """From the jury to a recruiter, who is told the truth on each day."""
    stage.printer.title(
        "Le parchemin — délivré, vérifié, révoqué",
        "Une recruteuse vérifie le CQP d'une candidate, deux fois.",
    )
    (dossier,) = await assessed(stage, ("Lemaire", "Inès"))
    employer, secretariat = await stage.person("employer"), await stage.person("secretariat")
    jury = await JuryDay.planned(stage, in_days=30)
    await jury.registers(employer, dossier)
    await jury.begins()
    await jury.decides(dossier, "awarded")
    await jury.ends()
    (issued,) = (await employer.get(dossier.path))["certificates"]
    path = f"/v1/certificates/{issued['number']}"
    stage.printer.step(employer.capacity, employer.name, "lit le parchemin délivré")
    certificate = await employer.get(path)
    stage.printer.outcome(f"Parchemin n° {certificate['number']}, code {certificate['verification_code']}")

    recruiter = Person(http=stage.http, name="Fanny Roussel", capacity="Une recruteuse, sans compte")
    await stage.is_refused(
        recruiter, "essaie un code au hasard", "GET", f"{path}/verification?code=0000-0000-00", code="not_found"
    )
    await _verifies(stage, recruiter, certificate, "valid")
    reason: Json = {"reason": "Délivré sur une pièce fausse"}
    await stage.does(
        secretariat,
        "révoque le parchemin, avec un motif",
        "POST",
        f"{path}/revocation",
        json=reason,
        result="{state_label}.",
    )
    await _verifies(stage, recruiter, certificate, "revoked")
    await stage.is_refused(
        secretariat, "le révoque encore", "POST", f"{path}/revocation", json=reason, code="already_done"
    )
    stage.printer.ending("Le parchemin dit ce qu'il vaut, le jour où on le lui demande.")


async def _verifies(stage: Stage, recruiter: Person, certificate: Json, expected: str) -> None:
    path = f"/v1/certificates/{certificate['number']}/verification?code={certificate['verification_code']}"
    told = await stage.does(
        recruiter,
        "vérifie le parchemin avec son numéro et son code",
        "GET",
        path,
        result="{holder_name}, {state_label}.",
    )
    if told["state"] != expected:
        raise StoryBrokenError(f"Le parchemin devait être « {expected} », et est « {told['state']} ».")
