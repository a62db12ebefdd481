"""What single cells say: blanks, zeros, jobs with numbers, classifications."""

import pytest

from tests.etl.validate.sheets import codes, daily_line, enterprise, facts, only, read, read_daily, weekly

NAME = "枣庄某某机械有限公司"
PLAIN = enterprise(NAME)


def test_a_total_without_its_word_is_not_read_as_an_enterprise() -> None:
    lines = [daily_line(), daily_line(name="长春乙乙食品有限公司", serial=2)]
    bare = daily_line(
        serial=None, name=None, place="1个", goods=None, resolved_job=None, resolved=20, shortage_job=None, shortage=8
    )
    reading = read_daily(*lines, bare)
    assert reading.is_blocked
    assert only(reading, "total-suspected").cell == "B6"
    another = daily_line(
        serial=None,
        name=None,
        place=None,
        goods=None,
        resolved_job="电工",
        resolved=20,
        shortage_job="电工",
        shortage=8,
    )
    assert read_daily(*lines, another).findings == []


def test_names_with_stray_spaces_are_one_enterprise() -> None:
    rows = [(1, NAME + " " * number, "其他企业", 100, *row[4:]) for number, row in enumerate(PLAIN)]
    reading = read(weekly(rows))
    assert reading.findings == []
    assert len(reading.facts["fact_enterprise"]) == 1


def test_blank_is_not_zero() -> None:
    rows = [list(row) for row in PLAIN]
    rows[0][5], rows[0][3] = None, None
    reading = read(weekly(rows))
    assert codes(reading) == ["blank-number", "blank-number"]
    assert [row[3] for row in facts(reading, "fact_shortage")] == [3, 0]
    assert "fact_headcount" not in reading.facts


def test_independent_lists_of_the_daily_form() -> None:
    reading = read_daily(
        daily_line(resolved_job=None, resolved=None),
        daily_line(serial=None, name=None, shortage_job=None, shortage=None),
    )
    assert reading.findings == []
    named = read_daily(daily_line(resolved=None))
    assert only(named, "blank-number").cell == "F4"


def test_an_enterprise_without_numbers_is_still_listed() -> None:
    reading = read_daily(daily_line(resolved_job=None, resolved=None, shortage_job=None, shortage=None))
    assert len(reading.facts["fact_enterprise"]) == 1
    assert (reading.rows.loaded, reading.findings) == (1, [])


def test_explicit_zero() -> None:
    reading = read_daily(
        daily_line(shortage_job="无", shortage="无"),
        daily_line(name="长春乙乙食品有限公司", shortage_job="—", shortage="/"),
    )
    assert [row[:4] for row in facts(reading, "fact_shortage")] == [("", "", "", 0), ("", "", "", 0)]
    assert reading.findings == []


@pytest.mark.parametrize(
    ("job", "number", "expected"),
    [
        ("缝纫工20人、搬运工5人", None, [("sewing", 20), ("moving", 5)]),
        ("缝纫工20人、搬运工5人", 25, [("sewing", 20), ("moving", 5)]),
        (None, "缝纫工20人,搬运工5人", [("sewing", 20), ("moving", 5)]),
        ("缝纫工", "缝纫工20人", [("sewing", 20)]),
        ("缝纫工(20人)；搬运工(5人)", None, [("sewing", 20), ("moving", 5)]),
        ("缝纫工20", None, [("sewing", 20)]),
    ],
)
def test_job_and_number_in_one_cell(job: str | None, number: object, expected: list[tuple[str, int]]) -> None:
    reading = read_daily(daily_line(resolved_job=job, resolved=number))  # type: ignore[arg-type]
    assert [(row[0], row[3]) for row in facts(reading, "fact_resolved")] == expected
    assert codes(reading) == ["job-and-number-in-one-cell"]


def test_vague_number_in_a_job_cell_is_no_number() -> None:
    reading = read_daily(daily_line(resolved_job="缝纫工约20人", resolved=None))
    assert "fact_resolved" not in {table for table, rows in reading.facts.items() if rows}
    assert "blank-number" in codes(reading)


@pytest.mark.parametrize(
    ("written", "values"),
    [
        (4, ["daily_necessities"]),
        ("4", ["daily_necessities"]),
        ("４", ["daily_necessities"]),
        ("1.重要医用物资企业", ["medical_supplies"]),
        ("4 重要生活必需品骨干企业", ["daily_necessities"]),
        ("物资运输企业", ["transport"]),
        ("1、4", ["medical_supplies", "daily_necessities"]),
        ("重要医用物资企业，销售企业", ["medical_supplies", "sales"]),
        ("风筝", ["other_goods"]),
        ("9", ["other_goods"]),
        ("1.物资运输企业", ["other_goods"]),
    ],
)
def test_goods(written: object, values: list[str]) -> None:
    reading = read_daily(daily_line(goods=written))  # type: ignore[arg-type]
    assert [row[1] for row in facts(reading, "fact_category")] == values
    assert ("category-unknown" in codes(reading)) == (values == ["other_goods"])


def test_several_enterprise_types() -> None:
    reading = read(weekly(enterprise(NAME, kind="重大项目/失业动态监测、重点用工监测企业")))
    assert [row[1] for row in facts(reading, "fact_category")] == [
        "major_project",
        "unemployment_monitoring",
        "key_monitoring",
    ]


def test_unclassified_jobs_are_one_finding_a_word() -> None:
    lines = [daily_line(name=f"长春{letter}食品有限公司", resolved_job="驯鹿饲养工") for letter in "甲乙丙"]
    reading = read_daily(*lines)
    assert "E4、E5、E6" in only(reading, "job-unclassified").message
    assert {row[0] for row in facts(reading, "fact_resolved")} == {"unclassified"}
