"""Filters as one frozen value, and how an address is read against a release; no widgets here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from dashboard import against, labels
from dashboard.against import Against
from dashboard.queries import Area, CategoryInfo, Cut, FormInfo, LatestPeriod, Warehouse, joined_names
from dashboard.selection import ChosenPlaces, Region, listed
from dashboard.settings import settings
from data.warehouse.metrics import SHORTAGE_RATE_BY_DENOMINATOR, Denominator
from data.warehouse.period import Cadence, Period

FIELDS: tuple[str, ...] = ("place", "form", "category", "period", "since", "job", "skill", "against", "as_of")
"""Short keys in the address, in the order of the bar."""

_LONGEST_SPAN = 400

NAMES: dict[str, str] = {
    "place": "地区",
    "form": "表式",
    "category": "企业类别",
    "period": "报告期",
    "since": "走势起点",
    "job": "工种",
    "skill": "技能等级",
    "against": "比较",
    "as_of": "数据时点",
}
"""The word for each key."""


@dataclass(frozen=True)
class Filters:
    """What the reader looks at.

    Attributes:
        place: the lowest place that holds all chosen ones; of one place itself.
        period: the point shown.
        category: a classification scheme and the values chosen of it.
        job_types, skills: codes; empty means all.
        latest: which period the page opens with and why.
        within: the chosen places when they are several, else empty.
        since: the first period of charts over time; None: as many as the page shows by itself.
        against: what the period is compared with; None: the page compares in its own way.
        as_of: only what had been received by then is shown (Beijing time); None: all.
    """

    place: str
    form: str
    period: Period
    category: tuple[str, tuple[str, ...]] | None
    job_types: tuple[str, ...]
    skills: tuple[str, ...]
    denominator: Denominator
    latest: LatestPeriod | None = field(default=None, compare=False)
    within: tuple[str, ...] = ()
    since: Period | None = None
    against: Against | None = None
    as_of: datetime | None = None

    @property
    def comparison(self) -> Against:
        """What the period is compared with."""
        return self.against or against.previous(self.period)

    @property
    def cut(self) -> Cut:
        """The same as a question to the warehouse."""
        return Cut(self.place, self.category, self.job_types, self.skills, self.within)

    @property
    def area(self) -> Area:
        """The place or places, for questions that know nothing else."""
        return self.within or self.place

    @property
    def place_name(self) -> str:
        """Full name of the place; of several 市中区、薛城区 or 市中区等 3 个区县."""
        return joined_names([labels.place(code) for code in self.within or (self.place,)])

    @property
    def short_name(self) -> str:
        """Short name of the place for charts; of several places 所选合计."""
        return "所选合计" if self.within else labels.short_place(self.place)

    @property
    def scope(self) -> str:
        """Place and restrictions in one phrase, for subtitles: 枣庄市，企业类型：重大项目涉及企业."""
        return "，".join([self.place_name, *(joined_names(values, "项") for _, values in self._restrictions())])

    def words(self) -> list[tuple[str, str]]:
        """Filters spelt out as (name, value), for exports: nothing is left out."""
        spelt = [("地区", "、".join(map(labels.place, self.within or (self.place,)))), ("报告期", self.period.label)]
        if self.since is not None:
            spelt.append(("走势起点", self.since.label))
        spelt += [(name, "、".join(values)) for name, values in self._restrictions()]
        if self.against is not None:
            spelt.append((NAMES["against"], self.against.label))
        if self.as_of is not None:
            spelt.append((NAMES["as_of"], f"按 {self.as_of:%Y-%m-%d %H:%M} 当时已收到的报送，不含此后的补报与更正"))
        spelt.append(("缺工率口径", SHORTAGE_RATE_BY_DENOMINATOR[self.denominator][1]))
        return spelt

    def window(self, known: Sequence[Period], usual: int) -> tuple[Period, ...]:
        """The periods of a chart over time, oldest first, the shown one last; two at least, which a line needs.

        Args:
            known: periods that the release knows, oldest first.
            usual: how many the page shows unless the reader has chosen where to begin.
        """
        past = [period for period in known if period <= self.period]
        count = usual if self.since is None else max(2, sum(period >= self.since for period in past))
        return tuple(past[-count:])

    def span(self, usual: int) -> list[Period]:
        """The same whether or not the release knows each period, so that a gap stays a gap."""
        most = usual if self.since is None else _LONGEST_SPAN
        periods = [self.period, self.period.shift(-1)]
        while len(periods) < most and (self.since is None or periods[-1] > self.since):
            periods.append(periods[-1].shift(-1))
        return periods[::-1]

    def _restrictions(self) -> list[tuple[str, list[str]]]:
        spelt: list[tuple[str, list[str]]] = []
        if self.category:
            spelt.append(("企业类别", labels.categories_of(*self.category)))
        spelt.append(("工种", [labels.job_type(key) for key in self.job_types]))
        spelt.append(("技能等级", [labels.skill_level(key) for key in self.skills]))
        return [(name, values) for name, values in spelt if values]


@dataclass(frozen=True)
class Resolution:
    """An address read against a release: filters, what was ignored, and what each widget may offer."""

    filters: Filters | None  # None: the place has no form that the page shows
    chosen_places: ChosenPlaces
    default_place: str
    notices: tuple[str, ...]
    forms: tuple[FormInfo, ...]
    periods: tuple[Period, ...]
    default_period: Period | None

    @property
    def place(self) -> str:
        """The lowest place that holds all that the address asks for."""
        return self.chosen_places.anchor


def convert(period: Period, cadence: Cadence) -> Period:
    """The period of another cadence: the one it belongs to, or the last of its parts."""
    if cadence.rank >= period.cadence.rank:
        return Period.containing(period.midpoint, cadence)
    return period.parts(cadence)[-1]


def default_place(warehouse: Warehouse) -> str:
    """The installation's default place when the release knows it, else the first city that reports regularly, else the
    first place.
    """
    nodes = warehouse.places()
    wanted = settings().default_place
    if wanted is not None and any(node.code == wanted for node in nodes):
        return wanted
    cities = (node.code for node in nodes if node.level == "city" and warehouse.forms(node.code))
    return next(cities, nodes[0].code)


def resolve(
    warehouse: Warehouse,
    address: Mapping[str, str],
    fields: tuple[str, ...],
    only: str | None = None,
    *,
    newest: bool = False,
    lists: bool = False,
) -> Resolution:
    """Read an address against a release. Never raises on what a person may have typed into the address.

    Args:
        warehouse: the release.
        address: query parameters.
        fields: which filters the page uses.
        only: the form that the page is about, None for the place's main form.
        newest: open with the newest closed period even while few have reported it.
        lists: whether the page also shows lists and ledgers, which come when something has changed; they stand last.
    """
    notices: list[str] = []
    standard = default_place(warehouse)
    places = _places(warehouse, address.get("place"), standard, notices)
    area, name = places.area, joined_names([labels.place(code) for code in places.codes])
    forms = (*warehouse.forms(area), *(warehouse.list_forms(area) if lists else ()))
    form = next((item for item in forms if only in (None, item.form)), None)
    if "form" in fields and "form" in address:
        named = next((item for item in forms if item.form == address["form"]), None)
        if named is None:
            notices.append(_unknown("表式", [address["form"]], name))
        form = named or form
    if form is None:
        return Resolution(None, places, standard, tuple(notices), forms, (), None)
    periods = tuple(warehouse.periods(form.form, area))
    latest = warehouse.latest_period(form.form, area)
    default = latest.skipped if newest and latest.skipped else latest.period
    period, notice = _period(address.get("period"), periods, default, name)
    notices += notice
    compared = _comparison(address.get("against") if "against" in fields else None, period, periods, form, notices)

    def values(key: str, offered: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        return _values(address[key], key, offered, name, notices) if key in fields and key in address else ()

    categories = warehouse.categories(area)
    wanted = values("category", [(item.category, item.label) for item in categories])
    chosen = Filters(
        place=places.anchor,
        form=form.form,
        period=period,
        category=_one_scheme(wanted, categories, notices),
        job_types=values("job", warehouse.job_types(area)),
        skills=values("skill", warehouse.skill_levels(area)),
        denominator=settings().denominator,
        latest=latest,
        within=places.within,
        since=_since(address.get("since") if "since" in fields else None, period, notices),
        against=compared if "against" in fields else None,
        as_of=warehouse.as_of,
    )
    return Resolution(chosen, places, standard, tuple(notices), forms, periods, default)


def _places(warehouse: Warehouse, text: str | None, standard: str, notices: list[str]) -> ChosenPlaces:
    """The places of the address; what the release does not know, and what lies in another city, is said."""
    region = Region(warehouse.places())
    asked = listed(text) if text is not None else (standard,)
    known = [code for code in asked if code in region]
    unknown = [labels.plain(code) for code in asked if code not in region]
    if not known:
        notices.append(f"地址中的地区“{labels.plain(text)}”在本版数据中没有，已显示{labels.place(standard)}。")
        return ChosenPlaces(standard)
    if unknown:
        notices.append(f"地址中的地区“{'、'.join(unknown)}”在本版数据中没有，已忽略。")
    together = region.together(known)
    if together.refused:
        others = "、".join(map(labels.place, together.refused))
        notices.append(f"一次只能看一个市之内的地区，{others}已忽略。")
    return together


def _values(text: str, key: str, offered: Sequence[tuple[str, str]], name: str, notices: list[str]) -> tuple[str, ...]:
    """The values that the area has, in the order of the dictionary."""
    asked = listed(text)
    unknown = [value for value in asked if value not in {known for known, _ in offered}]
    if unknown or not asked:
        notices.append(_unknown(NAMES[key], unknown or [text], name))
    return tuple(known for known, _ in offered if known in asked)


def _one_scheme(
    values: tuple[str, ...], offered: Sequence[CategoryInfo], notices: list[str]
) -> tuple[str, tuple[str, ...]] | None:
    """Values of one classification scheme; values are unique over all schemes, so the first tells which."""
    found = [item for item in offered if item.category in values]
    if not found:
        return None
    scheme = found[0].scheme
    foreign = [item for item in found if item.scheme != scheme]
    if foreign:
        others = "、".join(f"{item.scheme_label}：{item.label}" for item in foreign)
        notices.append(f"一次只能按一种分类筛选，{labels.plain(others)}已忽略。")
    return scheme, tuple(item.category for item in found if item.scheme == scheme)


def _since(text: str | None, period: Period, notices: list[str]) -> Period | None:
    """The first period of charts over time, in the cadence of the shown one."""
    if text is None:
        return None
    try:
        asked = Period.parse(text)
    except ValueError:
        notices.append(f"地址中的走势起点“{labels.plain(text)}”无法识别，已忽略。")
        return None
    is_coarser = asked.cadence.rank > period.cadence.rank
    since = asked.parts(period.cadence)[0] if is_coarser else convert(asked, period.cadence)
    if since > period:
        notices.append(f"走势起点{since.label}晚于报告期{period.label}，已忽略。")
        return None
    return since


def _comparison(
    text: str | None, period: Period, periods: tuple[Period, ...], form: FormInfo, notices: list[str]
) -> Against:
    """The comparison asked for; the same list of enterprises can be compared only where shortage is reported."""
    found, notice = against.read(text, period, periods)
    if found.is_same_list and "shortage" not in form.measures:
        found, notice = (
            against.with_list(found, is_same_list=False),
            f"{form.label}没有分企业的缺工人数，不作同口径比较。",
        )
    notices += [notice] if notice else []
    return found


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


def _unknown(name: str, values: Sequence[str], place: str) -> str:
    return f"地址中的{name}“{'、'.join(map(labels.plain, values))}”在{place}的数据中没有，已忽略。"
