"""Decisions on what must not pass: days in their order, one person once, what was examined, who is who (D48–D62)."""

from app.domain.law import Concern
from app.domain.rules.drafting import decision, number
from app.domain.text import Text

D48 = decision(
    "D48",
    fr="Un jour enregistré ne précède jamais celui de ce qui doit venir avant lui.",
    en="A recorded day never comes before the day of what must precede it.",
    decided=(
        "Un jour enregistré ne précède jamais celui de ce qui doit venir avant lui (R68, R21, R38, R39, R42, R20). "
        "Le dossier VAE suit la décision de recevabilité, même reprise d'une candidature antérieure (D33). L'entretien "
        "et l'observation suivent le jour de l'inscription dans les parcours 1 et 2 ; l'entretien suit le dossier VAE "
        "dans le parcours 3. Une observation ne vient pas après le dernier entretien, la concertation ne vient pas "
        "avant lui : la clôture de l'évaluation en juge. L'outil 7 est reçu au plus tôt le jour du dossier VAE, "
        "l'outil 8 le jour du dernier entretien. Le repérage précède l'inscription (parcours 1) ou le dernier dépôt "
        "(parcours 2) ; vieux de plus de trois ans à la demande, il vaut un avertissement. Un jour d'évaluation prévu, "
        "s'il est nouveau, n'est pas passé, sauf dans le parcours 3, où le secrétariat note ce qui fut convenu sans "
        "lui. Aucune demande, réception, décision, évaluation ni jury de la branche ne date d'avant le 27 avril 2011. "
        "L'expérience acquise avant quatorze ans ne compte pas ; moins de seize ans le jour de la demande est un "
        "avertissement dans le parcours 1, un motif proposé dans les parcours 2 et 3."
    ),
    parameters=(
        number(
            "counts_from_age",
            14,
            "years",
            "Âge à partir duquel l'expérience compte",
            "Age from which experience counts",
            within=(0, 18),
        ),
        number(
            "age_of_request",
            16,
            "years",
            "Âge au-dessous duquel la demande est signalée",
            "Age below which the request is pointed out",
            within=(0, 18),
        ),
        number(
            "identification_years",
            3,
            "years",
            "Ancienneté du repérage, à la demande, au-delà de laquelle elle est signalée",
            "Age of the skills identification, on the day of the request, past which it is pointed out",
            within=(1, 20),
        ),
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=(
        "checkEligibility",
        "createDossier",
        "recordSkillsIdentification",
        "submitAdmissibility",
        "decideAdmissibility",
        "recordPortfolio",
        "chooseEvaluator",
        "recordAssessment",
        "completeAssessment",
        "addDocument",
        "getChecklist",
        "getAgenda",
    ),
)

D49 = decision(
    "D49",
    fr="Un même état civil ne prouve pas que deux dossiers sont d'une seule personne.",
    en="Equal civil status is no proof that two dossiers are one person's.",
    decided=(
        "Ce qu'un dossier apporte à un autre (compétences conservées ou communes, recevabilité encore valable) passe "
        "là où il est établi que les deux sont d'une seule personne : même état civil et même sexe, et en outre la "
        "même entreprise (SIREN) ou un numéro de certificat déclaré et vérifié ; ou parce que le secrétariat l'a dit, "
        "y compris en écrivant un dossier antérieur. Une adresse électronique ne prouve rien : c'est l'employeur qui "
        "la saisit. Sinon le rapprochement est en attente, rien ne passe, et le secrétariat décide, même sous un seul "
        "état civil ; il peut revenir sur ce qu'il a décidé, et distinguer pour de bon deux personnes de même état "
        "civil. Tant qu'un rapprochement attend, le plus récent des deux dossiers n'est pas inscrit à un jury ; le "
        "plus ancien n'attend jamais, et aucun ne quitte l'ordre du jour d'une session ouverte, qui montre le doute. "
        "Export et effacement suivent la personne."
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=(
        "createDossier",
        "updateDossier",
        "registerToJury",
        "getChecklist",
        "getAgenda",
        "listPersonMatches",
        "decidePersonMatch",
        "listPersons",
        "getPerson",
        "exportPersonalData",
    ),
)

D50 = decision(
    "D50",
    fr="Ce qui a été examiné reste ; ce qui change ensuite remet à donner ce qui en dépendait.",
    en="What was examined stays; what changes afterwards puts back what rested on it.",
    decided=(
        "Les faits qui ont été examinés (état civil, emploi, expérience, option ; une certification détenue, dès "
        "qu'elle est vérifiée) sont fermés à l'employeur : dès le dépôt de la demande dans les parcours 2 et 3, "
        "jusqu'à une réponse « incomplet », qui les lui rend jusqu'au dépôt suivant ; dès la confirmation dans "
        "l'évaluation directe ; dans le parcours 1, l'état civil dès qu'une certification détenue est vérifiée. Le "
        "secrétariat les change, avec un motif, jusqu'à l'inscription au jury. L'état civil se corrige sans effet sur "
        "la décision, la personne restant la même ; un changement d'emploi, d'expérience, d'option ou de certification "
        "détenue remet à donner la décision, la confirmation ou la vérification qui en dépendait. Ne sont jamais "
        "examinés, et restent ouverts à l'employeur tant que l'inscription est en cours : adresse électronique, "
        "téléphone, adresse, tuteur, formateurs, organisme de formation, dispositif de formation, CQPI demandés, "
        "prises en charge, autres certifications détenues."
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=(
        "updateDossier",
        "decideAdmissibility",
        "recordPortfolio",
        "confirmDirectAssessment",
        "verifyHeldCertification",
        "completeRegistration",
        "recordAssessment",
        "completeAssessment",
        "registerToJury",
        "getChecklist",
    ),
)

D51 = decision(
    "D51",
    fr="Une dispense tombe avec ce qui la fonde, tant que le jury du dossier n'a pas statué.",
    en="An exemption falls with its source, as long as the dossier's jury has not decided.",
    decided=(
        "Figée contre le temps (D10), une dispense ne l'est ni contre l'erreur ni contre la fraude : le certificat "
        "révoqué (et non remplacé), la décision délibérée de nouveau avec un autre résultat pour la compétence, ou la "
        "vérification retirée la privent d'effet, tant que le jury du dossier qui s'en sert n'a pas statué. La liste "
        "des points et l'ordre du jour le disent ; la compétence revient dans le périmètre et n'est tenue que si elle "
        "est évaluée. Une vérification se retire jusqu'à ce jury ; après lui, D39 s'applique. Le jury peut écarter, "
        "avec un motif, une dispense fondée sur une passerelle ou sur un CQPI vérifié (R75, R8, D5) ; ce qui est "
        "conservé ou commun (R65, R66, R67) ne l'est que si son fondement est tombé. Une donnée de référence qui "
        "change après l'inscription n'enlève rien."
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=(
        "verifyHeldCertification",
        "recordAssessment",
        "registerToJury",
        "getAssessment",
        "getChecklist",
        "getAgenda",
        "deliberate",
    ),
)

D52 = decision(
    "D52",
    fr="Une personne ne détient qu'un certificat valide d'une certification, et n'a qu'un dossier en cours pour elle.",
    en="A person holds one valid certificate of a certification, and has one dossier running for it.",
    decided=(
        "Qui détient la certification (et son option) en entier, ici ou sur un papier déclaré et vérifié, ou a un "
        "dossier en cours pour elle, n'en obtient pas une seconde : là où la personne est établie (D49), les parcours "
        "1 et la passerelle refusent l'ouverture, les parcours 2 et 3 enregistrent la demande et refusent la "
        "recevabilité (D40) ; là où ce n'est qu'un doute, le secrétariat décide avant le jury. L'employeur n'est "
        "refusé que pour un dossier qu'il peut voir : si l'autre est d'une autre entreprise, le dossier s'ouvre, rien "
        "n'en est dit, et l'inscription attend la parole du secrétariat. Après une révocation, un refus, un retrait "
        "ou une caducité, on peut recommencer. Un dossier antérieur nommé dans un nouveau est terminé, de la même "
        "personne, et visait la même certification."
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=(
        "checkEligibility",
        "createDossier",
        "decideAdmissibility",
        "completeRegistration",
        "registerToJury",
        "deliberate",
        "getPerson",
    ),
)

D53 = decision(
    "D53",
    fr="Une option de plus se gagne sur ce qui la distingue de celle qui est détenue.",
    en="One more option is earned by what tells it apart from the one that is held.",
    decided=(
        "Les compétences d'un référentiel peuvent n'appartenir qu'à certaines options. Qui détient une option et "
        "recherche l'autre garde ce que les deux ont en commun et est évalué sur le reste ; un référentiel dont aucune "
        "compétence ne distingue deux options n'ouvre pas de seconde option."
    ),
    requires=Text(
        fr="Le référentiel doit demander pour cette option une compétence que l'option détenue ne comporte pas.",
        en="The framework must ask in this option a competence that the option held does not have.",
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=(
        "putFramework",
        "checkEligibility",
        "createDossier",
        "updateDossier",
        "decideAdmissibility",
        "completeRegistration",
        "recordAssessment",
        "getAssessment",
        "registerToJury",
        "deliberate",
    ),
)

D58 = decision(
    "D58",
    fr="Dans un dossier, ceux qui doivent être des personnes différentes le sont.",
    en="In a dossier, people who must be different people are.",
    decided=(
        "Dans un même dossier, le candidat, le tuteur, les formateurs, l'expert métier, l'évaluateur métier et "
        "l'évaluateur habilité se comparent par leur compte, leur adresse et leur nom (sans casse, accents, ordre ni "
        "espaces). L'évaluateur habilité n'est aucun des autres, et n'a pas de compte d'employeur de l'entreprise ; le "
        "professionnel du métier n'est ni le candidat, ni l'évaluateur, ni le tuteur, ni un formateur ; les deux "
        "intervenants d'un repérage sont deux, et aucun n'est le candidat ; l'expert en conduite d'entretien peut être "
        "l'évaluateur habilité (R25) : c'est un avertissement (D15). Où seul le nom est le même, le secrétariat peut "
        "dire que ce sont deux personnes."
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=(
        "recordSkillsIdentification",
        "chooseEvaluator",
        "distinguishSeats",
        "completeRegistration",
        "inviteTradeEvaluator",
        "recordAssessment",
        "completeAssessment",
    ),
)
