"""`list_membership`: who was on the official list of a place, from when to when."""

from etl.load.ledger import Ledger
from etl.load.lists import Lists


def derive_membership(ledger: Ledger) -> None:
    """Fill `list_membership` from the accepted lists. The caller holds a transaction."""
    ledger.replace("list_membership", [tuple(stay) for stay in Lists(ledger).memberships()])
