"""The funding of a dossier (R79), and the references that funders know it by."""

_IGNORED = str.maketrans("", "", " -./\u00a0\t")


def normalised_reference(reference: str) -> str:
    """The reference as two are compared: without case, spaces and ``-./``."""
    return reference.translate(_IGNORED).casefold()
