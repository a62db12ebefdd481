"""Names of the files that go out: Chinese, with place, period, edition and state, harmless on every system."""

from dashboard.briefing.asking import WORDS, Asked
from dashboard.briefing.files import safe
from dashboard.briefing.model import Figure, State
from dashboard.labels import DEMO_MARK
from dashboard.navigation import PAGES
from data.warehouse.period import Period

FIGURES, SHEETS = "图", "页面"
"""Folders of the pictures within an issue."""
_LONGEST_TITLE = 28


def stem(asked: Asked, *, is_demo: bool) -> str:
    """演示数据_枣庄市用工调度周报_2021年第20周_内部版_草稿; the folder of an issue and the start of its files."""
    parts = [f"{asked.place_name}用工调度{WORDS[asked.cadence]}", of_period(asked.period), asked.edition.label]
    if is_demo:
        parts.insert(0, DEMO_MARK)
    if asked.state is State.DRAFT:
        parts.append(State.DRAFT.label)
    return safe("_".join(parts))


def of_period(period: Period) -> str:
    """2021年第20周, 2021年5月, 2020年2月19日."""
    return period.label.partition("（")[0]


def of_figure(start: str, number: int, figure: Figure) -> str:
    """图/<stem>_图01_市中区缺工最多.png."""
    title = figure.title.text
    short = title if len(title) <= _LONGEST_TITLE else title.partition("，")[0][:_LONGEST_TITLE]
    return f"{FIGURES}/{safe(f'{start}_图{number:02d}_{short}')}.png"


def of_sheet(start: str, key: str) -> str:
    """页面/<stem>_总览_01.png of the sheet overview-1."""
    page, _, number = key.rpartition("-")
    titles = {entry.key: entry.title for entry in PAGES}
    return f"{SHEETS}/{safe(f'{start}_{titles[page]}_{int(number):02d}')}.png"
