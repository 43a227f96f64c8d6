"""Decisions on an assessment that is taken up again: by the same people (D57), or by another evaluator (D63)."""

from app.domain.law import Concern
from app.domain.rules.drafting import decision

D57 = decision(
    "D57",
    fr="Les observations de l'évaluateur métier suivent un résultat ; un résultat changé redemande le guide signé.",
    en="The trade evaluator's observations follow a result; a result that changes asks for the signed guide again.",
    decided=(
        "Les observations de l'évaluateur métier (parcours 1 et 2) suivent le premier résultat, disent quelque chose, "
        "et se reprennent par une nouvelle invitation jusqu'à l'inscription au jury. Un résultat changé après le dépôt "
        "de l'outil n° 4 (de l'outil n° 8) le redemande : est changé un « acquis » qui prend l'autre valeur, ou une "
        "compétence ajoutée à un guide déjà déposé (parcours 1 et 2) ; une première saisie dans le parcours 3, un "
        "commentaire ou une observation ne changent rien à ce qui est signé. Chaque changement garde l'ancienne "
        "valeur, son auteur et son jour."
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=(
        "recordAssessment",
        "getAssessment",
        "inviteTradeEvaluator",
        "recordTradeObservations",
        "addDocument",
        "registerToJury",
        "getChecklist",
    ),
)

D63 = decision(
    "D63",
    fr="Jusqu'à l'inscription au jury, le secrétariat peut remplacer l'évaluateur, avec un motif.",
    en="Until the jury registration the secretariat may replace the evaluator, with a reason.",
    decided=(
        "Jusqu'à l'inscription au jury, le secrétariat peut remplacer l'évaluateur, avec un motif. Les séances et les "
        "résultats restent, chacun jugé (R12, R15, R16) sur l'évaluateur qui l'a tenu, avec son auteur et son jour ; "
        "information préalable, concertation, outil n° 4, invitation, observations de l'évaluateur métier et "
        "acceptation sont à donner de nouveau. Le nouvel évaluateur confirme en envoyant les résultats ; ce qui n'est "
        "pas envoyé n'est pas confirmé, et la clôture le demande. Avant tout résultat, tout ce qui venait de "
        "l'ancien prend fin. Rien ne quitte le dossier."
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=(
        "replaceEvaluator",
        "chooseEvaluator",
        "declineAssignment",
        "acceptAssignment",
        "inviteTradeEvaluator",
        "recordAssessment",
        "completeAssessment",
        "registerToJury",
        "getAssessment",
        "getChecklist",
    ),
)
