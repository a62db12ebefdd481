"""What goes wrong when: reports that never came, planted defects, corrections."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from data.samples.chance import stream
from data.samples.periods import Period

WEEKLY, MONTHLY, DAILY, RESUMPTION = "weekly_dispatch", "monthly_bulletin", "daily_dispatch", "resumption_daily"

KINDS: dict[str, tuple[str, ...]] = {
    WEEKLY: (
        "total_mismatch",
        "cumulative_fell",
        "cumulative_identity",
        "vague_number",
        "channel_sum",
        "skill_line_missing",
        "formula_without_value",
        "wrong_place",
    ),
    MONTHLY: ("vague_number", "formula_without_value"),
    DAILY: (
        "total_mismatch",
        "cumulative_fell",
        "vague_number",
        "job_and_number",
        "channel_sum",
        "unknown_goods",
        "formula_without_value",
        "wrong_place",
    ),
    RESUMPTION: ("total_mismatch", "vague_number", "wrong_place"),
}
"""Defects that can be planted in each form."""

FIRST_DEFECTS: dict[str, dict[tuple[str, str], str]] = {
    WEEKLY: {
        ("370404", "2021-W21"): "vague_number",
        ("370403", "2021-W22"): "total_mismatch",
        ("370402", "2021-W23"): "cumulative_fell",
        ("370405", "2021-W24"): "skill_line_missing",
        ("370403", "2021-W25"): "formula_without_value",
        ("370406", "2021-W25"): "cumulative_identity",
        ("370481", "2021-W26"): "channel_sum",
        ("3704Z1", "2021-W26"): "wrong_place",
    },
    MONTHLY: {("370403", "2021-06"): "vague_number"},
    DAILY: {
        ("220105", "2020-02-20"): "job_and_number",
        ("220102", "2020-02-21"): "total_mismatch",
        ("220103", "2020-02-22"): "cumulative_fell",
        ("220182", "2020-02-23"): "vague_number",
        ("220106", "2020-02-25"): "channel_sum",
        ("220104", "2020-02-25"): "unknown_goods",
        ("220113", "2020-02-26"): "formula_without_value",
        ("2201Z3", "2020-02-27"): "wrong_place",
    },
    RESUMPTION: {("320412", "2020-02-26"): "total_mismatch"},
}
"""Planted early, so that a short set shows every kind."""

ALWAYS_MISSING: dict[str, frozenset[tuple[str, str]]] = {
    WEEKLY: frozenset(
        {("370406", "2021-W33"), ("370406", "2021-W34"), ("370404", "2021-W24")}
        | {(place, "2022-W05") for place in ("370403", "370404", "370405", "370406", "3704Z1")}
    ),
    MONTHLY: frozenset({("370405", "2022-01"), ("370404", "2021-06")}),
    DAILY: frozenset({("220183", "2020-03-14"), ("220183", "2020-03-15"), ("220112", "2020-02-24")}),
    RESUMPTION: frozenset({("320413", "2020-02-27")}),
}
"""未报: two neighbouring periods, the week of the Spring Festival, and one early period in each form."""

RATES = {
    WEEKLY: (0.045, 0.02, 0.03),
    MONTHLY: (0.05, 0.03, 0.05),
    DAILY: (0.035, 0.025, 0.02),
    RESUMPTION: (0.02, 0.02, 0.02),
}
"""Shares of defects, missing reports and plain corrections."""

ALWAYS_CORRECTED = frozenset(("cumulative_fell", "cumulative_identity", "skill_line_missing", "wrong_place"))


@dataclass(frozen=True)
class Plan:
    """The fate of one report. `corrected`: a later file replaces it; `revised`: the first file had other numbers."""

    missing: bool = False
    defect: str | None = None
    corrected: bool = False
    revised: bool = False


def schedule(
    seed: int,
    form: str,
    allowed: Mapping[str, Collection[str]],
    periods: Sequence[Period],
    spared: Collection[tuple[str, str]],
) -> dict[tuple[str, str], Plan]:
    """The plan of every (place, period code). `allowed` gives each place its possible defects.

    Defects are never in the first period or in `spared` ones, and never next to another defect or a missing report
    of the same place, so that each can be told from its neighbours.
    """
    defect_rate, missing_rate, revised_rate = RATES[form]
    plans: dict[tuple[str, str], Plan] = {}
    for place, kinds in allowed.items():
        rng = stream(seed, "schedule", form, place)
        defects: dict[int, str] = {}
        missing = {n for n, period in enumerate(periods) if (place, period.code) in ALWAYS_MISSING[form]}
        for number, period in enumerate(periods):
            throw, kind = rng.random(), rng.choice(list(kinds)) if kinds else None
            fixed = FIRST_DEFECTS[form].get((place, period.code))
            free = number > 0 and not ({number - 1, number, number + 1} & (missing | set(defects)))
            ahead = number + 1 < len(periods) and (place, periods[number + 1].code) in FIRST_DEFECTS[form]
            if fixed:
                defects[number] = fixed
            elif kind and throw < defect_rate and free and not ahead and (place, period.code) not in spared:
                defects[number] = kind
        for number, period in enumerate(periods):
            throw, repaired, revised = rng.random(), rng.random() < 0.75, rng.random() < revised_rate
            near = {number - 1, number, number + 1} & set(defects)
            gone = number in missing or (throw < missing_rate and not near and number > 0)
            defect = defects.get(number)
            plans[place, period.code] = Plan(
                missing=gone,
                defect=defect,
                corrected=defect is not None and (repaired or defect in ALWAYS_CORRECTED),
                revised=revised and not gone and defect is None and number > 0,
            )
    return plans
