"""Says whether a count goes with the one before it: the next item of a list, or a batch of those just named."""

from __future__ import annotations

import re
from typing import Final

from etl.validate.remarks.channels import ON_SITE, ONLINE, RECRUITMENT, Kind
from etl.validate.remarks.clauses import JOB_NOUN, JOB_WORDS, Clause, Mention
from etl.validate.remarks.groups import Group
from etl.validate.remarks.numbers import Form
from etl.validate.remarks.status import Status

_LIST_GAP: Final = re.compile(
    r"(?:[、和及与并或]|以及|还有|再加上|另有)?"
    rf"(?:[^,;。:\d]{{0,14}}(?:{JOB_WORDS}|集团|公司|厂|镇|乡|县|区|市|村|籍|企业|有限|生))?[:为是]?"
)
_FIRST_BATCH: Final = re.compile(r"首[批车趟日]|第一批|头批")


def counts_persons(text: str, mention: Mention, status: Status) -> bool:
    """意向合同300份 stands for persons, 招聘普工30个 too; 岗位30个 does not."""
    if mention.left and text.startswith(("复工", "开工"), mention.left[-1].start):
        return False  # 重点项目复工12个
    if text[mention.count.end - 1] == "份":
        return status is Status.INTENT
    return status in (Status.INTENT, Status.SOLVED) and all(cue.kind is not Kind.NEED for cue in mention.left)


def continues_list(text: str, clause: Clause, mention: Mention, previous: Group, whole: Group | None) -> bool:
    """招聘包装工10名、叉车工1名: a count without words of its own, right behind `previous`."""
    if mention.left or mention.count.form is Form.VAGUE:
        return False
    if previous.is_vague or previous is whole or previous.sentence != clause.sentence:
        return False
    if whole is not None and previous.parent is not whole:
        return False
    if mention.clause - previous.last > 1:
        return False
    if not mention.gap and mention.clause != previous.last:
        if mention.count.end == clause.end and text[clause.start - 1] == "、":
            return True  # 分三批接回40人、52人、38人
        return bool(JOB_NOUN.fullmatch(text, mention.count.end, clause.end))  # 10名焊工、2名电工
    return bool(_LIST_GAP.fullmatch(mention.gap))


def is_first_batch(mention: Mention, group: Group, before: Group) -> bool:
    """落实学生364人，首批已到岗148人: the batch is part of those named just before."""
    return (
        _FIRST_BATCH.search(mention.gap) is not None
        and group.status is before.status is Status.SOLVED
        and group.sentence == before.sentence
        and group.running == before.running
        and group.value <= before.value
        and group.channel in ("", before.channel)
    )


def is_other_recruitment(clause: Clause, mention: Mention, previous: Group) -> bool:
    """网招4、现场2: 现场 continues the recruitment said just before."""
    return (
        previous.status is Status.SOLVED
        and previous.channel in (RECRUITMENT, ONLINE, ON_SITE)
        and previous.sentence == clause.sentence
        and mention.clause - previous.last <= 1
        and any(cue.kind in (Kind.VIA_NET, Kind.VIA_FAIR) for cue in mention.left)
    )
