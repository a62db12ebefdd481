"""All questions that pages, exports and the command line ask of a release; the only SQL of the dashboard."""

from dashboard.queries.attention import Standout, Standouts, Threshold
from dashboard.queries.breakdown import Breakdown, Part
from dashboard.queries.comparison import Common, Comparison
from dashboard.queries.lists import Shortest
from dashboard.queries.model import (
    Area,
    CategoryInfo,
    Coverage,
    Cut,
    FormInfo,
    LatestPeriod,
    PlaceNode,
    QuestionError,
    ReleaseInfo,
    joined_names,
)
from dashboard.queries.warehouse import Warehouse

__all__ = [
    "Area",
    "Breakdown",
    "CategoryInfo",
    "Common",
    "Comparison",
    "Coverage",
    "Cut",
    "FormInfo",
    "LatestPeriod",
    "Part",
    "PlaceNode",
    "QuestionError",
    "ReleaseInfo",
    "Shortest",
    "Standout",
    "Standouts",
    "Threshold",
    "Warehouse",
    "joined_names",
]
