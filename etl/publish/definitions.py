"""Which definitions a figure was worked out by: metrics, statements and form declarations, as one short version."""

from functools import cache
from hashlib import sha256

from data.warehouse.figures import FIGURE_METRICS
from data.warehouse.marts import statement
from data.warehouse.metrics import metrics
from data.warehouse.relations import RELATIONS
from etl.forms import variants

_STEPS = ("effective", "enterprise", "resolved", "figure")


@cache
def definitions(form: str) -> str:
    """Changes with the definition of the frozen metrics, the way they are added up, or a declaration of the form."""
    parts = [statement(step) for step in _STEPS]
    for key in FIGURE_METRICS:
        numerator = metrics()[key].numerator
        parts += [key, numerator.expression, RELATIONS[numerator.relation].sql]
    parts += [repr(variant) for variant in variants() if variant.declaration.form == form]
    return sha256("\n".join(parts).encode()).hexdigest()[:12]
