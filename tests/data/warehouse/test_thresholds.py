"""The table of bounds: the nearest row counts, and what cannot be meant is refused with its row."""

from decimal import Decimal
from pathlib import Path

import pytest

from data.warehouse.home import Home
from data.warehouse.period import Cadence
from data.warehouse.reference import REFERENCE_FOLDER, ReferenceTableError
from data.warehouse.thresholds import AlertKind, AlertLevel, Bound, Thresholds, thresholds

HEADER = "alert,place_code,cadence,attention,warning,attention_persons,warning_persons"
GENERAL = [f"{kind},,,5,10,," for kind in AlertKind]
WEEKLY, DAILY = Cadence.WEEKLY, Cadence.DAILY


def read(folder: Path, *rows: str, general: bool = True) -> Thresholds:
    """The table of a home with these rows, after one general row an alert."""
    own = folder / "reference"
    own.mkdir(parents=True, exist_ok=True)
    lines = [HEADER, *(GENERAL if general else []), *rows]
    (own / "thresholds.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return thresholds(Home(folder))


def test_the_packaged_table_starts_with_five_and_ten_per_cent(tmp_path: Path) -> None:
    found = thresholds(Home(tmp_path)).bounds(AlertKind.SHORTAGE_RATE, "370403", WEEKLY)
    assert found == (Bound(AlertLevel.WARNING, Decimal(10)), Bound(AlertLevel.ATTENTION, Decimal(5)))
    assert (REFERENCE_FOLDER / "thresholds.csv").is_file()


def test_the_nearest_place_counts_then_the_cadence(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "shortage_rate,370000,,4,8,,",
        "shortage_rate,370400,,3,6,,",
        "shortage_rate,370403,weekly,2,4,,",
        "shortage_rate,,daily,1,2,,",
    )

    def attention(place: str, cadence: Cadence) -> Decimal:
        return table.bounds(AlertKind.SHORTAGE_RATE, place, cadence)[-1].value

    assert attention("370403", WEEKLY) == 2
    assert attention("370403", DAILY) == 3
    assert attention("370404", WEEKLY) == 3
    assert attention("370000", WEEKLY) == 4
    assert attention("220100", WEEKLY) == 5
    assert attention("220100", DAILY) == 1


def test_an_empty_bound_is_never_reached(tmp_path: Path) -> None:
    table = read(tmp_path, "shortage_rise,370400,,,,,", "headcount_fall,370400,,,7.5,,30")
    assert table.bounds(AlertKind.SHORTAGE_RISE, "370403", WEEKLY) == ()
    assert table.bounds(AlertKind.HEADCOUNT_FALL, "370400", WEEKLY) == (Bound(AlertLevel.WARNING, Decimal("7.5"), 30),)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("shortage_rat,,,5,10,,", "没有 alert“shortage_rat”"),
        ("shortage_rate,999999,,5,10,,", "没有地区代码“999999”"),
        ("shortage_rate,370400,hourly,5,10,,", "没有 cadence“hourly”"),
        ("shortage_rate,370400,,10,5,,", "不应低于"),
        ("shortage_rise,370400,,5,10,50,20", "不应低于"),
        ("shortage_rate,370400,,5%,10,,", "attention“5%”应为不小于 0 的数"),
        ("shortage_rate,370400,,-5,10,,", "attention“-5”"),
        ("shortage_rate,370400,,nan,10,,", "attention“nan”"),
        ("shortage_rate,370400,,５,10,,", "attention“５”"),
        ("shortage_rate,370400,,5,10,20,", "没有人数界限"),
        ("shortage_rise,370400,,5,10,2.5,20", "应为整数人数"),
        ("shortage_rise,370400,,,10,20,20", "却没有写 attention"),
        ("unsolved_periods,370400,,1,10,,", "2 至 60 的整数"),
        ("unsolved_periods,370400,,2.5,10,,", "2 至 60 的整数"),
        ("shortage_rate,,,5,10,,", "写了两行"),
    ],
)
def test_a_row_that_cannot_be_meant_is_named(tmp_path: Path, row: str, words: str) -> None:
    with pytest.raises(ReferenceTableError) as raised:
        read(tmp_path, row)
    assert str(raised.value).startswith(f"thresholds.csv 第 {len(GENERAL) + 2} 行：")
    assert words in str(raised.value)


def test_an_alert_without_a_general_row_is_named_not_silent(tmp_path: Path) -> None:
    with pytest.raises(ReferenceTableError, match=r"thresholds.csv：缺少 overdue_hours 的通用行"):
        read(tmp_path, *GENERAL[:-1], general=False)


def test_a_short_row_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReferenceTableError, match=r"thresholds.csv 第 8 行：应有 7 列"):
        read(tmp_path, "shortage_rate,370400")
