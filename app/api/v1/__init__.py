"""The routers of version 1, in the order in which the documentation tells them."""

from fastapi import APIRouter

from app.api.v1 import accounts, bridges, certifications, cqpi_equivalences, eligibility, pathways, rules, sessions

ROUTERS: tuple[APIRouter, ...] = (
    sessions.router,
    accounts.router,
    certifications.router,
    cqpi_equivalences.router,
    pathways.router,
    rules.router,
    eligibility.router,
    bridges.router,
)

SANDBOX_ROUTERS: tuple[APIRouter, ...] = ()
"""What exists in the sandbox alone: its clock and its mails."""
