"""All questions that pages, exports and the command line ask of a release; the only SQL of the dashboard."""

from dashboard.queries.comparison import Common, Comparison
from dashboard.queries.model import (
    CategoryInfo,
    Coverage,
    Cut,
    FormInfo,
    LatestPeriod,
    PlaceNode,
    QuestionError,
    ReleaseInfo,
)
from dashboard.queries.warehouse import Warehouse

__all__ = [
    "CategoryInfo",
    "Common",
    "Comparison",
    "Coverage",
    "Cut",
    "FormInfo",
    "LatestPeriod",
    "PlaceNode",
    "QuestionError",
    "ReleaseInfo",
    "Warehouse",
]
