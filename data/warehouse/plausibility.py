"""Numbers that look unlike the same series' earlier ones: what the release holds of them, in words.

How they are found: `marts/plausibility.sql`. They are doubts for a person to ask about; nothing is blocked by them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

_DOUBTS = """
with city as (
    select
        coalesce(dim_place.parent_code, total.place_code) as area_code,
        total.period,
        total.metric,
        sum(total.value) as value
    from mart_place as total
    join dim_place on dim_place.place_code = total.place_code
    where total.form = $form and list_contains($periods, total.period)
    group by coalesce(dim_place.parent_code, total.place_code), total.period, total.metric
),
doubt as (
    select
        p.*,
        dim_place.short_name,
        case when city.value = 0 then null else 100.0 * abs(p.value - p.expected) / city.value end as effect_pct,
        city.area_code
    from plausibility as p
    join dim_place on dim_place.place_code = p.place_code
    join city
        on city.area_code = coalesce(dim_place.parent_code, p.place_code)
        and city.period = p.period
        and city.metric = p.metric
    where p.form = $form and list_contains($periods, p.period) and p.sign <> 'unjudged'
),
ranked as (
    select
        doubt.*,
        row_number() over (
            partition by area_code, period
            order by effect_pct desc nulls last, place_code, enterprise_id, metric, sign
        ) as importance
    from doubt
)
select
    ranked.place_code,
    ranked.short_name,
    ranked.period,
    ranked.enterprise_id,
    coalesce(dim_enterprise.enterprise_name, ''),
    ranked.submission_id,
    ranked.metric,
    ranked.sign,
    cast(ranked.value as bigint),
    ranked.expected,
    cast(ranked.previous as bigint),
    ranked.earlier_points,
    ranked.effect_pct,
    ranked.importance
from ranked
left join dim_enterprise on dim_enterprise.enterprise_id = ranked.enterprise_id
where list_contains($places, ranked.place_code)
order by ranked.effect_pct desc nulls last, ranked.period desc, ranked.importance, ranked.place_code
"""
METRIC_WORDS = {"shortage": "缺工人数", "headcount": "用工规模", "resolved": "本期解决"}


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubted number. `enterprise` is "" when it is the sum of the place; numbers are persons.

    `effect_pct`: the difference to what was expected, of the city's total of the period; None where that is 0.
    `importance`: rank by that effect within city and period.
    """

    place_code: str
    place: str
    period: str
    enterprise_id: str
    enterprise: str
    submission_id: int
    metric: str
    sign: str
    value: int
    expected: float | None
    previous: int | None
    earlier_points: int | None
    effect_pct: float | None
    importance: int

    @property
    def words(self) -> str:
        """Why the number is doubted, in numbers."""
        name = METRIC_WORDS[self.metric]
        if self.sign == "beyond_headcount":
            return f"缺工 {self.value:,} 人，多于用工规模 {self.expected:,.0f} 人"
        direction = "偏高" if self.sign == "high" else "偏低"
        return (
            f"{name} {self.value:,} 人{direction}：此前 {self.earlier_points} 期的中位数为 {_count(self.expected)} 人，"
            f"上一次为 {_count(self.previous)} 人"
        )

    def plain(self) -> dict[str, object]:
        """For JSON."""
        return {
            "place": self.place_code, "enterprise": self.enterprise, "submission": self.submission_id,
            "metric": self.metric, "sign": self.sign, "value": self.value, "expected": self.expected,
            "previous": self.previous, "earlier_points": self.earlier_points, "effect_pct": self.effect_pct,
            "importance": self.importance, "message": self.words,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judgement:
    """Doubts, most important for the city first, and how many enterprises had too few points in the last period."""

    doubts: list[Doubt]
    unjudged: int


def doubts(connection: duckdb.DuckDBPyConnection, form: str, place_codes: Sequence[str], *periods: str) -> Judgement:
    """What is doubted in some periods of a form in these places; `unjudged` is that of the last period."""
    places = list(place_codes)
    rows = connection.execute(_DOUBTS, {"form": form, "periods": list(periods), "places": places}).fetchall()
    where = "p.form = $form and p.period = $period and list_contains($places, p.place_code)"
    unjudged = connection.execute(
        "select coalesce(max(enterprises), 0) from (select sum(value) as enterprises from plausibility p "
        f"where {where} and p.sign = 'unjudged' group by p.metric)",
        {"form": form, "period": periods[-1], "places": places},
    ).fetchall()
    return Judgement([Doubt(*row) for row in rows], int(unjudged[0][0]))


def _count(number: float | None) -> str:
    return "—" if number is None else f"{number:,.1f}".removesuffix(".0")
