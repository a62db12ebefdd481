"""A briefing in its edition: the public one is composed with what keeps small numbers and names back."""

from dashboard.briefing.compose import Request, begin
from dashboard.briefing.model import Briefing, Edition
from dashboard.briefing.withholding import Withholding
from dashboard.queries import Warehouse


def composed(warehouse: Warehouse, request: Request) -> Briefing:
    """The briefing that is asked for, with all its parts.

    Raises:
        QuestionError: the place has no such report, or nothing was reported for the period.
    """
    return begun(warehouse, request).complete


def begun(warehouse: Warehouse, request: Request) -> Briefing:
    """The same, of which figures, tables, appendix and definitions ask the warehouse when they are looked at.

    Raises:
        QuestionError: as `composed`.
    """
    if request.edition is not Edition.PUBLIC:
        return begin(warehouse, request)
    compared = (request.period.shift(-1), request.period)
    return begin(warehouse, request, Withholding(warehouse, request.cut, compared).apply)
