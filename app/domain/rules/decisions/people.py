"""Decisions on independence, networks, regions and who may enter a pathway (D16–D22)."""

from app.domain.law import Concern
from app.domain.rules.drafting import decision
from app.domain.text import Text

D16 = decision(
    "D16",
    fr="Indépendance et réseaux valent dans tous les parcours, et pour l'organisme d'accompagnement du parcours 3.",
    en="Independence and networks hold in every pathway, and for the accompanying body of pathway 3.",
    decided=(
        "Les règles d'indépendance et de réseau (R15, R16) valent dans tous les parcours, et pour l'organisme "
        "d'accompagnement du parcours 3 (R43) comme pour un organisme de formation."
    ),
    requires=Text(
        fr="L'évaluateur doit être indépendant de l'organisme d'accompagnement comme d'un organisme de formation.",
        en="The evaluator must be independent of the accompanying body as of a training body.",
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("chooseEvaluator", "acceptAssignment"),
)

D17 = decision(
    "D17",
    fr="Un lien avec l'entreprise, l'organisme, son réseau ou la formation du candidat écarte l'évaluateur.",
    en="A tie with the company, the body, its network or the candidate's training excludes the evaluator.",
    decided=(
        "L'indépendance fait obstacle quand l'employeur de l'évaluateur a le SIREN de l'entreprise, ou celui de "
        "l'organisme de formation ou d'accompagnement ; quand l'évaluateur est salarié d'un organisme du même "
        "réseau que cet organisme (R16 : les salariés seulement ; les autres liens avec l'organisme lui-même "
        "relèvent de R15) ; quand il a formé ce candidat. S'y ajoute une déclaration d'indépendance par dossier."
    ),
    requires=Text(
        fr="L'évaluateur doit déclarer son indépendance pour ce dossier et ne pas avoir formé le candidat.",
        en=("The evaluator must declare their independence for this dossier and must not have trained the candidate."),
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("declareAffiliations", "chooseEvaluator", "acceptAssignment"),
)

D18 = decision(
    "D18",
    fr="Les réseaux sont des données de référence ; un organisme peut appartenir à plusieurs.",
    en="Networks are reference data; a body may belong to several.",
    decided=(
        "Les réseaux sont des données de référence (GRETA, AFPI et AFPA d'abord) ; un organisme peut appartenir à "
        "plusieurs réseaux."
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("declareAffiliations", "createDossier", "chooseEvaluator"),
)

D19 = decision(
    "D19",
    fr=(
        "La région est celle où l'évaluation a lieu, par son code INSEE ; à distance, celle de l'entreprise ou, "
        "dans le parcours 3, du candidat."
    ),
    en=(
        "The region is where the assessment takes place, by its INSEE code; remotely, the company's or, in "
        "pathway 3, the candidate's."
    ),
    decided=(
        "La région est celle où l'évaluation a lieu, par son code INSEE ; une séance à distance compte dans la "
        "région de l'entreprise (parcours 3 : celle du candidat)."
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("chooseEvaluator", "recordAssessment", "listEvaluators"),
)

D20 = decision(
    "D20",
    fr=(
        "Les intérimaires et les salariés de GEIQ ne sont pas à l'effectif de l'entreprise : parcours 1 ou 3 seulement."
    ),
    en="Temporary and GEIQ workers are not on the company's payroll: pathway 1 or 3 only.",
    decided=(
        "Les intérimaires et les salariés d'un GEIQ ne sont pas à l'effectif de l'entreprise de la CCNIC : "
        "parcours 1 ou 3, ni parcours 2 ni évaluation directe."
    ),
    requires=Text(
        fr=(
            "Un intérimaire ou un salarié de GEIQ n'est pas à l'effectif de l'entreprise : il ne peut suivre ni "
            "le parcours 2 ni l'évaluation directe."
        ),
        en=(
            "A temporary or GEIQ worker is not on the company's payroll: neither pathway 2 nor the direct "
            "assessment is open."
        ),
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("checkEligibility", "createDossier", "decideAdmissibility"),
)

D21 = decision(
    "D21",
    fr=(
        "Le parcours 1 est ouvert à tous les publics de R2 ; l'évaluation directe et le parcours 2 demandent "
        "l'effectif d'une entreprise de la CCNIC."
    ),
    en="Pathway 1 is open to all of R2; the direct assessment and pathway 2 take the payroll of a CCNIC company.",
    decided=(
        "Le parcours 1 est ouvert à tous les publics de R2 ; l'évaluation directe et le parcours 2 demandent "
        "d'être à l'effectif d'une entreprise de la CCNIC."
    ),
    requires=Text(
        fr="Il faut être à l'effectif d'une entreprise relevant de la CCNIC.",
        en="It takes being on the payroll of a company under the CCNIC.",
    ),
    operations=("checkEligibility", "createDossier", "decideAdmissibility"),
)

D22 = decision(
    "D22",
    fr=(
        "Dans le parcours 1 hors CCNIC, le professionnel du métier est salarié de l'entreprise utilisatrice, "
        "déclaré par l'employeur."
    ),
    en=(
        "In pathway 1 outside the CCNIC the trade professional is an employee of the user company, declared by "
        "the employer."
    ),
    decided=(
        "Dans le parcours 1 hors de la CCNIC, le professionnel du métier est un salarié de l'entreprise "
        "utilisatrice, déclaré par l'employeur."
    ),
    requires=Text(
        fr="Le professionnel du métier doit être salarié de l'entreprise utilisatrice.",
        en="The trade professional must be an employee of the user company.",
    ),
    operations=("inviteTradeEvaluator",),
)
