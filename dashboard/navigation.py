"""The pages of the dashboard: one entry each, in the order of the menu."""

from dataclasses import dataclass
from pathlib import Path

_PAGES_FOLDER = Path(__file__).resolve().parent.parent / "pages"


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page: `key` is its address (/jobs; the first entry lives at /), `question` says what it answers."""

    key: str
    title: str
    script: str
    icon: str
    question: str

    @property
    def path(self) -> Path:
        """The script file."""
        return _PAGES_FOLDER / self.script


PAGES: tuple[PageEntry, ...] = (
    PageEntry("overview", "总览", "overview.py", ":material/dashboard:", "本期缺工怎么样？"),
    PageEntry("jobs", "工种缺工", "jobs.py", ":material/engineering:", "缺哪些工种，缺在哪里，从什么时候开始缺？"),
    PageEntry("channels", "解决渠道", "channels.py", ":material/alt_route:", "通过哪些渠道解决的？"),
    PageEntry("weekly", "周调度", "weekly.py", ":material/table_view:", "周调度汇总表，随报送更新"),
    PageEntry("monthly", "月通报", "monthly.py", ":material/event_note:", "七项计划推进得怎么样？"),
    PageEntry("trends", "区县趋势", "trends.py", ":material/show_chart:", "各区县缺工率走势如何？"),
    PageEntry("enterprise", "企业台账", "enterprise.py", ":material/domain:", "这家企业的全部情况？"),
    PageEntry("reporting", "报送情况", "reporting.py", ":material/fact_check:", "谁报了，谁没报，报得对不对？"),
    PageEntry("quality", "数据质量", "quality.py", ":material/verified:", "这些数能不能信？"),
    PageEntry("assessment", "年度考核", "assessment.py", ":material/workspace_premium:", "缺工率降了没有？"),
    PageEntry("pivot", "自助分析", "pivot.py", ":material/pivot_table_chart:", "按自己的行、列、指标汇总"),
    PageEntry("briefing", "简报", "briefing.py", ":material/newspaper:", "这一期的简报怎么写，发给谁？"),
    PageEntry("definitions", "口径说明", "definitions.py", ":material/menu_book:", "每个数是什么意思？"),
)
"""All pages in menu order; the first is the default page at `/`."""
