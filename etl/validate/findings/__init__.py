"""All kinds of findings. A class in one of the modules of this package is registered by being there."""

from etl.validate.findings import cells, recognition, rules
from etl.validate.findings.base import Finding, cell_list, shorten

__all__ = ["Finding", "all_findings", "cell_list", "cells", "recognition", "rules", "shorten"]


def all_findings() -> tuple[type[Finding], ...]:
    """Every kind of finding, in order of module and place in it."""
    return tuple(
        entry
        for module in (recognition, cells, rules)
        for entry in vars(module).values()
        if isinstance(entry, type) and issubclass(entry, Finding) and entry is not Finding
    )
