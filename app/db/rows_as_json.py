"""Rows that are inserted from one parameter, as JSON: any number of them by a statement that is compiled once."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, column, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB, Insert, insert


def rows_told(table: Table, parameter: str, names: Mapping[str, str]) -> Select[Any]:
    """The rows of a parameter, each member read as the column that is so called; by what each is called here."""
    row: ColumnElement[Any] = literal_column(f"NULL::{table.name}")
    told = func.jsonb_populate_recordset(row, bindparam(parameter, type_=JSONB)).alias(f"told_{table.name}")
    columns: list[ColumnElement[Any]] = [column(name).label(called) for called, name in names.items()]
    return select(*columns).select_from(told)


def insert_told(table: Table, parameter: str, names: Collection[str]) -> Insert:
    """An insert of these columns of the rows that the parameter holds."""
    return insert(table).from_select(list(names), rows_told(table, parameter, {name: name for name in names}))
