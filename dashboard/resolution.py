"""Filters as one frozen value, and how an address is read against a release; no widgets here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboard import labels
from dashboard.queries import Cut, FormInfo, LatestPeriod, Warehouse
from dashboard.settings import settings
from data.warehouse.metrics import SHORTAGE_RATE_BY_DENOMINATOR, Denominator
from data.warehouse.period import Cadence, Period

FIELDS: tuple[str, ...] = ("place", "form", "category", "period", "job", "skill")
"""Short keys in the address, in the order of the bar."""


@dataclass(frozen=True)
class Filters:
    """What the reader looks at. `latest` tells which period the page opens with and why."""

    place: str
    form: str
    period: Period
    category: tuple[str, str] | None
    job_type: str | None
    skill: str | None
    denominator: Denominator
    latest: LatestPeriod | None = field(default=None, compare=False)

    @property
    def cut(self) -> Cut:
        """The same as a question to the warehouse."""
        return Cut(self.place, self.category, self.job_type, self.skill)

    @property
    def place_name(self) -> str:
        """Full name of the place."""
        return labels.place(self.place)

    @property
    def scope(self) -> str:
        """Place and restrictions in one phrase, for subtitles: 枣庄市，企业类型：重大项目涉及企业."""
        return "，".join(value for name, value in self.words() if name not in {"报告期", "缺工率口径"})

    def words(self) -> list[tuple[str, str]]:
        """Filters spelt out as (name, value), for chips, exports and subtitles."""
        spelt = [("地区", self.place_name), ("报告期", self.period.label)]
        if self.category:
            spelt.append(("企业类别", labels.category(*self.category)))
        if self.job_type:
            spelt.append(("工种", labels.job_type(self.job_type)))
        if self.skill:
            spelt.append(("技能等级", labels.skill_level(self.skill)))
        spelt.append(("缺工率口径", SHORTAGE_RATE_BY_DENOMINATOR[self.denominator][1]))
        return spelt


@dataclass(frozen=True)
class Resolution:
    """An address read against a release: filters, what was ignored, and what each widget may offer."""

    filters: Filters | None  # None: the place has no form of the page's cadence
    place: str
    default_place: str
    notices: tuple[str, ...]
    forms: tuple[FormInfo, ...]
    periods: tuple[Period, ...]
    default_period: Period | None


def convert(period: Period, cadence: Cadence) -> Period:
    """The period of another cadence: the one it belongs to, or the last of its parts."""
    if cadence.rank >= period.cadence.rank:
        return Period.containing(period.midpoint, cadence)
    return period.parts(cadence)[-1]


def default_place(warehouse: Warehouse) -> str:
    """The installation's default place when the release knows it, else the first city, else the first place."""
    nodes = warehouse.places()
    wanted = settings().default_place
    if wanted is not None and any(node.code == wanted for node in nodes):
        return wanted
    return next((node.code for node in nodes if node.level == "city"), nodes[0].code)


def resolve(
    warehouse: Warehouse,
    address: Mapping[str, str],
    fields: tuple[str, ...],
    cadence: Cadence | None,
    *,
    newest: bool = False,
) -> Resolution:
    """Read an address against a release. Never raises on what a person may have typed into the address.

    Args:
        warehouse: the release.
        address: query parameters.
        fields: which filters the page uses.
        cadence: the page's cadence, None for the place's main form.
        newest: open with the newest closed period even while few have reported it.
    """
    notices: list[str] = []
    known_places = {node.code for node in warehouse.places()}
    standard = default_place(warehouse)
    place = address.get("place", standard)
    if place not in known_places:
        notices.append(f"地址中的地区“{labels.plain(place)}”在本版数据中没有，已显示{labels.place(standard)}。")
        place = standard
    forms = tuple(warehouse.forms(place))
    form = next((item for item in forms if cadence is None or item.cadence is cadence), None)
    if "form" in fields and "form" in address:
        named = next((item for item in forms if item.form == address["form"]), None)
        if named is None:
            notices.append(_unknown("表式", address["form"], place))
        form = named or form
    if form is None:
        return Resolution(None, place, standard, tuple(notices), forms, (), None)
    periods = tuple(warehouse.periods(form.form, place))
    latest = warehouse.latest_period(form.form, place)
    default = latest.skipped if newest and latest.skipped else latest.period
    period, notice = _period(address.get("period"), periods, default, labels.place(place))
    notices += notice
    category = job_type = skill = None
    if "category" in fields and "category" in address:
        offered = [(item.scheme, item.category) for item in warehouse.categories(place)]
        category = next((pair for pair in offered if pair[1] == address["category"]), None)
        if category is None:
            notices.append(_unknown("企业类别", address["category"], place))
    if "job" in fields and "job" in address:
        job_type = _offered(address["job"], warehouse.job_types(place))
        if job_type is None:
            notices.append(_unknown("工种", address["job"], place))
    if "skill" in fields and "skill" in address:
        skill = _offered(address["skill"], warehouse.skill_levels(place))
        if skill is None:
            notices.append(_unknown("技能等级", address["skill"], place))
    chosen = Filters(place, form.form, period, category, job_type, skill, settings().denominator, latest)
    return Resolution(chosen, place, standard, tuple(notices), forms, periods, default)


def _period(
    text: str | None, periods: tuple[Period, ...], default: Period, place_name: str
) -> tuple[Period, list[str]]:
    if text is None:
        return default, []
    try:
        asked = Period.parse(text)
    except ValueError:
        return default, [f"地址中的报告期“{labels.plain(text)}”无法识别，已显示{default.label}。"]
    cadence = default.cadence
    if asked.cadence.rank > cadence.rank:
        inside = [period for period in asked.parts(cadence) if period in periods]
        if inside:
            return inside[-1], []
    converted = convert(asked, cadence)
    if converted in periods:
        return converted, []
    return default, [f"{place_name}没有{asked.label}的报送，已显示{default.label}。"]


def _offered(key: str, offered: list[tuple[str, str]]) -> str | None:
    return key if key in {item for item, _ in offered} else None


def _unknown(name: str, value: str, place: str) -> str:
    return f"地址中的{name}“{labels.plain(value)}”在{labels.place(place)}的数据中没有，已忽略。"
