"""Second factors for the examples: enrolled, shown and removed, so that everybody signs in as before."""

from datetime import UTC, datetime

from httpx import AsyncClient, Response

from app.adapters.totp import AnySecret
from app.sandbox.identities import SECRETARIAT_2FA_USER
from journey.actors import PASSWORD
from tests.api.authenticator import Authenticator

_EMPLOYER, _SECRETARIAT = "employer-other@sandbox.example", "secretariat@sandbox.example"


async def show_second_factors(http: AsyncClient) -> None:
    """Let an employer enrol both kinds, sign in by each, step up, and remove them; and a reset be asked for."""
    headers, authenticator = _bearer(await _open(http)), Authenticator()
    secret = (await http.post("/v1/me/totp", headers=headers)).json()["secret"]
    await http.post("/v1/me/totp/confirmation", headers=headers, json={"code": _code(secret, -1)})
    options = (await http.post("/v1/me/passkeys/options", headers=headers)).json()
    registration = {"name": "Téléphone", "passkey": authenticator.create(options)}
    passkey = (await http.post("/v1/me/passkeys", headers=headers, json=registration)).json()
    await http.get("/v1/me/passkeys", headers=headers)
    await http.get("/v1/me/second-factors", headers=headers)
    challenge = (await _open(http)).json()["challenge"]
    options = (await http.post("/v1/sessions/passkey-options", json={})).json()
    shown = {"passkey": authenticator.get(options), "role": "employer"}
    await http.post("/v1/sessions/second-factor", json=shown)
    await http.post("/v1/sessions/second-factor", json={"challenge": challenge, "code": _code(secret, 0)})
    await http.post("/v1/me/step-up/passkey-options", headers=headers)
    await http.post("/v1/me/step-up", headers=headers, json={"code": _code(secret, 1)})
    await http.delete(f"/v1/me/passkeys/{passkey['id']}", headers=headers)
    await http.delete("/v1/me/totp", headers=headers)
    secretariat = _bearer(await _open(http, _SECRETARIAT))
    reason = {"reason": "Téléphone perdu ; identité vérifiée de vive voix"}
    await http.post(f"/v1/users/{SECRETARIAT_2FA_USER}/factor-reset", headers=secretariat, json=reason)


async def _open(http: AsyncClient, email: str = _EMPLOYER) -> Response:
    return await http.post("/v1/sessions", json={"email": email, "password": PASSWORD})


def _bearer(opened: Response) -> dict[str, str]:
    return {"Authorization": f"Bearer {opened.json()['access_token']}"}


def _code(secret: str, steps: int) -> str:
    return AnySecret(secret).at(datetime.now(UTC), counter_offset=steps)
