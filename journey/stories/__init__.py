"""One story for each pathway, one for the special case of the first, then the jury and what stays of it."""

from collections.abc import Awaitable, Callable

from journey.stage import Stage
from journey.stories import (
    bridge,
    common_law_vae,
    cqpi,
    deadlines,
    direct_assessment,
    individualised_training,
    paritary_jury,
    second_attempt,
    simplified_vae,
    verified_certificate,
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
    "second_attempt": second_attempt.tell,
    "cqpi": cqpi.tell,
    "bridge": bridge.tell,
}
"""By name, in the order in which they are told."""
