"""The decision on what a text must say where one is required (D60)."""

from app.domain.law import Concern
from app.domain.rules.drafting import decision
from app.domain.text import Text

D60 = decision(
    "D60",
    fr="Un texte exigé dit quelque chose ; un motif ne nomme que des règles qui existent.",
    en="A text that is required says something; a ground names only rules that exist.",
    decided=(
        "Partout où un motif, un commentaire, une raison ou une observation est exigé, des blancs et des caractères "
        "invisibles ne sont rien. Un motif ne nomme que des règles qui existent."
    ),
    requires=Text(
        fr="Le texte exigé contient au moins une lettre ou un chiffre.",
        en="The text that is required has at least one letter or digit.",
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=(
        "decideAdmissibility",
        "extendAdmissibility",
        "withdrawDossier",
        "updateDossier",
        "recordAssessment",
        "completeAssessment",
        "recordTradeObservations",
        "waiveTradeObservations",
        "verifyHeldCertification",
        "confirmDirectAssessment",
        "deliberate",
        "correctDecision",
        "postponeJurySession",
        "cancelJurySession",
        "reissueCertificate",
        "revokeCertificate",
        "decidePersonMatch",
        "verifyCompany",
    ),
)
