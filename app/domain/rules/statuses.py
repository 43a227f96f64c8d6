"""The statuses of a dossier, computed from its steps and never set (R68–R74)."""

from app.domain.law import Concern
from app.domain.rules.drafting import guide_rule
from app.domain.text import Text

R68 = guide_rule(
    "R68",
    fr="On ne passe à une étape que si toutes les précédentes sont complètes.",
    en="A step is reached only when every step before it is complete.",
    quotes=(
        ("Le passage d'une étape à une autre est toujours conditionné à la validation complète des étapes précédentes"),
    ),
    requires=Text(
        fr="Les étapes précédentes doivent être complètes.", en="The steps before this one must be complete."
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=(
        "getChecklist",
        "submitAdmissibility",
        "decideAdmissibility",
        "recordPortfolio",
        "completeRegistration",
        "recordAssessment",
        "completeAssessment",
        "registerToJury",
        "deliberate",
    ),
)

R69 = guide_rule(
    "R69",
    fr=(
        "Un dossier est en cours d'inscription de sa création jusqu'à la fin de la saisie des informations du candidat."
    ),
    en="A dossier is being registered from its creation until the candidate's information is complete.",
    quotes=(
        "de sa création jusqu'à la fin de la saisie des informations du candidat",
        "Le dispositif de formation utilisé",
        "La copie du(es) diplôme(s) obtenu(s) par le candidat le cas échéant",
        "L'identification de l'établissement",
        "L'identification de l'Organisme de Formation (le cas échéant)",
        "Confirmer le choix de l'évaluateur habilité par la CPNE des Industries Chimiques",
    ),
    requires=Text(
        fr=(
            "L'inscription demande la certification, le dispositif de formation, l'état civil, l'établissement, "
            "l'organisme de formation s'il y en a un, et le choix confirmé de l'évaluateur."
        ),
        en=(
            "Registration takes the certification, the training scheme, the civil status, the establishment, the "
            "training body if any, and the confirmed choice of the evaluator."
        ),
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=(
        "createDossier",
        "updateDossier",
        "addDocument",
        "chooseEvaluator",
        "completeRegistration",
        "getDossier",
    ),
)

R70 = guide_rule(
    "R70",
    fr=(
        "Un dossier attend son évaluation jusqu'à l'invitation du professionnel, la saisie des résultats, des "
        "commentaires et des observations, et le dépôt de l'outil 4."
    ),
    en=(
        "A dossier awaits assessment until the professional is invited, results, comments and observations are "
        "entered, and outil 4 is uploaded."
    ),
    quotes=(
        "Saisisse les résultats de l'évaluation des compétences (acquis/non acquis)",
        "Saisisse les commentaires des compétences évaluées",
        "Saisisse les observations du candidat",
        "Scanne l'outil n°4",
        "Invite (envoi d'un mail automatique depuis e-Certif) l'évaluateur métier à saisir ses commentaires",
    ),
    requires=Text(
        fr=(
            "Il faut l'invitation du professionnel du métier, un résultat et un commentaire par compétence, les "
            "observations du candidat et l'outil 4."
        ),
        en=(
            "It takes the trade professional's invitation, a result and a comment per competence, the candidate's "
            "observations and outil 4."
        ),
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("inviteTradeEvaluator", "recordAssessment", "addDocument", "completeAssessment", "getDossier"),
)

R71 = guide_rule(
    "R71",
    fr="Un dossier attend le jury tant que celui-ci ne l'a pas examiné.",
    en="A dossier awaits the jury until the jury has examined it.",
    quotes=("tant qu'il n'est été examiné par le jury paritaire national des CQP des Industries Chimiques",),
    concerns=Concern.EVERY_PATHWAY,
    operations=("getDossier", "registerToJury", "deliberate"),
)

R72 = guide_rule(
    "R72",
    fr="Un dossier est validé quand toutes les compétences sont validées.",
    en="A dossier is awarded when every competence is validated.",
    quotes=("(toutes les compétences du CQP sont validées)",),
    concerns=Concern.EVERY_PATHWAY,
    operations=("deliberate", "getDossier"),
)

R73 = guide_rule(
    "R73",
    fr="Un dossier est partiel quand une ou plusieurs compétences ne sont pas validées.",
    en="A dossier is partially awarded when one or several competences are not validated.",
    quotes=("(une ou plusieurs compétences du CQP ne sont pas validées)",),
    concerns=Concern.EVERY_PATHWAY,
    operations=("deliberate", "getDossier"),
)

R74 = guide_rule(
    "R74",
    fr="Un dossier est non validé quand aucune compétence n'est validée.",
    en="A dossier is not awarded when no competence is validated.",
    quotes=("(aucune des compétences du CQP n'est validée)",),
    concerns=Concern.EVERY_PATHWAY,
    operations=("deliberate", "getDossier"),
)
