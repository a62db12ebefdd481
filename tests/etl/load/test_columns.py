"""Rows reach the ledger the same whether they are few or many, with gaps in any column."""

import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from data.warehouse.schema import FACTS, META, Column, Table
from etl.load import ledger as ledgers
from etl.load.ledger import Ledger

ROWS = 3_000
VALUES: dict[str, list[object]] = {
    "INTEGER": [0, 7, -3, 2_147_483_647, -2_147_483_648],
    "BIGINT": [0, 9_007_199_254_740_993, -1],
    "BOOLEAN": [True, False, False],
    "VARCHAR": ["", "周调度", "007", "a\nb", "薛城区😀", "é", "NaN", "None", "a\x00b"],
    "DATE": [date(2021, 5, 21), date(1969, 12, 31), date(2262, 5, 1)],
    "TIMESTAMP": [datetime(2021, 5, 21, 10, 30, 7, 123456), datetime(1965, 1, 1), datetime(2030, 12, 31, 23, 59)],
}
NEVER_MISSING = frozenset({"byte_count"})


def column_of(column: Column, gaps: str) -> list[object]:
    """Values of a column: none, some or all of them missing, or only those that a sample of them would meet."""
    kinds = VALUES[column.type]
    values = [kinds[number % len(kinds)] for number in range(ROWS)]
    missing = {
        "none": range(0),
        "some": range(1, ROWS, 3),
        "late": range(ROWS - 2),
        "all": range(ROWS),
    }[gaps if column.name not in NEVER_MISSING else "none"]
    return [None if number in missing else value for number, value in enumerate(values)]


@pytest.mark.parametrize("gaps", ["none", "some", "late", "all"])
@pytest.mark.parametrize("table", [*FACTS, *META], ids=lambda table: table.name)
def test_many_rows_read_back_as_they_were(
    table: Table, gaps: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = list(zip(*(column_of(column, gaps) for column in table.columns), strict=True))
    monkeypatch.setattr(ledgers, "_FEW_CELLS", 0)
    with Ledger(tmp_path / "ledger.duckdb") as ledger:
        ledger.connection.execute(f"delete from {table.name}")
        ledger.insert(table.name, rows)
        assert ledger.connection.execute(f"select * from {table.name} order by rowid").fetchall() == rows


def test_few_rows_read_back_as_they_were(tmp_path: Path) -> None:
    table = next(table for table in FACTS if table.name == "fact_listing")
    rows = list(zip(*(column_of(column, "some")[:50] for column in table.columns), strict=True))
    with Ledger(tmp_path / "ledger.duckdb") as ledger:
        ledger.insert(table.name, rows)
        ledger.insert(table.name, [])
        assert ledger.connection.execute(f"select * from {table.name} order by rowid").fetchall() == rows


def test_a_number_that_does_not_fit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledgers, "_FEW_CELLS", 0)
    with Ledger(tmp_path / "ledger.duckdb") as ledger, pytest.raises(OverflowError):
        ledger.insert("submission_place", [(2_147_483_648, "370403")])


def test_no_pandas_is_waited_for(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from etl.load.ledger import Ledger\n"
        "with Ledger(Path(sys.argv[1])) as ledger:\n"
        "    ledger.insert('submission_place', [(number, '370403') for number in range(30_000)])\n"
        "assert 'numpy' in sys.modules\n"
        "assert not {'pandas', 'pyarrow'} & sys.modules.keys()\n"
    )
    repository = Path(__file__).resolve().parents[3]
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "ledger.duckdb")], check=True, cwd=repository)
