"""Findings about single cells and rows while they are read."""

from data.warehouse.levels import Level
from etl.validate.findings.base import Finding


class NumberUnreadable(Finding):
    """A cell that must hold a whole number of persons, enterprises or events holds something else."""

    code = "number-unreadable"
    level = Level.BLOCK
    message = "{column}：“{text}”不是确切的整数。"
    advice = "请填写确切的整数；没有的填 0，不写“约”“余”“若干”等。"


class FormulaWithoutValue(Finding):
    """A formula whose result is not stored in the file."""

    code = "formula-without-value"
    level = Level.BLOCK
    message = "{column}：单元格是公式但没有存下结果，不能当作 0。"
    advice = "请用 Excel 或 WPS 打开、重新计算并保存后再报送，或改填数值。"


class ErrorValue(Finding):
    """A cell that shows an error such as #REF!."""

    code = "error-value"
    level = Level.BLOCK
    message = "{column}：单元格是错误值（如 #REF!、#N/A）。"
    advice = "请改正公式或改填数值后重新报送。"


class JobAndNumberInOneCell(Finding):
    """附件5 填表说明四: job type and number belong in separate cells, one job per line."""

    code = "job-and-number-in-one-cell"
    level = Level.NOTICE
    message = "工种和人数写在同一格：“{text}”，已拆分为 {parts}。"
    advice = "今后请把工种和人数分开填写，每行一个工种。"


class JobNumberDisagrees(Finding):
    """The numbers inside the job cell and the number column differ."""

    code = "job-number-disagrees"
    level = Level.BLOCK
    message = "工种格“{text}”中的人数合计 {inside}，人数列为 {outside}。"
    advice = "请分行填写工种和人数后重新报送。"


class JobUnclassified(Finding):
    """A job word that the dictionary does not know."""

    code = "job-unclassified"
    level = Level.NOTICE
    message = "工种“{word}”不在工种词表中{nearest}，按“未归类”统计（{cells}）。"
    advice = "如为常见工种，可在 data/reference/job_types.csv 中补充别名。"


class JobMissing(Finding):
    """A number without a job type where the form asks for one."""

    code = "job-missing"
    level = Level.NOTICE
    message = "{column}有人数但没有写工种，按“未归类”统计（{cells}）。"
    advice = "请补写工种。"


class CategoryUnknown(Finding):
    """A word that is no value of the classification."""

    code = "category-unknown"
    level = Level.NOTICE
    message = "{column}“{word}”不在分类之列{treatment}（{cells}）。"
    advice = "请按表样所列类别填写。"


class DateUnreadable(Finding):
    """A cell that must hold a date states none for certain: no year, no day, or no such day."""

    code = "date-unreadable"
    level = Level.EXPLAIN
    message = "{column}“{text}”不是确切的日期，按未填处理。"
    advice = "请写明年、月、日，如 2021-05-21；没有的留空。"


class SkillUnknown(Finding):
    """A word in the skill column that is no skill level: its numbers have no place."""

    code = "skill-unknown"
    level = Level.BLOCK
    message = "{column}“{text}”不是已知的技能等级。"
    advice = "请填写：普工；初、中级技工；高级技工及以上技能人才。"


class EnterpriseMissing(Finding):
    """A row with numbers but without an enterprise."""

    code = "enterprise-missing"
    level = Level.BLOCK
    message = "第 {row} 行有内容但没有企业名称。"
    advice = "请补上企业名称后重新报送。"


class EnterpriseFilledDown(Finding):
    """The enterprise cell is empty and not merged with the one above, though others in the table are merged."""

    code = "enterprise-filled-down"
    level = Level.EXPLAIN
    message = "第 {row} 行企业名称为空且未与上一行合并，已按上一行的企业“{name}”读取。"
    advice = "请核对该行属于哪家企业。"


class NameNotFull(Finding):
    """附件5 填表说明二: the full registered name of the enterprise."""

    code = "name-not-full"
    level = Level.NOTICE
    message = "“{name}”不像企业全称。"
    advice = "请实名制填写企业全称，简称会被当作另一家企业。"


class RowPlaceUnreadable(Finding):
    """The place cell of a row names no place of the area, or several."""

    code = "row-place-unreadable"
    level = Level.BLOCK
    message = "{column}“{text}”认不出是{area}的哪个地区。"
    advice = "请填写县（市、区）全称。"


class RowPlaceOutside(Finding):
    """A row belongs to a place that is not part of the reporting place."""

    code = "row-place-outside"
    level = Level.BLOCK
    message = "{column}“{text}”不属于报送地区“{place}”。"
    advice = "请核对该企业的所在地，不属于本地区的由所在地报送。"


class RowSetAside(Finding):
    """A row of text inside the table that is neither an enterprise nor a total nor a note."""

    code = "row-set-aside"
    level = Level.NOTICE
    message = "第 {row} 行“{text}”不是企业数据，已搁置。"
    advice = "如为数据，请按表头各列填写；如为说明，请写在表下。"


class HeaderRepeated(Finding):
    """The header stands in the table again, as on a second printed page."""

    code = "header-repeated"
    level = Level.NOTICE
    message = "第 {row} 行是重复的表头，已搁置。"
    advice = "今后请只保留一个表头。"


class HiddenRows(Finding):
    """Rows that the sender's screen does not show: hidden or filtered out."""

    code = "hidden-rows"
    level = Level.NOTICE
    message = "有数据行被隐藏或筛选掉，仍已计入（{cells}）。"
    advice = "不应报送的行请删除，而不是隐藏。"


class ZeroReport(Finding):
    """零报告: the place reports that it has nothing to report."""

    code = "zero-report"
    level = Level.NOTICE
    message = "零报告：没有企业，按 0 家入库。"
    advice = "如漏填企业，请重新报送。"


class TotalSuspected(Finding):
    """The last line is not called a total but states exactly the sums of all lines above it."""

    code = "total-suspected"
    level = Level.BLOCK
    message = "第 {row} 行没有写“合计”，但各数正好等于以上各行之和，读作企业会重复计算。"
    advice = "如是合计行，请在该行写“合计”；如确为企业，请写企业全称和工种。"


class UnitNotPersons(Finding):
    """The sheet counts in tens, hundreds or thousands of persons."""

    code = "unit-not-persons"
    level = Level.BLOCK
    message = "表上注明“{text}”，人数须以“人”为单位。"
    advice = "请把各数换算成人后重新报送。"


class LinesMissing(Finding):
    """A total without the lines that it sums up."""

    code = "lines-missing"
    level = Level.BLOCK
    message = "只有合计行（{column} {found:,}），没有企业数据。"
    advice = "请补上各企业数据后重新报送。"


class NumbersMissing(Finding):
    """Enterprises or plans without a single number: a template that was sent back as it came."""

    code = "numbers-missing"
    level = Level.BLOCK
    message = "表内应填的数一个也没有填。"
    advice = "请填写后重新报送：没有的填 0，全部没有的写“零报告”。"


class NoRows(Finding):
    """A header and nothing below it."""

    code = "no-rows"
    level = Level.BLOCK
    message = "表头下没有任何内容。"
    advice = "请填写后重新报送；没有企业的请写“零报告”。"


class IndicatorMissing(Finding):
    """A plan or an indicator of a plan is not in the sheet."""

    code = "indicator-missing"
    level = Level.EXPLAIN
    message = "没有找到{what}，按未报处理。"
    advice = "请按表样补上；没有发生的填 0。"
