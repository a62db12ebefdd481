"""What a form declaration may say. No behaviour of a form is written elsewhere: the readers know only these models."""

from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from data.warehouse.levels import Level
from data.warehouse.period import Cadence
from data.warehouse.places import places
from data.warehouse.reference import categories, plan_indicators, skill_levels

EnterpriseMeasure = Literal["headcount", "resumed"]
LineMeasure = Literal["shortage", "resolved", "resolved_total"]
Measure = EnterpriseMeasure | LineMeasure
ENTERPRISE_MEASURES: tuple[str, ...] = get_args(EnterpriseMeasure)
LINE_MEASURES: tuple[str, ...] = get_args(LineMeasure)

ColumnType = Literal["serial", "enterprise", "place", "category", "count", "job", "skill", "remark", "ignored"]
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
]
Word = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnDeclaration(_Strict):
    """One column: what it holds, the header words under which it is known, how its cells are read."""

    field: FieldName
    """Name of the column; for `count` columns one of the measures, since it decides the fact table."""
    type: ColumnType
    headers: tuple[Word, ...] = Field(min_length=1)
    """Known header words; `group/leaf` for a header on two or three levels."""
    label: str = ""
    """The word used in messages; without it the first header word."""
    required: bool = False
    """Without this column the file is not read."""
    needed: bool = False
    """`count` only: a blank cell of a line needs an explanation."""
    personal: bool = False
    """`ignored` only: names and telephone numbers of persons, which never leave the reader."""
    zero_words: tuple[Word, ...] = ()
    """`count` only: words that mean an explicit zero."""
    scheme: str = ""
    """`category` only: the classification scheme of data/reference/categories.csv."""
    unknown: str = ""
    """`category` only: the value that stands for words that the scheme does not know, "" when there is none."""
    of: tuple[LineMeasure, ...] = ()
    """`job` and `skill` only: the measures of the same line that the cell describes."""

    @property
    def words(self) -> str:
        """What messages call the column."""
        return self.label or self.headers[0].replace("/", "·")

    @model_validator(mode="after")
    def _fits_type(self) -> Self:
        if self.type == "count" and self.field not in (*ENTERPRISE_MEASURES, *LINE_MEASURES):
            known = ", ".join((*ENTERPRISE_MEASURES, *LINE_MEASURES))
            raise ValueError(f"field '{self.field}' is no measure; a column of type 'count' is one of {known}")
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
        return self


_KEYS_OF_TYPES: dict[str, tuple[str, ...]] = {
    "needed": ("count",),
    "zero_words": ("count",),
    "personal": ("ignored",),
    "scheme": ("category",),
    "unknown": ("category",),
    "of": ("job", "skill"),
}


class IndicatorDeclaration(_Strict):
    """One indicator of a plan and the header words under which it is known."""

    indicator: FieldName
    headers: tuple[Word, ...] = Field(min_length=1)


class PlanDeclaration(_Strict):
    """One plan block: the words of its title row and its indicators."""

    plan: FieldName
    titles: tuple[Word, ...] = Field(min_length=1)
    indicators: tuple[IndicatorDeclaration, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_known(self) -> Self:
        known = {(entry.plan, entry.indicator) for entry in plan_indicators()}
        for entry in self.indicators:
            if (self.plan, entry.indicator) not in known:
                raise ValueError(f"no plan indicator '{self.plan}.{entry.indicator}' in data/reference/plans.csv")
        return self


class WordsDeclaration(_Strict):
    """Words by which the rows of a table that are no data are told apart."""

    total: tuple[Word, ...] = (
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
    subtotal: tuple[Word, ...] = ("小计",)
    notes: tuple[Word, ...] = ("注:", "注1", "备注:", "说明:", "填表说明", "填报说明", "附注", "注意")
    signature: tuple[Word, ...] = (
        "填报人", "填表人", "制表", "审核人", "审核:", "复核", "联系人", "联系电话", "负责人", "签章", "签字", "盖章",
        "填报单位", "报送单位", "填报日期", "报送日期",
        "填表日期", "报送时间", "填报时间", "日期:",
    )  # fmt: skip
    end: tuple[Word, ...] = ("以下空白", "以下无正文", "本页无正文")
    zero_report: tuple[Word, ...] = ("无", "零报告", "无缺工企业", "本期无", "本周无", "今日无", "无新增", "本期零报告")


class ThresholdsDeclaration(_Strict):
    """Numbers of the rules: a rise in shortage of an enterprise counts as large when it reaches both."""

    rise_persons: int = Field(default=20, ge=1)
    rise_pct: int = Field(default=50, ge=1)
    late_days: int = Field(default=7, ge=0)
    """A report dated at most so many days after its stated period is a late report of that period."""


class FormDeclaration(_Strict):
    """One form as one issuer lays it out."""

    form: FieldName
    label: Word
    issuer: Word
    area: Word
    """The place code within which the places of a report are found."""
    reporting: tuple[Literal["children", "area"], ...] = Field(default=("children",), min_length=1)
    """Who reports: the children of the area, the area itself (a compilation), or both."""
    cadence: Cadence
    carry_forward: int = Field(ge=0)
    """For how many periods a stock may be carried forward."""
    due: str = ""
    """When a report is due, for information; the calendar itself is data/reference/obligations.csv."""
    source: Word
    titles: tuple[Word, ...] = Field(min_length=1)
    layout: Literal["lines", "plan-blocks"]
    measures: tuple[str, ...] = Field(min_length=1)
    words: WordsDeclaration = WordsDeclaration()
    skill_levels: tuple[str, ...] = ()
    """The skill levels of which every enterprise has a line."""
    columns: tuple[ColumnDeclaration, ...] = ()
    plans: tuple[PlanDeclaration, ...] = ()
    rules: dict[RuleCode, Level] = Field(default_factory=dict)
    """The rules that are switched on, each with its level; a rule not named here is off."""
    thresholds: ThresholdsDeclaration = ThresholdsDeclaration()

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.area not in places():
            raise ValueError(f"area '{self.area}' is no code of data/reference/places.csv")
        if (self.layout == "lines") != bool(self.columns) or (self.layout == "plan-blocks") != bool(self.plans):
            raise ValueError("layout 'lines' takes 'columns', layout 'plan-blocks' takes 'plans'")
        unknown = set(self.skill_levels) - {level.skill_level for level in skill_levels()}
        if unknown:
            raise ValueError(f"unknown skill levels {', '.join(sorted(unknown))}")
        if self.layout == "lines":
            self._check_columns()
        return self

    def _check_columns(self) -> None:
        single = ("serial", "enterprise", "place", "remark", "skill")
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
