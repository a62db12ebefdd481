"""Findings about the file as a whole: which form, which place, which period, which columns."""

from data.warehouse.levels import Level
from etl.validate.findings.base import Finding


class FileUnreadable(Finding):
    """The file could not be opened as a table."""

    code = "file-unreadable"
    level = Level.BLOCK
    message = "文件打不开：{reason}"
    advice = "改好后请重新报送。"


class FileNotReceived(Finding):
    """The file could not be taken in at all: no permission, no regular file, gone."""

    code = "file-not-received"
    level = Level.BLOCK
    message = "没有收下这个文件：{reason}。"
    advice = "文件没有存档，也不计入报送；排除后请重新装载。"


class TooManyFindings(Finding):
    """So much is wrong with the file that listing every place would help nobody."""

    code = "too-many-findings"
    level = Level.NOTICE
    message = "这个文件共有 {total} 处发现，只列出最严重的 {listed} 处。"
    advice = "请先改正列出的问题；同类问题多时，请核对列是否错位、格式是否统一。"


class MacrosIgnored(Finding):
    """The workbook carries macros; they are never run."""

    code = "macros-ignored"
    level = Level.NOTICE
    message = "文件带有宏，宏未运行，只读取了单元格内容。"
    advice = "今后请另存为不带宏的 .xlsx 再报送。"


class FormUnrecognised(Finding):
    """No sheet has the header words of a declared form."""

    code = "form-unrecognised"
    level = Level.BLOCK
    message = "认不出是哪一种报表：{seen}。已知表式：{known}。"
    advice = "请使用通知所附表样的表头；列名确有不同的，由市级增加一份表式声明，或在装载时指定表式。"


class FormAmbiguous(Finding):
    """Two sheets of one file hold different forms."""

    code = "form-ambiguous"
    level = Level.BLOCK
    message = "一个文件里有不同的报表：{found}。"
    advice = "请把不同的报表分成不同文件报送；市级可在装载时指定要读的表式。"


class ColumnMissing(Finding):
    """A column that the form cannot do without is not in the header."""

    code = "column-missing"
    level = Level.BLOCK
    message = "“{form}”缺少必需的列“{column}”{nearest}。"
    advice = "请按表样补上该列或改正列名后重新报送；不会按相近的列名猜读。"


class ColumnDuplicate(Finding):
    """Two columns carry header words of the same field."""

    code = "column-duplicate"
    level = Level.BLOCK
    message = "“{column}”有两列：{cells}，不能确定读哪一列。"
    advice = "请只保留一列，或在表头写清两列的区别。"


class UnknownColumn(Finding):
    """A header is not known but close to a known one: it is named, never used silently."""

    code = "unknown-column"
    level = Level.NOTICE
    message = "不认识的列名“{header}”，未读取；与已知列名“{nearest}”相近。"
    advice = "如确为该列，请改用已知列名后重新报送。"


class UnnamedNumbers(Finding):
    """A column without a header holds numbers."""

    code = "unnamed-numbers"
    level = Level.NOTICE
    message = "{column} 列没有列名但有数字，未读取。"
    advice = "如为报表内容，请补上列名后重新报送。"


class SheetIgnored(Finding):
    """A sheet that holds no declared form, or is hidden."""

    code = "sheet-ignored"
    level = Level.NOTICE
    message = "工作表“{name}”未读取：{reason}。"
    advice = "如其中有应报内容，请移到报表所在的工作表。"


class SheetsDisagree(Finding):
    """Two sheets of one file are for different places or periods."""

    code = "sheets-disagree"
    level = Level.BLOCK
    message = "一个文件里有不同地区或不同期的报表：{found}。"
    advice = "请每个地区、每一期各用一个文件报送。"


class PlaceUnreadable(Finding):
    """Neither title, unit line, signature, sheet name nor file name names a place of the area."""

    code = "place-unreadable"
    level = Level.BLOCK
    message = (
        "不知道是哪个地区报送的：标题、填报单位、工作表名“{sheet_name}”、文件名“{file_name}”中没有{area}的地区名。"
    )
    advice = "请在标题或填报单位中写明地区；市级可在装载时指定地区。"


class PlaceConflict(Finding):
    """The sources name different places."""

    code = "place-conflict"
    level = Level.BLOCK
    message = "报送地区不一致：{found}。"
    advice = "请核对后改正；市级可在装载时指定地区。"


class PlaceNotReporting(Finding):
    """The place found does not report this form."""

    code = "place-not-reporting"
    level = Level.BLOCK
    message = "“{place}”不在“{form}”的报送单位之列，应由{expected}报送。"
    advice = "请核对填报单位；市级可在装载时指定地区。"


class PeriodUnreadable(Finding):
    """No date, week or month was found, or a part of it is missing."""

    code = "period-unreadable"
    level = Level.BLOCK
    message = "不知道是哪一期的报表：{found}。"
    advice = "请在标题或日期行写明报告期（如 2021年第20周、2021年5月、2020年2月19日）；市级可在装载时指定报告期。"


class PeriodConflict(Finding):
    """The sources state different periods."""

    code = "period-conflict"
    level = Level.BLOCK
    message = "报告期不一致：{found}。"
    advice = "请核对标题、日期行和文件名后改正；市级可在装载时指定报告期。"


class PeriodUncertain(Finding):
    """Only a date early in a period is given, which may also be a late report of the period before."""

    code = "period-uncertain"
    level = Level.EXPLAIN
    message = "按日期 {date} 归入{period}；该日在期初，也可能是上一期的迟报。"
    advice = "请在标题写明报告期；归错时由市级指定报告期，重新装载。"


class HintContradicts(Finding):
    """What the operator stated differs from what the file says; the operator's word counts."""

    code = "hint-contradicts"
    level = Level.EXPLAIN
    message = "已按指明的{what}“{stated}”入库，但文件中写的是“{found}”。"
    advice = "请核对指明的内容和文件是否对应。"
