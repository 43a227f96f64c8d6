"""Decisions on the jury's vote, the day of the request, attempts and experience (D31–D37, D55)."""

from app.domain.law import Concern
from app.domain.rules.drafting import choice, decision, number
from app.domain.text import Text

D31 = decision(
    "D31",
    fr="Le jury vote à égalité des collèges et à la majorité absolue ; qui a un lien avec le dossier se récuse.",
    en=("The jury votes with equal colleges and by absolute majority; whoever has a tie with the dossier is recused."),
    decided=(
        "Au moins un membre de chaque collège est présent ; le collège le plus nombreux désigne autant de votants "
        "que l'autre, dossier par dossier, après les récusations ; la décision est prise à la majorité absolue "
        "des voix ; le partage des voix suit le paramètre tie_rule (report par défaut : le guide ne donne pas de "
        "voix prépondérante à la présidence). Un membre qui travaille pour l'entreprise du candidat, ou qui l'a "
        "évalué, se récuse pour ce dossier ; si un collège n'a plus de membre, le dossier est reporté."
    ),
    requires=Text(
        fr=(
            "Il faut un membre de chaque collège, autant de votants de part et d'autre après les récusations, et "
            "la majorité absolue des voix."
        ),
        en=(
            "It takes a member of each college, as many voters on either side after recusals, and an absolute "
            "majority of votes."
        ),
    ),
    parameters=(
        choice(
            "tie_rule", "postpone", ("postpone", "chair"), "Sort du partage des voix", "What a tie of votes leads to"
        ),
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("createJurySession", "openJurySession", "deliberate", "postponeDossier"),
)

D55 = decision(
    "D55",
    fr="Qui est présent se sait heure par heure, et chaque décision se juge sur les présents de l'heure.",
    en="Who is there is known hour by hour, and each decision is judged on those who are there then.",
    decided=(
        "On sait à tout moment qui est présent : un membre arrive tard, part tôt, ou laisse la présidence à un autre "
        "membre de la session, avec l'heure et le motif. Chaque délibération se juge sur les présents de l'heure : les "
        "deux collèges, autant de votants de part et d'autre, aucune voix d'un absent ; est adopté ce qui recueille "
        "plus de la moitié des voix exprimées, celles-ci étant au moins la moitié de celles qui peuvent l'être (une "
        "voix pour et une abstention sur deux adoptent ; une voix pour et trois abstentions sur quatre, non). Une "
        "présidence récusée n'enregistre pas cette décision : un autre membre qui préside le fait, ou le secrétariat "
        "en son nom. La clôture est contresignée par qui préside en dernier ; une session qui a perdu sa présidence "
        "est close par le membre que désigne le secrétariat, avec le motif."
    ),
    requires=Text(
        fr=(
            "Il faut, à l'heure du vote, un membre présent de chaque collège, une présidence présente, et plus de la "
            "moitié de voix exprimées qui soient au moins la moitié de celles qui peuvent l'être."
        ),
        en=(
            "It takes, at the hour of the vote, a member of each college there, a chair who is there, and more than "
            "half of votes expressed that are at least half of those that may be cast."
        ),
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=(
        "recordAttendance",
        "getAttendance",
        "handOverChair",
        "deliberate",
        "bulkDeliberate",
        "correctDecision",
        "closeJurySession",
    ),
)

D32 = decision(
    "D32",
    fr="Les conditions s'apprécient le jour de la demande ; un départ ultérieur est noté et le secrétariat décide.",
    en=("Conditions are judged on the day of the request; a later departure is recorded and the secretariat decides."),
    decided=(
        "Les conditions s'apprécient le jour de la demande ; le départ ultérieur d'un salarié est noté au "
        "dossier, et le secrétariat décide."
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("createDossier", "submitAdmissibility", "decideAdmissibility"),
)

D33 = decision(
    "D33",
    fr="Une nouvelle tentative est un nouveau dossier, lié au précédent.",
    en="A new attempt is a new dossier, linked to the former.",
    decided=(
        "Une nouvelle tentative est un nouveau dossier lié au précédent ; son périmètre suit D23 ; une "
        "recevabilité encore en cours est réutilisée."
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("createDossier", "submitAdmissibility"),
)

D34 = decision(
    "D34",
    fr=("L'évaluation directe demande le CERFA et un repérage complet avec l'outil 1, sans décision de recevabilité."),
    en=(
        "The direct assessment takes the CERFA and a complete skills identification with outil 1, without an "
        "admissibility decision."
    ),
    decided=(
        "L'évaluation directe demande le CERFA, mais aucune décision de recevabilité ; son repérage et l'outil 1 "
        "sont obligatoires (« lors du repérage », R30), toutes les compétences étant maîtrisées ; voir D43."
    ),
    requires=Text(
        fr=(
            "L'évaluation directe demande le CERFA n°12818*02, l'outil 1 et un repérage où toutes les compétences "
            "sont maîtrisées."
        ),
        en=(
            "The direct assessment takes the CERFA n°12818*02, outil 1 and a skills identification with every "
            "competence mastered."
        ),
    ),
    operations=("recordSkillsIdentification", "addDocument", "completeRegistration"),
)

D35 = decision(
    "D35",
    fr="Le secrétariat choisit, date par date, l'édition en vigueur ; celle du guide est la première.",
    en="The secretariat chooses the edition in force, date by date; the guide's is the first.",
    decided=(
        "Le droit a changé après 2017 (fin de la durée minimale d'un an de la VAE, OPCA devenus OPCO, contrats "
        "renommés) : on ne sait pas si la branche a suivi, et le secrétariat choisit donc l'édition en vigueur à "
        "chaque date ; celle du guide est la première."
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("listRules", "putRuleParameter"),
)

D36 = decision(
    "D36",
    fr=(
        "Seize certifications : quatorze CQP et deux CQPI ; huit CQPI : six par équivalence et deux par la même "
        "démarche."
    ),
    en=(
        "Sixteen certifications: fourteen CQP and two CQPI; eight CQPI: six by equivalence and two by the same process."
    ),
    decided=(
        "Seize, ce sont quatorze CQP et deux CQPI ; les huit CQPI sont six par équivalence et deux par la même "
        "démarche."
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("listCertifications",),
)

D37 = decision(
    "D37",
    fr=(
        "L'expérience se compte en jours de périodes déclarées en rapport direct, fusionnées et ramenées au temps "
        "plein."
    ),
    en="Experience is counted in days of declared, directly related periods, merged and scaled to full time.",
    decided=(
        "L'expérience est une somme de jours sur des périodes déclarées « en rapport direct » avec la "
        "certification, premier et dernier jours compris, une période en cours s'arrêtant la veille de la demande "
        ": les périodes qui se chevauchent se fondent, un jour compte pour le plus petit de 1 et de la somme des "
        "heures hebdomadaires divisée par 35, et un an vaut 365 de ces jours (1 607 heures). L'évaluation directe "
        "et le parcours 2 ne comptent que les jours des trois années qui précèdent la demande, jour de la demande "
        "exclu ; le parcours 3 les compte tous. Un jour qui n'existe pas trois ans plus tôt est le dernier de son "
        "mois."
    ),
    requires=Text(
        fr=(
            "Chaque jour d'expérience en rapport direct compte à proportion de {weekly_hours} heures "
            "hebdomadaires, au plus pour un jour."
        ),
        en=(
            "Each day of directly related experience counts in proportion to {weekly_hours} weekly hours, for one "
            "day at most."
        ),
    ),
    parameters=(
        number(
            "weekly_hours",
            35,
            "hours",
            "Durée hebdomadaire du temps plein",
            "Weekly hours of full time",
            within=(1, 60),
        ),
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("checkEligibility", "createDossier", "decideAdmissibility"),
)
