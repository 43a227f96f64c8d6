"""The assessment: what is checked beforehand, how competences are judged, who enters what (R46–R58)."""

from app.domain.law import Concern
from app.domain.rules.drafting import guide_rule
from app.domain.text import Text

R46 = guide_rule(
    "R46",
    fr=(
        "L'évaluateur habilité vérifie que le candidat a été informé et que tous les documents de branche ont été "
        "utilisés."
    ),
    en="The authorised evaluator checks that the candidate was informed and that every branch document was used.",
    quotes=(
        (
            "Le candidat a été informé au préalable de l'objectif et des modalités de déroulement de l'évaluation "
            "de ses compétences et que tous les documents de branche ont été utilisés"
        ),
    ),
    requires=Text(
        fr=(
            "Il faut attester que le candidat a été informé au préalable et que tous les documents de branche ont "
            "été utilisés."
        ),
        en=("It must be attested that the candidate was informed beforehand and that every branch document was used."),
    ),
    operations=("recordAssessment", "completeAssessment"),
)

R47 = guide_rule(
    "R47",
    fr=("L'évaluateur habilité vérifie que le professionnel du métier connaît l'objectif, les modalités et son rôle."),
    en="The authorised evaluator checks that the trade professional knows the aim, the method and their own role.",
    quotes=(
        (
            "informé de l'objectif et des modalités d'évaluation des compétences du candidat selon le CQP/CQPI "
            "visé, ainsi que de son rôle"
        ),
    ),
    requires=Text(
        fr=(
            "Il faut attester que le professionnel du métier a été informé de l'objectif, des modalités et de son rôle."
        ),
        en="It must be attested that the trade professional was informed of the aim, the method and their role.",
    ),
    operations=("recordAssessment", "completeAssessment"),
)

R48 = guide_rule(
    "R48",
    fr="Le guide d'évaluation est transmis au préalable.",
    en="The assessment guide is handed over beforehand.",
    quotes=("le guide d'évaluation des compétences leur a bien été transmis au préalable",),
    requires=Text(
        fr="Il faut attester que le guide d'évaluation a été transmis au préalable.",
        en="It must be attested that the assessment guide was handed over beforehand.",
    ),
    operations=("recordAssessment", "completeAssessment"),
)

R49 = guide_rule(
    "R49",
    fr="L'outil 3 est remis au candidat avant l'entretien d'évaluation.",
    en="Outil 3 is given to the candidate before the assessment interview.",
    quotes=("Il doit être remis à chaque candidat avant l'entretien d'évaluation",),
    requires=Text(
        fr="Il faut attester que l'outil 3 a été remis au candidat avant l'entretien.",
        en="It must be attested that outil 3 was given to the candidate before the interview.",
    ),
    operations=("recordAssessment", "completeAssessment"),
)

R50 = guide_rule(
    "R50",
    fr="Le guide d'évaluation (outil 4) est obligatoire et chaque compétence est évaluée par des critères précis.",
    en="The assessment guide (outil 4) is mandatory and each competence is assessed by precise criteria.",
    quotes=(
        "Son utilisation est obligatoire pour les évaluateurs",
        "Chaque compétence est évaluée à l'aide de critères précis",
    ),
    requires=Text(
        fr=(
            "Chaque compétence à évaluer doit recevoir un résultat, et le guide d'évaluation (outil 4) doit être "
            "déposé."
        ),
        en="Each competence in scope must receive a result, and the assessment guide (outil 4) must be uploaded.",
    ),
    operations=("putFramework", "recordAssessment", "addDocument", "completeAssessment"),
)

R51 = guide_rule(
    "R51",
    fr=(
        "L'entretien est complété, selon la certification, par une observation en situation de travail et par un écrit."
    ),
    en=(
        "Depending on the certification, the interview is completed by an observation at work and by a written "
        "document."
    ),
    quotes=(
        (
            "Elle est complétée par une observation des activités du candidat en situation de travail et/ou par "
            "la production d'un document écrit par le candidat, en fonction du CQP/CQPI visé"
        ),
    ),
    requires=Text(
        fr="L'observation datée et l'écrit du candidat que la certification demande doivent être fournis.",
        en=("The dated observation and the candidate's written work that the certification asks for must be provided."),
    ),
    operations=("getCertification", "recordAssessment", "addDocument", "completeAssessment"),
)

R52 = guide_rule(
    "R52",
    fr="L'évaluation se fait en plusieurs étapes, au fil de l'acquisition, ou en une seule.",
    en="The assessment takes place in several sittings, as competences are acquired, or in one.",
    quotes=(
        ("L'évaluation peut se dérouler en différentes étapes, au fur et à mesure de l'acquisition des compétences"),
    ),
    requires=Text(
        fr="Il faut indiquer au moins un jour d'évaluation, passé ou présent.",
        en="At least one day of assessment must be given, past or present.",
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("recordAssessment", "completeAssessment"),
)

R53 = guide_rule(
    "R53",
    fr="Les compétences déjà acquises par un CQP ou un CQPI détenu ne sont pas évaluées à nouveau.",
    en="Competences already acquired by a CQP or CQPI held are not assessed again.",
    quotes=(
        (
            "il faut tenir compte des CQP/CQPI détenus par le candidat afin de ne pas évaluer les compétences "
            "déjà acquises"
        ),
    ),
    requires=Text(
        fr="Les compétences dispensées ne doivent pas être évaluées à nouveau.",
        en="Exempted competences must not be assessed again.",
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("verifyHeldCertification", "recordAssessment", "getAssessment"),
)

R54 = guide_rule(
    "R54",
    fr=(
        "L'évaluateur habilité saisit les résultats, ses observations et celles du candidat, et dépose le guide "
        "d'évaluation."
    ),
    en=(
        "The authorised evaluator enters the results, their observations and the candidate's, and uploads the "
        "assessment guide."
    ),
    quotes=(
        (
            "l'évaluateur habilité par la CPNE saisit le résultat de l'évaluation, ses observations et celles du "
            "candidat dans e-Certif"
        ),
    ),
    requires=Text(
        fr=(
            "Les résultats, les observations de l'évaluateur, celles du candidat et le guide d'évaluation sont "
            "nécessaires pour clore l'évaluation."
        ),
        en=(
            "The results, the evaluator's observations, the candidate's and the assessment guide are needed to "
            "complete the assessment."
        ),
    ),
    operations=("recordAssessment", "addDocument", "completeAssessment"),
)

R55 = guide_rule(
    "R55",
    fr="Le professionnel du métier, invité par l'évaluateur habilité, ne saisit que ses observations.",
    en="The trade professional, invited by the authorised evaluator, enters observations only.",
    quotes=(
        (
            "L'évaluateur métier saisit dans e-Certif, sur invitation de l'évaluateur habilité par la CPNE des "
            "Industries Chimiques, ses observations sur l'évaluation des compétences du candidat"
        ),
        "envoi d'un mail automatique depuis e-Certif",
    ),
    requires=Text(
        fr="L'évaluateur habilité doit inviter le professionnel du métier, qui saisit ses observations.",
        en="The authorised evaluator must invite the trade professional, who enters their observations.",
    ),
    operations=(
        "inviteTradeEvaluator",
        "redeemInvitation",
        "renewInvitation",
        "recordTradeObservations",
        "completeAssessment",
    ),
)

R56 = guide_rule(
    "R56",
    fr="Le résultat d'une compétence est acquis ou non acquis, sans degré.",
    en="The result of a competence is acquired or not acquired, without degrees.",
    quotes=("(acquis/non acquis)",),
    requires=Text(
        fr="Chaque compétence évaluée est acquise ou non acquise.",
        en="Each competence assessed is either acquired or not acquired.",
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("recordAssessment",),
)

R57 = guide_rule(
    "R57",
    fr="Les documents de branche utilisés sont ceux de la dernière version.",
    en="The branch documents used are of the latest version.",
    quotes=("s'assurer de disposer de la dernière version",),
    requires=Text(
        fr="La dernière version des documents de la certification doit être utilisée.",
        en="The latest version of the certification's documents must be used.",
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("listBranchForms", "getBranchForm", "putBranchForm", "recordAssessment"),
)

R58 = guide_rule(
    "R58",
    fr="Le dossier va au jury une fois saisis les résultats et les observations des évaluateurs et du candidat.",
    en=(
        "A dossier goes to the jury once the results and the observations of the evaluators and the candidate are "
        "entered."
    ),
    quotes=(
        (
            "les résultats de l'évaluation et les observations des évaluateurs et du candidat saisis dans "
            "e-Certif, l'entreprise peut, alors, inscrire un candidat à un jury paritaire national"
        ),
    ),
    requires=Text(
        fr=(
            "Les résultats et les observations des deux évaluateurs et du candidat doivent être saisis avant "
            "l'inscription au jury."
        ),
        en=(
            "The results and the observations of both evaluators and of the candidate must be entered before "
            "registration to the jury."
        ),
    ),
    operations=("recordTradeObservations", "waiveTradeObservations", "registerToJury"),
)
