"""Small lists of key enterprises (重点企业清单, 枣庄市 2021 二), for tests of the loader."""

from datetime import date
from pathlib import Path

import xlsxwriter

HEADER = ["序号", "企业名称", "统一社会信用代码", "企业类型", "列入日期", "移出日期"]


def write_list(
    path: Path,
    names: dict[str, str] | list[str],
    place: str = "薛城区",
    day: date = date(2021, 5, 13),
    listed_on: str = "2021-05-01",
    removed: dict[str, str] | None = None,
) -> Path:
    """A list of one place. `names`: the enterprises, with their credit codes where given; `removed`: day of removal."""
    codes = names if isinstance(names, dict) else dict.fromkeys(names, "")
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("清单")
        sheet.write("A1", f"{place}重点企业清单（演示数据）")
        sheet.write("A2", f"填报单位：{place}人力资源和社会保障局")
        sheet.write("E2", f"{day.year}年{day.month}月{day.day}日")
        sheet.write_row(2, 0, HEADER)
        for row, (name, code) in enumerate(codes.items(), start=3):
            sheet.write_row(row, 0, [row - 2, name, code, "其他企业", listed_on, (removed or {}).get(name, "")])
    return path
