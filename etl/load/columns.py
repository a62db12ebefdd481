"""Rows as NumPy columns, the quickest way into DuckDB that imports no pandas: pyarrow asks pandas about every list that
it is given, and waits a quarter of a second for it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from data.warehouse.schema import Column

if TYPE_CHECKING:
    import numpy as np

Values = Sequence[Any]
_NUMBERS = {"INTEGER": "int32", "BIGINT": "int64", "BOOLEAN": "bool"}
_MOMENTS = frozenset({"TIMESTAMP", "DATE"})


def numpy_columns(columns: Sequence[Column], values: Sequence[Values]) -> "dict[str, np.ndarray[Any, Any]]":
    """Values of declared columns, None where there is none, as DuckDB takes them.

    Raises:
        TypeError, ValueError: a value is not of the column's type.
        OverflowError: a number is too large for it.
    """
    return {column.name: _array(column.type, content) for column, content in zip(columns, values, strict=True)}


def _array(type_name: str, values: Values) -> "np.ndarray[Any, Any]":
    import numpy as np  # here: a load of few cells does without

    if type_name in _MOMENTS:
        return np.array(values, dtype="datetime64[us]")
    if type_name not in _NUMBERS:
        return np.array(values, dtype=object)
    # With a gap among them DuckDB tells the type from the values itself; masked arrays would be slower to come up.
    return np.array(values, dtype=object if None in values else _NUMBERS[type_name])
