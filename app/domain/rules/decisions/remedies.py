"""Decisions on what is put right by hand: a paper in the wrong dossier, a signature not to be had, a death, an
appeal."""

from app.domain.law import Concern
from app.domain.rules.drafting import decision
from app.domain.text import Text

D67 = decision(
    "D67",
    fr="Un document du mauvais dossier en est retiré, avec un motif ; le secrétariat en ajoute un toujours.",
    en="A document put in the wrong dossier is taken off it, with a reason; the secretariat adds one at any step.",
    decided=(
        "Un document déposé dans le mauvais dossier en est retiré par le secrétariat, ou par qui l'a déposé tant que "
        "l'étape est ouverte, avec un motif : il ne compte plus et n'est montré à personne ; son fichier est supprimé "
        "après 30 jours, aussitôt s'il est d'une autre personne ; sa nature, son jour, son empreinte et le motif "
        "restent ; les exports l'omettent. Le secrétariat peut ajouter ou remplacer une pièce à toute étape, avec un "
        "motif."
    ),
    requires=Text(
        fr="Retirer un document, ou en ajouter un hors de son étape, demande un motif.",
        en="Taking a document off, or adding one outside its step, asks for a reason.",
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("addDocument", "removeDocument"),
)

D68 = decision(
    "D68",
    fr="Une signature qui ne peut être obtenue est dispensée par le secrétariat, avec un motif que le jury lit.",
    en="A signature that cannot be had is waived by the secretariat, with a reason that the jury reads.",
    decided=(
        "Une signature qui ne peut être obtenue (refus, décès, absence) est dispensée par le secrétariat, pièce par "
        "pièce et signataire par signataire, avec un motif que le jury lit. Une nouvelle version de la pièce la "
        "redemande."
    ),
    requires=Text(
        fr="La dispense porte sur une signature qui manque à la dernière version d'une pièce que le parcours demande.",
        en="The waiver is of a signature that the newest version of a piece lacks, and that the pathway asks for.",
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=("waiveSignature", "completeRegistration", "registerToJury", "getAgenda"),
)

D69 = decision(
    "D69",
    fr="Le décès du candidat est un fait noté à côté du statut : dès lors personne ne lui écrit.",
    en="The candidate's death is a fact beside the status: from then on nobody writes to them.",
    decided=(
        "Le décès est un fait à côté du statut : dès lors personne n'écrit plus au candidat (enquêtes et rappels "
        "compris) et ses liens n'ouvrent plus rien ; le dossier va jusqu'à son jury si le secrétariat le dit, les "
        "signatures étant dispensées (D68), ou il est clos (décès)."
    ),
    requires=Text(
        fr="Le candidat est décédé : personne ne lui écrit, et ses liens n'ouvrent plus rien.",
        en="The candidate has died: nobody writes to them, and their links open nothing.",
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=("recordDeath", "sendHolderLink"),
)

D71 = decision(
    "D71",
    fr="Un refus de recevabilité, une décision du jury, une caducité se contestent : un recours reçoit une réponse.",
    en="A refusal of admissibility, a jury's decision, a lapse may be contested: an appeal is given an answer.",
    decided=(
        "Un recours conteste un refus de recevabilité, une décision du jury une fois signée, ou une caducité. Le "
        "candidat le forme par le lien qui lui est envoyé avec chacun, l'employeur dans son dossier, le secrétariat "
        "pour qui a écrit, avec le jour, les motifs et les pièces ; il en est accusé réception. Quelqu'un l'examine, "
        "une fois : irrecevable, rejeté ou accueilli, avec des motifs. Il ne change aucun résultat. Accueilli, la "
        "demande refusée attend une nouvelle décision et la candidature caduque reprend ; le dossier du jury peut "
        "être soumis à une nouvelle délibération ; ce qui suit nomme le recours. Que le même ait décidé d'abord et "
        "examine ensuite est signalé. À qui il est ouvert, dans quel délai, et la phrase que les lettres en disent "
        "sont des données que le secrétariat règle pour chaque sorte, vides au départ : ouvert au candidat et à "
        "l'employeur, sans délai, sans phrase. Un recours tardif est enregistré, marqué comme tel, et quelqu'un en "
        "décide. Rien n'a été trouvé de l'usage de la branche, et le droit commun n'est pas fixé pour une CPNE."
    ),
    requires=Text(
        fr="Un recours vise une décision en vigueur et ouverte au recours ; ce qui suit nomme un recours accueilli.",
        en="An appeal is against a decision in force that is open to it; what follows names an appeal that was upheld.",
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=(
        "fileAppeal",
        "fileHolderAppeal",
        "listAppeals",
        "getAppeal",
        "answerAppeal",
        "listAppealTerms",
        "getAppealTerms",
        "putAppealTerms",
        "decideAdmissibility",
        "reopenDossier",
        "requestRedeliberation",
    ),
)
