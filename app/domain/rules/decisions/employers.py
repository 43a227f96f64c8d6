"""The decision on another employer: whose a dossier is once the candidate, or the company, is elsewhere (D64)."""

from app.domain.law import Concern
from app.domain.rules.drafting import decision
from app.domain.text import Text

D64 = decision(
    "D64",
    fr="Un candidat qui change d'employeur garde son dossier ; les droits passent à l'entreprise suivante.",
    en="A candidate who changes employer keeps their dossier; the rights go to the next company.",
    decided=(
        "Un candidat change d'entreprise, la quitte, ou l'entreprise est absorbée : le secrétariat note le jour, la "
        "nouvelle entreprise (ou aucune) et si la candidature se poursuit (D32) ; documents et résultats restent, les "
        "conditions restent celles du jour de la demande, l'indépendance s'apprécie à l'égard des deux entreprises, et "
        "les droits suivent : l'ancien employeur lit ce qui était là le jour du départ et n'écrit plus rien ; le "
        "nouveau lit ce que lira le jury, non les observations, le tuteur, les formateurs ni les prises en charge de "
        "l'ancien ; le financeur voit l'entreprise qui suit le dossier. Une entreprise qui succède à une autre reprend "
        "ses dossiers et ses comptes. Un dossier ouvert avant que l'entreprise ait un compte lui est rattaché ensuite. "
        "Une candidature qui ne se poursuit pas est close (retirée). Là où il n'y a plus d'entreprise, ou qu'elle se "
        "tait, le secrétariat accomplit les actes de l'employeur à sa place, avec un motif, et l'historique le dit ; "
        "une entreprise rattachée ou qui succède fait ce que fait l'employeur, ses pièces comprises (R34)."
    ),
    requires=Text(
        fr=(
            "Le changement est d'un jour connu, vers une entreprise du candidat ; le secrétariat qui agit à la place "
            "de l'employeur dit pourquoi."
        ),
        en=(
            "The change is of a known day, to a company of the candidate's; the secretariat that acts in the "
            "employer's place says why."
        ),
    ),
    concerns=Concern.EVERY_PATHWAY,
    operations=(
        "changeEmployer",
        "attachCompany",
        "succeedCompany",
        "recordSkillsIdentification",
        "recordTrainingPlan",
        "completeRegistration",
        "addDocument",
        "updateDossier",
        "chooseEvaluator",
    ),
)
