"""The decision on the companies around a dossier: what is known of them, and which of them opens it (D62)."""

from app.domain.law import Concern
from app.domain.rules.drafting import decision
from app.domain.text import Text

D62 = decision(
    "D62",
    fr="Ce qui est vérifié d'une entreprise connue compte avant ce qui est déclaré ; l'employeur ouvre le parcours 1.",
    en="What is verified of a known company counts before what is declared; the employer opens pathway 1.",
    decided=(
        "Ce qui est vérifié d'une entreprise connue compte avant ce qui est déclaré : d'abord la vérification de "
        "l'établissement ; par le SIREN seulement si tous ses établissements connus s'accordent ; sinon ce qui est "
        "déclaré, avec un avertissement ; de même pour l'employeur, l'entreprise utilisatrice, le professionnel du "
        "métier et l'organisme de formation. Le parcours 1 est ouvert par l'employeur du candidat ; pour un "
        "intérimaire ou un salarié de GEIQ, par son employeur ou par l'entreprise utilisatrice ; ou par une entreprise "
        "que le secrétariat a liée à l'un d'eux (un même groupe) : par nul autre. L'indépendance s'apprécie à l'égard "
        "de tous ; le professionnel du métier est de l'employeur, pour un salarié mis à disposition de l'entreprise "
        "utilisatrice (D42)."
    ),
    requires=Text(
        fr=(
            "Le dossier s'ouvre par l'employeur du candidat, par l'entreprise utilisatrice d'un salarié mis à "
            "disposition, ou par une entreprise que le secrétariat a liée à l'un d'eux."
        ),
        en=(
            "The dossier is opened by the candidate's employer, by the user company of a hosted worker, or by a "
            "company that the secretariat has linked with one of them."
        ),
    ),
    concerns=Concern.ASSESSED_PATHWAYS,
    operations=(
        "linkCompanies",
        "getCompanyLinks",
        "verifyCompany",
        "checkEligibility",
        "createDossier",
        "updateDossier",
        "recordSkillsIdentification",
        "chooseEvaluator",
        "inviteTradeEvaluator",
        "recordAssessment",
        "completeAssessment",
        "getChecklist",
    ),
)
