"""The reasons a remark gives: why a shortage rose, why a cumulative number may have fallen (填表说明五, 七)."""

from __future__ import annotations

import re
from typing import Final

_RISE: Final = re.compile(
    r"新增(?:大量|大批|紧急|出口|外贸|海外|国外|防疫|口罩)?订单|订单(?:大幅|大量|明显|持续|不断|快速|突然)?(?:激增|剧增|猛增|增加|增多|增长|上升|饱满|回升|回暖|充足|爆满|量大|暴增|较多)"
    r"|(?:承接|接到|签订|新接)[^,;。]{0,6}订单|扩大(?:产能|生产|规模|生产规模)|扩产|扩能|扩建|增产|提产|转产|增资扩产|产能(?:提升|扩大|增加|恢复|爬坡)"
    r"|新(?:开|上|建|增|投产|增加|开设|上马)(?:[一二两三四五六七八九十\d]+[条个])?(?:口罩|防护服)?(?:生产线|产线|流水线|项目|车间|厂区|工厂|班组|设备|班次)"
    r"|增(?:开|加|设)(?:[一二两三四五六七八九十\d]+[条个])?(?:生产线|产线|流水线|班次|班组|车间|设备)|两班倒|三班倒|满负荷|加班加点|赶(?:工|订单|制|生产)|(?:新厂|新项目|项目|二期|一期|三期)?投产|全面复工"
    r"|生产(?:旺季|任务(?:增加|加重|重))|旺季|业务量?(?:增加|扩大|增长)|任务量?(?:增加|加大)|规模扩大|需求(?:量)?(?:增加|激增|大增)"
    r"|(?:员工|工人|人员|职工|老员工|外地员工|外省员工)?(?:大量|集中|陆续|部分)?(?:离职|流失|辞职|返乡|离岗|自离|辞工|请假|减员|隔离)(?!期满|后|服|区)"
    r"|(?:员工|工人)(?:未归|未返岗|未返回|无法返岗|不能返岗|未能返岗|回不来)|未返岗|未能返岗|无法返岗|春节(?:放假|返乡)?|农忙|封控|交通管制|疫情影响"
)
_FALL: Final = re.compile(
    r"核减|核销|核实(?:调整|更正|修正)|更正|修正|订正|纠正|调减|剔除|扣除|冲减|重复(?:统计|上报|计算|填报|计数)|统计(?:错误|有误|口径)|口径调整|误报|错报|多报|填报(?:错误|有误)"
    r"|(?:员工|工人|人员)?(?:离职|退出|辞职|流失|自离|离岗|辞退|辞工|返还|撤回)|解除(?:劳动)?(?:合同|关系)|借调(?:期满|结束)|实习(?:期满|结束)|返回原(?:企业|单位)|企业(?:退出|关停|停产|注销)|(?:移出|退出)(?:名单|清单)"
)
_DENIED: Final = re.compile(r"(?:无|没有|未|未有|未出现|非|暂无)$")


def rise_reason(text: str) -> str:
    """Words that explain a rise in shortage, joined by 、; empty when none. `text` is normalised."""
    return _found(_RISE, text)


def fall_reason(text: str) -> str:
    """Words that explain why a cumulative number may fall, joined by 、; empty when none. `text` is normalised."""
    return _found(_FALL, text)


def _found(pattern: re.Pattern[str], text: str) -> str:
    words = [
        match[0]
        for match in pattern.finditer(text)
        if not _DENIED.search(text, max(0, match.start() - 3), match.start())
    ]
    return "、".join(dict.fromkeys(words))
