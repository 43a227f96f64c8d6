"""The decision on what was decided before the platform (D77)."""

from app.domain.law import Concern
from app.domain.rules.drafting import decision

D77 = decision(
    "D77",
    fr="Ce que la branche a décidé avant la plateforme est repris avec ses numéros, ses jours et ses mots.",
    en="What the branch decided before the platform is taken over with its own numbers, days and words.",
    decided=(
        "Ce que la branche a décidé avant la plateforme est repris avec ses propres numéros, jours et mots, et marqué "
        "comme repris ; les règles y sont jugées et montrées en remarques, sans être opposées ; personne n'est averti "
        "du passé, et aucun événement ne fait comme s'il arrivait aujourd'hui. Un terme déjà passé à la reprise ne "
        "décide de rien de lui-même."
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("createTakeover", "listTakeovers", "getTakeover", "undoTakeover", "verifyCertificate"),
)
