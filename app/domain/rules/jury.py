"""The jury: how a dossier reaches it, what it sees, what it decides and what stays acquired (R59–R67)."""

from app.domain.law import Concern
from app.domain.rules.drafting import guide_rule, number
from app.domain.text import Text

R59 = guide_rule(
    "R59",
    fr="L'employeur inscrit au jury dans les parcours 1 et 2, le secrétariat dans le parcours 3.",
    en="The employer registers to the jury in pathways 1 and 2, the secretariat in pathway 3.",
    quotes=(
        "Inscription à un jury paritaire national par l'employeur",
        "Inscription à un jury paritaire national par le secrétariat",
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("registerToJury", "withdrawFromJury"),
)

R60 = guide_rule(
    "R60",
    fr="Dans les parcours 1 et 2, le jury dispose de l'outil 4 signé, des résultats et du dossier candidat signé.",
    en="In pathways 1 and 2 the jury has the signed outil 4, the results and the signed candidate's file.",
    quotes=(
        "complété par l'évaluateur habilité par la CPNE et signé par les évaluateurs et le candidat",
        "complété et signé par le candidat",
    ),
    requires=Text(
        fr=(
            "L'outil 4 signé par les deux évaluateurs et le candidat, et l'outil 6 signé par le candidat, sont "
            "nécessaires au jury."
        ),
        en=(
            "Outil 4 signed by both evaluators and the candidate, and outil 6 signed by the candidate, are needed "
            "by the jury."
        ),
    ),
    operations=("addDocument", "registerToJury", "getAgenda"),
)

R61 = guide_rule(
    "R61",
    fr="Dans le parcours 3, le jury dispose des outils 6, 7 et 8 signés et des résultats.",
    en="In pathway 3 the jury has the signed outils 6, 7 and 8 and the results.",
    quotes=(
        ("Pour chaque candidat, le jury paritaire national dispose obligatoirement des éléments suivants sur e-certif"),
    ),
    requires=Text(
        fr=(
            "Les outils 6 et 7 signés par le candidat, et l'outil 8 signé par les deux évaluateurs et le "
            "candidat, sont nécessaires au jury."
        ),
        en=(
            "Outils 6 and 7 signed by the candidate, and outil 8 signed by both evaluators and the candidate, are "
            "needed by the jury."
        ),
    ),
    operations=("addDocument", "completeRegistration", "registerToJury", "getAgenda"),
)

R62 = guide_rule(
    "R62",
    fr="Le jury est paritaire : il réunit des représentants des salariés et des employeurs.",
    en="The jury is joint: it brings together representatives of employees and of employers.",
    quotes=(
        ("représentants des organisations syndicales de salariés et des organisations professionnelles des employeurs"),
    ),
    requires=Text(
        fr="Les deux collèges, salariés et employeurs, doivent être représentés.",
        en="Both colleges, employees and employers, must be represented.",
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("createJurySession", "updateJurySession", "openJurySession", "deliberate"),
)

R63 = guide_rule(
    "R63",
    fr="Le jury statue sur la délivrance totale, partielle ou la non-délivrance de la certification.",
    en="The jury decides on the total or partial award, or on no award, of the certification.",
    quotes=(
        ("est chargé de statuer sur la délivrance (totale ou partielle) ou la non délivrance du CQP/CQPI au candidat"),
    ),
    requires=Text(
        fr="Le jury doit se prononcer sur chaque compétence de la certification.",
        en="The jury must decide on each competence of the certification.",
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("deliberate",),
)

R64 = guide_rule(
    "R64",
    fr="La certification n'est délivrée que si toutes les compétences sont validées.",
    en="The certification is awarded only if every competence is validated.",
    quotes=("Le jury paritaire national délivre le CQP/CQPI si toutes les compétences sont validées",),
    concerns=Concern.EVERY_PATHWAY,
    operations=("deliberate", "correctDecision"),
)

R65 = guide_rule(
    "R65",
    fr="Le titulaire d'un CQP de la chimie garde les compétences communes sans nouvelle évaluation.",
    en="The holder of a chemical CQP keeps the shared competences without a new assessment.",
    quotes=(
        (
            "Si certaines compétences sont communes à plusieurs CQP des Industries Chimiques et si le candidat "
            "dispose déjà d'un CQP des Industries Chimiques, il garde le bénéfice des compétences acquises sans "
            "nouvelle évaluation"
        ),
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("verifyHeldCertification", "recordAssessment", "getAssessment", "deliberate"),
)

R66 = guide_rule(
    "R66",
    fr=(
        "Dans le parcours 1, les compétences d'une validation partielle restent acquises {years_in_words} à compter de "
        "la date du jury."
    ),
    en="In pathway 1 the competences of a partial award stay acquired for {years_in_words} from the date of the jury.",
    quotes=(
        (
            "le candidat garde le bénéfice des compétences acquises pendant une période de 5 ans à compter de la "
            "date du jury paritaire national qui a examiné le dossier"
        ),
    ),
    requires=Text(
        fr="Les compétences restent acquises {years} ans à compter de la date du jury, dernier jour compris.",
        en="Competences stay acquired for {years} years from the date of the jury, last day included.",
    ),
    parameters=(
        number(
            "years",
            5,
            "years",
            "Durée de conservation des compétences acquises",
            "How long acquired competences are kept",
            within=(1, 50),
        ),
    ),
    operations=("deliberate", "recordAssessment", "getChecklist"),
)

R67 = guide_rule(
    "R67",
    fr=(
        "Dans les parcours 2 et 3, les compétences d'une validation partielle restent acquises tant que le "
        "référentiel n'est pas modifié."
    ),
    en=(
        "In pathways 2 and 3 the competences of a partial award stay acquired as long as the framework is not modified."
    ),
    quotes=(
        (
            "le candidat garde le bénéfice des compétences acquises définitivement, à condition que le "
            "référentiel ne soit pas modifié"
        ),
    ),
    operations=("putFramework", "deliberate", "recordAssessment"),
)
