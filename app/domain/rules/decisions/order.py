"""Decisions on the order of steps, the outcome and what stays acquired (D1–D10)."""

from app.domain.law import Concern
from app.domain.rules.drafting import decision
from app.domain.text import Text

D1 = decision(
    "D1",
    fr=(
        "Dans le parcours 3, le secrétariat ouvre le dossier à l'arrivée de la demande de recevabilité, avant "
        "l'évaluation."
    ),
    en=(
        "In pathway 3 the secretariat opens the dossier when the admissibility request arrives, before the assessment."
    ),
    decided=(
        "Dans le parcours 3, le guide crée le dossier après l'évaluation (R42), contre le passage conditionné "
        "d'une étape à l'autre (R68) et contre ses propres statuts (R69 à R71). Ici, le secrétariat l'ouvre à "
        "l'arrivée de la demande de recevabilité ; les étapes sont la recevabilité, le dossier VAE, l'évaluation, "
        "l'inscription et le jury. Le statut public ne recule jamais : en cours d'inscription jusqu'à "
        "l'enregistrement du dossier VAE, en attente d'évaluation jusqu'à la clôture de l'évaluation, en attente "
        "de jury ensuite. Les outils 7 et 8 parviennent au secrétariat après l'évaluation (R41) : leur dépôt "
        "conditionne l'inscription, qui conditionne l'inscription au jury. Dans le parcours 2 aussi, le dossier "
        "s'ouvre avant la recevabilité, par l'employeur ou, pour un candidat qui lui écrit (R33), par le "
        "secrétariat."
    ),
    requires=Text(
        fr=(
            "Dans le parcours 3, l'inscription vient après l'évaluation et demande les outils 7 et 8 ; elle "
            "précède l'inscription au jury."
        ),
        en=(
            "In pathway 3 registration comes after the assessment and takes outils 7 and 8; it precedes the "
            "registration to the jury."
        ),
    ),
    operations=("createDossier", "recordPortfolio", "completeRegistration", "registerToJury", "getChecklist"),
)

D2 = decision(
    "D2",
    fr=(
        "Clore l'évaluation demande l'invitation du professionnel du métier ; l'inscription au jury demande ses "
        "observations."
    ),
    en=(
        "Completing the assessment takes the trade professional's invitation; registering to the jury takes their "
        "observations."
    ),
    decided=(
        "R70 demande que le professionnel du métier soit invité, R58 que ses observations soient saisies. Dans "
        "les parcours 1 et 2, clore l'évaluation demande l'invitation envoyée, un résultat et un commentaire par "
        "compétence, les observations du candidat et l'outil 4 ; l'inscription au jury demande en plus les "
        "observations du professionnel du métier, dont le secrétariat peut dispenser en donnant un motif. Dans le "
        "parcours 3, ni invitation ni observations en ligne (R55 et R58 sont des parcours 1 et 2) : l'évaluation "
        "nomme le professionnel et l'outil 8 porte les signatures."
    ),
    requires=Text(
        fr=(
            "Les observations du professionnel du métier doivent être saisies, ou le secrétariat doit en avoir "
            "dispensé le dossier en donnant un motif."
        ),
        en=(
            "The trade professional's observations must be entered, or the secretariat must have waived them with "
            "a reason."
        ),
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=(
        "inviteTradeEvaluator",
        "completeAssessment",
        "recordTradeObservations",
        "waiveTradeObservations",
        "registerToJury",
    ),
)

D3 = decision(
    "D3",
    fr="L'inscription au jury se lit à côté du statut « en attente de jury ».",
    en='The registration to the jury is read beside the status "awaiting jury".',
    decided=(
        "« En attente de jury » couvre le dossier non encore inscrit comme le dossier inscrit : chaque dossier "
        "porte, à côté de son statut, son inscription au jury (aucune, inscrit, reporté, retiré)."
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("getDossier", "registerToJury", "withdrawFromJury", "postponeDossier"),
)

D4 = decision(
    "D4",
    fr="Le résultat du dossier se calcule à partir des compétences ; il n'est jamais saisi.",
    en="The outcome of a dossier is computed from the competences; it is never typed.",
    decided=(
        "Le résultat est calculé, jamais saisi. Toutes les compétences du référentiel détenues après le jury : "
        "validé. Aucune : non validé. Sinon : partiel. Les compétences conservées ou dispensées comptent comme "
        "détenues."
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("deliberate", "correctDecision", "getDossier"),
)

D5 = decision(
    "D5",
    fr="Le jury est souverain, compétence par compétence ; il motive tout écart avec le résultat des évaluateurs.",
    en=(
        "The jury is sovereign, competence by competence; it gives a reason for departing from the evaluators' result."
    ),
    decided=(
        "Le jury est souverain. Il décide compétence par compétence ; à défaut, il retient le résultat des "
        "évaluateurs ; une décision qui s'en écarte porte un motif. Une compétence ni évaluée ni dispensée ne "
        "peut pas être validée."
    ),
    requires=Text(
        fr=(
            "Une décision qui s'écarte du résultat des évaluateurs doit être motivée, et une compétence ni "
            "évaluée ni dispensée ne peut pas être validée."
        ),
        en=(
            "A decision that departs from the evaluators' result needs a reason, and a competence neither "
            "assessed nor exempted cannot be validated."
        ),
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("deliberate", "correctDecision"),
)

D6 = decision(
    "D6",
    fr="Le CERFA est exigé à la recevabilité et à l'inscription, et montré au jury.",
    en="The CERFA is required at admissibility and at registration, and shown to the jury.",
    decided=(
        "Le CERFA figure dans les tableaux à la ligne du jury, mais pas dans le texte (R60, R61) : il est exigé à "
        "la recevabilité et à l'inscription, et montré au jury."
    ),
    requires=Text(fr="Le CERFA n°12818*02 doit être déposé.", en="The CERFA n°12818*02 must be uploaded."),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("addDocument", "submitAdmissibility", "completeRegistration", "getAgenda"),
)

D7 = decision(
    "D7",
    fr="La durée de conservation suit le fondement : celle de R66 dans le parcours 1, sans terme par la VAE.",
    en="Retention follows the legal basis: that of R66 in pathway 1, without term by VAE.",
    decided=(
        "La conservation suit le fondement juridique. Parcours 1 : cinq ans à compter de la date du jury. "
        "Évaluation directe, parcours 2 et parcours 3 : définitivement, tant que la compétence est inchangée dans "
        "le référentiel."
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("deliberate", "recordAssessment"),
)

D8 = decision(
    "D8",
    fr="Un nouveau référentiel n'interrompt pas la conservation du parcours 1.",
    en="A new framework does not cut the retention of pathway 1 short.",
    decided=(
        "Un nouveau référentiel ne met pas fin, avant ses cinq ans, à une conservation du parcours 1 ; une "
        "compétence sans correspondance reste au dossier et n'est pas reportée."
    ),
    operations=("putFramework", "recordAssessment"),
)

D9 = decision(
    "D9",
    fr="La modification du référentiel s'apprécie compétence par compétence.",
    en="A modification of the framework is judged competence by competence.",
    decided=(
        "« Référentiel modifié » s'apprécie par compétence : chaque nouvelle version dit de chaque compétence si "
        "elle est inchangée, modifiée ou supprimée. La modification ou la suppression met fin à une conservation "
        "sans terme."
    ),
    requires=Text(
        fr=(
            "Une nouvelle version du référentiel doit dire de chaque compétence de la précédente si elle est "
            "inchangée, modifiée ou supprimée."
        ),
        en=(
            "A new version of the framework must say of each competence of the former one whether it is "
            "unchanged, modified or removed."
        ),
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("putFramework", "recordAssessment"),
)

D10 = decision(
    "D10",
    fr=(
        "La conservation court de la date du jury, dernier jour compris, et se lit le jour où le périmètre de "
        "l'évaluation suivante est figé."
    ),
    en=(
        "Retention runs from the jury's date, last day included, and is read on the day on which the next "
        "assessment's scope is frozen."
    ),
    decided=(
        "Cinq ans, c'est la date du jury plus cinq années civiles, dernier jour compris (29 février : 28 "
        "février). On les apprécie le jour où le périmètre de l'évaluation suivante est figé ; ce qui est alors "
        "dispensé vaut pour le jury de ce dossier. Une validation partielle ultérieure ne prolonge jamais un "
        "terme antérieur ; le régime est celui du dossier qui a validé la compétence. Toutes les dates légales "
        "sont des jours à l'heure de Paris."
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("deliberate", "recordAssessment", "getAssessment"),
)
