"""The references by which funders know the dossiers that they pay for (D44)."""

_ASIDE = str.maketrans("", "", "-./")


def normalised_reference(reference: str) -> str:
    """What two ways of writing one reference have in common: no case, no spaces, no ``-./``."""
    return "".join(reference.casefold().translate(_ASIDE).split())
