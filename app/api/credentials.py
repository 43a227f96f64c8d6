"""What signing in, inviting and issuing tokens ask for, by annotation."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from app.api.security import AccessTokens, system_time
from app.api.wiring import wiring_of
from app.usecases.jury.certificates import Issuer
from app.usecases.letters import Post
from app.usecases.ports.credentials import Passwords, Secrets

__all__ = ["IssuerDep", "PasswordsDep", "PostDep", "SecretsDep", "Source", "SystemTime", "Tokens"]


async def _passwords(request: Request) -> Passwords:
    return wiring_of(request.scope).passwords


async def _secrets(request: Request) -> Secrets:
    return wiring_of(request.scope).secrets


async def _tokens(request: Request) -> AccessTokens:
    return wiring_of(request.scope).access_tokens


async def _post(request: Request) -> Post:
    return wiring_of(request.scope).post


async def _issuer(request: Request) -> Issuer:
    wiring = wiring_of(request.scope)
    return Issuer(post=wiring.post, public_url=wiring.public_url)


async def _source(request: Request) -> str:
    return request.client.host if request.client else "unknown"


async def _system_time() -> datetime:
    return system_time()


PasswordsDep = Annotated[Passwords, Depends(_passwords)]
SecretsDep = Annotated[Secrets, Depends(_secrets)]
Tokens = Annotated[AccessTokens, Depends(_tokens)]
PostDep = Annotated[Post, Depends(_post)]
IssuerDep = Annotated[Issuer, Depends(_issuer)]
Source = Annotated[str, Depends(_source)]
"""The network address that the request comes from."""
SystemTime = Annotated[datetime, Depends(_system_time)]
"""The instant by which tokens and attempts live, which the sandbox's clock does not move."""
