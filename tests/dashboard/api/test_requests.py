"""Wrong, hostile and repeated requests; what stands around an answer."""

import csv
import io
import shutil
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.api.endpoint import LONGEST_QUERY
from dashboard.api.metrics import MOST_PERIODS, PARAMETERS
from dashboard.api.routes import ADDRESSES
from data.warehouse.home import Home
from tests.dashboard.api.conftest import Answer, Get, ask
from tests.dashboard.small_release import RELEASE

PLAIN = {"place": "370400", "period": "2021-W25"}


def _refused(answer: Answer, status: int, words: str) -> Answer:
    assert answer.status == status, answer.body
    assert words in str(answer.json["error"])
    assert answer.headers["cache-control"] == "no-store"
    return answer


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({}, "缺少参数“place”"),
        ({"place": "370400"}, "请给出一个报告期"),
        ({**PLAIN, "from": "2021-W20"}, "请给出一个报告期"),
        ({"place": "370400", "from": "2021-W20"}, "请给出一个报告期"),
        ({"place": "370400", "from": "2021-W25", "to": "2021-W20"}, "不成区间"),
        ({"place": "370400", "from": "2021-W20", "to": "2021-06"}, "不成区间"),
        ({**PLAIN, "place": "999999"}, "没有地区代码“999999”"),
        ({**PLAIN, "place": "370403,220102"}, "一个市之内"),
        ({**PLAIN, "period": "2021-W60"}, "在日历上不存在"),
        ({**PLAIN, "period": "9999-W52"}, "在日历上不存在"),
        ({**PLAIN, "period": "9998-W52"}, "1990 至 2100"),
        ({**PLAIN, "period": "0001"}, "1990 至 2100"),
        ({**PLAIN, "by": "channel"}, "不能按“channel”分组"),
        ({**PLAIN, "by": "place;drop"}, "不能按“place;drop”分组"),
        ({**PLAIN, "category": "nosuch"}, "没有企业类别“nosuch”"),
        ({**PLAIN, "job": "nosuch"}, "没有工种“nosuch”"),
        ({**PLAIN, "skill": "nosuch"}, "没有技能等级“nosuch”"),
        ({**PLAIN, "channel": "recruitment"}, "by=channel"),
        ({**PLAIN, "form": "nosuch"}, "没有表式“nosuch”"),
        ({**PLAIN, "as_of": "yesterday"}, "应写作"),
        ({**PLAIN, "as_of": "9000-01-01"}, "应写作"),
        ({**PLAIN, "as_of": "2099-01-01T00:00"}, "还没有到"),
        ({**PLAIN, "denominator": "nosuch"}, "没有值“nosuch”"),
        ({**PLAIN, "format": "xml"}, "没有格式“xml”"),
        ({**PLAIN, "by": ""}, "没有值"),
        ({**PLAIN, "place_code": "370400"}, "没有参数“place_code”"),
    ],
)
def test_a_wrong_question_is_refused_with_the_reason(get: Get, parameters: dict[str, str], words: str) -> None:
    _refused(get("/api/metrics/shortage", parameters), 400, words)


def test_what_would_be_allowed_is_named(get: Get) -> None:
    assert get("/api/metrics/shortage", {**PLAIN, "x": "1"}).json["allowed"] == [*PARAMETERS, "format"]
    assert get("/api/metrics/headcount", {**PLAIN, "by": "skill"}).json["allowed"] == [
        "place",
        "category",
        "enterprise",
    ]
    assert "weekly_dispatch" in get("/api/metrics/shortage", {**PLAIN, "form": "x"}).json["allowed"]  # type: ignore[operator]
    assert "shortage" in _refused(get("/api/metrics/shortag", PLAIN), 404, "没有指标").json["allowed"]  # type: ignore[operator]
    assert _refused(get("/api/nosuch"), 404, "没有这个地址").json["allowed"] == list(ADDRESSES)


def test_limits_are_said(get: Get) -> None:
    long = {"place": "370400", "from": "2015-01-01", "to": "2021-01-01"}
    _refused(get("/api/metrics/shortage", long), 413, f"至多查询 {MOST_PERIODS} 期")
    _refused(get("/api/metrics/shortage", "place=" + "3" * LONGEST_QUERY), 414, "过长")
    _refused(get("/api/metrics/shortage", "place=370400&place=370403&period=2021-W25"), 400, "写了 2 次")


def test_a_condition_that_the_metric_does_not_know_is_refused(get: Get) -> None:
    _refused(get("/api/metrics/headcount", {**PLAIN, "skill": "general"}), 400, "不能按这些条件统计")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("address", ["/api/metrics", "/api/health", "/api/metrics/shortage"])
def test_nothing_but_reading_is_allowed(get: Get, method: str, address: str) -> None:
    answer = _refused(get(address, PLAIN, method=method), 405, "只读")
    assert answer.headers["allow"] == "GET, HEAD"


def test_head_gives_the_headers_without_the_content(get: Get) -> None:
    whole, head = get("/api/metrics/shortage", PLAIN), get("/api/metrics/shortage", PLAIN, method="HEAD")
    assert head.body == b""
    assert head.headers == whole.headers
    assert int(head.headers["content-length"]) == len(whole.body)


def test_an_answer_that_the_caller_holds_is_not_sent_again(get: Get) -> None:
    first = get("/api/metrics/shortage", PLAIN)
    tag = first.headers["etag"]
    assert tag.startswith(f'"{RELEASE}-')
    assert first.headers["cache-control"] == "private, no-cache"
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = get("/api/metrics/shortage", PLAIN, headers={"If-None-Match": known})
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert get("/api/metrics/shortage", PLAIN, headers={"If-None-Match": '"other"'}).status == 200
    other = get("/api/metrics/shortage", {**PLAIN, "period": "2021-W24"})
    assert other.headers["etag"] != tag


def test_a_new_release_has_another_tag(small_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(small_home.folder, home.folder)
    monkeypatch.setenv("REPORTS_HOME", str(home.folder))
    before = ask("/api/metrics/shortage", PLAIN).headers["etag"]
    shutil.copy(home.release_file(RELEASE), home.release_file("R000002"))
    with duckdb.connect(str(home.release_file("R000002"))) as connection:
        connection.execute("update meta_release set release_id = 'R000002'")
    home.current.write_text("R000002", encoding="ascii")
    assert ask("/api/metrics/shortage", PLAIN, headers={"If-None-Match": before}).headers["etag"] != before


def test_no_other_origin_is_let_in_and_types_are_not_guessed(get: Get) -> None:
    answer = get("/api/metrics/shortage", PLAIN, headers={"Origin": "http://elsewhere.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


def test_text_of_a_report_is_no_formula_in_the_csv(
    small_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(small_home.folder, home.folder)
    names = ['=HYPERLINK("http://x","y")', "+1+1", "-2", "@SUM(A1)", "\t=1", "＝1+1", 'a,"b"\r\nc']
    with duckdb.connect(str(home.release_file(RELEASE))) as connection:
        found = connection.execute(
            "select enterprise_id from dim_enterprise where place_code like '3704%' order by 1 limit ?", [len(names)]
        ).fetchall()
        for (enterprise,), name in zip(found, names, strict=True):
            connection.execute(
                "update dim_enterprise set enterprise_name = ? where enterprise_id = ?", [name, enterprise]
            )
    monkeypatch.setenv("REPORTS_HOME", str(home.folder))
    monkeypatch.setenv("DASHBOARD_API_ENTERPRISES", "on")
    from dashboard.settings import settings as present

    present.cache_clear()
    try:
        answer = ask("/api/metrics/shortage", {**PLAIN, "by": "enterprise", "format": "csv"})
    finally:
        present.cache_clear()
    assert answer.status == 200
    rows = list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))
    shown = {row["key"]: row["key_label"] for row in rows}
    for (enterprise,), name in zip(found, names, strict=True):
        assert shown[enterprise] in (name, f"'{name}")
        assert not shown[enterprise].lstrip().startswith(("=", "+", "-", "@", "＝"))
    assert shown[found[6][0]] == names[6]


@pytest.mark.parametrize("address", ["/api/health", "/api/metrics", "/api/places", "/api/metrics/shortage"])
def test_without_a_release_the_reason_is_said_and_no_path(home: Home, address: str) -> None:
    parameters = PLAIN if address.endswith("shortage") else {}
    for prepare in (lambda: None, lambda: home.folder.mkdir(), lambda: home.current.write_text("R000009")):
        prepare()
        answer = ask(address, parameters)
        assert answer.status == 503
        text = answer.body.decode()
        assert "尚未发布" in text or "缺少发布文件 R000009.duckdb" in text
        assert str(home.folder) not in text
        assert "/" not in text.replace("/api/", "")


def test_a_damaged_release_is_not_healthy(small_home: Home, home: Home) -> None:
    shutil.copytree(small_home.folder, home.folder)
    path = home.release_file(RELEASE)
    path.write_bytes(path.read_bytes()[:9000])
    answer = ask("/api/health")
    assert answer.status == 503
    assert answer.json["status"] == "unavailable"
    assert f"发布文件 {RELEASE}.duckdb" in str(answer.json["reason"])


def test_health_says_release_age_and_version(get: Get) -> None:
    answer = get("/api/health")
    assert answer.status == 200
    found = answer.json
    assert (found["status"], found["release"], found["is_demo"]) == ("ok", RELEASE, True)
    assert found["published_at"] == "2021-07-03T18:00:00"
    assert float(str(found["age_hours"])) > 24 * 365
    assert found["version"] in (Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8")
    assert answer.headers["cache-control"] == "no-store"


_WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["370400", "2021-W25", "2021", "place", "0", "' or 1=1 --", "\x00", "../..", "%00", "9" * 30]),
)


def _sendable(text: str) -> str:
    """Without what no address can hold."""
    return text.encode("utf-8", "ignore").decode()


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    key=st.sampled_from(["shortage", "shortage_rate", "channel_share", "reporting_rate", "nosuch"]),
    parameters=st.dictionaries(st.one_of(st.sampled_from([*PARAMETERS, "format"]), st.text(max_size=8)), _WORDS),
    base=st.sampled_from([{}, PLAIN]),
)
def test_no_parameters_break_the_server(get: Get, key: str, parameters: dict[str, str], base: dict[str, str]) -> None:
    given_ = {name: value.encode("utf-8", "ignore").decode() for name, value in (base | parameters).items()}
    answer = get(
        f"/api/metrics/{key}", {name.encode("utf-8", "ignore").decode(): value for name, value in given_.items()}
    )
    assert answer.status in {200, 400, 403, 404, 413, 414}
    if answer.status != 200:
        assert answer.json["error"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.binary(max_size=60).map(lambda raw: raw.decode("latin-1").replace("#", "")), rest=st.text(max_size=20))
def test_no_bytes_of_an_address_break_the_server(get: Get, query: str, rest: str) -> None:
    assert get("/api/metrics/shortage", query).status in {200, 400}
    assert get(f"/api/{_sendable(rest)}").status in {200, 400, 404}
