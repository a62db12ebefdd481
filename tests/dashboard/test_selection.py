"""Several values in the address: what is written is read again, and several places become one area."""

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard import filter_chips
from dashboard.filter_chips import chips
from dashboard.queries import CategoryInfo, Warehouse
from dashboard.resolution import FIELDS, Filters, Resolution, _one_scheme, resolve
from dashboard.selection import ChosenPlaces, Region, listed, written

CITY = "370400"
_HYPOTHESIS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _read(warehouse: Warehouse, address: dict[str, str]) -> tuple[Filters, Resolution]:
    found = resolve(warehouse, address, FIELDS, None)
    assert found.filters is not None
    return found.filters, found


def _some(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=len(values)) if values else st.just([])


@_HYPOTHESIS
@given(data=st.data())
def test_every_key_goes_round_through_the_address(warehouse: Warehouse, data: st.DataObject) -> None:
    region = [node for node in warehouse.places() if node.parent_code == CITY]
    order = [node.code for node in region]
    places = data.draw(_some(order))
    area = tuple(sorted(places, key=order.index)) or CITY
    periods = warehouse.periods("weekly_dispatch", CITY)
    shown, first = sorted(
        data.draw(st.lists(st.sampled_from(periods), min_size=2, max_size=2, unique=True)), reverse=True
    )
    schemes = sorted({item.scheme for item in warehouse.categories(CITY)})
    scheme = data.draw(st.sampled_from(schemes))
    categories = data.draw(_some([item.category for item in warehouse.categories(CITY) if item.scheme == scheme]))
    skills = data.draw(_some([key for key, _ in warehouse.skill_levels(CITY)]))
    lists = {"place": places, "category": categories, "skill": skills}
    address = {name: written(values) for name, values in lists.items() if values}
    address |= {"period": str(shown), "since": str(first)}

    chosen, found = _read(warehouse, address)

    assert found.notices == ()
    assert chosen.area == (area if len(area) != 1 else area[0])
    assert (chosen.period, chosen.since) == (shown, first)
    assert set(chosen.category[1] if chosen.category else ()) == set(categories)
    assert chosen.category is None or chosen.category[0] == scheme
    assert set(chosen.skills) == set(skills)
    assert len(urlencode(address)) < 300
    again = {name: written(values) for name, values in lists.items() if values} | {"period": str(chosen.period)}
    assert {chip.name for chip in chips(found, again, FIELDS)} == set(again)


@_HYPOTHESIS
@given(address=st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=30)))
def test_no_text_in_the_address_breaks_it(warehouse: Warehouse, address: dict[str, str]) -> None:
    found = resolve(warehouse, address, FIELDS, None)
    chips(found, address, FIELDS)
    assert found.filters is not None


@given(values=st.lists(st.text("abcdefghijklmnopqrstuvwxyz0123456789_-", min_size=1, max_size=8), max_size=6))
def test_values_are_read_as_they_were_written(values: list[str]) -> None:
    assert listed(written(values)) == tuple(dict.fromkeys(values))


@pytest.fixture(scope="module")
def region(warehouse: Warehouse) -> Region:
    return Region(warehouse.places())


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("370403",), ChosenPlaces("370403")),
        (("370404", "370403"), ChosenPlaces(CITY, ("370403", "370404"))),
        ((CITY, "370403"), ChosenPlaces(CITY)),
        (("370403", CITY, "370404"), ChosenPlaces(CITY)),
        (("370403", "370403"), ChosenPlaces("370403")),
        (("370403", "220100"), ChosenPlaces("370403", refused=("220100",))),
        (("220100", "370403", "370404"), ChosenPlaces("220100", refused=("370403", "370404"))),
    ],
)
def test_several_places_become_one_area(region: Region, asked: tuple[str, ...], expected: ChosenPlaces) -> None:
    assert region.together(asked) == expected


def test_what_cannot_be_used_is_named(warehouse: Warehouse) -> None:
    chosen, found = _read(
        warehouse, {"place": "370403,xx,370404,220100", "category": "major_project,zz", "skill": "qq"}
    )
    assert chosen.within == ("370403", "370404")
    assert chosen.category == ("enterprise_type", ("major_project",))
    said = "\n".join(found.notices)
    for word in ("xx", "zz", "qq", "长春市"):
        assert word in said
    assert "major_project" not in said


def test_values_of_two_schemes_are_not_mixed() -> None:
    offered = [CategoryInfo("type", "类型", "a", "甲"), CategoryInfo("size", "规模", "b", "乙")]
    notices: list[str] = []
    assert _one_scheme(("a", "b"), offered, notices) == ("type", ("a",))
    assert len(notices) == 1
    assert "规模：乙" in notices[0]


@pytest.mark.parametrize(
    ("since", "expected", "notices"),
    [
        ("2021-W20", "2021-W20", 0),
        ("2021-05", "2021-W18", 0),
        ("2021-06-02", "2021-W22", 0),
        ("2021-W24", "2021-W24", 0),
        ("2021-W25", "2021-W25", 0),
        ("2021-W26", None, 1),
        ("soon", None, 1),
        ("2019-W01", "2019-W01", 0),
    ],
)
def test_since_follows_the_cadence_of_the_page(
    warehouse: Warehouse, since: str, expected: str | None, notices: int
) -> None:
    chosen, found = _read(warehouse, {"since": since})
    assert (None if chosen.since is None else str(chosen.since), len(found.notices)) == (expected, notices)


def test_the_window_begins_where_the_reader_says(warehouse: Warehouse) -> None:
    known = warehouse.periods("weekly_dispatch", CITY)
    usual, _ = _read(warehouse, {})
    assert [str(period) for period in usual.window(known, 3)] == ["2021-W23", "2021-W24", "2021-W25"]
    chosen, _ = _read(warehouse, {"since": "2021-W21", "period": "2021-W22"})
    assert [str(period) for period in chosen.window(known, 3)] == ["2021-W21", "2021-W22"]
    alone, _ = _read(warehouse, {"since": "2021-W22", "period": "2021-W22"})
    assert [str(period) for period in alone.window(known, 3)] == ["2021-W21", "2021-W22"]


def test_a_span_keeps_the_periods_that_the_release_does_not_know(warehouse: Warehouse) -> None:
    usual, _ = _read(warehouse, {})
    assert [str(period) for period in usual.span(3)] == ["2021-W23", "2021-W24", "2021-W25"]
    chosen, _ = _read(warehouse, {"since": "2021-W18", "period": "2021-W21"})
    assert [str(period) for period in chosen.span(3)] == ["2021-W18", "2021-W19", "2021-W20", "2021-W21"]


def test_words_of_several_places_and_values(warehouse: Warehouse) -> None:
    two, _ = _read(warehouse, {"place": "370402,370403", "skill": "general,skilled"})
    assert two.scope == "市中区、薛城区，普工、初、中级技工"
    three, _ = _read(warehouse, {"place": "370402,370403,370404"})
    assert (three.place_name, three.short_name) == ("市中区等 3 个区县", "所选合计")
    assert dict(three.words())["地区"] == "市中区、薛城区、峄城区"


def test_each_value_has_its_chip_and_leaves_the_others(warehouse: Warehouse) -> None:
    address = {"place": "370402,370403", "skill": "general,skilled"}
    _, found = _read(warehouse, address)
    assert [(chip.words, chip.rest) for chip in chips(found, address, FIELDS)] == [
        ("地区：市中区", "370403"),
        ("地区：薛城区", "370402"),
        ("技能等级：普工", "skilled"),
        ("技能等级：初、中级技工", "general"),
    ]


_ASKED_OF_THE_ANCHOR = re.compile(
    r"warehouse\.\w+\([^()]*\bchosen\.place\b|_of\(warehouse, chosen\.place|Cut\(\w*\.?place\)"
)


def test_no_page_asks_of_the_anchor_where_several_places_are_chosen() -> None:
    folder = Path(filter_chips.__file__).parent
    files = [*(folder / "views").rglob("*.py"), *(folder / "alerts").rglob("*.py"), *folder.parent.glob("pages/*.py")]
    assert len(files) > 30
    found = [
        f"{path.name}: {match[0]}" for path in files for match in _ASKED_OF_THE_ANCHOR.finditer(path.read_text("utf-8"))
    ]
    assert found == []
