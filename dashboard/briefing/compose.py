"""From a question (cadence, period, place, edition) to a briefing: which forms answer, then section by section."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from itertools import chain

from dashboard import as_known, labels
from dashboard.briefing.facts import Facts, Shield
from dashboard.briefing.later import Later
from dashboard.briefing.model import Briefing, Edition, Section, State
from dashboard.briefing.sections.appendix import appendix, revisions
from dashboard.briefing.sections.attention import attention
from dashboard.briefing.sections.categories import categories
from dashboard.briefing.sections.changes import changes
from dashboard.briefing.sections.channels import channels
from dashboard.briefing.sections.districts import districts
from dashboard.briefing.sections.lines import lines
from dashboard.briefing.sections.overall import headline, overall
from dashboard.briefing.sections.plans import plans
from dashboard.briefing.sections.reporting import reporting
from dashboard.queries import Area, Cut, FormInfo, QuestionError, Warehouse
from dashboard.selection import Region
from data.warehouse.metrics import metrics
from data.warehouse.period import Cadence, Period
from data.warehouse.places import places

_KINDS = {Cadence.DAILY: "日报", Cadence.WEEKLY: "周报", Cadence.MONTHLY: "月报"}
_SECTIONS = (changes, lines, channels, districts, categories, plans, reporting, attention)


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be made.

    Attributes:
        period: of the cadence of the briefing.
        area: one place, or several of one city.
        frozen_at: when the period was frozen, for a final issue; the warehouse is then one as known at that moment.
    """

    period: Period
    area: Area
    edition: Edition = Edition.INTERNAL
    state: State = State.DRAFT
    frozen_at: datetime | None = None

    @property
    def cadence(self) -> Cadence:
        """Daily, weekly or monthly."""
        return self.period.cadence

    @property
    def cut(self) -> Cut:
        """The place or places as a question to the warehouse."""
        if isinstance(self.area, str):
            return Cut(self.area)
        together = Region(places()).together(self.area)
        return Cut(together.anchor, within=together.within)


def own_form(warehouse: Warehouse, area: Area, cadence: Cadence) -> FormInfo:
    """The form of the cadence that the place reports: what the briefing is of, and what is frozen.

    Raises:
        QuestionError: the place has no report of that cadence; the text says which it has.
    """
    if cadence not in _KINDS:
        raise QuestionError("简报只有日报、周报、月报。")
    found = next((form for form in warehouse.forms(area) if form.cadence is cadence), None)
    if found is None:
        words = "、".join(f"{form.label}（{_KINDS.get(form.cadence, '')}）" for form in warehouse.forms(area))
        name = warehouse.place_name(area)
        raise QuestionError(
            f"{name}没有{_KINDS[cadence]}的报表，{'现有：' + words if words else '也没有其他定期报表'}。"
        )
    return found


def compose(warehouse: Warehouse, request: Request, shield: Shield | None = None) -> Briefing:
    """The briefing of `begin` with all its parts."""
    return begin(warehouse, request, shield).complete


def begin(warehouse: Warehouse, request: Request, shield: Shield | None = None) -> Briefing:
    """The briefing as data; figures, tables, appendix and context ask the warehouse when they are looked at.

    Args:
        warehouse: a release, or for a final issue one as known at the freeze.
        request: what is asked.
        shield: takes out what the edition keeps back; the public edition needs one.

    Raises:
        QuestionError: the place has no such report, or nothing was reported for the period.
        ValueError: the public edition without a shield.
    """
    if request.edition is Edition.PUBLIC and shield is None:
        raise ValueError("the public edition needs something that keeps numbers back")
    form = own_form(warehouse, request.area, request.cadence)
    facts = Facts(warehouse, request.cut, request.period, form, request.edition, shield)
    name = warehouse.place_name(request.area)
    if not (facts.coverage.reported or facts.coverage.carried):
        raise QuestionError(f"{name}{request.period.label}没有收到任何{form.label}，无数可编。")
    facts.look_ahead()
    made = [overall(facts, name), *(section(facts) for section in _SECTIONS)]
    sections = tuple(item for item in made if item is not None)
    served = [facts.serving(key) for key in ("shortage", "resumed")]
    return Briefing(
        title=f"{name}重点企业用工调度{_KINDS[request.cadence]}",
        cadence=request.cadence,
        area=request.area,
        place_name=name,
        period=request.period,
        issue_number=_issue_number(request.period),
        edition=request.edition,
        state=request.state,
        forms=tuple(dict.fromkeys([form.form, *(item.form for item in served if item is not None)])),
        headline=headline(facts, name),
        sections=sections,
        appendix=appendix(facts),
        revisions=revisions(facts),
        context=_context(facts, request),
        coverage=facts.coverage,
        release=warehouse.release,
        frozen_at=request.frozen_at,
        as_of=warehouse.as_of,
        definitions=_definitions(facts, sections),
    )


def _issue_number(period: Period) -> int:
    """Week, month or day of the year."""
    if period.cadence is Cadence.WEEKLY:
        return period.start.isocalendar().week
    return period.start.month if period.cadence is Cadence.MONTHLY else period.start.timetuple().tm_yday


def _context(facts: Facts, request: Request) -> tuple[tuple[str, str], ...]:
    """What stands on every file. A final issue names its moment, not the release, which later ones replace."""
    covered, info = facts.coverage, facts.warehouse.release
    silent = f"，沿用 {covered.carried}，未报 {covered.missing}" if covered.carried or covered.missing else ""
    lines = [
        ("数据截至", request.period.label),
        ("报送覆盖", f"{covered.reported}/{covered.expected}{silent}"),
        ("状态", f"{request.state.label}，{request.edition.label}"),
    ]
    if facts.warehouse.as_of is not None:
        lines.append(("数据时点", f"{as_known.said(facts.warehouse.as_of)}，按当时已收到的报送"))
    else:
        lines.append(("发布版本", f"{info.release_id}（{info.published_at:%Y-%m-%d %H:%M}）"))
    if info.is_demo:
        lines.append((labels.DEMO_MARK, "本文件中的数据为演示数据，不得作为工作依据。"))
    lines.append(("标记", "0 为报告的零；未报 为没有报送；— 为没有可比基数；不适用 为该指标不按此条件统计。"))
    return tuple(lines)


def _definitions(facts: Facts, sections: Sequence[Section]) -> Sequence[tuple[str, str]]:
    """口径 of every metric that the sections read, in the order of the metrics."""

    @cache
    def asked() -> frozenset[str]:
        sentences = (number for section in sections for said in section.sentences for number in said.numbers)
        tables = (number for section in sections for table in section.tables for number in table.numbers)
        return frozenset(source.question for number in chain(sentences, tables) for source in number.sources)

    def line(key: str) -> tuple[str, str] | None:
        if key not in asked():
            return None
        shown = facts.metric(key)
        formula = f"{shown.denominator_words}。" if shown.denominator_words else ""
        return f"口径：{shown.label}（{shown.unit}）", f"{shown.definition}{formula}依据：{shown.source}"

    return Later([partial(line, key) for key in metrics()])
