"""The decision on what follows an award: the training passport (D76)."""

from app.domain.law import Concern
from app.domain.rules.drafting import decision

D76 = decision(
    "D76",
    fr="Chaque certification délivrée en entier est transmise au passeport de compétences dans le délai de la loi.",
    en="Each certification awarded in full is sent to the training passport within the term of the law.",
    decided=(
        "Chaque certification délivrée en entier depuis le 1er juillet 2021, et alors enregistrée (RNCP, RS), est "
        "transmise à la Caisse des Dépôts dans les trois mois, de date à date, de la délivrance du parchemin (Code du "
        "travail, L6113-8 et R6113-17-2). Une révocation la retire ; une identité corrigée la retire et la transmet de "
        "nouveau. Une délivrance partielle n'est pas transmise. Ce qui manque est demandé au dossier, proposé et "
        "jamais deviné ; ce que le passeport a accepté n'est pas transmis une seconde fois."
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=(
        "listCpfRecords",
        "getCpfRecord",
        "completeCpfRecord",
        "previewCpfBatch",
        "createCpfBatch",
        "recordCpfDeposit",
        "cancelCpfBatch",
        "recordCpfReport",
        "getChecklist",
    ),
)
