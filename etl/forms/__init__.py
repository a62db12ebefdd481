"""Forms as declarations: one TOML file per form and issuer, read strictly. See `etl.forms.model` for the keys.

A further form or a variant in other words is one more file, here or in a folder that REPORTS_FORMS names.
"""

from etl.forms.catalogue import (
    EXTRA_FOLDERS,
    FormEntry,
    Variant,
    adopt_variants,
    form_catalogue,
    listing_forms,
    load_declaration,
    load_variants,
    variant_named,
    variants,
)
from etl.forms.model import ColumnDeclaration, FormDeclaration, PlanDeclaration

__all__ = [
    "EXTRA_FOLDERS",
    "ColumnDeclaration",
    "FormDeclaration",
    "FormEntry",
    "PlanDeclaration",
    "Variant",
    "adopt_variants",
    "form_catalogue",
    "listing_forms",
    "load_declaration",
    "load_variants",
    "variant_named",
    "variants",
]
