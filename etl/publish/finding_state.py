"""`finding_state`: which findings of level 核实 still wait for an explanation."""

from data.warehouse.marts import statement
from etl.load.ledger import Ledger
from etl.publish.later_reasons import derive_answers


def derive_finding_states(ledger: Ledger, after: int) -> None:
    """Fill `finding_state`; `meta_submission.version` and `dim_period` are up to date. The caller holds a transaction.

    Args:
        ledger: the ledger.
        after: the last submission whose later reasons are known; 0 for none.
    """
    derive_answers(ledger, after)
    ledger.connection.execute("delete from finding_state")
    ledger.connection.execute(f"insert into finding_state {statement('finding_state')}")
