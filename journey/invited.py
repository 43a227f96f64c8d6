"""People whom the secretariat invites in the course of a story: they follow the mail, choose a password, sign in."""

from journey.actors import Answer, Json, Person, last_mail
from journey.fictitious_data import address
from journey.stage import Stage

_SENTENCE = "une phrase que personne ne devine"


async def joins(stage: Stage, name: str, role: str, capacity: str, what: str, **held: str) -> Person:
    """Somebody accepts the secretariat's invitation to a role; that person, signed in."""
    secretariat, email = await stage.person("secretariat"), address(role)
    invited: Json = {"email": email, "name": name, "role": role, **held}
    await stage.does(secretariat, what, "POST", "/v1/users", json=invited)
    mail = await last_mail(stage.http, email)
    accepted: Json = {"token": mail["links"]["token"], "password": _SENTENCE}
    Answer.of(await stage.http.post("/v1/account-invitations/acceptance", json=accepted)).accepted()
    return await Person(http=stage.http, name=name, capacity=capacity).sign_in(email, _SENTENCE)


async def joins_the_jury(stage: Stage, name: str, college: str, **told: str) -> tuple[Json, Person]:
    """Somebody accepts the invitation to the jury; their seat in a session, with what is ``told`` of it, and them."""
    person = await joins(stage, name, "jury", "Un membre du jury", f"invite {name} au jury")
    user_id = (await person.get("/v1/me"))["id"]
    return {"user_id": user_id, "name": name, "college": college, **told}, person
