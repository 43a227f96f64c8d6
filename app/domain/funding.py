"""The funding of a dossier (R79), and the references that funders know it by."""

_IGNORED = str.maketrans("", "", "-./")


def normalised_reference(reference: str) -> str:
    """The reference as two are compared: without case, spaces of any kind and ``-./``."""
    return "".join(reference.translate(_IGNORED).split()).casefold()
