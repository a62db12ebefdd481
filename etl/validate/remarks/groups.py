"""A group of persons: one statement of a remark.

招聘包装工10名、叉车工1名 is one group of 11; 解决12人，其中招聘8人 is a group with a part.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from etl.validate.remarks.clauses import Mention
from etl.validate.remarks.numbers import Form
from etl.validate.remarks.status import Status

_DEEPEST: Final = 4  # parts of parts of parts; deeper brackets hang on the last level


@dataclass(slots=True, eq=False)
class Group:
    """Persons counted together. `running`: 0 this issue, 1 截至/先后, 2 累计; `new`: 今日, 本期, 新增 was said."""

    first: int  # clause of the first and of the last member
    last: int
    sentence: int
    status: Status
    members: list[Mention] = field(default_factory=list)
    value: int = 0
    approximate: bool = False
    is_vague: bool = False
    channel: str = ""
    weight: int = 0
    from_context: bool = False  # the channel was said in another clause
    running: int = 0
    new: bool = False
    states_total: bool = False  # 共, 合计, =
    sums_up: bool = False  # 一共, 总共: contains all that was said before
    adds_all: bool = False  # 加上…, 共…: so does this, however little that was
    separate: bool = False  # 另
    generic: bool = False  # solved by no other word than 解决, 新增
    only_arrived: bool = False  # no other word than 到岗, 上岗
    for_enterprises: bool = False  # delivered, or done for several enterprises: more than a restated column
    doubtful: bool = False
    is_base: bool = False  # 800名员工已返岗760人: those of whom the next count says how many
    told_of_all: bool = False  # 均为招聘 was said of this and the next
    parent: Group | None = None
    level: int = 0
    parts: list[Group] = field(default_factory=list)
    has_rest: bool = False  # 其余 without a number was said of this whole
    rest_channel: str | None = None  # its channel; "" not said, None: the rest is not solved

    def add(self, mention: Mention, *, first: bool = False) -> None:
        """Takes in one more count of the same statement."""
        self.members.insert(0, mention) if first else self.members.append(mention)
        self.first = min(self.first, mention.clause)
        self.last = max(self.last, mention.clause)
        self.value += mention.count.value
        self.approximate |= mention.count.approximate
        self.is_vague |= mention.count.form is Form.VAGUE

    @property
    def names_channel_itself(self) -> bool:
        """The channel stands beside the number, not in another clause."""
        return bool(self.channel) and not self.from_context


def make_part(group: Group, whole: Group) -> None:
    """Makes `group` a part of `whole`."""
    if whole.level >= _DEEPEST and whole.parent is not None:
        whole = whole.parent
    group.parent = whole
    group.level = whole.level + 1
    whole.parts.append(group)


def release(group: Group) -> None:
    """Makes a part stand alone again; it keeps the channel of its whole when it names none."""
    if group.parent is not None:
        if not group.channel and group.parent.names_channel_itself:
            group.channel, group.weight = group.parent.channel, group.parent.weight
        group.parent.parts.remove(group)
        group.parent = None
        group.level = 0
