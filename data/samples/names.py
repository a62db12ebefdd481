"""Invented enterprise names, roads and towns.

The two-character words are put together from the stock below; none is the name of a known company. Combinations
that are well-known firms are listed in `KNOWN_FIRMS` and skipped.
"""

import random
from collections.abc import Iterator

FIRST = "沐禾澄翊晟璟煦岱峪澍朗陌檀麓芮祺骏溪砚昱桐枫榕霁岚蔚钧琅垚锦"
SECOND = "岩嵘川桥峪垣泽朔穗霖昀域铎宸畴舟衡涧埠禹麟驰岳磊杉洲坤屹沣曜"

KNOWN_FIRMS = frozenset(
    first + second
    for first, seconds in {
        "锦": "泽宸洲衡川岳麟",
        "骏": "驰宸",
        "晟": "宸磊",
        "沐": "霖泽",
        "禾": "泽霖",
        "朗": "域坤",
        "翊": "宸",
        "祺": "宸",
        "昱": "泽",
        "霁": "岳",
        "桐": "昀",
        "钧": "驰",
        "蔚": "川",
        "澄": "宸",
    }.items()
    for second in seconds
)

COMPANY = ("有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司", "科技有限公司")

ROADS = (
    "兴业路",
    "创新大道",
    "长虹西路",
    "青洋路",
    "通江路",
    "华城中路",
    "漕溪路",
    "延政路",
    "龙锦路",
    "新科路",
    "腾龙路",
    "梅园路",
)
TOWNS = ("阴平镇", "古邵镇", "底阁镇", "峨山镇", "榴园镇", "吴林街道", "坛山街道")
STREETS = ("东风街道", "锦程街道", "支农大街社区", "同心湖社区")

ZAOZHUANG_TRADES = (
    "机械制造",
    "数控机床",
    "纺织",
    "服饰",
    "精细化工",
    "食品",
    "新型建材",
    "电子",
    "新能源材料",
    "医药",
    "橡塑制品",
    "包装印务",
    "玻璃制品",
    "锂电池",
    "金属制品",
    "家具",
    "水泥制品",
    "光电",
    "农副产品加工",
    "纸业",
)
PUBLIC, EPIDEMIC, LIVELIHOOD, ECONOMY = "公共事业运行必需", "疫情防控必需", "群众生活必需", "涉及重要国计民生"
CHANGZHOU_TRADES = {
    "精密机械": ECONOMY,
    "电子元件": ECONOMY,
    "光伏材料": ECONOMY,
    "轨道配件": ECONOMY,
    "新材料": ECONOMY,
    "电机": ECONOMY,
    "环保设备": ECONOMY,
    "医疗器械": EPIDEMIC,
    "生物制药": EPIDEMIC,
    "消毒用品": EPIDEMIC,
    "纺织": LIVELIHOOD,
    "物流": LIVELIHOOD,
    "食品": LIVELIHOOD,
    "农贸市场管理": LIVELIHOOD,
    "供水服务": PUBLIC,
    "燃气服务": PUBLIC,
}
"""Trade → its value of 三必需一重要."""
PROJECTS = {
    "产业园一期工程项目": ECONOMY,
    "安置小区工程项目": LIVELIHOOD,
    "污水处理厂扩建工程项目": PUBLIC,
    "道路改造工程项目": PUBLIC,
    "标准厂房工程项目": ECONOMY,
}


def word_pairs(rng: random.Random) -> Iterator[str]:
    """Invented two-character words in a seeded order, each once."""
    pairs = [a + b for a in FIRST for b in SECOND if a != b and a + b not in KNOWN_FIRMS]
    rng.shuffle(pairs)
    return iter(pairs)


def company_name(rng: random.Random, seat: str, word: str, trade: str) -> str:
    """One full registered name, such as 枣庄沐岩机械制造有限公司 or 山东澄川锂电池（枣庄）有限公司."""
    ending = rng.choice(COMPANY)
    if trade.endswith(("技术", "科技")) and ending.startswith("科技"):
        ending = "有限公司"
    if seat == "枣庄" and rng.random() < 0.06:
        return f"山东{word}{trade}(枣庄){ending}"
    return f"{seat}{word}{trade}{ending}"


def address(rng: random.Random) -> str:
    """A made-up street address."""
    return f"{rng.choice(ROADS)}{rng.randint(2, 298)}号"
