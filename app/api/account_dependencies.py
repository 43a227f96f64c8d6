"""What signing in, inviting and issuing tokens ask for, by annotation."""

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from app.api.container import container_of
from app.api.security import AccessTokens, token_time
from app.usecases.accounts.begin_session import SessionContext
from app.usecases.accounts.factor_context import FactorContext
from app.usecases.jury.certificates import Issuer
from app.usecases.mail_writer import MailWriter
from app.usecases.ports.accounts import Origin
from app.usecases.ports.credentials import Passwords, Secrets
from app.usecases.ports.openid import OpenIdConnect
from app.usecases.ports.verifiable_credentials import CredentialSigner
from app.usecases.ports.webhooks import SecretCipher

__all__ = [
    "AccessTokensDep",
    "CipherDep",
    "ClientAddress",
    "FactorContextDep",
    "IssuerDep",
    "MailWriterDep",
    "OpenIdDep",
    "OriginDep",
    "PasswordsDep",
    "SecretsDep",
    "SessionContextDep",
    "SignerDep",
    "TokenTime",
]


async def _passwords(request: Request) -> Passwords:
    return container_of(request.scope).passwords


async def _secrets(request: Request) -> Secrets:
    return container_of(request.scope).secrets


async def _factor_context(request: Request) -> FactorContext:
    container = container_of(request.scope)
    return FactorContext(
        totp=container.totp,
        passkeys=container.passkeys,
        cipher=container.channel.cipher,
        secrets=container.secrets,
        mail_writer=container.mail_writer,
    )


async def _session_context(request: Request) -> SessionContext:
    container = container_of(request.scope)
    return SessionContext(
        roles_with_second_factor=container.factor_gate.roles_with_second_factor,
        secrets=container.secrets,
        mail_writer=container.mail_writer,
    )


async def _tokens(request: Request) -> AccessTokens:
    return container_of(request.scope).access_tokens


async def _mail_writer(request: Request) -> MailWriter:
    return container_of(request.scope).mail_writer


async def _issuer(request: Request) -> Issuer:
    container = container_of(request.scope)
    return Issuer(mail_writer=container.mail_writer, public_url=container.public_url)


async def _source(request: Request) -> str:
    return request.client.host if request.client else "unknown"


async def _origin(request: Request) -> Origin:
    user_agent = request.headers.get("user-agent", "")
    device = await asyncio.to_thread(container_of(request.scope).device_of, user_agent)
    return Origin(address=await _source(request), device=device)


async def _openid(request: Request) -> OpenIdConnect:
    return container_of(request.scope).openid


async def _signer(request: Request) -> CredentialSigner | None:
    return container_of(request.scope).credential_signer


async def _cipher(request: Request) -> SecretCipher:
    return container_of(request.scope).channel.cipher


async def _token_time() -> datetime:
    return token_time()


PasswordsDep = Annotated[Passwords, Depends(_passwords)]
SecretsDep = Annotated[Secrets, Depends(_secrets)]
FactorContextDep = Annotated[FactorContext, Depends(_factor_context)]
"""What it takes to enrol second factors, and to recognise them."""
SessionContextDep = Annotated[SessionContext, Depends(_session_context)]
"""What it takes to open sessions."""
AccessTokensDep = Annotated[AccessTokens, Depends(_tokens)]
MailWriterDep = Annotated[MailWriter, Depends(_mail_writer)]
SignerDep = Annotated[CredentialSigner | None, Depends(_signer)]
"""What signs credentials, where the settings have a key for it."""
OpenIdDep = Annotated[OpenIdConnect, Depends(_openid)]
CipherDep = Annotated[SecretCipher, Depends(_cipher)]
"""What seals the secrets that must be read again."""
IssuerDep = Annotated[Issuer, Depends(_issuer)]
ClientAddress = Annotated[str, Depends(_source)]
"""The network address that the request comes from."""
OriginDep = Annotated[Origin, Depends(_origin)]
"""The network address and the device that the request comes from."""
TokenTime = Annotated[datetime, Depends(_token_time)]
"""The instant by which tokens and attempts live, which the sandbox's clock does not move."""
