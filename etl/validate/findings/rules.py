"""Findings of the rules inside one file and against the report before. Which are on, and how serious, the form says."""

from data.warehouse.levels import Level
from etl.validate.findings.base import Finding


class TotalDisagrees(Finding):
    """附件5 填表说明一: the last line states the totals of the lines above it."""

    code = "total-disagrees"
    level = Level.EXPLAIN
    message = "{column}：合计行为 {found:,}，各行相加为 {expected:,}。"
    advice = "请核对后重新报送；合计行不计入数据。"


class TotalUnreadable(Finding):
    """A cell of the total line that cannot be compared."""

    code = "total-unreadable"
    level = Level.EXPLAIN
    message = "{column}：合计行“{text}”不是确切的整数，未能核对。"
    advice = "请核对合计行；合计行不计入数据。"


class SkillLevelMissing(Finding):
    """枣庄市 附件1: every enterprise has a line for each of the three skill levels."""

    code = "skill-level-missing"
    level = Level.EXPLAIN
    message = "“{name}”缺少技能等级：{levels}。"
    advice = "请补全三个技能等级，没有缺工的填 0。"


class ChannelsDisagree(Finding):
    """附件5 填表说明七: the channels in the remark add up to the newly solved number."""

    code = "channels-disagree"
    level = Level.EXPLAIN
    message = "“{name}”备注写新增解决 {stated:,} 人，各渠道相加为 {added:,} 人。"
    advice = "请核对备注中的新增人数和各渠道人数。"


class DuplicateLine(Finding):
    """The same enterprise, job type and skill level on two lines."""

    code = "duplicate-line"
    level = Level.EXPLAIN
    message = "“{name}”{line}与 {other} 重复，两行都已计入。"
    advice = "请核对是否重复填报；重复的请删去后重新报送。"


class HeadcountContradicts(Finding):
    """One enterprise with two different numbers where there can be one."""

    code = "headcount-contradicts"
    level = Level.BLOCK
    message = "“{name}”的{column}有两个数：{first:,}（{other}）和 {second:,}。"
    advice = "请核对后只保留一个数。"


class ResolvedExceedsTotal(Finding):
    """More solved in the period than ever."""

    code = "resolved-exceeds-total"
    level = Level.EXPLAIN
    message = "“{name}”{line}本期解决 {resolved:,} 人，多于累计解决 {total:,} 人。"
    advice = "请核对本期数和累计数是否填反。"


class BlankNumber(Finding):
    """A number that the form needs is blank: not reported, which is not zero."""

    code = "blank-number"
    level = Level.EXPLAIN
    message = "“{name}”的{column}为空，按未报处理，不当作 0。"
    advice = "请补填；没有的填 0。"


class CumulativeFell(Finding):
    """附件5 填表说明五: the cumulative number of an enterprise may not be below that of the previous issue."""

    code = "cumulative-fell"
    level = Level.BLOCK
    message = "“{name}”累计解决 {now:,} 人，少于上一期（{period}）的 {before:,} 人{reason}。"
    advice = "累计数不能减少；确需核减的，请在备注写明原因后重新报送。"


class CumulativeMissing(Finding):
    """The enterprise is on the list but its cumulative number, stated before, is blank now."""

    code = "cumulative-missing"
    level = Level.EXPLAIN
    message = "“{name}”上一期（{period}）累计解决 {before:,} 人，本期没有填累计数。"
    advice = "请补填累计数。"


class CumulativeDisagrees(Finding):
    """枣庄市 附件1: this cumulative number is the previous one plus this week's."""

    code = "cumulative-disagrees"
    level = Level.EXPLAIN
    message = (
        "“{name}”{line}累计解决 {now:,} 人，"
        "而上一期（{period}）累计 {before:,} 人加本期 {resolved:,} 人为 {expected:,} 人。"
    )
    advice = "请核对本期数和累计数。"


class NewDisagrees(Finding):
    """附件5 填表说明七: newly solved = this cumulative number − the previous one."""

    code = "new-disagrees"
    level = Level.EXPLAIN
    message = "“{name}”备注写新增解决 {stated:,} 人，{basis}为 {expected:,} 人。"
    advice = "请核对备注和人数列。"


class RiseUnexplained(Finding):
    """附件5 填表说明七: a large rise in shortage needs a reason in the remark."""

    code = "rise-unexplained"
    level = Level.EXPLAIN
    message = "“{name}”缺工由上一期（{period}）的 {before:,} 人增至 {now:,} 人，备注未说明原因。"
    advice = "缺工大量增加须在备注注明原因；漏写的，可更正重报，或在下一期备注写明，如“上期新增订单，缺工增加”。"


class CreditCodeInvalid(Finding):
    """GB 32100-2015: a unified social credit code has 18 characters, the last of which checks the others."""

    code = "credit-code-invalid"
    level = Level.EXPLAIN
    message = "“{name}”的{column}{fault}，未入库。"
    advice = "请对照营业执照核对后重新报送；该列请设为文本格式，以免末几位丢失。"


class DatesOutOfOrder(Finding):
    """An enterprise is removed before it was listed, an item is due or solved before it was raised."""

    code = "dates-out-of-order"
    level = Level.EXPLAIN
    message = "“{name}”的{column} {after} 早于{other} {before}。"
    advice = "请核对两个日期。"


class OfficerOverloaded(Finding):
    """吉人社明电〔2020〕6号 三 (R8): a service officer serves at most three enterprises."""

    code = "officer-overloaded"
    level = Level.EXPLAIN
    message = "服务专员{label}在本名单中已服务 {count} 家企业，最多 {most} 家。"
    advice = "请增配服务专员；确为同名的两人，请在说明中注明。"


class OfficerMissing(Finding):
    """长春市 2020 方案三1: every key enterprise has a service officer."""

    code = "officer-missing"
    level = Level.EXPLAIN
    message = "“{name}”没有写{column}。"
    advice = "请为该企业确定服务专员后重新报送。"


class ItemMissing(Finding):
    """吉林省 2021 附件1 一（三）: a line of the list of demands or of problems says nothing."""

    code = "item-missing"
    level = Level.EXPLAIN
    message = "“{name}”的一行没有写任何事项。"
    advice = "请补写事项；没有事项的企业请删去该行。"


class InformationTooFew(Finding):
    """吉林省 2021 通知: every place sends at least two items of information a week."""

    code = "information-too-few"
    level = Level.EXPLAIN
    message = "{column}为 {number}，本期至少应报 {least} 篇。"
    advice = "请补报工作信息；确无信息的，请说明原因。"


class ChannelsContradictNumbers(Finding):
    """附件5 填表说明七, where the remark names channels but no newly solved number: they add up to it all the same."""

    code = "channels-contradict-numbers"
    level = Level.EXPLAIN
    message = "“{name}”备注各渠道相加为 {added:,} 人，{basis}为 {expected:,} 人。"
    advice = "请核对备注中各渠道人数和人数列。"


class StatedTotalDisagrees(Finding):
    """附件5 填表说明五: the column holds the cumulative number; a remark that states it too states the same."""

    code = "stated-total-disagrees"
    level = Level.EXPLAIN
    message = "“{name}”备注写累计解决 {stated:,} 人，人数列为 {expected:,} 人。"
    advice = "请核对备注和累计数。"


class LaterContradicts(Finding):
    """附件5 填表说明五 across versions: a late or corrected report must fit the accepted report of the next period."""

    code = "later-contradicts"
    level = Level.EXPLAIN
    message = "“{name}”累计解决 {now:,} 人，与已接收的下一期（{period}）对不上：{why}。"
    advice = "请核对本期数；如本期无误，请一并更正后一期的报表。"


class NameNotListed(Finding):
    """附件5 填表说明二: the enterprise is on the place's official list under its full registered name."""

    code = "name-not-listed"
    level = Level.EXPLAIN
    message = "“{name}”不在{place}的重点企业清单上{nearest}。"
    advice = "写错的请按清单改正后重报；确为同一企业的，由市级确认别名；新增企业请先更新清单。"


class ListedNotReported(Finding):
    """枣庄市 2021 通知二: every listed enterprise is reported in the weekly dispatch."""

    code = "listed-not-reported"
    level = Level.NOTICE
    message = "重点企业清单上有 {count} 家企业本期没有填报：{names}。"
    advice = "请补报；不缺工的填 0，已退出的请更新清单。"


class CreditCodeConflict(Finding):
    """One 统一社会信用代码 belongs to one enterprise, and one enterprise has one code."""

    code = "credit-code-conflict"
    level = Level.EXPLAIN
    message = "“{name}”的统一社会信用代码 {credit_code}：{why}。"
    advice = "请对照营业执照核对名称和代码。"
