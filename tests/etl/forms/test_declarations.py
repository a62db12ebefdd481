"""Declarations are read strictly, and a further form or variant needs no code."""

import ast
import os
import pickle
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

import etl.forms
import etl.validate
from data.warehouse.obligations import obligation_rules
from data.warehouse.period import Cadence
from etl.errors import DeclarationError
from etl.forms import adopt_variants, form_catalogue, load_declaration, load_variants, variant_named, variants
from etl.forms.words import normalise_declared_header, normalise_header
from etl.validate import Hints, read_report

FOLDER = Path(etl.forms.__file__).parent
REPOSITORY = FOLDER.parent.parent


def _written(folder: Path, text: str, name: str = "place/form.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _weekly(**replaced: str) -> str:
    text = (FOLDER / "zaozhuang" / "weekly_dispatch.toml").read_text(encoding="utf-8")
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, new)
    return text


def test_the_forms_of_the_notices() -> None:
    entries = {entry.form: entry for entry in form_catalogue()}
    calendar = {form: (entry.cadence, entry.carry_forward) for form, entry in entries.items() if not entry.is_on_change}
    assert calendar == {
        "daily_dispatch": ("daily", 3),
        "weekly_dispatch": ("weekly", 2),
        "monthly_bulletin": ("monthly", 0),
        "resumption_daily": ("daily", 3),
        "action_measures": ("weekly", 0),
    }
    assert set(entries) - set(calendar) == {
        "enterprise_list",
        "enterprise_ledger",
        "service_officers",
        "return_survey",
        "demand_list",
        "problem_list",
    }
    assert entries["weekly_dispatch"].measures == ("headcount", "shortage", "resolved", "resolved_total")
    assert all("2020" in entry.source or "2021" in entry.source for entry in entries.values())


@pytest.mark.parametrize("variant", variants(), ids=lambda variant: variant.name)
def test_header_words_are_unambiguous(variant: etl.forms.Variant) -> None:
    seen: dict[str, str] = {}
    for column in variant.declaration.columns:
        for header in column.headers:
            word = normalise_declared_header(header)
            assert word
            assert seen.setdefault(word, column.field) == column.field, header


def test_unknown_key_names_file_path_and_nearest_key(tmp_path: Path) -> None:
    text = _weekly().replace('field = "skill_level"', 'field = "skill_level"\nrequird = true')
    path = _written(tmp_path, text)
    with pytest.raises(DeclarationError) as error:
        load_declaration(path)
    assert str(error.value) == f"{path}: columns[4]: unknown key 'requird'; did you mean 'required'?"


def test_paths_of_the_package_are_shown_from_the_repository() -> None:
    path = FOLDER / "zaozhuang" / "no_such_form.toml"
    try:
        path.write_text(_weekly().replace("cadence =", "cadense ="), encoding="utf-8")
        with pytest.raises(DeclarationError, match=r"^etl/forms/zaozhuang/no_such_form\.toml: ") as error:
            load_declaration(path)
    finally:
        path.unlink()
    assert "did you mean 'cadence'?" in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('type = "skill"', 'type = "skil"', "columns[4].type: Input should be"),
        ('cadence = "weekly"', 'cadence = "fortnightly"', "cadence: "),
        ('area = "370400"', 'area = "370499"', "area '370499' is no code"),
        ('field = "shortage"', 'field = "shortages"', "field 'shortages' is no measure"),
        ('scheme = "enterprise_type"', 'scheme = "size"', "unknown scheme 'size'"),
        ('cumulative-fell = "阻断"', 'cumulative-fel = "阻断"', "rules.cumulative-fel"),
        ('cumulative-fell = "阻断"', 'cumulative-fell = "拒绝"', "rules.cumulative-fell"),
        ("rise_pct = 50", "rise_percent = 50", "thresholds: unknown key 'rise_percent'; did you mean 'rise_pct'?"),
        ('measures = ["headcount", ', "measures = [", "measures are"),
        ('"general", ', '"genral", ', "unknown skill levels genral"),
        ('of = ["shortage", "resolved", "resolved_total"]', "", "needs 'of'"),
        ('layout = "lines"', 'layout = "plan-blocks"', "layout 'lines' takes 'columns'"),
        ('type = "remark"', 'type = "remark"\nneeded = true', "'needed' fits only columns of type count"),
        ('label = "缺工类型"', 'label = "缺工类型', "weekly.toml: "),
    ],
)
def test_mistakes_are_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = _weekly()
    assert old in text
    path = _written(tmp_path, text.replace(old, new, 1), "place/weekly.toml")
    with pytest.raises(DeclarationError) as error:
        load_declaration(path)
    assert words in str(error.value)
    assert str(path) in str(error.value)


@pytest.mark.parametrize(
    ("form", "old", "new", "words"),
    [
        ("enterprise_list", 'cadence = "daily"', 'cadence = "weekly"', "'on_change' has the cadence 'daily'"),
        ("enterprise_list", "carry_forward = 0", "carry_forward = 3", "carry_forward 0"),
        (
            "enterprise_list",
            'field = "listed_on"',
            'field = "listed"',
            "columns[6]: a column of type 'date' is one of listed_on",
        ),
        ("enterprise_list", 'field = "credit_code"', 'field = "code"', "'credit-code' is one of credit_code"),
        ("enterprise_ledger", 'field = "capacity"', 'field = "capacities"', "is one of credit_code, capacity"),
        ("enterprise_ledger", 'attribute = "size"', 'attribute = "sizes"', "no attribute 'sizes'"),
        ("enterprise_ledger", 'field = "industry"', 'field = "address"', "a date, text or attribute has two columns"),
        ("demand_list", 'item_kind = "demand"', "", "'item_kind' and columns of items"),
        ("service_officers", 'type = "officer"', 'type = "ignored"', "'duty' needs one of type 'officer'"),
        (
            "action_measures",
            '"information.items"\n',
            '"information.item"\n',
            "information_indicator 'information.item'",
        ),
    ],
)
def test_mistakes_in_lists_are_named(tmp_path: Path, form: str, old: str, new: str, words: str) -> None:
    city = "zaozhuang" if form == "enterprise_list" else "changchun"
    text = (FOLDER / city / f"{form}.toml").read_text(encoding="utf-8")
    assert old in text
    path = _written(tmp_path, text.replace(old, new, 1))
    with pytest.raises(DeclarationError) as error:
        load_declaration(path)
    assert words in str(error.value)


def test_a_form_that_comes_on_change_is_owed_by_nobody() -> None:
    on_change = {entry.form for entry in form_catalogue() if entry.is_on_change}
    assert on_change
    assert not on_change & {rule.form for rule in obligation_rules()}


def test_unknown_plan_indicators_are_named(tmp_path: Path) -> None:
    text = (FOLDER / "zaozhuang" / "monthly_bulletin.toml").read_text(encoding="utf-8")
    path = _written(tmp_path, text.replace('indicator = "events"', 'indicator = "evnts"', 1))
    with pytest.raises(DeclarationError, match=r"no plan indicator 'recruitment_drive\.evnts'"):
        load_declaration(path)


def test_variants_of_a_form_must_agree(tmp_path: Path) -> None:
    _written(tmp_path, _weekly().replace("carry_forward = 2", "carry_forward = 3"))
    with pytest.raises(DeclarationError, match="carry_forward of form 'weekly_dispatch'"):
        load_variants([FOLDER, tmp_path])


def test_a_source_that_variants_share_is_named_once(tmp_path: Path) -> None:
    _written(tmp_path, _weekly(), "tengzhou/weekly_dispatch.toml")
    _written(tmp_path, _weekly().replace('source = "', 'source = "滕州市 2021 通知；'), "xuecheng/weekly_dispatch.toml")
    program = (
        "from etl.forms import form_catalogue; print({e.form: e.source for e in form_catalogue()}['weekly_dispatch'])"
    )
    environment = {**os.environ, "REPORTS_FORMS": str(tmp_path), "PYTHONPATH": str(REPOSITORY), "PYTHONUTF8": "1"}
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True, timeout=120
    )
    own = variant_named("zaozhuang/weekly_dispatch").declaration.source
    assert result.stdout.strip() == f"{own}；滕州市 2021 通知"


def test_adopted_declarations_are_those_of_the_other_process() -> None:
    """What a worker process is handed is equal, and reads like the original."""
    copies = pickle.loads(pickle.dumps(variants()))  # noqa: S301 — bytes of our own
    assert copies == variants()
    program = (
        "import pickle, sys; pickle.load(sys.stdin.buffer)(); from etl.forms import variants; "
        "print(len(variants()), 'pydantic' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        input=pickle.dumps(partial(adopt_variants, variants()[:2])),
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        check=True,
        timeout=120,
    )
    assert result.stdout.split() == [b"2", b"False"]


def test_names_and_folders(tmp_path: Path) -> None:
    _written(tmp_path, _weekly(), "zaozhuang/weekly_dispatch.toml")
    with pytest.raises(DeclarationError, match="exists already"):
        load_variants([FOLDER, tmp_path])
    with pytest.raises(DeclarationError, match="no folder"):
        load_variants([tmp_path / "missing"])
    with pytest.raises(KeyError):
        variant_named("nowhere/nothing")
    assert variant_named("zaozhuang/weekly_dispatch").declaration.cadence is Cadence.WEEKLY


def test_a_bureau_adds_a_variant_in_its_own_folder(tmp_path: Path) -> None:
    """In a process of its own, since declarations are read once per process."""
    text = (
        _weekly().replace('"企业名称", ', '"用人单位", ').replace('headers = ["缺工人数", ', 'headers = ["尚需人数", ')
    )
    _written(tmp_path, text, "tengzhou/weekly_dispatch.toml")
    program = """
import csv, io
from etl.validate import Hints, read_report
rows = [["企业用工24小时服务保障机制周调度"], ["滕州市人社局 2021年5月21日"],
        ["用人单位", "尚需人数", "累计解决", "本周解决", "缺工类型", "用工规模", "企业类型"]]
rows += [["滕州某某机械有限公司", "5", "9", "1", skill, "80", "其他企业"] for skill in ("普工", "技工", "高级技工")]
text = io.StringIO()
csv.writer(text).writerows(rows)
reading = read_report(text.getvalue().encode(), Hints("a.csv"))
print(reading.variant, reading.place_code, reading.period, len(reading.facts["fact_shortage"]), len(reading.findings))
"""
    environment = {**os.environ, "REPORTS_FORMS": str(tmp_path), "PYTHONPATH": str(REPOSITORY)}
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True, timeout=120
    )
    assert result.stdout.split() == ["tengzhou/weekly_dispatch", "370481", "2021-W20", "3", "0"]


def test_no_facts_about_a_form_in_code() -> None:
    """The code of the readers names no form, no place and no issuer."""
    names = {variant.declaration.form for variant in variants()} | {variant.declaration.area for variant in variants()}
    folders = (Path(etl.validate.__file__).parent, FOLDER)
    for path in (path for folder in folders for path in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in names, f"{path.name}:{node.lineno}"


def test_resumption_report_is_a_declaration_only() -> None:
    rows = [
        "企业（工程项目）复工日报表",
        "填报单位：常州市武进区人力资源和社会保障局,2020年2月24日",
        "序号,三必需一重要,复工企业（项目）名称,复工人数（人）,单位地址,联系人,电话",
        "1,公共事业,常州某某供水有限公司,120人,湖塘镇,张某某,13800001111",
        "合计,,,120,,,",
    ]
    reading = read_report("\n".join(rows).encode(), Hints("武进区.csv"))
    assert (reading.form, reading.place_code, reading.period) == ("resumption_daily", "320412", "2020-02-24")
    assert reading.findings == []
    assert reading.facts["fact_resumption"][0][2:3] == (120,)
    assert reading.facts["fact_category"][0][2:4] == ("three_necessities", "public_utilities")
    assert "13800001111" not in str(reading)
    assert "张某某" not in str(reading)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("用工规模\n（人）", "用工规模(人)"),
        ("企 业 名 称 ", "企业名称"),
        ("缺工人数：", "缺工人数"),
        ("所在县（市、区）", "所在县(市、区)"),
        ("“三必需一重要”", "三必需一重要"),
        ("缺工人数(单位：人)", "缺工人数"),
    ],
)
def test_header_words_meet_however_they_are_written(written: str, same: str) -> None:
    assert normalise_header(written) == normalise_header(same)


def test_header_words_that_differ_stay_apart() -> None:
    assert normalise_header("解决用工人数（本周）") != normalise_header("解决用工人数（累计）")
