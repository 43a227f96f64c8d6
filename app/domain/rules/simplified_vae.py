"""Pathway 2, the simplified VAE of the employees of the chemical industries (R31–R34)."""

from app.domain.rules.drafting import guide_rule, number
from app.domain.text import Text

R31 = guide_rule(
    "R31",
    fr=(
        "Le parcours 2 demande {minimum_days_in_words} d'expérience dans les {window_years_in_words} précédant "
        "la demande et la présence à l'effectif d'une entreprise de la CCNIC."
    ),
    en=(
        "Pathway 2 takes {minimum_days_in_words} of experience in the {window_years_in_words} before the "
        "request and being on the payroll of a CCNIC company."
    ),
    quotes=(
        (
            "une expérience d'au moins 1 an dans les 3 années précédant la demande de VAE et présents à "
            "l'effectif d'une entreprise relevant de CCNIC"
        ),
    ),
    requires=Text(
        fr=(
            "Il faut au moins {minimum_days} jours d'expérience en rapport direct dans les {window_years} années "
            "précédant la demande, et être à l'effectif d'une entreprise relevant de la CCNIC."
        ),
        en=(
            "It takes at least {minimum_days} days of directly related experience in the {window_years} years "
            "before the request, and being on the payroll of a company under the CCNIC."
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
    operations=("checkEligibility", "decideAdmissibility"),
)

R32 = guide_rule(
    "R32",
    fr=(
        "Dans le parcours 2, le repérage avec l'outil 1 est obligatoire et sa copie rejoint la demande de recevabilité."
    ),
    en="In pathway 2 skills identification with outil 1 is mandatory and a copy joins the admissibility file.",
    quotes=(
        "une copie est envoyée dans le dossier de recevabilité",
        "Guide de repérage des compétences",
    ),
    requires=Text(
        fr=(
            "Le repérage des compétences doit être enregistré et son guide (outil 1) déposé avant la demande de "
            "recevabilité."
        ),
        en=(
            "The skills identification must be recorded and its guide (outil 1) uploaded before the admissibility "
            "request."
        ),
    ),
    operations=("recordSkillsIdentification", "addDocument", "submitAdmissibility"),
)

R33 = guide_rule(
    "R33",
    fr=("Dans le parcours 2, le dossier de recevabilité réunit le CERFA n°12818*02, l'outil 6 et l'outil 1 complété."),
    en="In pathway 2 the admissibility file holds the CERFA n°12818*02, outil 6 and the completed outil 1.",
    quotes=(
        "le guide de repérage des compétences (outil 1) complété par les évaluateurs",
        "Le candidat communique ensuite son dossier complet au secrétariat des CQP des Industries Chimiques",
    ),
    requires=Text(
        fr=(
            "Le dossier de recevabilité doit contenir le CERFA n°12818*02, le dossier candidat (outil 6) et le "
            "guide de repérage (outil 1) complété."
        ),
        en=(
            "The admissibility file must hold the CERFA n°12818*02, the candidate's file (outil 6) and the "
            "completed skills guide (outil 1)."
        ),
    ),
    operations=("addDocument", "submitAdmissibility", "decideAdmissibility"),
)

R34 = guide_rule(
    "R34",
    fr="Dans le parcours 2, après la recevabilité, l'employeur inscrit le candidat avec l'outil 6 et le CERFA.",
    en="In pathway 2, once admissible, the employer registers the candidate with outil 6 and the CERFA.",
    quotes=("L'entreprise télécharge l'outil 6 + CERFA",),
    requires=Text(
        fr=(
            "L'inscription demande une décision de recevabilité favorable, le dossier candidat (outil 6) et le "
            "CERFA n°12818*02."
        ),
        en=(
            "Registration takes a positive admissibility decision, the candidate's file (outil 6) and the CERFA "
            "n°12818*02."
        ),
    ),
    operations=("addDocument", "completeRegistration"),
)
