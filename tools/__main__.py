"""``python -m tools``: writes the generated documents again."""

from tools.documents import DOCUMENTS


def main() -> None:
    """Write each generated document in its place."""
    for path, written in DOCUMENTS.items():
        path.write_text(written(), encoding="utf-8")


if __name__ == "__main__":
    main()
