"""Appeals (recours): filed, read, answered (D71)."""
