"""What a form declaration may say. No behaviour of a form is written elsewhere: the readers know only these models.

Plain dataclasses: pydantic holds a document against their types (`etl.forms.catalogue`), and what no type says is
checked here as ValueError. The worker processes, which are handed the finished declarations, need not import pydantic.
"""

import re
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from data.warehouse.levels import Level
from data.warehouse.period import Cadence
from data.warehouse.places import places
from data.warehouse.reference import attributes, categories, plan_indicators, skill_levels

EnterpriseMeasure = Literal["headcount", "resumed"]
LineMeasure = Literal["shortage", "resolved", "resolved_total"]
ReturnMeasure = Literal["staff_before", "staff_listed", "went_home", "returned"]
ItemMeasure = Literal["persons"]
Measure = EnterpriseMeasure | LineMeasure | ReturnMeasure | ItemMeasure
ENTERPRISE_MEASURES: tuple[str, ...] = get_args(EnterpriseMeasure)
LINE_MEASURES: tuple[str, ...] = get_args(LineMeasure)
RETURN_MEASURES: tuple[str, ...] = get_args(ReturnMeasure)
ITEM_MEASURES: tuple[str, ...] = get_args(ItemMeasure)
MEASURES = (*ENTERPRISE_MEASURES, *LINE_MEASURES, *RETURN_MEASURES, *ITEM_MEASURES)

ListingDate = Literal["listed_on", "removed_on"]
ItemDate = Literal["opened_on", "due_on", "solved_on"]
ItemText = Literal["text", "responsible", "status_text"]
LISTING_DATES: tuple[str, ...] = get_args(ListingDate)
ITEM_DATES: tuple[str, ...] = get_args(ItemDate)
ITEM_TEXTS: tuple[str, ...] = get_args(ItemText)
ItemKind = Literal["demand", "problem"]

ColumnType = Literal[
    "serial", "enterprise", "place", "category", "count", "job", "skill", "remark", "ignored",
    "attribute", "credit-code", "date", "officer", "duty", "item-text",
]  # fmt: skip
RuleCode = Literal[
    "total-disagrees",
    "skill-level-missing",
    "channels-disagree",
    "duplicate-line",
    "headcount-contradicts",
    "resolved-exceeds-total",
    "blank-number",
    "name-not-full",
    "cumulative-fell",
    "cumulative-missing",
    "cumulative-disagrees",
    "new-disagrees",
    "rise-unexplained",
    "later-contradicts",
    "stated-total-disagrees",
    "name-not-listed",
    "listed-not-reported",
    "credit-code-conflict",
    "credit-code-invalid",
    "date-unreadable",
    "dates-out-of-order",
    "officer-missing",
    "officer-overloaded",
    "item-missing",
    "information-too-few",
]
_FIELD_NAME: Final = re.compile(r"[a-z][a-z_]*")
_STRICT: Final = {"extra": "forbid", "str_strip_whitespace": True}
"""How pydantic takes a table of a declaration: no unknown keys, words without blanks around them."""


def _need(declaration: object, *keys: str) -> None:
    """The words of these keys are there and not blank."""
    for key in keys:
        value = getattr(declaration, key)
        if not value or (isinstance(value, tuple) and "" in value):
            raise ValueError(f"'{key}' is empty or holds an empty word")


def _check_name(key: str, name: str) -> None:
    if not _FIELD_NAME.fullmatch(name):
        raise ValueError(f"{key} '{name}' is no name of small letters and underscores")


def _at_least(declaration: object, least: int, *keys: str) -> None:
    for key in keys:
        if getattr(declaration, key) < least:
            raise ValueError(f"'{key}' is less than {least}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnDeclaration:
    """One column: what it holds, the header words under which it is known, how its cells are read."""

    __pydantic_config__ = _STRICT

    field: str
    """Name of the column; for `count` columns one of the measures, for `date` and `item-text` one of their fields,
    for `attribute` one of data/reference/attributes.csv: it decides where the value is stored."""
    type: ColumnType
    headers: tuple[str, ...]
    """Known header words; `group/leaf` for a header on two or three levels."""
    label: str = ""
    """The word used in messages; without it the first header word."""
    required: bool = False
    """Without this column the file is not read."""
    needed: bool = False
    """`count` only: a blank cell of a line needs an explanation."""
    personal: bool = False
    """`ignored` only: names and telephone numbers of persons, which never leave the reader. A column of type `officer`
    is personal by itself: what leaves the reader is a short hash and the surname."""
    zero_words: tuple[str, ...] = ()
    """`count` only: words that mean an explicit zero."""
    scheme: str = ""
    """`category` only: the classification scheme of data/reference/categories.csv."""
    unknown: str = ""
    """`category` only: the value that stands for words that the scheme does not know, "" when there is none."""
    attribute: str = ""
    """`category` only: the attribute under which the category's label is stored as well, "" for none."""
    of: tuple[LineMeasure | ItemMeasure, ...] = ()
    """`job` and `skill` only: the measures of the same line that the cell describes."""

    @property
    def words(self) -> str:
        """What messages call the column."""
        return self.label or self.headers[0].replace("/", "·")

    def __post_init__(self) -> None:
        """Raises ValueError: keys that do not fit the type."""
        _check_name("field", self.field)
        _need(self, "headers")
        if "" in self.zero_words:
            raise ValueError("'zero_words' holds an empty word")
        if self.type == "count" and self.field not in MEASURES:
            known = ", ".join(MEASURES)
            raise ValueError(f"field '{self.field}' is no measure; a column of type 'count' is one of {known}")
        self._check_record_field()
        if self.type in ("job", "skill") and not self.of:
            raise ValueError(f"a column of type '{self.type}' needs 'of', the measures that it describes")
        if self.type == "category":
            known_values = {(category.scheme, category.value) for category in categories()}
            schemes = sorted({scheme for scheme, _ in known_values})
            if self.scheme not in schemes:
                raise ValueError(f"unknown scheme '{self.scheme}'; known are {', '.join(schemes)}")
            if self.unknown and (self.scheme, self.unknown) not in known_values:
                raise ValueError(f"scheme '{self.scheme}' has no value '{self.unknown}'")
        for key, types in _KEYS_OF_TYPES.items():
            if getattr(self, key) and self.type not in types:
                raise ValueError(f"'{key}' fits only columns of type {' or '.join(types)}")

    def _check_record_field(self) -> None:
        known_attributes = tuple(entry.attribute for entry in attributes())
        allowed = {
            "date": (*LISTING_DATES, *ITEM_DATES),
            "item-text": ITEM_TEXTS,
            "attribute": known_attributes,
            "credit-code": ("credit_code",),
        }.get(self.type)
        if allowed is not None and self.field not in allowed:
            raise ValueError(f"a column of type '{self.type}' is one of {', '.join(allowed)}, not '{self.field}'")
        if self.attribute and self.attribute not in known_attributes:
            raise ValueError(f"no attribute '{self.attribute}' in data/reference/attributes.csv")


_KEYS_OF_TYPES: dict[str, tuple[str, ...]] = {
    "needed": ("count",),
    "zero_words": ("count",),
    "personal": ("ignored",),
    "scheme": ("category",),
    "unknown": ("category",),
    "attribute": ("category",),
    "of": ("job", "skill"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorDeclaration:
    """One indicator of a plan and the header words under which it is known."""

    __pydantic_config__ = _STRICT

    indicator: str
    headers: tuple[str, ...]

    def __post_init__(self) -> None:
        """Raises ValueError: a key without words."""
        _check_name("indicator", self.indicator)
        _need(self, "headers")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDeclaration:
    """One plan block: the words of its title row and its indicators."""

    __pydantic_config__ = _STRICT

    plan: str
    titles: tuple[str, ...]
    indicators: tuple[IndicatorDeclaration, ...]

    def __post_init__(self) -> None:
        """Raises ValueError: an unknown indicator, a key without words."""
        _check_name("plan", self.plan)
        _need(self, "titles", "indicators")
        known = {(entry.plan, entry.indicator) for entry in plan_indicators()}
        for entry in self.indicators:
            if (self.plan, entry.indicator) not in known:
                raise ValueError(f"no plan indicator '{self.plan}.{entry.indicator}' in data/reference/plans.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsDeclaration:
    """Words by which the rows of a table that are no data are told apart."""

    __pydantic_config__ = _STRICT

    total: tuple[str, ...] = (
        "合计",
        "总计",
        "总数",
        "共计",
        "汇总",
        "总和",
        "累计",
        "本县合计",
        "本区合计",
        "本市合计",
        "全市合计",
    )
    subtotal: tuple[str, ...] = ("小计",)
    notes: tuple[str, ...] = ("注:", "注1", "备注:", "说明:", "填表说明", "填报说明", "附注", "注意")
    signature: tuple[str, ...] = (
        "填报人", "填表人", "制表", "审核人", "审核:", "复核", "联系人", "联系电话", "负责人", "签章", "签字", "盖章",
        "填报单位", "报送单位", "填报日期", "报送日期",
        "填表日期", "报送时间", "填报时间", "日期:",
    )  # fmt: skip
    end: tuple[str, ...] = ("以下空白", "以下无正文", "本页无正文")
    zero_report: tuple[str, ...] = ("无", "零报告", "无缺工企业", "本期无", "本周无", "今日无", "无新增", "本期零报告")

    def __post_init__(self) -> None:
        """Raises ValueError: an empty word, which would fit every row."""
        for key in ("total", "subtotal", "notes", "signature", "end", "zero_report"):
            if "" in getattr(self, key):
                raise ValueError(f"'{key}' holds an empty word")


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdsDeclaration:
    """Numbers of the rules: a rise in shortage of an enterprise counts as large when it reaches both."""

    __pydantic_config__ = _STRICT

    rise_persons: int = 20
    rise_pct: int = 50
    explained_within: int = 2
    """A large rise without its reason may be explained by a report at most so many periods later; 0: by none."""
    late_days: int = 7
    """A report dated at most so many days after its stated period is a late report of that period."""
    enterprises_per_officer: int = 3
    information_items: int = 2
    """So many items of information are owed in a period at least."""
    information_indicator: str = ""
    """The plan indicator `plan.indicator` that counts them."""

    def __post_init__(self) -> None:
        """Raises ValueError: a number below the least that makes sense."""
        _at_least(self, 1, "rise_persons", "rise_pct", "enterprises_per_officer")
        _at_least(self, 0, "explained_within", "late_days", "information_items")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDeclaration:
    """One form as one issuer lays it out."""

    __pydantic_config__ = _STRICT

    form: str
    label: str
    issuer: str
    area: str
    """The place code within which the places of a report are found."""
    reporting: tuple[Literal["children", "area"], ...] = ("children",)
    """Who reports: the children of the area, the area itself (a compilation), or both."""
    cadence: Cadence
    carry_forward: int
    """For how many periods a stock may be carried forward."""
    on_change: bool = False
    """Reported when something has changed: the period is the day of the report, and it stands until the next one."""
    item_kind: Literal["", "demand", "problem"] = ""
    """What each line of the form is, where it is one item of an enterprise: a demand or a problem."""
    due: str = ""
    """When a report is due, for information; the calendar itself is data/reference/obligations.csv."""
    source: str
    titles: tuple[str, ...]
    layout: Literal["lines", "plan-blocks"]
    measures: tuple[str, ...]
    words: WordsDeclaration = WordsDeclaration()
    skill_levels: tuple[str, ...] = ()
    """The skill levels of which every enterprise has a line."""
    columns: tuple[ColumnDeclaration, ...] = ()
    plans: tuple[PlanDeclaration, ...] = ()
    rules: dict[RuleCode, Level] = field(default_factory=dict)
    """The rules that are switched on, each with its level; a rule not named here is off."""
    thresholds: ThresholdsDeclaration = ThresholdsDeclaration()

    def __post_init__(self) -> None:
        """Raises ValueError: keys that contradict each other or name what does not exist."""
        _check_name("form", self.form)
        _need(self, "label", "issuer", "area", "reporting", "source", "titles")
        if self.layout == "plan-blocks":
            _need(self, "measures")
        _at_least(self, 0, "carry_forward")
        if self.area not in places():
            raise ValueError(f"area '{self.area}' is no code of data/reference/places.csv")
        if (self.layout == "lines") != bool(self.columns) or (self.layout == "plan-blocks") != bool(self.plans):
            raise ValueError("layout 'lines' takes 'columns', layout 'plan-blocks' takes 'plans'")
        unknown = set(self.skill_levels) - {level.skill_level for level in skill_levels()}
        if unknown:
            raise ValueError(f"unknown skill levels {', '.join(sorted(unknown))}")
        if self.on_change and (self.cadence is not Cadence.DAILY or self.carry_forward):
            raise ValueError("a form with 'on_change' has the cadence 'daily' and carry_forward 0: it has no calendar")
        if self.thresholds.information_indicator not in ("", *self.measures):
            raise ValueError(f"information_indicator '{self.thresholds.information_indicator}' is no measure")
        if self.layout == "lines":
            self._check_columns()
            self._check_records()

    def _check_columns(self) -> None:
        single = ("serial", "enterprise", "place", "remark", "skill", "credit-code", "officer")
        for kind in single:
            if sum(column.type == kind for column in self.columns) > 1:
                raise ValueError(f"at most one column of type '{kind}'")
        if not any(column.type == "enterprise" and column.required for column in self.columns):
            raise ValueError("one required column of type 'enterprise' is needed")
        counts = [column.field for column in self.columns if column.type == "count"]
        if sorted(counts) != sorted(set(counts)):
            raise ValueError("a measure has two columns")
        if set(self.measures) != set(counts):
            raise ValueError(f"measures are {', '.join(self.measures)}, but count columns are {', '.join(counts)}")
        for kind in ("job", "skill"):
            described = [measure for column in self.columns if column.type == kind for measure in column.of]
            if len(described) != len(set(described)):
                raise ValueError(f"a measure is described by two columns of type '{kind}'")

    def _check_records(self) -> None:
        """Columns of items need the form to say what its items are; each stored field has one column."""
        item_fields = (*ITEM_DATES, *ITEM_TEXTS, *ITEM_MEASURES)
        has_items = any(column.field in item_fields for column in self.columns if column.type != "ignored")
        if has_items != bool(self.item_kind):
            raise ValueError(f"'item_kind' and columns of items ({', '.join(item_fields)}) go together")
        stored = [c.field for c in self.columns if c.type in ("date", "item-text", "attribute", "credit-code")]
        stored += [column.attribute for column in self.columns if column.attribute]
        if len(stored) != len(set(stored)):
            raise ValueError("a date, text or attribute has two columns")
        if any(column.type == "duty" for column in self.columns) and not self.is_of("officer"):
            raise ValueError("a column of type 'duty' needs one of type 'officer'")

    def is_of(self, kind: ColumnType) -> bool:
        """Whether the form has a column of that type."""
        return any(column.type == kind for column in self.columns)
