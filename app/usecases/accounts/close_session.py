"""Signing out."""

from datetime import datetime

from app.usecases.access import Caller
from app.usecases.errors import ProviderUnavailable
from app.usecases.ports import UnitOfWork
from app.usecases.ports.openid import OpenIdConnect, VouchedSession
from app.usecases.ports.webhooks import SecretCipher


async def close_session(
    uow: UnitOfWork, caller: Caller, *, openid: OpenIdConnect, cipher: SecretCipher, at: datetime
) -> str | None:
    """End the caller's session: its access tokens and its refresh token are dead at once.

    The address where the browser signs out of the identity provider too, where one opened the session and has one.
    """
    if caller.session_id is None:
        return None
    async with uow:
        vouched = await uow.vouched_sessions.get(caller.session_id)
        await uow.sessions.end(caller.session_id, at)
        await uow.vouched_sessions.forget_id_token(caller.session_id)
        await uow.commit()
    return await _sign_out_url(vouched, openid, cipher) if vouched is not None else None


async def _sign_out_url(session: VouchedSession, openid: OpenIdConnect, cipher: SecretCipher) -> str | None:
    """None too where the provider, or the key that sealed its word, is no longer among the settings, or it is away."""
    if session.provider not in openid.providers:
        return None
    try:
        return await openid.sign_out_url(session.provider, cipher.decrypt(session.sealed_id_token))
    except (KeyError, ProviderUnavailable):
        return None
