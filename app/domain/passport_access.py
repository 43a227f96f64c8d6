"""How a holder came to a certification, in the words of the training passport (D76)."""

from enum import StrEnum


class PassportAccess(StrEnum):
    """The passport's words for the ways that the branch knows."""

    CONTINUING_TRAINING = "FORMATION_CONTINUE_HORS_CONTRAT_DE_PROFESSIONNALISATION"
    PROFESSIONALISATION_CONTRACT = "FORMATION_CONTINUE_CONTRAT_DE_PROFESSIONNALISATION"
    VAE = "VAE"
