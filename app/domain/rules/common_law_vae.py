"""Pathway 3, the common-law VAE of candidates from outside the chemical industries (R35–R43)."""

from app.domain.rules.drafting import guide_rule, number
from app.domain.text import Text

R35 = guide_rule(
    "R35",
    fr=(
        "Le parcours 3 demande {minimum_days_in_words} d'expérience en rapport direct avec le CQP, hors des "
        "entreprises de la CCNIC."
    ),
    en=(
        "Pathway 3 takes {minimum_days_in_words} of experience in direct relation with the CQP, outside CCNIC "
        "companies."
    ),
    quotes=(
        (
            "Ce parcours s'adresse aux candidats justifiant d'au moins un an d'expérience en rapport direct avec "
            "le CQP des Industries Chimiques visé"
        ),
        (
            "Le salarié travaille dans une entreprise qui ne relève pas de la Convention collective nationale des "
            "Industries Chimiques"
        ),
    ),
    requires=Text(
        fr=(
            "Il faut au moins {minimum_days} jours d'expérience en rapport direct avec le CQP visé, et ne pas "
            "être salarié d'une entreprise relevant de la CCNIC."
        ),
        en=(
            "It takes at least {minimum_days} days of experience in direct relation with the CQP aimed at, and "
            "not being employed by a company under the CCNIC."
        ),
    ),
    parameters=(
        number("minimum_days", 365, "days", "Durée minimale d'expérience", "Minimum experience", within=(0, 14_600)),
    ),
    operations=("checkEligibility", "decideAdmissibility"),
)

R36 = guide_rule(
    "R36",
    fr="Dans le parcours 3, le secrétariat examine la recevabilité sur le dossier candidat et le CERFA n°12818*02.",
    en="In pathway 3 the secretariat examines admissibility on the candidate's file and the CERFA n°12818*02.",
    quotes=(
        (
            "L'examen de la recevabilité de la demande de VAE est réalisé par le secrétariat des CQP de "
            "l'Observatoire de branche"
        ),
        "(dossier du candidat + document CERFA n°12818*02)",
    ),
    requires=Text(
        fr="Le dossier de recevabilité doit contenir le dossier candidat (outil 6) et le CERFA n°12818*02.",
        en="The admissibility file must hold the candidate's file (outil 6) and the CERFA n°12818*02.",
    ),
    operations=("addDocument", "submitAdmissibility", "decideAdmissibility"),
)

R37 = guide_rule(
    "R37",
    fr="Un refus de recevabilité est motivé.",
    en="A refusal of admissibility gives its grounds.",
    quotes=("En cas de décision de refus, celle-ci est motivée",),
    requires=Text(
        fr="Une décision d'irrecevabilité doit porter au moins un motif.",
        en="A decision of inadmissibility must carry at least one ground.",
    ),
    operations=("decideAdmissibility", "getAdmissibility"),
)

R38 = guide_rule(
    "R38",
    fr=(
        "Une fois la demande recevable, le candidat renseigne le dossier VAE (outil 7), puis contacte un "
        "évaluateur habilité."
    ),
    en=(
        "Once the request is admissible the candidate writes the VAE portfolio (outil 7), then contacts an "
        "authorised evaluator."
    ),
    quotes=(
        "Le candidat peut dès lors commencer sa démarche VAE et renseigner le dossier VAE",
        (
            "Une fois le dossier constitué, le candidat contacte un évaluateur habilité par la CPNE des "
            "Industries Chimiques"
        ),
    ),
    requires=Text(
        fr="Le dossier VAE vient après la décision de recevabilité, et l'évaluation après le dossier VAE.",
        en="The VAE portfolio comes after the admissibility decision, and the assessment after the portfolio.",
    ),
    operations=("recordPortfolio", "chooseEvaluator", "recordAssessment"),
)

R39 = guide_rule(
    "R39",
    fr="Avant l'évaluation, le candidat remet à l'évaluateur habilité le courrier attestant de la recevabilité.",
    en="Before the assessment the candidate gives the authorised evaluator the letter attesting admissibility.",
    quotes=(
        (
            "le candidat doit remettre à l'évaluateur habilité CPNE le courrier attestant de la recevabilité de "
            "la démarche VAE pour le CQP visé"
        ),
    ),
    requires=Text(
        fr="L'évaluateur doit confirmer que le courrier de recevabilité lui a été remis avant l'évaluation.",
        en="The evaluator must confirm that the admissibility letter was handed over before the assessment.",
    ),
    operations=("recordAssessment", "completeAssessment"),
)

R40 = guide_rule(
    "R40",
    fr=(
        "Dans le parcours 3, l'évaluation est un entretien à partir du dossier VAE (outil 7) et du guide "
        "d'évaluation VAE (outil 8)."
    ),
    en=(
        "In pathway 3 the assessment is an interview on the VAE portfolio (outil 7) and the VAE assessment guide "
        "(outil 8)."
    ),
    quotes=(
        (
            "L'évaluation se déroule sous la forme d'un entretien entre deux évaluateurs et le candidat, à partir "
            "du dossier VAE et du guide d'évaluation VAE"
        ),
    ),
    requires=Text(
        fr="L'entretien doit être daté, mené à deux évaluateurs, et reposer sur les outils 7 et 8.",
        en="The interview must be dated, held by two evaluators, and rest on outils 7 and 8.",
    ),
    operations=("recordAssessment", "completeAssessment"),
)

R41 = guide_rule(
    "R41",
    fr="L'évaluateur envoie les outils 7 et 8 au secrétariat dans les {weeks_in_words} qui suivent l'évaluation.",
    en="The evaluator sends outils 7 and 8 to the secretariat within {weeks_in_words} of the assessment.",
    quotes=("dans les deux semaines qui suivent l'évaluation",),
    requires=Text(
        fr=(
            "Les outils 7 et 8 sont attendus au secrétariat dans les {weeks} semaines qui suivent le dernier jour "
            "de l'évaluation."
        ),
        en="Outils 7 and 8 are due at the secretariat within {weeks} weeks of the last day of the assessment.",
    ),
    parameters=(
        number("weeks", 2, "weeks", "Délai d'envoi des outils 7 et 8", "Time to send outils 7 and 8", within=(1, 52)),
    ),
    operations=("addDocument", "getChecklist", "listDeadlines"),
)

R42 = guide_rule(
    "R42",
    fr=(
        "Dans le parcours 3, le secrétariat crée le dossier, y joint les outils 7 et 8 et inscrit le candidat au jury."
    ),
    en=(
        "In pathway 3 the secretariat creates the dossier, attaches outils 7 and 8 and registers the candidate to "
        "the jury."
    ),
    quotes=(
        "Le secrétariat des CQP des Industries Chimiques crée le dossier du candidat dans e-Certif",
        "Le secrétariat inscrit ensuite le candidat à un jury paritaire national",
        (
            "Il joint les pièces indispensables à la constitution du dossier que lui aura fourni le candidat ainsi que "
            "le dossier VAE (outil 7) et le guide d'évaluation VAE (outil 8)"
        ),
    ),
    requires=Text(
        fr=(
            "Le secrétariat inscrit le candidat, après l'évaluation, avec les outils 6, 7 et 8 et le CERFA n°12818*02."
        ),
        en=(
            "The secretariat registers the candidate, after the assessment, with outils 6, 7 and 8 and the CERFA "
            "n°12818*02."
        ),
    ),
    operations=("createDossier", "addDocument", "completeRegistration", "registerToJury"),
)

R43 = guide_rule(
    "R43",
    fr=(
        "Dans le parcours 3, le candidat peut être accompagné par un organisme de formation pendant toute la démarche."
    ),
    en="In pathway 3 the candidate may be accompanied by a training body throughout.",
    quotes=("Il peut choisir d'être accompagné par un organisme de formation pour l'ensemble de la démarche",),
    operations=("createDossier", "updateDossier", "chooseEvaluator"),
)
