"""The data dictionary `data/DICTIONARY.md`, made from the declarations: tables, metrics, relations, channels.

`python -m data.warehouse.dictionary` writes it; `--check` compares and exits with 1 when the file is out of date.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from data.warehouse import schema
from data.warehouse.metrics import Direction, Metric, metrics
from data.warehouse.reference import attributes, categories, channels, plan_indicators, skill_levels
from data.warehouse.relations import RELATIONS, Dimension

DICTIONARY = Path(__file__).resolve().parent.parent / "DICTIONARY.md"

_DIRECTION_WORDS = {
    Direction.UP_IS_BAD: "升为不利",
    Direction.UP_IS_GOOD: "升为有利",
    Direction.NEUTRAL: "中性",
}
_GROUPS = (
    ("报送与版本", schema.META),
    ("事实", schema.FACTS),
    ("维度", schema.DIMENSIONS),
    ("派生（发布时由上列各表算出）", schema.DERIVED),
)
_PREAMBLE = """\
# 数据字典

本文件由 `python -m data.warehouse.dictionary` 根据 `data/warehouse/` 中的声明生成，请勿手工修改。

所有时间为北京时间；人数单位为人；每条事实都带报送编号、工作表和单元格，可逐格追溯。
"""


def dictionary() -> str:
    """The whole text of the data dictionary."""
    parts = [
        _PREAMBLE,
        _metrics(metrics().values()),
        _relations(),
        *(_tables(title, tables) for title, tables in _GROUPS),
        _reference(),
    ]
    return "\n".join(parts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the dictionary. Exit code 1: it is out of date (only with --check)."""
    parser = argparse.ArgumentParser(prog="python -m data.warehouse.dictionary", description="生成数据字典。")
    parser.add_argument("--check", action="store_true", help="只核对是否与声明一致，不一致时退出码为 1")
    options = parser.parse_args(arguments)
    text = dictionary()
    if options.check:
        is_current = DICTIONARY.is_file() and DICTIONARY.read_text(encoding="utf-8") == text
        if not is_current:
            message = "data/DICTIONARY.md 与声明不一致，请运行 python -m data.warehouse.dictionary"
            print(message, file=sys.stderr)
        return 0 if is_current else 1
    DICTIONARY.write_text(text, encoding="utf-8", newline="\n")
    print(f"已生成 data/{DICTIONARY.name}")
    return 0


def _metrics(declared: Iterable[Metric]) -> str:
    rows = [
        (
            f"`{metric.key}`",
            metric.label,
            metric.unit,
            metric.kind.label,
            _DIRECTION_WORDS[metric.direction],
            "、".join(dimension.label for dimension in Dimension if dimension in _cuts(metric)),
            metric.definition + (f"公式：{metric.denominator_words}。" if metric.denominator_words else ""),
            metric.source,
        )
        for metric in declared
    ]
    header = ("代码", "指标", "单位", "性质", "方向", "可按", "口径", "依据")
    note = (
        "时点数、累计数跨期取最后一期；流量跨期相加；比率先求和后相除；去重计数不可相加。"
        "比率的升降以个百分点计，四舍五入（逢五进一）。\n"
    )
    return "\n".join(["## 指标", "", note, *_table(header, rows), ""])


def _cuts(metric: Metric) -> frozenset[Dimension]:
    """Dimensions by which the metric can be cut: those of its numerator's relation."""
    return RELATIONS[metric.numerator.relation].dimensions


def _relations() -> str:
    rows = [
        (
            f"`{relation.name}`",
            "相加" if relation.adds_over_time else "取最后一期",
            "、".join(dimension.label for dimension in Dimension if dimension in relation.dimensions),
        )
        for relation in RELATIONS.values()
    ]
    return "\n".join(["## 统计关系", "", "指标在这些关系上汇总。", "", *_table(("关系", "跨期", "可按"), rows), ""])


def _tables(title: str, tables: Iterable[schema.Table]) -> str:
    lines = [f"## 表：{title}", ""]
    for table in tables:
        rows = [(f"`{column.name}`", column.type, column.words) for column in table.columns]
        lines += [f"### `{table.name}`", "", f"粒度：{table.grain}", "", *_table(("列", "类型", "含义"), rows), ""]
    return "\n".join(lines)


def _reference() -> str:
    channel_labels = {channel.channel: channel.label for channel in channels()}
    lists = (
        (
            "解决渠道",
            ("代码", "渠道", "上级", "含义"),
            [(f"`{c.channel}`", c.label, channel_labels.get(c.parent, ""), c.definition) for c in channels()],
        ),
        (
            "企业类别",
            ("分类体系", "代码", "表中编号", "类别"),
            [(f"{c.scheme_label} `{c.scheme}`", f"`{c.value}`", c.code, c.label) for c in categories()],
        ),
        ("技能等级", ("代码", "等级"), [(f"`{s.skill_level}`", s.label) for s in skill_levels()]),
        (
            "计划与措施的指标",
            ("表式", "计划", "指标", "单位"),
            [
                (f"`{p.form}`", f"{p.plan_label} `{p.plan}`", f"{p.indicator_label} `{p.indicator}`", p.unit)
                for p in plan_indicators()
            ],
        ),
        ("企业属性", ("代码", "属性"), [(f"`{a.attribute}`", a.label) for a in attributes()]),
    )
    lines = ["## 代码表", "", "来自 `data/reference/*.csv`；地区见 `places.csv`，工种见 `job_types.csv`。", ""]
    for title, header, rows in lists:
        lines += [f"### {title}", "", *_table(header, rows), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _row(header)
    yield _row(["---"] * len(header))
    for row in rows:
        yield _row(row)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    sys.exit(main())
