"""Tables of the ledger and of every release, declared once: grain, columns, types, words.

The DDL and `data/DICTIONARY.md` are made from these declarations.
"""

from data.warehouse.schema.declaration import Column, Table
from data.warehouse.schema.derived import DERIVED
from data.warehouse.schema.dimensions import DIMENSIONS
from data.warehouse.schema.facts import FACTS
from data.warehouse.schema.meta import META

TABLES: tuple[Table, ...] = (*META, *DIMENSIONS, *FACTS, *DERIVED)
BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}

__all__ = ["BY_NAME", "DERIVED", "DIMENSIONS", "FACTS", "META", "TABLES", "Column", "Table"]
