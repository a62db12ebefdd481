"""The dated tree of places, and finding places in the words of a report."""

from datetime import date

import pytest

from data.warehouse.places import Place, PlaceTree, enterprise_id, normalise_enterprise_name, places

MAY_2020, JULY_2020 = date(2020, 5, 1), date(2020, 7, 1)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("薛城区", ["370403"]),
        ("填报单位（盖章）： 薛 城 区 人社局", ["370403"]),
        ("山东省枣庄市薛城区周调度", ["370403"]),
        ("长春市南关区", ["220102"]),
        ("枣庄市", ["370400"]),
        ("枣庄市市中区", ["370402"]),
        ("台儿庄区、滕州市", ["370405", "370481"]),
        ("净月高新技术产业开发区", ["2201Z3"]),
        ("长春高新技术产业开发区", ["2201Z2"]),
        ("企业用工周调度汇总表", []),
        ("", []),
    ],
)
def test_the_most_specific_places_are_found(text: str, codes: list[str]) -> None:
    assert places().find(text) == codes


def test_zones_of_one_name_are_ambiguous_until_the_city_is_known() -> None:
    assert places().find("高新区") == ["2201Z2", "3704Z1"]
    assert places().find("高新区", within="370400") == ["3704Z1"]
    assert places().find("高新区", within="220000") == ["2201Z2"]
    assert places().find("高新区", within="320400") == []
    assert places().find("经开区") == ["2201Z1", "3204Z1"]


def test_gongzhuling_reports_to_the_province_until_june_2020_and_to_changchun_after() -> None:
    assert places().find("公主岭市") == ["220184", "220381"]
    assert places().find("公主岭市", on=MAY_2020) == ["220381"]
    assert places().find("公主岭市", on=JULY_2020) == ["220184"]
    assert places().find("公主岭市", on=date(2020, 6, 18)) == ["220381"]
    assert places().find("公主岭市", on=date(2020, 6, 19)) == ["220184"]


def test_children_are_those_that_exist_on_the_day() -> None:
    def names(day: date) -> set[str]:
        return {place.name for place in places().children("220100", on=day)}

    assert names(JULY_2020) - names(MAY_2020) == {"公主岭市"}
    assert "公主岭市" in {place.name for place in places().children("220000", on=MAY_2020)}


def test_children_of_zaozhuang_in_the_order_of_the_notice() -> None:
    short_names = [place.short_name for place in places().children("370400")]
    assert short_names == ["市中", "薛城", "峄城", "台儿庄", "山亭", "滕州", "高新"]


def test_subtree_and_ancestors_mirror_each_other() -> None:
    tree = places()
    assert tree.subtree("370403") == ["370403"]
    assert set(tree.subtree("370400")) == {"370400", *(place.code for place in tree.children("370400"))}
    for place in tree:
        for above in tree.ancestors(place.code):
            assert place.code in tree.subtree(above)


def test_ancestors_are_nearest_first() -> None:
    assert places().ancestors("370403") == ["370400", "370000"]
    assert places().ancestors("370000") == []


@pytest.mark.parametrize(
    ("code", "city"), [("370403", "370400"), ("370400", "370400"), ("370000", "370000"), ("220581", "220581")]
)
def test_city_of(code: str, city: str) -> None:
    assert places().city_of(code) == city


def test_unknown_code_says_where_to_look() -> None:
    with pytest.raises(KeyError, match=r"没有地区代码“999999”，请查 data/reference/places.csv"):
        places()["999999"]
    assert places().get("999999") is None
    assert "999999" not in places()
    assert "370403" in places()


def test_longer_name_is_taken_before_a_shorter_one_inside_it() -> None:
    def place(code: str, name: str) -> Place:
        return Place(code, name, name, "county", "", None, None, ())

    tree = PlaceTree([place("1", "山区"), place("2", "大山区")])
    assert tree.find("大山区") == ["2"]
    assert tree.find("大山区、山区") == ["1", "2"]


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("枣庄 测试(集团)有限公司", "枣庄测试（集团）有限公司"),
        ("枣庄测试（集团）有限公司", "枣庄测试（集团）有限公司"),
        ("ＡＢＣ１２　有限公司\n", "ABC12有限公司"),
    ],
)
def test_one_writing_of_a_company_name(written: str, normal: str) -> None:
    assert normalise_enterprise_name(written) == normal


def test_enterprise_is_the_same_within_its_city_only() -> None:
    here = enterprise_id("370403", "测试(集团)有限公司")
    assert here == enterprise_id("370481", " 测试（集团）有限公司")
    assert here != enterprise_id("220102", "测试(集团)有限公司")
    assert here != enterprise_id("370403", "测试有限公司")
