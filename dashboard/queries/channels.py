"""Newly solved persons by part of an area and channel, asked of all parts at once."""

from typing import TYPE_CHECKING

from dashboard.queries.lists import cut_parameters, statement
from dashboard.queries.model import Cut
from data.warehouse.metrics import metric
from data.warehouse.period import Period
from data.warehouse.relations import Dimension

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse


def by_part(warehouse: "Warehouse", form: str, cut: Cut, period: Period) -> dict[str, dict[str, int]]:
    """`channel_resolved` by part of the cut's area and channel, in the order of the dictionary.

    What `Warehouse.measure` answers by channel for each part alone; a part that solved nothing is left out. Job types
    and skill levels of the cut are not looked at, as remarks do not tell them.
    """
    info = warehouse.serving_form(metric("channel_resolved"), cut.area, period.cadence, form)
    if info is None:
        return {}
    part_of = warehouse.part_of(cut.area)
    parameters = {
        "form": info.form,
        "bases": [str(base) for base in warehouse.base_periods(info, cut.area, period)],
        "members": list(part_of),
        "keys": list(part_of.values()),
        **{name: value for name, value in cut_parameters(cut).items() if name in ("scheme", "categories")},
    }
    rows = warehouse.connection.execute(statement("channel_parts"), parameters).fetchall()
    solved = {(part, channel): int(resolved) for part, channel, resolved in rows if resolved is not None}
    order = [channel for channel, _ in warehouse.labels(Dimension.CHANNEL, {channel for _, channel in solved})]
    parts = dict.fromkeys(part for part, _ in solved)
    return {part: {key: solved[part, key] for key in order if (part, key) in solved} for part in parts}
