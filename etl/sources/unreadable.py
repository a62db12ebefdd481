"""Why a file could not be opened, in words that tell the sender what to do.

Every reason is declared here once: a code that is stored and counted, and a sentence in plain Chinese.
"""

from __future__ import annotations

from typing import Final

MESSAGES: Final = {
    "empty-file": "文件是空的（0 字节）。请重新导出后再报送。",
    "too-large": "文件有 {size_mb} MB，超过 {limit_mb} MB 的上限。请删去图片和多余的工作表后再报送。",
    "unknown-kind": "这不是能读取的报表文件：{what}。请用 Excel 或 WPS 另存为 .xlsx 后再报送。",
    "html-as-xls": "文件看似表格，内容其实是网页（HTML）。请用 Excel 或 WPS 打开，另存为 .xlsx 后再报送。",
    "xml-as-xls": "文件是“XML 表格 2003”格式。请用 Excel 或 WPS 打开，另存为 .xlsx 后再报送。",
    "encrypted-workbook": "文件设有打开密码，无法读取。请去掉密码后再报送。",
    "truncated-file": "文件不完整，可能没有传完。请重新导出或重新发送。",
    "inflates-too-much": "文件解压后大得不正常（{what}），为安全起见没有打开。请把表格复制到新的工作簿后再报送。",
    "dtd-in-xml": "文件内部含有报表不会用到的文档类型声明（DTD），为安全起见没有打开。请用 Excel 或 WPS 另存后再报送。",
    "duplicate-members": "文件内部有重名的部件（{name}），无法判断以哪个为准。请用 Excel 或 WPS 另存后再报送。",
    "sector-loop": "文件内部的扇区链成环，已损坏。请用 Excel 或 WPS 打开检查，另存为 .xlsx 后再报送。",
    "unreadable-file": "文件已损坏或不合格式：{what}。请用 Excel 或 WPS 打开检查，另存为 .xlsx 后再报送。",
    "text-encoding-unknown": "文本文件的编码不能识别。请另存为 UTF-8 编码的 CSV 后再报送。",
    "no-cells": "文件里没有任何内容。请核对是否发错了文件。",
    "too-many-cells": (
        "工作表“{sheet}”的内容一直伸到 {cell}，共 {cells} 个单元格，超过 {limit} 个的上限。"
        "请删除离表格很远的多余内容后再报送。"
    ),
}
"""Code → message. The braces are filled in by :func:`unreadable`."""


class UnreadableFile(Exception):  # noqa: N818 — the name says what the file is; it becomes a finding, not a crash
    """The file cannot be opened as a report. ``code`` is a key of :data:`MESSAGES`, ``message`` is for the sender."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


def unreadable(code: str, **facts: object) -> UnreadableFile:
    """The exception to raise for ``code``. Facts that come from the file are cut short: they are the sender's text."""
    shown = {key: value if isinstance(value, int) else str(value)[:80] for key, value in facts.items()}
    return UnreadableFile(code, MESSAGES[code].format(**shown))


def megabytes(size: int) -> str:
    """Bytes as megabytes with one decimal, for a message."""
    return f"{size / 1_000_000:.1f}"
