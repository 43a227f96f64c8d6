"""A company that asks for an account, confirms its address and is verified: an employer of its own for a story."""

from journey.actors import Json, Person, last_mail
from journey.fictitious_data import address, siret
from journey.stage import Stage

PASSWORD = "une phrase que personne ne devine"


async def signs_up(
    stage: Stage, company: str = "Peintures de l'Isère", employer_name: str = "Nadia Berthet"
) -> tuple[Person, Json]:
    """Its employer, signed in, and the company as the secretariat has it."""
    email, secretariat = address("recrutement"), await stage.person("secretariat")
    employer = Person(http=stage.http, name=employer_name, capacity="L'employeur")
    asked: Json = {
        "siret": siret(),
        "name": company,
        "idcc": "0044",
        "address": {"street": "8 quai des Cuves", "postal_code": "38000", "city": "Grenoble", "country": "FR"},
        "contact": {"name": employer.name, "email": email},
    }
    await stage.does(
        employer, "demande un compte pour l'entreprise", "POST", "/v1/companies", json=asked, result="{detail}"
    )
    mail = await last_mail(stage.http, email)
    stage.printer.scene(f"{employer.name} reçoit un courriel : « {mail['subject']} »")
    chosen: Json = {"token": mail["links"]["token"], "password": PASSWORD}
    await stage.does(
        employer, "suit le lien et choisit un mot de passe", "POST", "/v1/email-confirmations", json=chosen
    )
    claim = (await secretariat.get(f"/v1/companies?siret={asked['siret']}"))["items"][0]
    found: Json = {"approved": True, "ccnic": True, "evidence": "Bulletin de paie qui cite la CCNIC"}
    await stage.does(
        secretariat,
        "approuve l'entreprise et vérifie qu'elle relève de la CCNIC",
        "POST",
        f"/v1/companies/{claim['id']}/verification",
        json=found,
        result="{name} : {state_label}.",
    )
    await employer.sign_in(email, PASSWORD)
    await stage.does(employer, "regarde où son compte est ouvert", "GET", "/v1/me/sessions")
    await stage.does(employer, "choisit la langue de ses courriels", "PATCH", "/v1/me", json={"language": "fr"})
    return employer, claim


async def signs_in_again(person: Person, company: Json) -> None:
    """The employer who registered the company opens another session."""
    await person.sign_in(company["contact"]["email"], PASSWORD)
