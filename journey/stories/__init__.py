"""The pathways, the jury and what stays of it; then the days on which something goes wrong."""

from collections.abc import Awaitable, Callable

from journey.stage import Stage
from journey.stories import (
    another_employer,
    another_evaluator,
    bridge,
    common_law_vae,
    contested_refusal,
    corrected_receipt,
    cqpi,
    deadlines,
    deceased_candidate,
    direct_assessment,
    funder_month,
    individualised_training,
    long_jury_day,
    paritary_jury,
    partner_month,
    passport,
    redeliberation,
    refused_signature,
    reopened_dossier,
    second_attempt,
    simplified_vae,
    surveyed_holder,
    taken_over,
    verified_certificate,
    wrong_document,
)

Story = Callable[[Stage], Awaitable[None]]

STORIES: dict[str, Story] = {
    "individualised_training": individualised_training.tell,
    "direct_assessment": direct_assessment.tell,
    "simplified_vae": simplified_vae.tell,
    "common_law_vae": common_law_vae.tell,
    "deadlines": deadlines.tell,
    "paritary_jury": paritary_jury.tell,
    "verified_certificate": verified_certificate.tell,
    "passport": passport.tell,
    "surveyed_holder": surveyed_holder.tell,
    "second_attempt": second_attempt.tell,
    "cqpi": cqpi.tell,
    "bridge": bridge.tell,
    "taken_over": taken_over.tell,
    "another_evaluator": another_evaluator.tell,
    "another_employer": another_employer.tell,
    "long_jury_day": long_jury_day.tell,
    "corrected_receipt": corrected_receipt.tell,
    "reopened_dossier": reopened_dossier.tell,
    "wrong_document": wrong_document.tell,
    "refused_signature": refused_signature.tell,
    "deceased_candidate": deceased_candidate.tell,
    "redeliberation": redeliberation.tell,
    "contested_refusal": contested_refusal.tell,
    "funder_month": funder_month.tell,
    "partner_month": partner_month.tell,
}
"""By name, in the order in which they are told."""
