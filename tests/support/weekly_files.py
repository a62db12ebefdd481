"""Small weekly reports in the layout of 附件1 (枣庄市 2021), for tests of the loader."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import xlsxwriter

HEADER = [
    "序号",
    "企业名称",
    "企业类型",
    "用工规模(人)",
    "缺工类型",
    "缺工人数(人)",
    "本周解决用工人数(人)",
    "累计解决用工人数(人)",
]
SKILLS = ["普工", "初、中级技工", "高级技工及以上技能人才"]
Lines = list[tuple[object, int, int]]  # shortage, solved this week, solved in all; one per skill level


def write_weekly(
    path: Path,
    place: str = "薛城区",
    day: date = date(2021, 5, 21),
    enterprises: dict[str, tuple[int, Lines]] | None = None,
    *,
    demo: bool = True,
    remarks: bool | Mapping[str, str] = False,
) -> Path:
    """A workbook with title, unit and date line, header, three lines an enterprise and the total block.

    `remarks`: with a column of remarks, empty or with these by enterprise.
    """
    chosen = enterprises or {"枣庄甲乙机械制造有限公司": (120, [(10, 2, 5), (4, 1, 1), (0, 0, 0)])}
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        sheet = workbook.add_worksheet("周调度")
        sheet.merge_range("A1:H1", "企业用工24小时服务保障机制周调度" + ("（演示数据）" if demo else ""))
        sheet.write("A2", f"{place}人力资源和社会保障局（签章）")
        sheet.write("G2", f"{day.year}年{day.month}月{day.day}日")
        sheet.write_row(2, 0, [*HEADER, "备注"] if remarks is not False else HEADER)
        row = 3
        for number, (name, (headcount, lines)) in enumerate(chosen.items(), start=1):
            for column, value in enumerate([number, name, "其他企业", headcount]):
                sheet.merge_range(row, column, row + 2, column, value)
            if isinstance(remarks, Mapping) and name in remarks:
                sheet.merge_range(row, 8, row + 2, 8, remarks[name])
            for skill, (shortage, resolved, total) in zip(SKILLS, lines, strict=True):
                sheet.write_row(row, 4, [skill, shortage, resolved, total])
                row += 1
        _write_totals(sheet, row, chosen)
        sheet.write(row + 5, 0, "注: 1. “重大项目涉及企业”指鲁政字〔2021〕41号文件公布本年度重大项目涉及的企业。")
    return path


def _write_totals(sheet: xlsxwriter.worksheet.Worksheet, row: int, chosen: dict[str, tuple[int, Lines]]) -> None:
    sheet.write_row(row, 0, ["总计", f"{len(chosen)}(家)", f"其他企业{len(chosen)}(家)"])
    sums = [[0, 0, 0] for _ in SKILLS]
    for _, lines in chosen.values():
        for skill, line in enumerate(lines):
            for column, value in enumerate(line):
                sums[skill][column] += value if isinstance(value, int) else 0
    for offset, (skill, values) in enumerate(
        zip([*SKILLS, "合计"], [*sums, [sum(c) for c in zip(*sums, strict=True)]], strict=True)
    ):
        sheet.write_row(row + offset, 4, [skill, *values])
