"""The dossiers whose days are days: what is left to count once the day of one has stopped the counting of all.

PostgreSQL 15 cannot be asked whether a text is a day without reading it as one. Its month is read, then, and its day
added to that: where there is such a day, it is still the same month.
"""

_DAYS = (
    "{requested_on}",
    "{registered_on}",
    "{assessment_completed_on}",
    "{admissibility,decisions,-1,decided_on}",
    "{decisions,-1,decided_on}",
    "{appeals,0,filed_on}",
    "{appeals,0,answer,answered_on}",
)
_MONTH = "^[0-9]{4}-(0[1-9]|1[0-2])-[0-9]{2}$"


def _is_a_day(path: str) -> str:
    day = f"(facts #>> '{path}')"
    added = f"(left({day}, 8) || '01')::date + right({day}, 2)::int - 1"
    in_its_month = f"to_char({added}, 'YYYY-MM') = left({day}, 7)"
    is_cut = f"{day} ~ '{_MONTH}' AND left({day}, 4) > '0000'"
    return f"CASE WHEN {day} IS NULL THEN TRUE WHEN {is_cut} THEN {in_its_month} ELSE FALSE END"


_ALL = " AND ".join(map(_is_a_day, _DAYS))
WELL_DATED = f"(SELECT * FROM dossiers WHERE {_ALL})"  # noqa: S608 - our own words
"""In place of the table, where days are read."""
WITHOUT_DAYS = f"SELECT id FROM dossiers WHERE NOT ({_ALL}) ORDER BY id"  # noqa: S608 - our own words
"""Those that were left out."""
