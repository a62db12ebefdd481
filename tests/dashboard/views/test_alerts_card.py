"""The card of alerts: what it says, that every link opens its view, and what a wrong table does."""

import re
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.navigation import PAGES
from data.warehouse.home import Home
from tests.dashboard.small_release import build

APP = str(Path(__file__).resolve().parents[3] / "dashboard" / "app.py")
HEADER = "alert,place_code,cadence,attention,warning,attention_persons,warning_persons"
NOTHING = [
    f"{kind},,,,,,"
    for kind in (
        "shortage_rate", "shortage_rise", "headcount_fall", "resumed_fall", "unsolved_periods", "overdue_hours",
    )
]  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home of its own with the small release."""
    made = build(tmp_path / "home")
    monkeypatch.setenv("REPORTS_HOME", str(made.folder))
    return made


def _bounds(home: Home, *rows: str) -> None:
    folder = home.folder / "reference"
    folder.mkdir(exist_ok=True)
    (folder / "thresholds.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")


def _open(script: str = "overview.py", **address: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    app.switch_page(f"../pages/{script}").run()
    assert not app.exception
    return app


def _said(app: AppTest) -> str:
    text = "\n".join(str(element.value) for element in [*app.markdown, *app.caption, *app.warning])
    return re.sub(r"\\(.)", r"\1", text).replace("\u2060", "")


def _links(app: AppTest) -> list[tuple[str, str, dict[str, str]]]:
    """(label, page, filters) of the links of the card."""
    found = [element.proto for element in app.get("page_link")]
    return [
        (proto.label, proto.page.strip("/"), dict(parse_qsl(proto.query_string.lstrip("?"))))
        for proto in found
        if proto.label.startswith("**:primary[")
    ]


@pytest.mark.parametrize("script", ["overview.py", "trends.py"])
def test_the_most_serious_stand_first_and_the_others_are_counted(home: Home, script: str) -> None:
    app = _open(script, place="370400", period="2021-W25")
    assert home.current.is_file()
    said = _said(app)
    # 1,995 of 15,995 are short: over 10 % are the city and its places with more than 111 persons a thousand.
    assert "**需关注" in said
    assert "**:primary[枣庄市缺工率 12.5%]**" in {label.replace("\\", "") for label, _, _ in _links(app)}
    assert said.index("-badge[预警]") >= 0
    assert "预警线 10%，多出约 396 人；较上周基本持平；至少自2021年第20周起 6 期" in said


@pytest.mark.parametrize(
    ("category", "expected"),
    [({}, {"trends", "reporting", "overview"}), ({"category": "other_type"}, {"trends", "reporting"})],
)
def test_each_link_opens_its_view_with_exactly_its_filters(
    home: Home, category: dict[str, str], expected: set[str]
) -> None:
    rows = ("overdue_hours,,,0,24,,", "shortage_rise,370403,,3,20,5,50", "shortage_rate,370404,,5,10,,")
    _bounds(home, *NOTHING[:-1], *rows)
    pages = {entry.key: entry for entry in PAGES}
    links = _links(_open(place="370400", period="2021-W25", **category))
    assert {page or "overview" for _, page, _ in links} == expected
    for label, page, filters in links:
        entry = pages[page or "overview"]
        assert {name: filters.get(name) for name in category} == category
        opened = _open(entry.script, **filters)
        assert not opened.error
        assert not [warning for warning in opened.warning if "地址中" in warning.value], label
        for name in ("place", "period"):
            assert opened.query_params[name] in (filters[name], [filters[name]])
    reporting = next(filters for _, page, filters in links if page == "reporting")
    assert (reporting["period"], reporting["form"]) == ("2021-W26", "weekly_dispatch")


def test_nothing_to_attend_to_is_said(home: Home) -> None:
    _bounds(home, *NOTHING)
    app = _open(place="370400", period="2021-W25")
    said = _said(app)
    assert "**无需关注**" in said
    assert "缺工率达到 不提示" in said
    assert _links(app) == []


@pytest.mark.parametrize("script", ["overview.py", "trends.py"])
def test_a_wrong_row_is_named_and_the_page_still_stands(home: Home, script: str) -> None:
    _bounds(home, *NOTHING, "shortage_rate,370400,,abc,10,,")
    app = _open(script, place="370400", period="2021-W25")
    assert "界限表有误，thresholds.csv 第 8 行：attention“abc”应为不小于 0 的数" in _said(app)
    assert app.header
    assert str(home.folder) not in _said(app)


def test_on_paper_all_stand_open_and_the_bounds_are_a_table(home: Home) -> None:
    desk = _open(place="370400", period="2021-W25")
    paper = _open(place="370400", period="2021-W25", view="print")
    (counted,) = [value.value for value in paper.markdown if str(value.value).startswith("**需关注 ")]
    assert counted == f"**需关注 {len(_links(paper))} 项**"
    assert sorted(_links(paper)) == sorted(_links(desk)), "those behind the first five too"
    assert not [box for box in paper.expander if "界限" in box.label]
    (bounds,) = [table.value for table in paper.table if "事项" in table.value.columns]
    assert bounds.set_index("事项").loc["缺工率达到"].tolist() == [r"5\%", r"10\%"]
    assert len(bounds) == len(NOTHING)


def test_a_district_s_own_bound_counts_for_it_alone(home: Home) -> None:
    rest = [row for row in NOTHING if not row.startswith("shortage_rate,")]
    _bounds(home, *rest, "shortage_rate,,,90,95,,", "shortage_rate,370402,,4,6,,")
    links = _links(_open(place="370400", period="2021-W25"))
    assert [filters["place"] for _, _, filters in links] == ["370402"]
