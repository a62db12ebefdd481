"""A briefing in its edition: the public one is composed with what keeps small numbers and names back."""

from dashboard.briefing.compose import Request, compose
from dashboard.briefing.model import Briefing, Edition
from dashboard.briefing.withholding import Withholding
from dashboard.queries import Warehouse


def composed(warehouse: Warehouse, request: Request) -> Briefing:
    """The briefing that is asked for.

    Raises:
        QuestionError: the place has no such report, or nothing was reported for the period.
    """
    if request.edition is not Edition.PUBLIC:
        return compose(warehouse, request)
    compared = (request.period.shift(-1), request.period)
    return compose(warehouse, request, Withholding(warehouse, request.cut, compared).apply)
