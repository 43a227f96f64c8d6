"""Decisions on what is put right on record: a slip of the pen, a closure by mistake, a file as it came (D65–D70)."""

from app.domain.law import Concern
from app.domain.rules.drafting import decision
from app.domain.text import Text

D65 = decision(
    "D65",
    fr="Une date mal saisie se corrige, avec un motif ; les deux valeurs restent, et les délais suivent.",
    en="A day entered wrong is corrected, with a reason; both values stay, and the delays follow.",
    decided=(
        "Le secrétariat corrige une date mal saisie (réception ou décision de recevabilité, envoi et réception de "
        "l'attestation, dossier VAE, réception de l'outil 8) ou le numéro de la lettre, avec un motif et dans l'ordre "
        "des jours (D48) ; il date de même une inscription saisie en retard. L'ancienne valeur et la nouvelle restent "
        "toutes deux. Les délais sont recomptés, et ce qui avait suivi de la mauvaise date est défait avec elle : une "
        "candidature caduque à tort est de nouveau en cours, une recevabilité acquise par un silence qui n'en était "
        "pas un est de nouveau à décider. L'accusé de réception qui revient après que la candidature est tombée se "
        "saisit ainsi."
    ),
    requires=Text(
        fr="La correction d'une date dit pourquoi, et garde l'ordre des jours.",
        en="The correction of a day says why, and keeps the order of days.",
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("correctEntry",),
)

D66 = decision(
    "D66",
    fr="Ce qui a été clos ou décidé par erreur est rouvert ou remplacé, avec un motif, et reste écrit.",
    en="What was closed or decided by mistake is reopened or replaced, with a reason, and stays on record.",
    decided=(
        "Un dossier retiré, caduc ou jugé irrecevable par erreur, ou sur un recours accueilli, est rouvert par le "
        "secrétariat, avec un motif, tel qu'il était : une demande refusée attend une nouvelle décision, et les deux "
        "mois courent du jour de la réouverture ; une candidature dont le temps est passé est recomptée de ce jour ; "
        "la place à l'ordre du jour d'une session est rendue tant que celle-ci reçoit des inscriptions, sinon la "
        "candidature n'est pas exposée pour autant. Une décision de recevabilité donnée par erreur est remplacée : "
        "recevable, avant le premier entretien d'évaluation ; irrecevable, tant que rien d'autre n'a clos le dossier. "
        "Celle qui est remplacée reste écrite, avec sa lettre. Le statut ne recule que par une correction (D65), par "
        "une réouverture ou un remplacement, et par une nouvelle délibération (D39) ; là où D50, D51, D57 ou D63 "
        "ôtent ce sur quoi une étape reposait, le statut reste, et la liste de contrôle rouvre cette étape."
    ),
    requires=Text(
        fr="Rouvrir un dossier ou remplacer une décision demande un motif.",
        en="Reopening a dossier, or replacing a decision, takes a reason.",
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("reopenDossier", "decideAdmissibility", "getChecklist"),
)

D70 = decision(
    "D70",
    fr="Le secrétariat enregistre une demande telle qu'il l'a reçue, et répond ce qui lui manque.",
    en="The secretariat records a request as it received it, and answers what it lacks.",
    decided=(
        "Le secrétariat enregistre comme reçue une demande à laquelle il manque des pièces ; ce que dépose "
        "l'employeur reste entier ou refusé. Les pièces qui manquent sont signalées, la demande ne peut pas être "
        "déclarée recevable, et la réponse « incomplet » porte ses motifs, que le courriel nomme. Les deux mois "
        "courent du jour où la demande est complète (D11) : tant qu'une pièce manque, ils ne courent pas."
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("submitAdmissibility", "decideAdmissibility", "getAdmissibility"),
)
