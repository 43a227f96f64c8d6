"""Decisions on the reference data that decides: networks and training bodies, bounds, places (D59, D61)."""

from app.domain.law import Concern
from app.domain.rules.drafting import decision
from app.domain.text import Text

D59 = decision(
    "D59",
    fr="Les réseaux sont des codes publiés, comparés sans casse ni accent ; un organisme connu apporte les siens.",
    en="Networks are published codes, compared without case and accents; a known body brings its own along.",
    decided=(
        "Les réseaux sont des codes de données de référence, publiés (listNetworks) et comparés sans tenir compte de "
        "la casse ni des accents ; un code inconnu est refusé. Un organisme de formation connu par son SIREN, dans le "
        "registre que tient le secrétariat, apporte ses réseaux, quoi que l'employeur omette."
    ),
    requires=Text(
        fr="Le réseau doit être l'un de ceux que publie listNetworks.",
        en="The network must be one of those that listNetworks publishes.",
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=(
        "listNetworks",
        "putNetwork",
        "listTrainingBodies",
        "putTrainingBody",
        "declareAffiliations",
        "createDossier",
        "chooseEvaluator",
        "recordAssessment",
    ),
)

D61 = decision(
    "D61",
    fr="Chaque paramètre a des bornes publiées ; la région autorisée est celle du lieu de l'évaluation.",
    en="Each parameter has published bounds; the authorised region is that of the place of the assessment.",
    decided=(
        "Chaque paramètre a des bornes, publiées, entre lesquelles tout acte reste possible ; une valeur au-delà est "
        "refusée, et aucune ne peut faire échouer une opération. La région autorisée est celle du lieu (R12, D19) : "
        "une évaluation hors de la région de l'entreprise (parcours 3 : de celle du candidat) nomme son lieu, ou dit "
        "qu'elle se tient à distance, et compte alors dans la région de l'entreprise (salariés mis à disposition : la "
        "région de l'entreprise utilisatrice compte)."
    ),
    requires=Text(
        fr="La valeur doit tenir dans les bornes du paramètre, et le lieu dans la région où l'évaluateur est habilité.",
        en="The value must lie in the parameter's bounds, and the place in the region of the evaluator's "
        "authorisation.",
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("listRules", "putRuleParameter", "chooseEvaluator", "recordAssessment", "getChecklist"),
)
