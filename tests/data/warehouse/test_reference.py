"""A sweep over the reference tables: a damaged table must not pass as data."""

import csv
from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import date
from pathlib import Path

import pytest

from data.warehouse import reference
from data.warehouse.home import Home
from data.warehouse.metrics import Kind
from data.warehouse.places import places
from data.warehouse.reference import ReferenceTableError, read_table

TABLES = sorted(reference.REFERENCE_FOLDER.glob("*.csv"))


def repeated(values: Iterable[Hashable]) -> list[Hashable]:
    return [value for value, count in Counter(values).items() if count > 1]


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_cells_are_clean(path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert len(lines) > 1 or path.stem == "exemptions"  # of which the package has none
    assert repeated(lines[0]) == []
    assert repeated(tuple(line) for line in lines) == []
    for line in lines:
        assert len(line) == len(lines[0]), line
        for cell in line:
            assert cell == cell.strip(), line
            parts = cell.split(";")
            assert len(parts) == 1 or all(parts), line


def test_place_codes_and_parents() -> None:
    codes = [place.code for place in places()]
    assert repeated(codes) == []
    for place in places():
        assert place.level in {"province", "city", "county", "zone"}
        assert place.name
        assert place.short_name
        assert (place.parent_code == "") == (place.level == "province")
        assert place.parent_code == "" or place.parent_code in places()
        assert place.valid_from is None or place.valid_to is None or place.valid_from <= place.valid_to


@pytest.mark.parametrize("day", [date(2020, 5, 1), date(2020, 7, 1), date(2026, 1, 1)])
def test_each_word_names_one_place_of_a_city_on_a_day(day: date) -> None:
    words = [
        (places().city_of(place.code), word)
        for place in places()
        if place.is_valid(day)
        for word in {place.name, *place.aliases}
    ]
    assert repeated(words) == []


def test_values_of_categories_are_unique_over_all_schemes() -> None:
    assert repeated(item.value for item in reference.categories()) == []


def test_each_word_names_one_category_of_a_scheme() -> None:
    words = [
        (item.scheme, word)
        for item in reference.categories()
        for word in {item.label, *item.aliases, *([item.code] if item.code else [])}
    ]
    assert repeated(words) == []
    assert repeated((item.scheme, item.code) for item in reference.categories() if item.code) == []
    labels = {item.scheme: item.scheme_label for item in reference.categories()}
    assert all(labels[item.scheme] == item.scheme_label for item in reference.categories())


def test_goods_have_the_numbers_of_the_form() -> None:
    goods = [item for item in reference.categories() if item.scheme == "goods" and item.code]
    assert [item.code for item in goods] == [str(number) for number in range(1, 9)]


def test_each_word_names_one_job() -> None:
    jobs = reference.job_types()
    assert repeated(job.job_type for job in jobs) == []
    assert repeated(word for job in jobs for word in (job.label, *job.aliases)) == []
    assert jobs[-1].job_type == "unclassified"


def test_each_word_names_one_skill_level() -> None:
    levels = reference.skill_levels()
    assert [level.skill_level for level in levels] == ["general", "skilled", "senior"]
    assert repeated(word for level in levels for word in (level.label, *level.aliases)) == []


def test_channels_put_those_of_the_notice_first_and_unstated_last() -> None:
    channels = reference.channels()
    codes = [channel.channel for channel in channels]
    assert repeated(codes) == []
    assert repeated(channel.label for channel in channels) == []
    assert [channel.label for channel in channels if not channel.parent][:3] == ["人员招聘", "余缺调剂", "本地挖储"]
    assert codes[-1] == "unstated"
    for channel in channels:
        assert channel.definition
        assert channel.parent == "" or channel.parent in codes[: codes.index(channel.channel)]


def test_indicators_of_the_seven_plans() -> None:
    everything = reference.plan_indicators()
    assert repeated((item.plan, item.indicator) for item in everything) == []
    indicators = [item for item in everything if item.form == "monthly_bulletin"]
    assert repeated((item.plan, item.indicator_label) for item in indicators) == []
    assert len({item.plan for item in indicators}) == 7
    assert {item.kind for item in indicators} <= {Kind.FLOW.value, Kind.STOCK.value}
    words = [(item.plan, word) for item in indicators for word in (item.indicator_label, *item.aliases)]
    assert repeated(words) == []


def test_header_must_be_as_declared(tmp_path: Path) -> None:
    (tmp_path / "channels.csv").write_text("channel,name\nreturn,返岗\n", encoding="utf-8")
    with pytest.raises(ReferenceTableError, match=r"channels.csv: 表头应为 channel,label，实为 channel,name"):
        read_table("channels", ("channel", "label"), tmp_path)


def test_line_of_another_length_is_named(tmp_path: Path) -> None:
    (tmp_path / "channels.csv").write_text("channel,label\nreturn,返岗\nother\n", encoding="utf-8")
    with pytest.raises(ReferenceTableError, match=r"第 3 行：应有 2 列，实有 1 列"):
        read_table("channels", ("channel", "label"), tmp_path)


def test_empty_table_is_a_wrong_header(tmp_path: Path) -> None:
    (tmp_path / "channels.csv").write_text("", encoding="utf-8")
    with pytest.raises(ReferenceTableError, match="表头应为"):
        read_table("channels", ("channel", "label"), tmp_path)


def test_only_tables_made_for_it_can_be_replaced(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="places is not one of the editable tables"):
        reference.read_editable_table("places", ("code",), Home(tmp_path))
