"""Whether a text looks like the full name of an enterprise."""

import unicodedata
from functools import lru_cache

_COMPANY_WORDS = (
    "公司", "厂", "集团", "店", "中心", "合作社", "研究院", "医院", "学院", "学校", "幼儿园", "研究所",
    "事务所", "银行", "超市", "商场", "市场", "酒店", "宾馆", "饭店", "农场", "林场", "牧场", "养殖场", "车队",
    "车站", "支队", "分行", "支行", "信用社", "工作室", "经营部", "服务部", "门市部", "商行", "企业", "矿",
    "电站", "水厂", "总站", "物流园", "协会", "项目", "工程", "工地", "标段", "项目部", "指挥部", "局", "院",
    "所", "馆", "坊", "社", "行", "部", "园", "场", "站", "队",
)  # fmt: skip
_ENDINGS = frozenset(word for word in _COMPANY_WORDS if len(word) == 1)
_INSIDE = tuple(word for word in _COMPANY_WORDS if len(word) > 1)
_SHORTEST = 4


@lru_cache(maxsize=32_768)
def has_company_word(name: str) -> bool:
    """Whether a name holds a word for a kind of organisation (公司, 厂, 合作社, 项目 …)."""
    plain = "".join(unicodedata.normalize("NFKC", name).split())
    return any(word in plain for word in _INSIDE) or plain.rstrip(")0123456789号")[-1:] in _ENDINGS


@lru_cache(maxsize=32_768)
def is_full_name(name: str) -> bool:
    """Whether a name may be a registered one: at least four characters and a word for a kind of organisation."""
    return len("".join(name.split())) >= _SHORTEST and has_company_word(name)
