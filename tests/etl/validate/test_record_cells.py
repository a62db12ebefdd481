"""Dates, credit codes and officers in single cells."""

from datetime import date, datetime

import pytest

from etl.validate.record_cells import plain_text, read_credit_code, read_date, read_officers, role_text

DAY = date(2021, 5, 21)
SOUND = "91370403MA3C0QJ26H"


@pytest.mark.parametrize(
    "written",
    [
        DAY,
        datetime(2021, 5, 21, 9, 30),
        44337,
        44337.4,
        20210521,
        20210521.0,
        "44337",
        "2021-5-21",
        "2021/05/21",
        "2021.5.21",
        "2021年5月21日",
        "2021 年 5 月 21 号",
        "２０２１年５月２１日",
        "二〇二一年五月二十一日",
        "20210521",
        "2021-05-21 10:35",
        "2021/5/21 10:35:00",
    ],
)
def test_spellings_of_a_date(written: object) -> None:
    assert read_date(written) == (DAY, True)


@pytest.mark.parametrize("written", [None, "", "  ", "无", "—", "/", "未解决", "待定"])
def test_no_date(written: object) -> None:
    assert read_date(written) == (None, True)


@pytest.mark.parametrize(
    "written",
    [
        "5月21日",
        "2021年5月",
        "21.5.21",
        "21/5/21",
        "2021-2-30",
        "2021年13月1日",
        "2021-5/21",
        "月底前",
        "2021年5月21日前",
        "约2021年5月",
        12,
        202105,
        99999,
        True,
        "1899-12-31",
        2021,
    ],
)
def test_no_certain_date_is_no_date(written: object) -> None:
    assert read_date(written) == (None, False)


@pytest.mark.parametrize("written", [SOUND, SOUND.lower(), f" {SOUND[:8]} {SOUND[8:]} ", "９" + SOUND[1:]])
def test_sound_credit_codes(written: str) -> None:
    assert read_credit_code(written) == (SOUND, "")


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        (SOUND[:-1], "有 17 位"),
        (SOUND[:-1] + ("1" if SOUND[-1] != "1" else "2"), "校验位"),
        ("91370403MA3C0QI26H", "字符"),
        ("A1370403MA3C0QJ26H", "字符"),
        ("见附件", "有 3 位"),
    ],
)
def test_faulty_credit_codes_are_not_kept(written: str, fault: str) -> None:
    code, words = read_credit_code(written)
    assert code == ""
    assert fault in words


def test_an_officer_is_a_hash_and_a_surname() -> None:
    (officer,) = read_officers("欧阳沐岩（科长）13800001111", "220102")
    assert officer.label == "欧阳某"
    assert "沐岩" not in str(officer)
    assert read_officers("欧 阳 沐 岩", "220102") == (officer,)
    assert read_officers("欧阳沐岩", "220103")[0].officer_id != officer.officer_id
    assert [found.label for found in read_officers("王澄川、李禾桥\n王澄川", "220102")] == ["王某", "李某"]
    in_one_cell = read_officers("王澄川13800001111李禾桥 0431-88880000", "220102")
    assert [found.label for found in in_one_cell] == ["王某", "李某"]
    assert read_officers("无", "220102") == read_officers(None, "220102") == ()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("王澄川", "王某"),
        ("就业局", "就业局"),
        ("用工科 王澄川", "用工科 王澄川"),
        ("企业服务专员", "企业服务专员"),
        ("", ""),
    ],
)
def test_responsible_is_a_role(written: str, kept: str) -> None:
    assert role_text(written) == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("日产口罩10000000只", "日产口罩10000000只"),
        ("联系 138 0000 1111", "联系 *"),
        ("电话0431-88880000", "电话*"),
        (500.0, "500"),
        ("一行\n 二行 ", "一行\n二行"),
    ],
)
def test_texts_lose_telephone_numbers_only(written: object, kept: str) -> None:
    assert plain_text(written) == kept
