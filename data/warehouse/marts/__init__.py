"""SQL of the derived tables, one step a file: the publisher runs it for now, the dashboard for any earlier moment."""

from functools import cache
from pathlib import Path

# Steps that depend on the moment of knowledge, in the order in which they build on each other.
AS_KNOWN_STEPS = {
    "mart_effective": "effective",
    "mart_in_force": "in_force",
    "mart_resolved": "resolved",
    "mart_channel": "channel",
    "obligation": "obligation",
}
# Steps that follow from these without knowing the moment themselves.
FOLLOWING_STEPS = {
    "dim_enterprise": "enterprise_name",
    "finding_state": "finding_state",
    "period_freeze": "freeze",
    "mart_place": "place",
    "mart_sum": "sums",
    "mart_count": "counts",
    "mart_shared": "shared",
    "mart_occurring": "occurring",
    "plausibility": "plausibility",
}


@cache
def statement(name: str) -> str:
    """The select statement of one step."""
    return (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
