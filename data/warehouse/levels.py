"""How serious a finding is."""

from enum import StrEnum


class Level(StrEnum):
    """阻断: not loaded. 核实: loaded, waits for an explanation. 提示: loaded, for information."""

    BLOCK = "阻断"
    EXPLAIN = "核实"
    NOTICE = "提示"
