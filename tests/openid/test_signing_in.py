"""Signing in by others: what an identity opens, how it comes to open it, and how it ceases to."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from httpx import AsyncClient
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from app.adapters.secret_cipher import FernetCipher
from app.adapters.totp import AnySecret
from app.db.purge import purge
from app.db.tables import (
    identities,
    sessions,
    sign_in_starts,
    totp_secrets,
    user_roles,
    users,
    vouched_sessions,
)
from app.domain.personal_data import RetentionPeriods
from app.sandbox.identities import BEGINNING, EMPLOYER_USER, SECRETARIAT_USER
from app.settings import Settings
from tests.api.authenticator import Authenticator
from tests.api.mailbox import mails_to, token_for
from tests.api.signing_in import bearer, open_session, sign_in
from tests.openid.conftest import Serving
from tests.openid.fake_provider import REDIRECT_URI, FakeProvider, ec_key
from tests.openid.trips import begun, completed, linked, returned

EMPLOYER, SECRETARIAT, JURY = "employer@sandbox.example", "secretariat@sandbox.example", "jury@sandbox.example"
WITH_TOTP_SECRET = "JBSWY3DPEHPK3PXP"
NEW = "nouvelle@exemple.example"


async def test_the_providers_are_listed_with_the_roles_that_they_open(service: AsyncClient) -> None:
    listed = await service.get("/v1/identity-providers")

    (one,) = listed.json()["items"]
    assert (one["code"], one["name"], one["roles"]) == (
        "branch",
        "Annuaire de la branche",
        ["employer", "evaluator", "secretariat"],
    )
    assert one["role_labels"][0] == "Employeur"


async def test_a_service_without_providers_lists_none(sandbox: AsyncClient) -> None:
    assert (await sandbox.get("/v1/identity-providers")).json() == {"items": [], "next_cursor": None}


async def test_the_browser_is_sent_with_code_pkce_state_and_nonce(service: AsyncClient, provider: FakeProvider) -> None:
    trip = await begun(service)

    address, _, query = trip["authorization_url"].partition("?")
    asked = dict(parse_qsl(query))
    assert address == f"{provider.issuer}/authorize"
    assert asked.keys() == {
        *("response_type", "client_id", "redirect_uri", "scope", "state", "nonce"),
        *("code_challenge", "code_challenge_method"),
    }
    assert (asked["response_type"], asked["scope"], asked["code_challenge_method"]) == ("code", "openid", "S256")
    assert (asked["redirect_uri"], asked["state"]) == (REDIRECT_URI, trip["state"])
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) == 43
    assert trip["start_token"] not in trip["authorization_url"]
    assert (
        timedelta(minutes=9) < datetime.fromisoformat(trip["expires_at"]) - datetime.now(UTC) <= timedelta(minutes=10)
    )


async def test_the_database_alone_completes_nobodys_sign_in(
    service: AsyncClient, sandbox_database: AsyncEngine, provider: FakeProvider
) -> None:
    trip = await begun(service)

    async with sandbox_database.connect() as connection:
        (row,) = await connection.execute(select(sign_in_starts))
    nonce = dict(parse_qsl(urlsplit(trip["authorization_url"]).query))["nonce"]
    assert not any(secret.encode() in bytes(row.state_hash) + bytes(row.sealed) for secret in (trip["state"], nonce))


async def test_a_linked_identity_opens_the_account(service: AsyncClient, provider: FakeProvider) -> None:
    headers, link = await linked(service, provider, EMPLOYER)
    opened = await completed(service, await returned(service, provider))

    assert (link.status_code, opened.status_code) == (201, 201), opened.text
    assert opened.json()["token_type"] == "Bearer"
    me = (await service.get("/v1/me", headers=bearer(opened.json()))).json()
    assert (me["email"], me["role"]) == (EMPLOYER, "employer")
    (mine,) = (await service.get("/v1/me/identities", headers=headers)).json()["items"]
    assert (mine["id"], mine["provider"], mine["provider_name"], mine["available"]) == (
        link.json()["id"],
        "branch",
        "Annuaire de la branche",
        True,
    )
    assert mine["last_used_at"] is not None
    listed = (await service.get("/v1/me/sessions", headers=headers)).json()["items"]
    assert [one["factor"] for one in listed] == ["identity_provider", "password"]
    refreshed = await service.post("/v1/sessions/refresh", json={"refresh_token": opened.json()["refresh_token"]})
    assert refreshed.status_code == 201


async def test_its_owner_is_told_of_the_link(service: AsyncClient, provider: FakeProvider) -> None:
    await linked(service, provider, EMPLOYER)

    (mail,) = await mails_to(service, EMPLOYER)
    assert mail["template"] == "identity_linked"
    assert "Annuaire de la branche" in mail["body"]


async def test_an_address_alone_opens_nothing(service: AsyncClient, provider: FakeProvider) -> None:
    provider.claims = {"email": EMPLOYER, "email_verified": True, "preferred_username": EMPLOYER}

    refused = await completed(service, await returned(service, provider, EMPLOYER))

    assert refused.status_code == 403
    assert "access_token" not in refused.text


async def test_an_identity_is_known_by_its_issuer_too(
    service: AsyncClient, sandbox_database: AsyncEngine, provider: FakeProvider
) -> None:
    await linked(service, provider, EMPLOYER)
    async with sandbox_database.begin() as connection:
        await connection.execute(update(identities).values(issuer="https://another.example"))

    assert (await completed(service, await returned(service, provider))).status_code == 403


async def test_an_identity_opens_one_account_alone(service: AsyncClient, provider: FakeProvider) -> None:
    first, (_, again), (_, other) = (
        await linked(service, provider, EMPLOYER),
        await linked(service, provider, EMPLOYER),
        await linked(service, provider, SECRETARIAT),
    )

    assert (first[1].status_code, again.status_code, other.status_code) == (201, 409, 409)
    assert again.json()["detail"] != other.json()["detail"]


async def test_a_disabled_account_stays_closed(
    service: AsyncClient, sandbox_database: AsyncEngine, provider: FakeProvider
) -> None:
    await linked(service, provider, EMPLOYER)
    async with sandbox_database.begin() as connection:
        await connection.execute(update(users).where(users.c.id == EMPLOYER_USER).values(disabled=True))

    assert (await completed(service, await returned(service, provider))).status_code == 403


async def test_a_provider_opens_its_roles_alone(
    service: AsyncClient, sandbox_database: AsyncEngine, provider: FakeProvider
) -> None:
    assert (await linked(service, provider, JURY))[1].status_code == 403
    await linked(service, provider, EMPLOYER)
    async with sandbox_database.begin() as connection:
        await connection.execute(user_roles.insert().values(user_id=EMPLOYER_USER, role="jury", granted_at=BEGINNING))

    as_jury = await completed(service, await returned(service, provider), role="jury")
    unnamed = await completed(service, await returned(service, provider))
    not_held = await completed(service, await returned(service, provider), role="secretariat")

    assert (as_jury.status_code, unnamed.status_code, not_held.status_code) == (403, 201, 403)
    assert unnamed.json()["role"] == "employer"


async def test_who_holds_several_roles_names_one(
    service: AsyncClient, sandbox_database: AsyncEngine, provider: FakeProvider
) -> None:
    await linked(service, provider, EMPLOYER)
    async with sandbox_database.begin() as connection:
        await connection.execute(
            user_roles.insert().values(user_id=EMPLOYER_USER, role="secretariat", granted_at=BEGINNING)
        )

    unnamed = await completed(service, await returned(service, provider))
    named = await completed(service, await returned(service, provider), role="secretariat")

    assert [fault["code"] for fault in unnamed.json()["errors"]] == ["role_required"]
    assert named.json()["role"] == "secretariat"


async def _invited(client: AsyncClient, email: str = NEW, role: str = "secretariat") -> str:
    headers = await sign_in(client, SECRETARIAT)
    body = {"email": email, "name": "Nadia Nouvelle", "role": role}
    sent = await client.post("/v1/users", json=body, headers=headers)
    assert sent.status_code == 201, sent.text
    return await token_for(client, email, "invitation")


async def test_an_invitation_opens_a_new_account_by_an_identity(service: AsyncClient, provider: FakeProvider) -> None:
    token = await _invited(service)

    opened = await completed(service, await returned(service, provider), invitation_token=token)

    assert opened.status_code == 201, opened.text
    me = (await service.get("/v1/me", headers=bearer(opened.json()))).json()
    assert (me["email"], me["name"], me["role"]) == (NEW, "Nadia Nouvelle", "secretariat")
    assert (await completed(service, await returned(service, provider))).status_code == 201
    assert {mail["template"] for mail in await mails_to(service, NEW)} == {"invitation", "identity_linked"}
    used = await completed(service, await returned(service, provider), invitation_token=token)
    assert used.status_code == 409


async def test_an_account_without_a_password_is_open_all_the_same(service: AsyncClient, provider: FakeProvider) -> None:
    await completed(service, await returned(service, provider), invitation_token=await _invited(service))

    headers = await sign_in(service, SECRETARIAT)
    listed = (await service.get("/v1/users", headers=headers)).json()["items"]
    await service.post("/v1/password-resets", json={"email": NEW})

    assert [one["state"] for one in listed if one["email"] == NEW] == ["active"]
    assert "password_reset" not in {mail["template"] for mail in await mails_to(service, NEW)}
    assert (await open_session(service, NEW, password="")).status_code == 422
    assert (await open_session(service, NEW)).status_code == 401


async def test_an_invitation_links_no_account_that_was_opened_before(
    service: AsyncClient, provider: FakeProvider
) -> None:
    token = await _invited(service, EMPLOYER)

    refused = await completed(service, await returned(service, provider), invitation_token=token)
    accepted = await service.post("/v1/account-invitations/acceptance", json={"token": token})

    assert (refused.status_code, accepted.status_code) == (409, 200)
    assert (await completed(service, await returned(service, provider))).status_code == 403


async def test_an_invitation_adds_a_role_to_who_is_linked(service: AsyncClient, provider: FakeProvider) -> None:
    await linked(service, provider, EMPLOYER)

    opened = await completed(
        service, await returned(service, provider), invitation_token=await _invited(service, EMPLOYER)
    )

    assert opened.json()["role"] == "secretariat"


async def test_an_identity_follows_nobody_elses_invitation(service: AsyncClient, provider: FakeProvider) -> None:
    await linked(service, provider, EMPLOYER)
    token = await _invited(service)

    refused = await completed(service, await returned(service, provider), invitation_token=token)
    own = await completed(service, await returned(service, provider, "other"), invitation_token=token)

    assert (refused.status_code, own.status_code) == (409, 201)


async def test_an_invitation_to_a_role_that_the_provider_does_not_open_stays_whole(
    service: AsyncClient, provider: FakeProvider
) -> None:
    token = await _invited(service, role="jury")

    refused = await completed(service, await returned(service, provider), invitation_token=token)
    accepted = await service.post(
        "/v1/account-invitations/acceptance", json={"token": token, "password": "une phrase à soi, longue"}
    )

    assert (refused.status_code, accepted.status_code) == (403, 200)


async def test_an_identity_is_unlinked_its_sessions_end_and_its_owner_is_told(
    service: AsyncClient, provider: FakeProvider
) -> None:
    headers, link = await linked(service, provider, EMPLOYER)
    opened = await completed(service, await returned(service, provider))

    gone = await service.delete(f"/v1/me/identities/{link.json()['id']}", headers=headers)

    assert gone.status_code == 204
    assert (await service.get("/v1/me", headers=bearer(opened.json()))).status_code == 401
    assert (await service.get("/v1/me", headers=headers)).status_code == 200
    assert (await completed(service, await returned(service, provider))).status_code == 403
    assert (await service.get("/v1/me/identities", headers=headers)).json()["items"] == []
    assert (await mails_to(service, EMPLOYER))[0]["template"] == "identity_unlinked"
    again = await service.delete(f"/v1/me/identities/{link.json()['id']}", headers=headers)
    assert again.status_code == 404


async def test_who_unlinks_stays_signed_in(service: AsyncClient, provider: FakeProvider) -> None:
    _, link = await linked(service, provider, EMPLOYER)
    opened = bearer((await completed(service, await returned(service, provider))).json())

    assert (await service.delete(f"/v1/me/identities/{link.json()['id']}", headers=opened)).status_code == 204
    assert (await service.get("/v1/me", headers=opened)).status_code == 200


async def test_nobody_unlinks_anothers_identity(service: AsyncClient, provider: FakeProvider) -> None:
    _, link = await linked(service, provider, EMPLOYER)

    stranger = await sign_in(service, SECRETARIAT)

    assert (await service.delete(f"/v1/me/identities/{link.json()['id']}", headers=stranger)).status_code == 404


async def test_the_last_means_of_signing_in_stays(service: AsyncClient, provider: FakeProvider) -> None:
    opened = await completed(service, await returned(service, provider), invitation_token=await _invited(service))
    headers = bearer(opened.json())
    (first,) = (await service.get("/v1/me/identities", headers=headers)).json()["items"]

    refused = await service.delete(f"/v1/me/identities/{first['id']}", headers=headers)
    second = await service.post("/v1/me/identities", json=await returned(service, provider, "two"), headers=headers)
    gone = await service.delete(f"/v1/me/identities/{first['id']}", headers=headers)

    assert (refused.status_code, second.status_code, gone.status_code) == (422, 201, 204)
    assert [fault["code"] for fault in refused.json()["errors"]] == ["last_means_of_sign_in"]


async def test_a_passkey_is_a_means_and_may_be_the_last(
    service: AsyncClient, sandbox_database: AsyncEngine, provider: FakeProvider
) -> None:
    opened = await completed(service, await returned(service, provider), invitation_token=await _invited(service))
    headers = bearer(opened.json())
    (first,) = (await service.get("/v1/me/identities", headers=headers)).json()["items"]
    options = (await service.post("/v1/me/passkeys/options", headers=headers)).json()
    named = {"name": "Téléphone", "passkey": Authenticator().create(options)}
    passkey = (await service.post("/v1/me/passkeys", json=named, headers=headers)).json()

    gone = await service.delete(f"/v1/me/identities/{first['id']}", headers=headers)
    refused = await service.delete(f"/v1/me/passkeys/{passkey['id']}", headers=headers)

    assert (gone.status_code, refused.status_code) == (204, 422), refused.text
    assert [fault["code"] for fault in refused.json()["errors"]] == ["last_means_of_sign_in"]


async def test_an_identity_that_nobody_vouches_for_any_more_is_no_means(
    service: AsyncClient, sandbox_database: AsyncEngine, provider: FakeProvider
) -> None:
    opened = await completed(service, await returned(service, provider), invitation_token=await _invited(service))
    headers = bearer(opened.json())
    second = await service.post("/v1/me/identities", json=await returned(service, provider, "two"), headers=headers)
    async with sandbox_database.begin() as connection:
        await connection.execute(update(identities).where(identities.c.subject == "someone").values(provider="gone"))

    refused = await service.delete(f"/v1/me/identities/{second.json()['id']}", headers=headers)
    listed = (await service.get("/v1/me/identities", headers=headers)).json()["items"]

    assert refused.status_code == 422
    assert [(one["available"], one["provider_name"]) for one in listed] == [
        (False, provider.issuer),
        (True, "Annuaire de la branche"),
    ]


@pytest.mark.parametrize(
    ("said", "several"),
    [
        pytest.param({"acr": "eidas2"}, True, id="an acr that counts"),
        pytest.param({"amr": ["pwd", "mfa"]}, True, id="an amr that counts"),
        pytest.param({"acr": "eidas1", "amr": ["pwd"]}, False, id="neither"),
        pytest.param({}, False, id="nothing said"),
        pytest.param({"acr": ["eidas2"], "amr": "mfa"}, False, id="not as the standard says them"),
    ],
)
async def test_what_the_provider_says_of_the_sign_in_is_kept_and_counts_as_the_settings_say(
    serving: Serving,
    sandbox_database: AsyncEngine,
    provider: FakeProvider,
    said: dict[str, object],
    several: bool,
) -> None:
    provider.claims = said
    async with serving(counting_acr=["eidas2"], counting_amr=["mfa"]) as service:
        await linked(service, provider, EMPLOYER)
        await completed(service, await returned(service, provider))
        trip = await begun(service)

    async with sandbox_database.connect() as connection:
        (row,) = await connection.execute(select(vouched_sessions))
    amr = said.get("amr")
    assert (row.acr, row.amr) == (
        said["acr"] if isinstance(said.get("acr"), str) else None,
        amr if isinstance(amr, list) else [],
    )
    assert row.several_factors is several
    assert dict(parse_qsl(trip["authorization_url"]))["acr_values"] == "eidas2"


async def test_a_second_factor_is_due_after_an_identity_as_after_a_password(
    service: AsyncClient, sandbox_database: AsyncEngine, provider: FakeProvider
) -> None:
    await linked(service, provider, SECRETARIAT)
    await _enrol(sandbox_database)

    asked = await completed(service, await returned(service, provider))
    code = AnySecret(WITH_TOTP_SECRET).now()
    opened = await service.post(
        "/v1/sessions/second-factor", json={"challenge": asked.json()["challenge"], "code": code}
    )
    closed = await service.delete("/v1/sessions/current", headers=bearer(opened.json()))

    assert (asked.status_code, asked.json()["code"]) == (401, "second_factor_required")
    assert (opened.status_code, closed.status_code) == (201, 204)
    assert closed.headers["Link"].startswith(f"<{provider.issuer}/end?")


async def test_a_provider_that_asked_for_several_factors_leaves_none_due(
    serving: Serving, sandbox_database: AsyncEngine, provider: FakeProvider
) -> None:
    async with serving(counting_amr=["mfa"]) as service:
        await linked(service, provider, SECRETARIAT)
        await _enrol(sandbox_database)
        provider.claims = {"amr": ["mfa"]}

        opened = await completed(service, await returned(service, provider))

    assert opened.status_code == 201
    assert opened.json()["enrolment_required"] is False


async def test_linking_asks_for_a_recent_factor_of_who_has_one(
    service: AsyncClient, sandbox_database: AsyncEngine, provider: FakeProvider
) -> None:
    headers, _ = await linked(service, provider, SECRETARIAT)
    await _enrol(sandbox_database)

    refused = await service.post("/v1/me/identities", json=await returned(service, provider, "other"), headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (401, "step_up_required")


async def _enrol(engine: AsyncEngine) -> None:
    """Give the secretariat's account the factor of the one in the sandbox that has one."""
    async with engine.begin() as connection:
        await connection.execute(update(totp_secrets).values(user_id=SECRETARIAT_USER))


async def test_signing_out_leads_to_the_provider_too(
    service: AsyncClient, sandbox_database: AsyncEngine, provider: FakeProvider
) -> None:
    await linked(service, provider, EMPLOYER)
    opened = bearer((await completed(service, await returned(service, provider))).json())

    closed = await service.delete("/v1/sessions/current", headers=opened)

    address, _, relation = closed.headers["Link"].partition("; ")
    url, query = address.strip("<>").split("?", 1)
    asked = dict(parse_qsl(query))
    assert (closed.status_code, relation, url) == (204, 'rel="end-session"', f"{provider.issuer}/end")
    assert (asked["ui"], asked["client_id"], asked["post_logout_redirect_uri"]) == (
        "1",
        "cqp",
        "http://127.0.0.1:3000/",
    )
    assert asked["id_token_hint"].count(".") == 2
    async with sandbox_database.connect() as connection:
        assert await connection.scalar(select(vouched_sessions.c.sealed_id_token)) is None


async def test_a_token_too_long_for_a_header_is_no_hint(service: AsyncClient, provider: FakeProvider) -> None:
    await linked(service, provider, EMPLOYER)
    provider.claims = {"photo": "x" * 2000}
    opened = bearer((await completed(service, await returned(service, provider))).json())

    link = (await service.delete("/v1/sessions/current", headers=opened)).headers["Link"]

    assert "client_id=cqp" in link
    assert "id_token_hint" not in link


@pytest.mark.parametrize("how", ["no such place", "away", "a password"])
async def test_signing_out_waits_for_no_provider(serving: Serving, provider: FakeProvider, how: str) -> None:
    if how == "no such place":
        provider.metadata = {"end_session_endpoint": None}
    async with serving() as service:
        headers, _ = await linked(service, provider, EMPLOYER)
        opened = bearer((await completed(service, await returned(service, provider))).json())
    async with serving() as restarted:
        if how == "away":
            provider.answers["/realm/.well-known/openid-configuration"] = 500, b""
        closed = await restarted.delete("/v1/sessions/current", headers=headers if how == "a password" else opened)

    assert closed.status_code == 204
    assert "Link" not in closed.headers


async def test_the_id_token_is_sealed_and_goes_when_the_session_is_over(
    service: AsyncClient, sandbox_database: AsyncEngine, provider: FakeProvider, settings: Settings
) -> None:
    await linked(service, provider, EMPLOYER)
    await completed(service, await returned(service, provider))
    await begun(service)
    now = datetime.now(UTC)

    async with sandbox_database.connect() as connection:
        sealed = await connection.scalar(select(vouched_sessions.c.sealed_id_token))
    await purge(sandbox_database, now, RetentionPeriods({}))
    async with sandbox_database.begin() as connection:
        kept = await connection.scalar(select(vouched_sessions.c.sealed_id_token))
        waiting = len((await connection.execute(select(sign_in_starts))).all())
        await connection.execute(update(sessions).values(expires_at=now))
    await purge(sandbox_database, now + timedelta(minutes=11), RetentionPeriods({}))
    async with sandbox_database.connect() as connection:
        gone = await connection.scalar(select(vouched_sessions.c.sealed_id_token))
        left = len((await connection.execute(select(sign_in_starts))).all())

    cipher = FernetCipher.derived_from(settings.signing_key.get_secret_value())
    assert sealed is not None
    assert cipher.decrypt(sealed).count(".") == 2
    assert (kept, gone, waiting, left) == (sealed, None, 1, 0)


@pytest.mark.parametrize("kind", ["RS256", "ES256"])
async def test_both_kinds_of_signature_are_read(service: AsyncClient, provider: FakeProvider, kind: str) -> None:
    if kind == "ES256":
        provider.takes_key(ec_key(), "elliptic")
    provider.header = {"kid": None} if kind == "RS256" else {"typ": None}

    assert (await linked(service, provider, EMPLOYER))[1].status_code == 201


@pytest.mark.parametrize("way", ["client_secret_post", "none"])
async def test_the_client_says_who_it_is_as_the_settings_say(
    serving: Serving, provider: FakeProvider, way: str
) -> None:
    secret = None if way == "none" else "un secret: a soi+%"
    async with serving(client_authentication=way, client_secret=secret) as service:
        headers = await sign_in(service, EMPLOYER)
        await service.post("/v1/me/identities", json=await returned(service, provider), headers=headers)

    (form,) = provider.forms
    assert (form["client_id"], form.get("client_secret")) == ("cqp", secret)
    assert form.keys() - {"client_secret"} == {"grant_type", "code", "redirect_uri", "code_verifier", "client_id"}
    assert len(form["code_verifier"]) == 43
