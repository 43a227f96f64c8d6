"""The two evaluators: authorisation, independence, and who decides that a competence is mastered (R10–R21)."""

from app.domain.law import Concern
from app.domain.rules.drafting import guide_rule
from app.domain.text import Text

R10 = guide_rule(
    "R10",
    fr=("L'évaluation est toujours faite par deux évaluateurs : un professionnel du métier et un évaluateur habilité."),
    en="The assessment is always made by two evaluators: a trade professional and an authorised one.",
    quotes=("L'évaluation des compétences est effectuée par deux évaluateurs",),
    requires=Text(
        fr=(
            "L'évaluation doit réunir un professionnel du métier et un évaluateur habilité par la CPNE, deux "
            "personnes distinctes."
        ),
        en=(
            "The assessment takes a trade professional and an evaluator authorised by the CPNE, two different persons."
        ),
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("inviteTradeEvaluator", "recordAssessment", "completeAssessment"),
)

R11 = guide_rule(
    "R11",
    fr="L'intervention d'un évaluateur habilité par la CPNE est obligatoire.",
    en="The intervention of an evaluator authorised by the CPNE is mandatory.",
    quotes=("l'intervention d'un évaluateur habilité par la CPNE est une obligation",),
    requires=Text(
        fr="Un évaluateur habilité par la CPNE doit être désigné pour ce dossier.",
        en="An evaluator authorised by the CPNE must be appointed for this dossier.",
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("chooseEvaluator", "completeRegistration", "recordAssessment"),
)

R12 = guide_rule(
    "R12",
    fr="L'habilitation vaut pour une certification et pour la région où se passe l'évaluation.",
    en="An authorisation holds for one certification and for the region where the assessment takes place.",
    quotes=(
        (
            "veillez à choisir un évaluateur qui soit bien habilité pour le CQP/CQPI concerné et pour la région "
            "où se passe l'évaluation"
        ),
    ),
    requires=Text(
        fr=(
            "L'évaluateur doit être habilité pour la certification et pour la région de l'évaluation, le jour "
            "prévu puis chaque jour où elle a lieu."
        ),
        en=(
            "The evaluator must be authorised for the certification and the region of the assessment, on the "
            "planned day and on each day on which it is held."
        ),
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("listEvaluators", "setAuthorisations", "chooseEvaluator", "recordAssessment", "completeAssessment"),
)

R13 = guide_rule(
    "R13",
    fr="La liste des évaluateurs habilités, par région et par certification, est publique.",
    en="The list of authorised evaluators, by region and by certification, is public.",
    quotes=(
        (
            "La liste des évaluateurs habilités par la CPNE pour chaque région et pour chaque CQP/CQPI est "
            "disponible sur le site de l'Observatoire"
        ),
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("listEvaluators",),
)

R14 = guide_rule(
    "R14",
    fr="L'habilitation est personnelle : elle est donnée à une personne physique, quel que soit son statut.",
    en="An authorisation is personal: it is given to a natural person, whatever their legal status.",
    quotes=(
        "L'habilitation est délivrée « intuitu personae »",
        (
            "des personnes physiques dont le statut juridique est indifférent (travailleur indépendant, salarié "
            "d'un organisme...)"
        ),
    ),
    requires=Text(
        fr="Seule la personne habilitée et désignée peut accepter la mission et évaluer : elle ne délègue pas.",
        en=(
            "Only the authorised person who was appointed may accept the assignment and assess: it cannot be delegated."
        ),
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("createEvaluator", "setAuthorisations", "acceptAssignment", "recordAssessment"),
)

R15 = guide_rule(
    "R15",
    fr=(
        "L'évaluateur habilité est indépendant, juridiquement et économiquement, de l'entreprise et de "
        "l'organisme de formation."
    ),
    en="The authorised evaluator is legally and economically independent of the company and of the training body.",
    quotes=(
        (
            "doit être indépendant, juridiquement et économiquement, de l'entreprise et de l'organisme de "
            "formation qui intervient dans le cadre d'un CQP"
        ),
    ),
    requires=Text(
        fr=(
            "L'évaluateur ne doit avoir aucun lien avec l'entreprise du candidat ni avec l'organisme de formation "
            "ou d'accompagnement."
        ),
        en=("The evaluator must have no tie with the candidate's company nor with the training or accompanying body."),
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("declareAffiliations", "chooseEvaluator", "acceptAssignment"),
)

R16 = guide_rule(
    "R16",
    fr="Un évaluateur salarié d'un réseau national n'évalue pas un candidat formé par un organisme de ce réseau.",
    en="An evaluator employed by a national network does not assess a candidate trained by a body of that network.",
    quotes=(
        (
            "ne peut pas évaluer les compétences des salariés candidats à un CQP si, un organisme appartenant à "
            "ce même réseau a assuré la formation de ces salariés"
        ),
        "Sont concernés par exemple, les GRETA, les AFPI, l'AFPA",
    ),
    requires=Text(
        fr=(
            "L'employeur de l'évaluateur et l'organisme qui a formé ou accompagné le candidat ne doivent "
            "appartenir à aucun réseau commun."
        ),
        en="The evaluator's employer and the body that trained or accompanied the candidate must share no network.",
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("declareAffiliations", "chooseEvaluator", "acceptAssignment"),
)

R17 = guide_rule(
    "R17",
    fr=(
        "Dans les parcours 1 et 2, le professionnel du métier est un salarié de l'entreprise : le supérieur du "
        "candidat ou son représentant."
    ),
    en=(
        "In pathways 1 and 2 the trade professional is an employee of the company: the candidate's superior or "
        "their representative."
    ),
    quotes=(
        ("pour les salariés des Industries Chimiques, le responsable hiérarchique du candidat ou son représentant"),
        ("2 évaluateurs : un professionnel du métier salarié de l'entreprise + un évaluateur habilité par la CPNE"),
    ),
    requires=Text(
        fr="Le professionnel du métier doit être salarié de l'entreprise du candidat.",
        en="The trade professional must be an employee of the candidate's company.",
    ),
    operations=("inviteTradeEvaluator",),
)

R18 = guide_rule(
    "R18",
    fr="Dans le parcours 3, le professionnel du métier est salarié d'une entreprise des industries chimiques.",
    en="In pathway 3 the trade professional is an employee of a company of the chemical industries.",
    quotes=("Un professionnel du métier : un salarié d'une entreprise des Industries Chimiques",),
    requires=Text(
        fr="Le professionnel du métier doit être salarié d'une entreprise relevant de la CCNIC.",
        en="The trade professional must be an employee of a company under the CCNIC.",
    ),
    operations=("recordAssessment", "completeAssessment"),
)

R19 = guide_rule(
    "R19",
    fr="Le tuteur et les formateurs peuvent assister à l'entretien comme observateurs, sans évaluer.",
    en="The tutor and the trainers may attend the interview as observers, without assessing.",
    quotes=("ils ne participent pas à l'évaluation du candidat",),
    requires=Text(
        fr=(
            "Le tuteur et les formateurs ne peuvent être qu'observateurs : ni évaluateur habilité, ni "
            "professionnel du métier."
        ),
        en="The tutor and the trainers may only observe: neither authorised evaluator nor trade professional.",
    ),
    operations=("inviteTradeEvaluator", "recordAssessment"),
)

R20 = guide_rule(
    "R20",
    fr=(
        "Une compétence est maîtrisée quand l'évaluateur habilité la valide après concertation avec le "
        "professionnel du métier."
    ),
    en=("A competence is mastered when the authorised evaluator validates it after consulting the trade professional."),
    quotes=(
        (
            "Une compétence est considérée comme maîtrisée si elle est validée par l'évaluateur habilité par la "
            "CPNE après concertation avec le professionnel métier"
        ),
    ),
    requires=Text(
        fr=(
            "Le jour de la concertation avec le professionnel du métier doit être indiqué avant de clore l'évaluation."
        ),
        en=(
            "The day of the consultation with the trade professional must be given before the assessment is completed."
        ),
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("recordAssessment", "completeAssessment"),
)

R21 = guide_rule(
    "R21",
    fr="L'évaluateur habilité est choisi avant l'inscription, avec les dates et les modalités financières.",
    en="The authorised evaluator is chosen before registration, with the dates and the fees.",
    quotes=(
        (
            "Le choix d'un évaluateur habilité CPNE doit être fait en amont, avant toute inscription sur "
            "e-Certif, pour fixer les dates des évaluations et définir les modalités financières"
        ),
    ),
    requires=Text(
        fr="Un évaluateur, une date prévue et un accord sur les honoraires sont nécessaires avant l'inscription.",
        en="An evaluator, a planned date and an agreement on fees are needed before registration.",
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("chooseEvaluator", "completeRegistration"),
)
