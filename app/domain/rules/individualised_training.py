"""Pathway 1, individualised training, and its special case, the direct assessment (R22–R30)."""

from app.domain.rules.drafting import guide_rule, number, switch
from app.domain.text import Text

R22 = guide_rule(
    "R22",
    fr="Le livret de suivi (outil 2) est obligatoire pour un contrat de professionnalisation.",
    en="The follow-up booklet (outil 2) is mandatory for a professionalisation contract.",
    quotes=(
        (
            "Ce livret de suivi doit être utilisé pour les CQP/CQPI préparés dans le cadre d'un contrat de "
            "professionnalisation"
        ),
    ),
    requires=Text(
        fr=(
            "Pour un contrat de professionnalisation, le livret de suivi (outil 2) doit être déposé avant de "
            "clore l'évaluation."
        ),
        en=(
            "For a professionalisation contract the follow-up booklet (outil 2) must be uploaded before the "
            "assessment is completed."
        ),
    ),
    parameters=(
        switch(
            "required",
            True,
            "Livret de suivi exigé pour un contrat de professionnalisation",
            "Follow-up booklet required for a professionalisation contract",
        ),
    ),
    operations=("addDocument", "completeAssessment"),
)

R23 = guide_rule(
    "R23",
    fr="Le repérage des compétences est recommandé, sans être obligatoire, dans le parcours 1.",
    en="The skills identification is recommended, though not mandatory, in pathway 1.",
    quotes=("Cette démarche préalable est recommandée pour bien identifier les compétences",),
    operations=("recordSkillsIdentification", "getChecklist"),
)

R24 = guide_rule(
    "R24",
    fr="Quand un repérage a lieu, il se fait avec l'outil 1, remis ensuite aux évaluateurs.",
    en="When skills are identified it is done with outil 1, which is then handed to the evaluators.",
    quotes=(
        (
            "doit être utilisé. Ce document est remis aux évaluateurs dans le cadre de l'entretien d'évaluation "
            "des compétences en fin de parcours"
        ),
    ),
    requires=Text(
        fr="Un repérage enregistré demande le guide de repérage (outil 1) complété.",
        en="A recorded skills identification requires the completed guide (outil 1).",
    ),
    operations=("recordSkillsIdentification", "addDocument", "completeRegistration", "getDocumentContent"),
)

R25 = guide_rule(
    "R25",
    fr=(
        "Le repérage est un entretien mené par un expert du métier, salarié de l'entreprise, et un expert de "
        "l'entretien."
    ),
    en=(
        "The skills identification is an interview by a technical expert, employed by the company, and an "
        "interview expert."
    ),
    quotes=(
        "L'expert métier est un salarié de l'entreprise",
        (
            "L'expert en conduite d'entretien peut être salarié de l'entreprise, issu d'un organisme de formation "
            "ou évaluateur habilité par la CPNE"
        ),
        "Le choix des intervenants appartient à l'entreprise",
    ),
    requires=Text(
        fr=(
            "L'expert du métier doit être salarié de l'entreprise ; l'expert de l'entretien, une autre personne, "
            "est salarié de l'entreprise, issu d'un organisme de formation ou évaluateur habilité."
        ),
        en=(
            "The technical expert must be an employee of the company; the interview expert, another person, is an "
            "employee, from a training body, or an authorised evaluator."
        ),
    ),
    operations=("recordSkillsIdentification",),
)

R26 = guide_rule(
    "R26",
    fr="Le parcours de développement porte uniquement sur les compétences à acquérir.",
    en="The development plan bears only on the competences to acquire.",
    quotes=("Il porte uniquement sur les compétences à acquérir par le candidat",),
    requires=Text(
        fr="Le plan ne doit porter que sur des compétences du référentiel que le candidat n'a pas déjà acquises.",
        en="The plan must bear only on competences of the framework that the candidate has not already acquired.",
    ),
    operations=("recordTrainingPlan",),
)

R27 = guide_rule(
    "R27",
    fr="Un tuteur est nécessaire pour un contrat de professionnalisation.",
    en="A tutor is necessary for a professionalisation contract.",
    quotes=("Pour les contrats de professionnalisation, un tuteur est nécessaire",),
    requires=Text(
        fr="Pour un contrat de professionnalisation, un tuteur doit être désigné.",
        en="For a professionalisation contract a tutor must be named.",
    ),
    operations=("createDossier", "updateDossier", "completeRegistration"),
)

R28 = guide_rule(
    "R28",
    fr=(
        "L'employeur crée le compte de l'entreprise et le dossier, dépose les pièces et choisit l'évaluateur habilité."
    ),
    en=(
        "The employer creates the company's account and the dossier, uploads the documents and chooses the "
        "authorised evaluator."
    ),
    quotes=(
        (
            "L'employeur crée le compte de l'entreprise, le dossier de candidature (en téléchargeant les pièces "
            "indispensables à la constitution du dossier) et choisit un évaluateur habilité CPNE"
        ),
    ),
    requires=Text(
        fr="L'inscription demande les pièces du dossier et le choix d'un évaluateur habilité, par l'employeur.",
        en="Registration takes the dossier's documents and the choice of an authorised evaluator, by the employer.",
    ),
    operations=("registerCompany", "createDossier", "addDocument", "chooseEvaluator", "completeRegistration"),
)

R29 = guide_rule(
    "R29",
    fr="Le candidat remplit le dossier candidat (outil 6) et l'entreprise le met en ligne.",
    en="The candidate fills in the candidate's file (outil 6) and the company uploads it.",
    quotes=("Le candidat doit remplir le dossier candidat, qui sera mis en ligne par l'entreprise dans e-certif",),
    requires=Text(
        fr="Le dossier candidat (outil 6), signé par le candidat, doit être déposé avant l'inscription.",
        en="The candidate's file (outil 6), signed by the candidate, must be uploaded before registration.",
    ),
    operations=("addDocument", "completeRegistration"),
)

R30 = guide_rule(
    "R30",
    fr=(
        "Le salarié de la CCNIC qui maîtrise toutes les compétences et a {minimum_days_in_words} d'expérience récente "
        "peut être évalué directement."
    ),
    en=(
        "A CCNIC employee who masters every competence and has {minimum_days_in_words} of recent experience may be "
        "assessed directly."
    ),
    quotes=(
        (
            "sur une durée d'au moins un an dans les 3 années précédant la date de sa demande, le candidat peut "
            "être évalué directement pour l'ensemble des compétences sans suivre un parcours de développement des "
            "compétences"
        ),
        (
            "le candidat au CQP utilisera les outils et les modalités d'évaluation du parcours de développement "
            "des compétences (outils 3, 4, 5, 6 et"
        ),
    ),
    requires=Text(
        fr=(
            "L'évaluation directe demande un salarié à l'effectif d'une entreprise de la CCNIC, la maîtrise de "
            "toutes les compétences lors du repérage, au moins {minimum_days} jours d'expérience dans les "
            "{window_years} années précédant la demande, et le CERFA n°12818*02."
        ),
        en=(
            "Direct assessment takes an employee on the payroll of a CCNIC company, every competence mastered in "
            "the skills identification, at least {minimum_days} days of experience in the {window_years} years "
            "before the request, and the CERFA n°12818*02."
        ),
    ),
    parameters=(
        number("minimum_days", 365, "days", "Durée minimale d'expérience", "Minimum experience", within=(0, 1_095)),
        number(
            "window_years",
            3,
            "years",
            "Années prises en compte avant la demande",
            "Years counted before the request",
            within=(1, 10),
        ),
    ),
    operations=("checkEligibility", "createDossier", "confirmDirectAssessment", "completeRegistration"),
)
