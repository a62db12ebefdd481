"""Weekly workbooks of 60 rows × 9 columns in the layout of 附件1 (枣庄市 2021)."""

from datetime import timedelta
from pathlib import Path

import xlsxwriter

from tests.bench.course import SKILLS, TYPES, DistrictWeek, weeks

ROWS = 60
HEADER = (
    "序号",
    "企业名称",
    "企业类型",
    "用工规模(人)",
    "缺工类型",
    "缺工人数(人)",
    "本周解决用工人数(人)",
    "累计解决用工人数(人)",
    "备注",
)


def write_workbooks(folder: Path, count: int) -> list[Path]:
    """Write that many workbooks; each is another district and week."""
    paths = []
    for report in weeks(count, ROWS // len(SKILLS)):
        path = folder / f"{report.place.name}{report.week}.xlsx"
        write_workbook(path, report)
        paths.append(path)
    return paths


def write_workbook(path: Path, report: DistrictWeek) -> None:
    """One report as a workbook."""
    day = report.week.start + timedelta(days=4)
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("周调度")
        sheet.merge_range("A1:I1", "企业用工24小时服务保障机制周调度（演示数据）")
        sheet.write("A2", f"{report.place.name}人力资源和社会保障局（签章）")
        sheet.write("H2", f"{day.year}年{day.month}月{day.day}日")
        sheet.write_row(2, 0, HEADER)
        row = 3
        for serial, enterprise in enumerate(report.enterprises, start=1):
            solved = sum(line.resolved for line in enterprise.lines)
            shared = (serial, enterprise.name, TYPES[enterprise.category], enterprise.headcount)
            for column, value in enumerate(shared):
                sheet.merge_range(row, column, row + 2, column, value)
            sheet.merge_range(row, 8, row + 2, 8, f"人员招聘{solved}人" if solved else "")
            for line in enterprise.lines:
                sheet.write_row(row, 4, [SKILLS[line.skill_level], line.shortage, line.resolved, line.resolved_total])
                row += 1
