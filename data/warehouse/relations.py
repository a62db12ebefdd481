"""The relations over which metrics are aggregated: SQL, how they run over time, which cuts they allow.

Every relation yields the columns form, period, place_code, submission_id, status and its own; a question adds its
filters as a WHERE over them. Stocks are read through `mart_effective`, which says for each place and period which
submission counts and whether it is carried forward, so a stock is never summed over periods by accident.
"""

from dataclasses import dataclass
from enum import StrEnum

UNCATEGORISED = "uncategorised"
"""Key of what belongs to no category of a classification scheme."""


class Dimension(StrEnum):
    """What a number can be cut by; the words of `--by`."""

    PLACE = "place"
    CATEGORY = "category"
    JOB_TYPE = "job_type"
    SKILL = "skill"
    CHANNEL = "channel"
    ENTERPRISE = "enterprise"

    @property
    def label(self) -> str:
        """The word shown to readers."""
        return _LABELS[self]


_LABELS = {
    Dimension.PLACE: "地区",
    Dimension.CATEGORY: "企业类别",
    Dimension.JOB_TYPE: "工种",
    Dimension.SKILL: "技能等级",
    Dimension.CHANNEL: "解决渠道",
    Dimension.ENTERPRISE: "企业",
}


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation: its SQL, whether periods add up, the cuts it allows, and whether its rows are sums by category."""

    name: str
    sql: str
    adds_over_time: bool
    dimensions: frozenset[Dimension]
    is_summed: bool = False


def _effective(fact: str, columns: str) -> str:
    return (
        f"select e.form, e.period, e.place_code, e.submission_id, e.status, {columns} from mart_effective e "
        f"join {fact} f on f.submission_id = e.submission_id and f.place_code = e.place_code"
    )


_ENTERPRISE = frozenset({Dimension.PLACE, Dimension.CATEGORY, Dimension.ENTERPRISE})
_LINES = _ENTERPRISE | {Dimension.JOB_TYPE, Dimension.SKILL}


def _flow(mart: str, columns: str) -> str:
    return (
        "select m.form, m.period, m.place_code, m.submission_id, "
        f"case when s.version > 1 then 'r' else 'p' end as status, {columns} "
        f"from {mart} m join meta_submission s on s.submission_id = m.submission_id"
    )


_CHANNEL_SQL = _flow("mart_channel", "m.enterprise_id, m.channel, m.resolved")

RELATIONS: dict[str, Relation] = {
    relation.name: relation
    for relation in (
        Relation(
            "shortage",
            _effective("fact_shortage", "f.enterprise_id, f.job_type, f.skill_level, f.shortage"),
            adds_over_time=False,
            dimensions=_LINES,
        ),
        Relation(
            "enterprise",
            _effective(
                "mart_enterprise",
                "f.enterprise_id, f.headcount, f.resumed, f.shortage, f.resolved_total",
            ),
            adds_over_time=False,
            dimensions=_ENTERPRISE,
        ),
        Relation(
            "resolved_total",
            _effective("fact_resolved", "f.enterprise_id, f.job_type, f.skill_level, f.resolved_total"),
            adds_over_time=False,
            dimensions=_LINES,
        ),
        Relation(
            "resolved",
            _flow("mart_resolved", "m.enterprise_id, m.job_type, m.skill_level, m.resolved"),
            adds_over_time=True,
            dimensions=_LINES,
        ),
        Relation(
            "channel",
            _CHANNEL_SQL,
            adds_over_time=True,
            dimensions=_ENTERPRISE | {Dimension.CHANNEL},
        ),
        Relation(
            "channel_all",
            _CHANNEL_SQL,
            adds_over_time=True,
            dimensions=_ENTERPRISE,
        ),
        Relation(
            "plan",
            _effective("fact_plan", "f.plan, f.indicator, f.value") + " where e.age = 0",
            adds_over_time=True,
            dimensions=frozenset({Dimension.PLACE}),
        ),
        Relation(
            "plan_stock",
            _effective("fact_plan", "f.plan, f.indicator, f.value"),
            adds_over_time=False,
            dimensions=frozenset({Dimension.PLACE}),
        ),
        Relation(
            "obligation",
            "select form, period, place_code, null::integer as submission_id, 'p' as status, status as report_status, "
            "first_accepted_at, is_first_pass, case when status = 'late' "
            "then epoch(first_accepted_at) - epoch(due_at) end as late_seconds "
            "from obligation where status not in ('exempt', 'pending')",
            adds_over_time=True,
            dimensions=frozenset({Dimension.PLACE}),
        ),
    )
}
