"""The routers of version 1, in the order in which the documentation tells them."""

from fastapi import APIRouter

from app.api.v1 import (
    accounts,
    admissibility,
    assessment,
    assignment,
    bridges,
    certificates,
    certifications,
    checklist,
    clients,
    companies,
    cqpi_equivalences,
    decisions,
    documents,
    dossiers,
    eligibility,
    evaluators,
    funding,
    jury_registration,
    jury_sessions,
    oauth,
    pathways,
    preparation,
    rules,
    sandbox,
    sessions,
    users,
)

ROUTERS: tuple[APIRouter, ...] = (
    sessions.router,
    accounts.router,
    users.router,
    clients.router,
    oauth.router,
    companies.router,
    certifications.router,
    cqpi_equivalences.router,
    pathways.router,
    rules.router,
    eligibility.router,
    evaluators.router,
    bridges.router,
    dossiers.router,
    checklist.router,
    documents.router,
    preparation.router,
    admissibility.router,
    assignment.router,
    assignment.invitations,
    assessment.router,
    jury_registration.router,
    decisions.router,
    jury_sessions.router,
    certificates.router,
    funding.router,
)

SANDBOX_ROUTERS: tuple[APIRouter, ...] = (sandbox.router,)
"""What exists in the sandbox alone: its clock and its mails."""
