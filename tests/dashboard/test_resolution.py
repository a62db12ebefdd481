"""An address read against a release: defaults, conversion of periods, unknown values."""

import pytest

from dashboard.filters import Filters
from dashboard.queries import Warehouse
from dashboard.resolution import Resolution, convert, default_place, resolve
from dashboard.settings import Settings, settings
from data.warehouse.home import Home
from data.warehouse.period import Cadence, Period
from data.warehouse.release import current_release_id

ALL = ("place", "form", "category", "period", "job", "skill")


def _read(warehouse: Warehouse, only: str | None = None, **address: str) -> tuple[Filters, Resolution]:
    found = resolve(warehouse, address, ALL, only)
    assert found.filters is not None
    return found.filters, found


@pytest.mark.parametrize(
    ("given", "cadence", "expected"),
    [
        ("2021-05", Cadence.WEEKLY, "2021-W21"),
        ("2021-W20", Cadence.MONTHLY, "2021-05"),
        ("2021-W26", Cadence.MONTHLY, "2021-07"),  # its Thursday is 1 July
        ("2020-02-19", Cadence.WEEKLY, "2020-W08"),
        ("2021", Cadence.MONTHLY, "2021-12"),
        ("2021-W20", Cadence.WEEKLY, "2021-W20"),
    ],
)
def test_a_period_is_converted_to_the_cadence_of_the_page(given: str, cadence: Cadence, expected: str) -> None:
    assert str(convert(Period.parse(given), cadence)) == expected


def test_without_an_address_the_first_city_and_the_last_closed_period_are_shown(warehouse: Warehouse) -> None:
    chosen, found = _read(warehouse)
    assert (chosen.place, chosen.form, str(chosen.period)) == ("370400", "weekly_dispatch", "2021-W25")
    assert found.notices == ()
    assert chosen.latest is not None
    assert chosen.latest.skipped == Period.parse("2021-W26")


def test_a_page_about_reporting_opens_with_the_newest_closed_period(warehouse: Warehouse) -> None:
    found = resolve(warehouse, {}, ALL, None, newest=True)
    assert found.filters is not None
    assert str(found.filters.period) == "2021-W26"


def test_the_setting_names_the_default_place(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.cache_clear()
    monkeypatch.setenv("DASHBOARD_DEFAULT_PLACE", "220100")
    try:
        assert default_place(warehouse) == "220100"
    finally:
        settings.cache_clear()


def test_an_unknown_setting_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="DASHBOARD_DEFAULT_PLACE"):
        Settings.from_environment({"DASHBOARD_DEFAULT_PLACE": "1"})
    with pytest.raises(ValueError, match="DASHBOARD_RATE_DENOMINATOR"):
        Settings.from_environment({"DASHBOARD_RATE_DENOMINATOR": "x"})


def test_valid_values_are_taken(warehouse: Warehouse) -> None:
    chosen, found = _read(warehouse, place="370403", category="major_project", period="2021-W22", skill="skilled")
    assert (chosen.place, str(chosen.period), chosen.skills) == ("370403", "2021-W22", ("skilled",))
    assert chosen.category == ("enterprise_type", ("major_project",))
    assert found.notices == ()
    assert chosen.scope == "薛城区，企业类型：重大项目涉及企业，初、中级技工"


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("place", "999999", "地区"),
        ("category", "nonsense", "企业类别"),
        ("category", "raw_materials", "企业类别"),  # exists, but not in this place's data
        ("period", "昨天", "报告期"),
        ("period", "2019-W01", "2019年第1周"),
        ("period", "2021-W99", "报告期"),
        ("skill", "x", "技能等级"),
        ("job", "x", "工种"),
        ("form", "x", "表式"),
    ],
)
def test_an_unknown_value_is_ignored_and_said(warehouse: Warehouse, name: str, value: str, word: str) -> None:
    plain, _ = _read(warehouse)
    chosen, found = _read(warehouse, **{name: value})
    assert chosen == plain
    assert len(found.notices) == 1
    assert word in found.notices[0]


def test_markup_in_an_address_stays_text(warehouse: Warehouse) -> None:
    _, found = _read(warehouse, place="![x](http://evil/x.png)")
    assert "](" not in found.notices[0]


def test_a_coarser_period_becomes_its_last_known_part(warehouse: Warehouse) -> None:
    chosen, found = _read(warehouse, period="2021-05")
    assert (str(chosen.period), found.notices) == ("2021-W21", ())
    chosen, found = _read(warehouse, only="monthly_bulletin", period="2021-W20")
    assert (str(chosen.period), chosen.form) == ("2021-05", "monthly_bulletin")


def test_a_field_that_the_page_does_not_use_is_left_alone(warehouse: Warehouse) -> None:
    found = resolve(warehouse, {"category": "major_project", "skill": "x"}, ("place", "period"), None)
    assert found.filters is not None
    assert (found.filters.category, found.filters.skills, found.notices) == (None, (), ())


def test_a_place_without_the_form_of_the_page_has_no_filters(warehouse: Warehouse) -> None:
    assert resolve(warehouse, {"place": "220100"}, ALL, "weekly_dispatch").filters is None


def test_a_form_without_shortage_is_not_compared_on_the_same_list(sample_home: Home) -> None:
    release_id = current_release_id(sample_home)
    assert release_id is not None
    published = Warehouse(sample_home.release_file(release_id))
    address = {"against": "same-list"}
    found = resolve(published, address, ("place", "against"), "monthly_bulletin")
    assert found.filters is not None
    assert found.filters.comparison.key == "previous"
    assert any("不作同口径比较" in notice for notice in found.notices)
    weekly = resolve(published, address, ("place", "against"), "weekly_dispatch")
    assert weekly.filters is not None
    assert (weekly.filters.comparison.key, weekly.notices) == ("same-list", ())
    published.close()
