"""Decisions on what is recorded, verified and corrected, and on what may change by a parameter (D38–D47)."""

from app.domain.law import Concern
from app.domain.rules.drafting import decision
from app.domain.text import Text

D38 = decision(
    "D38",
    fr="Un dossier retiré, caduc ou irrecevable est clos avec son motif ; rien n'est supprimé.",
    en="A dossier withdrawn, lapsed or inadmissible is closed with its reason; nothing is deleted.",
    decided=(
        "Un dossier peut être retiré par son employeur (parcours 3 : le secrétariat), devenir caduc ou être jugé "
        "irrecevable : il est clos, et la clôture dit pourquoi (retiré, caduc, irrecevable). Rien n'est supprimé."
    ),
    requires=Text(fr="Un dossier clos n'avance plus.", en="A closed dossier moves no further."),
    concerns=Concern.EVERY_PATHWAY,
    operations=("withdrawDossier", "decideAdmissibility", "getDossier"),
)

D39 = decision(
    "D39",
    fr="Une décision ne se modifie jamais : une correction cite ce qu'elle remplace, et les deux restent.",
    en="A decision is never edited: a correction cites what it replaces, and both stay.",
    decided=(
        "Une décision ne se modifie jamais. Une correction cite ce qu'elle remplace, et les deux restent : une "
        "erreur matérielle laisse le résultat tel quel ; toute autre correction est une nouvelle délibération "
        "dans une session ouverte. L'une et l'autre remplacent le parchemin. Le statut change à la délibération ; "
        "le parchemin, les courriels et les événements partent à la clôture de la session."
    ),
    requires=Text(
        fr=(
            "Une erreur matérielle ne change pas le résultat ; tout autre changement demande une nouvelle "
            "délibération dans une session ouverte."
        ),
        en=(
            "A material error does not change the outcome; any other change takes a new deliberation in an open "
            "session."
        ),
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("correctDecision", "listDecisions", "closeJurySession", "reissueCertificate", "revokeCertificate"),
)

D40 = decision(
    "D40",
    fr=(
        "Dans le parcours 1, une condition non remplie refuse la création ; en VAE, elle refuse seulement la "
        "recevabilité."
    ),
    en="In pathway 1 an unmet condition refuses the creation; in VAE it only refuses admissibility.",
    decided=(
        "Dans le parcours 1 et l'évaluation directe, une condition non remplie refuse la création. Dans les "
        "parcours 2 et 3, jamais, puisqu'une demande doit être enregistrée pour être refusée avec ses motifs "
        "(R37) ; les manquements sont gardés et proposés comme motifs, et seule la décision « recevable » est "
        "refusée tant qu'il en reste un. « Irrecevable » clôt ; « incomplet » dit ce qui manque, et rouvre le dépôt "
        "de la demande."
    ),
    requires=Text(
        fr="La demande ne peut être déclarée recevable tant qu'une condition n'est pas remplie.",
        en="The request cannot be declared admissible while a condition is unmet.",
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("createDossier", "submitAdmissibility", "decideAdmissibility"),
)

D41 = decision(
    "D41",
    fr=(
        "Le jour de la demande est sa première réception par le secrétariat (parcours 2 et 3) ou la création du "
        "dossier (parcours 1)."
    ),
    en=(
        "The day of the request is its first receipt by the secretariat (pathways 2 and 3) or the dossier's "
        "creation (pathway 1)."
    ),
    decided=(
        "Le jour de la demande est celui de sa première réception par le secrétariat (parcours 2 et 3) ou de la "
        "création du dossier (parcours 1 et évaluation directe). Le serveur le fixe ; seul le secrétariat peut le "
        "dater plus tôt."
    ),
    requires=Text(
        fr="Seul le secrétariat peut dater la réception d'un jour antérieur, et personne d'un jour à venir.",
        en="Only the secretariat may date the receipt earlier, and nobody may date it in the future.",
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("createDossier", "submitAdmissibility", "addDocument"),
)

D42 = decision(
    "D42",
    fr=(
        "L'adresse du professionnel du métier diffère de celles du candidat, de l'évaluateur, du tuteur et des "
        "formateurs."
    ),
    en=(
        "The trade professional's address differs from the candidate's, the evaluator's, the tutor's and the trainers'."
    ),
    decided=(
        "L'adresse électronique du professionnel du métier diffère de celles du candidat, de l'évaluateur, du "
        "tuteur et des formateurs ; le contact de l'employeur peut être le professionnel du métier (R17 : le "
        "supérieur). Pour les intérimaires et les salariés de GEIQ, le professionnel du métier est de "
        "l'entreprise utilisatrice."
    ),
    requires=Text(
        fr=(
            "L'adresse du professionnel du métier ne doit être ni celle du candidat, ni celle de l'évaluateur, du "
            "tuteur ou d'un formateur."
        ),
        en=(
            "The trade professional's address must not be the candidate's, the evaluator's, the tutor's or a trainer's."
        ),
    ),
    operations=("inviteTradeEvaluator",),
)

D43 = decision(
    "D43",
    fr="L'appartenance à la CCNIC est vérifiée par le secrétariat, non déclarée.",
    en="Being under the CCNIC is verified by the secretariat, not declared.",
    decided=(
        "L'appartenance à la CCNIC est vérifiée, non déclarée. Le secrétariat vérifie l'entreprise ; la "
        "recevabilité du parcours 2 et l'inscription de l'évaluation directe en ont besoin, et l'évaluation "
        "directe aussi de la confirmation de R30 par le secrétariat. Un IDCC modifié remet la vérification à zéro."
    ),
    requires=Text(
        fr=(
            "Le secrétariat doit avoir vérifié que l'entreprise relève de la CCNIC et, pour l'évaluation directe, "
            "confirmé les conditions de R30."
        ),
        en=(
            "The secretariat must have verified that the company is under the CCNIC and, for the direct "
            "assessment, confirmed the conditions of R30."
        ),
    ),
    operations=(
        "verifyCompany",
        "updateCompany",
        "confirmDirectAssessment",
        "decideAdmissibility",
        "completeRegistration",
    ),
)

D44 = decision(
    "D44",
    fr="Le financeur confirme un financement avant de voir plus que le numéro, la certification et le statut.",
    en="The funder confirms a funding before seeing more than number, certification and status.",
    decided=(
        "Un financement est confirmé par le financeur avant que celui-ci voie plus que le numéro du dossier, la "
        "certification et le statut."
    ),
    requires=Text(
        fr="Le financement doit être confirmé par le financeur.", en="The funding must be confirmed by the funder."
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("confirmFunding", "rejectFunding", "listFundedDossiers", "getFundedDossier", "lookupFundedDossiers"),
)

D45 = decision(
    "D45",
    fr=(
        "Le développement des compétences est fait quand le plan est enregistré ; l'outil 2 conditionne la "
        "clôture de l'évaluation."
    ),
    en="The development step is done when the plan is recorded; outil 2 gates the completion of the assessment.",
    decided=(
        "L'étape de développement du parcours 1 est faite quand le plan est enregistré (R52 permet d'échelonner "
        "les évaluations au long du parcours) : ses dates informent ; l'outil 2, quand il est obligatoire, "
        "conditionne la clôture de l'évaluation."
    ),
    requires=Text(fr="Le plan de développement doit être enregistré.", en="The development plan must be recorded."),
    operations=("recordTrainingPlan", "addDocument", "completeAssessment"),
)

D46 = decision(
    "D46",
    fr="Le secrétariat peut donner à un paramètre une nouvelle valeur à compter d'un jour à venir, avec sa source.",
    en="The secretariat may give a parameter a new value from a coming day on, with its source.",
    decided=(
        "Le code porte la logique d'une règle, en éditions datées. Ses paramètres déclarés (un délai, un seuil, "
        "un réglage actif ou non) peuvent recevoir du secrétariat de nouvelles valeurs à compter d'un jour à "
        "venir, avec une source ; le domaine les reçoit comme des faits. Les dossiers déjà jugés gardent les "
        "leurs."
    ),
    requires=Text(
        fr=(
            "La nouvelle valeur doit convenir au paramètre, prendre effet au plus tôt le lendemain et porter une "
            "source."
        ),
        en="The new value must suit the parameter, take effect tomorrow at the earliest and carry a source.",
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("listRules", "putRuleParameter"),
)

D47 = decision(
    "D47",
    fr=(
        "Le parcours 3 est ouvert aux indépendants et aux demandeurs d'emploi ; les limites du CERFA sont des "
        "avertissements."
    ),
    en="Pathway 3 is open to the self-employed and job seekers; the limits of the CERFA are warnings.",
    decided=(
        "Le parcours 3 est ouvert aux indépendants et aux demandeurs d'emploi. Un salarié de la CCNIC dont "
        "l'année d'expérience date de plus de trois ans n'a que le parcours 1 (R31, R35) : l'éligibilité le dit. "
        "Les limites du CERFA (une demande par certification et par année civile, trois en tout) sont des "
        "avertissements. Le jour qui compte pour R12 est chaque jour où l'évaluation a lieu, jamais celui de la "
        "saisie."
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("checkEligibility", "createDossier", "getChecklist", "recordAssessment"),
)

D54 = decision(
    "D54",
    fr=(
        "Une session siège de son premier jour à son dernier, s'ouvre le premier ou après, et ce qu'elle décide ne se "
        "lit qu'à sa clôture."
    ),
    en=(
        "A session sits from its first day to its last, is opened on the first or later, and what it decides is read "
        "at its closure."
    ),
    decided=(
        "Une session siège du jour prévu jusqu'à son dernier jour (le même s'il n'est pas donné), et s'ouvre le "
        "premier de ces jours ou après, jamais avant. Une décision porte le jour où elle est prise : l'un des jours de "
        "la session, le jour courant sauf mention ; saisie après le dernier jour, elle porte ce dernier jour sauf "
        "mention. Une ouverture faite par erreur se reprend tant que rien n'est décidé. Une nouvelle délibération qui "
        "valide de nouveau ce qui l'était lui laisse son premier terme : réparer une erreur ne déplace le terme de "
        "personne. Jusqu'à la clôture, l'employeur, les évaluateurs et les programmes lisent le statut, le résultat, "
        "les décisions, les comptes et la date de modification d'avant la délibération ; le secrétariat et les membres "
        "de la session voient la décision, marquée non encore signée (en cela, D39 cède). Dès l'ouverture, seuls le "
        "secrétariat et la présidence retirent un dossier de l'ordre du jour."
    ),
    requires=Text(
        fr=(
            "Dès l'ouverture de la session, seuls le secrétariat et la présidence peuvent retirer un dossier de "
            "l'ordre du jour, en disant pourquoi."
        ),
        en=(
            "Once the session is open, only the secretariat and the chair may take a dossier off its agenda, and they "
            "say why."
        ),
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=(
        "createJurySession",
        "updateJurySession",
        "openJurySession",
        "undoOpening",
        "deliberate",
        "bulkDeliberate",
        "requestRedeliberation",
        "postponeDossier",
        "withdrawFromJury",
        "withdrawDossier",
        "getDossier",
        "listDecisions",
        "closeJurySession",
        "getMinutes",
        "correctMinutes",
    ),
)

D56 = decision(
    "D56",
    fr="Une erreur matérielle corrige des mots, jamais ce qui est validé.",
    en="A material error corrects words, never what is validated.",
    decided=(
        "Une erreur matérielle corrige des mots (motifs, commentaires), jamais ce qui est validé : cela demande une "
        "nouvelle délibération, avec ses propres votes. Elle n'a pas de votes ; elle s'imprime comme une "
        "rectification, avec son auteur et son jour, au-dessus d'aucune signature ancienne ; elle ne remplace un "
        "papier que si un mot imprimé y change (en tant qu'elle remplacerait un parchemin, D39 cède). Un nom se "
        "corrige par l'état civil et le duplicata."
    ),
    requires=Text(
        fr=(
            "Une erreur matérielle ne corrige que des mots ; changer ce qui est validé demande une nouvelle "
            "délibération, avec ses propres votes."
        ),
        en=(
            "A material error corrects words alone; changing what is validated takes a new deliberation with votes of "
            "its own."
        ),
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("correctDecision", "requestRedeliberation", "correctMinutes"),
)
