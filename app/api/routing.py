"""The routers of the contract: one for each noun."""

from fastapi import APIRouter

from app.api.contract_route import ContractRoute

TAGS: dict[str, str] = {}
"""The nouns, each with the sentence that describes it."""


def router(noun: str, prefix: str, *, description: str = "") -> APIRouter:
    """A router for the operations of one noun: its name is their tag in the OpenAPI document."""
    made = APIRouter(prefix=prefix, tags=[noun], route_class=ContractRoute)
    TAGS.setdefault(noun, description)
    return made
