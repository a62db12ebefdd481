"""`python -m etl forms`: the declared forms."""

from etl.forms import form_catalogue


def forms() -> None:
    """列出已声明的表式。"""
    for entry in form_catalogue():
        print(f"{entry.form}\t{entry.label}\t{entry.cadence}\t{entry.source}")
