"""What a release contains: forms, places, periods, categories and words, read once per release."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from dashboard.queries.model import Area, CategoryInfo, FormInfo, PlaceNode, QuestionError, joined_names
from data.warehouse.period import Cadence, Period
from data.warehouse.question import MAIN_FORMS
from data.warehouse.relations import Dimension

if TYPE_CHECKING:
    from dashboard.queries.warehouse import Warehouse

# Reports of the forms that come when something has changed: lists and ledgers, which no figure is read from.
_LISTS = (
    "select s.submission_id from meta_submission s join meta_form f on f.form = s.form "
    "where f.is_on_change and s.outcome = 'accepted'"
)
_OCCURRING = {
    Dimension.JOB_TYPE: (
        f"select place_code, job_type from fact_shortage where job_type <> '' and submission_id not in ({_LISTS}) "
        "group by place_code, job_type "
        "union select place_code, job_type from fact_resolved where job_type <> '' group by place_code, job_type"
    ),
    Dimension.SKILL: (
        "select place_code, skill_level from fact_shortage where skill_level <> '' group by place_code, skill_level"
    ),
}
_NOTED = {
    Dimension.JOB_TYPE: "select distinct place_code, value from mart_occurring where dimension = 'job_type'",
    Dimension.SKILL: "select distinct place_code, value from mart_occurring where dimension = 'skill'",
}
"""The same from what the publication noted."""
_CATEGORIES = f"select distinct place_code, scheme, category from fact_category where submission_id not in ({_LISTS})"
_CATEGORIES_NOTED = (
    "select distinct place_code, scheme, value as category from mart_occurring "
    "where dimension = 'category' and form not in (select form from meta_form where is_on_change)"
)
_SCHEMES = (
    "select s.form, f.scheme, count(*) as used from fact_category f join meta_submission s "
    "on s.submission_id = f.submission_id group by s.form, f.scheme"
)
_SCHEMES_NOTED = (
    "select form, scheme, sum(lines) as used from mart_occurring where dimension = 'category' group by form, scheme"
)
_LABELS = {
    Dimension.JOB_TYPE: "select job_type, label from dim_job_type order by ordinal",
    Dimension.SKILL: "select skill_level, label from dim_skill_level order by ordinal",
    Dimension.CHANNEL: "select channel, label from dim_channel order by ordinal",
    Dimension.CATEGORY: "select category, label from dim_category order by ordinal",
    Dimension.ENTERPRISE: "select enterprise_id, enterprise_name from dim_enterprise order by enterprise_name, 1",
}
_REST = {
    Dimension.JOB_TYPE: [("", "未分工种")],
    Dimension.SKILL: [("", "未分等级")],
    Dimension.CATEGORY: [("uncategorised", "未分类")],
}


class Catalogue:
    """Cached look-ups of one release."""

    def __init__(self, warehouse: "Warehouse") -> None:
        self._warehouse = warehouse
        self._subtrees: dict[Area, frozenset[str]] = {}
        self._periods_of: dict[tuple[str, Area], list[Period]] = {}
        self._counted_of: dict[tuple[str, Area], set[Period]] = {}
        self._classified: dict[tuple[str, str], bool] = {}
        self._holders: dict[str | None, frozenset[str]] = {}

    def _rows(self, sql: str, parameters: list[object] | None = None) -> list[tuple[str, ...]]:
        return self._warehouse.connection.execute(sql, parameters).fetchall()

    @cached_property
    def _form_places(self) -> dict[str, set[str]]:
        """Places with a report or an obligation, by form."""
        found: dict[str, set[str]] = {}
        for form, place in self._rows(
            "select form, place_code from obligation_due union select form, place_code from mart_effective "
            "union select form, place_code from meta_submission where form is not null and place_code is not null"
        ):
            found.setdefault(form, set()).add(place)
        return found

    @cached_property
    def _owing_places(self) -> dict[str, set[str]]:
        """Places that owe a form, by form."""
        found: dict[str, set[str]] = {}
        for form, place in self._rows("select distinct form, place_code from obligation_due"):
            found.setdefault(form, set()).add(place)
        return found

    def is_owed(self, form: str, area: Area) -> bool:
        """Whether a place of the area owes the form, so that 报送率 has a base."""
        return bool(self._owing_places.get(form, set()) & self.subtree(area))

    @cached_property
    def _forms(self) -> list[FormInfo]:
        rows = self._rows(
            "select form, label, cadence, carry_forward, measures, source, is_on_change from meta_form order by form"
        )
        infos = [
            FormInfo(form, label, Cadence(cadence), int(carry), frozenset(measures.split(",")), source, bool(on_change))
            for form, label, cadence, carry, measures, source, on_change in rows
        ]
        rank = {form: number for number, form in enumerate(MAIN_FORMS)}
        return sorted(infos, key=lambda info: (rank.get(info.form, len(rank)), info.form))

    def _forms_in(self, area: Area) -> list[FormInfo]:
        subtree = self.subtree(area)
        return [info for info in self._forms if self._form_places.get(info.form, set()) & subtree]

    def forms(self, area: Area) -> list[FormInfo]:
        """Forms with reports or obligations in the area; lists and ledgers, which have no calendar, are left out."""
        return [info for info in self._forms_in(area) if not info.is_on_change]

    def list_forms(self, area: Area) -> list[FormInfo]:
        """Lists and ledgers, which come when something has changed, that have been received in the area."""
        return [info for info in self._forms_in(area) if info.is_on_change]

    @cached_property
    def _nodes(self) -> dict[str, PlaceNode]:
        rows = self._rows("select place_code, name, short_name, level, parent_code from dim_place order by ordinal")
        parents = {code: parent for code, _, _, _, parent in rows}

        def depth(code: str) -> int:
            return 1 + depth(parents[code]) if parents[code] else 0

        return {code: PlaceNode(code, name, short, lv, parent, depth(code)) for code, name, short, lv, parent in rows}

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = {}
        for node in self._nodes.values():
            children.setdefault(node.parent_code, []).append(node.code)
        return children

    def subtree(self, area: Area) -> frozenset[str]:
        """The place, or the several places, and every place below."""
        if area not in self._subtrees:
            self.place_name(area)
            top, below = (frozenset[str](), area) if isinstance(area, tuple) else ({area}, self._children.get(area, []))
            self._subtrees[area] = frozenset(top).union(*(self.subtree(code) for code in below))
        return self._subtrees[area]

    def _holding(self, form: str | None) -> frozenset[str]:
        """Places with reports, lists or obligations of a form, or of any, and all that hold one."""
        if form not in self._holders:
            named = self._form_places.values() if form is None else [self._form_places.get(form, set())]
            found: set[str] = set()
            for code in set[str]().union(*named):
                while code:
                    found.add(code)
                    code = self._nodes[code].parent_code
            self._holders[form] = frozenset(found)
        return self._holders[form]

    @cached_property
    def places(self) -> list[PlaceNode]:
        """The tree of places with reports, lists or obligations, parents first."""
        ordered: list[PlaceNode] = []

        def walk(code: str) -> None:
            for child in self._children.get(code, []):
                if child in self._holding(None):
                    ordered.append(self._nodes[child])
                    walk(child)

        walk("")
        return ordered

    def place_name(self, area: Area) -> str:
        """The place's name; of several places one phrase."""
        return joined_names([self._name(code) for code in area]) if isinstance(area, tuple) else self._name(area)

    def _name(self, code: str) -> str:
        node = self._nodes.get(code)
        if node is None:
            raise QuestionError(f"没有地区代码“{code}”")
        return node.name

    @cached_property
    def _validity(self) -> dict[str, tuple[date | None, date | None]]:
        rows = self._warehouse.connection.execute("select place_code, valid_from, valid_to from dim_place").fetchall()
        return {code: (first, last) for code, first, last in rows}

    def parts_of(self, area: Area, period: Period, form: str | None = None) -> list[tuple[str, str]]:
        """Children that exist during the period, else the place itself; several places are parts as they are.

        A child from which nothing is known and nothing is owed is no part: it is not 未报. With a form that some child
        reports or owes, it is those of the form; else those of any form.
        """
        if isinstance(area, tuple):
            return [(code, self._name(code)) for code in area]
        children = [child for child in self._children.get(area, []) if self._exists(child, period)]
        parts = [child for child in children if child in self._holding(form)] if form is not None else []
        parts = parts or [child for child in children if child in self._holding(None)]
        return [(child, self._nodes[child].name) for child in parts] or [(area, self._name(area))]

    def _exists(self, place: str, period: Period) -> bool:
        first, last = self._validity[place]
        return (first is None or first <= period.end) and (last is None or period.start <= last)

    def members(self, area: Area, *, by_part: bool = False) -> list[tuple[str, str]]:
        """(reporting place, key): every place of the area under the chosen place that holds it, or by part."""
        parts: Sequence[str] = area if isinstance(area, tuple) else [area]
        if by_part and not isinstance(area, tuple):
            parts = self._children.get(area) or parts
        return [(member, part) for part in parts for member in sorted(self.subtree(part))]

    @cached_property
    def _periods(self) -> dict[str, dict[str, set[Period]]]:
        """Periods with an obligation or a report, by form and place; of lists also the days of those returned."""
        found: dict[str, dict[str, set[Period]]] = {}
        for form, place, period in self._rows(
            "select form, place_code, period from obligation_due union "
            "select form, place_code, period from mart_effective where age = 0 union "
            "select s.form, s.place_code, s.period from meta_submission s join meta_form f on f.form = s.form "
            "and f.is_on_change where s.place_code is not null and s.period is not null"
        ):
            found.setdefault(form, {}).setdefault(place, set()).add(Period.parse(period))
        return found

    def periods(self, form: str, area: Area) -> list[Period]:
        """Base periods with an obligation or report in the area, oldest first."""
        if (form, area) not in self._periods_of:
            found = self._in_area(self._periods.get(form, {}), area)
            self._periods_of[form, area] = sorted(found)
        return self._periods_of[form, area]

    def _in_area(self, by_place: dict[str, set[Period]], area: Area) -> set[Period]:
        subtree = self.subtree(area)
        return set().union(*(periods for place, periods in by_place.items() if place in subtree))

    @cached_property
    def _counted(self) -> dict[str, dict[str, set[Period]]]:
        found: dict[str, dict[str, set[Period]]] = {}
        for form, place, period in self._rows("select form, place_code, period from mart_effective"):
            found.setdefault(form, {}).setdefault(place, set()).add(Period.parse(period))
        return found

    def counted_periods(self, form: str, area: Area) -> set[Period]:
        """Base periods for which some report of the area counts, fresh or carried forward."""
        if (form, area) not in self._counted_of:
            self._counted_of[form, area] = self._in_area(self._counted.get(form, {}), area)
        return self._counted_of[form, area]

    @cached_property
    def _categories(self) -> list[tuple[str, CategoryInfo]]:
        rows = self._rows(
            "select f.place_code, d.scheme, d.scheme_label, d.category, d.label from "
            f"({_CATEGORIES_NOTED if self._warehouse.has_occurring else _CATEGORIES}) f "
            "join dim_category d on d.scheme = f.scheme and d.category = f.category order by d.ordinal, f.place_code"
        )
        return [(place, CategoryInfo(scheme, words, value, label)) for place, scheme, words, value, label in rows]

    def categories(self, area: Area) -> list[CategoryInfo]:
        """Categories that occur in the area, in dictionary order."""
        subtree = self.subtree(area)
        return list(dict.fromkeys(info for place, info in self._categories if place in subtree))

    @cached_property
    def _schemes(self) -> dict[str, str]:
        rows = self._rows(
            f"select form, scheme, used from ({_SCHEMES_NOTED if self._warehouse.has_occurring else _SCHEMES}) "
            "order by used, scheme"
        )
        return {form: scheme for form, scheme, _ in rows}

    def is_classified(self, form: str, scheme: str) -> bool:
        """Whether every report of a form in the sums made at publication uses a classification."""
        if (form, scheme) not in self._classified:
            without = self._rows(
                "select 1 from mart_sum where form = ? group by submission_id, place_code "
                "having not bool_or(scheme = ?) limit 1",
                [form, scheme],
            )
            self._classified[form, scheme] = not without
        return self._classified[form, scheme]

    def main_scheme(self, form: str) -> str:
        """The classification that a form's reports use most; "" when they use none."""
        return self._schemes.get(form, "")

    @cached_property
    def _occurring(self) -> dict[Dimension, dict[str, set[str]]]:
        found: dict[Dimension, dict[str, set[str]]] = {}
        for dimension, sql in (_NOTED if self._warehouse.has_occurring else _OCCURRING).items():
            by_place = found.setdefault(dimension, {})
            for place, value in self._rows(sql):
                by_place.setdefault(place, set()).add(value)
        return found

    def occurring(self, dimension: Dimension, area: Area) -> list[tuple[str, str]]:
        """(code, label) of the values that occur in the area."""
        subtree = self.subtree(area)
        by_place = self._occurring[dimension]
        present = set().union(*(values for place, values in by_place.items() if place in subtree))
        return [pair for pair in self._labels[dimension] if pair[0] in present]

    @cached_property
    def _labels(self) -> dict[Dimension, list[tuple[str, str]]]:
        return {
            dimension: [(key, label) for key, label in self._rows(sql)] + _REST.get(dimension, [])
            for dimension, sql in _LABELS.items()
        }

    def labels(self, dimension: Dimension, keys: set[str]) -> list[tuple[str, str]]:
        """(key, label) of those keys in dictionary order."""
        return [pair for pair in self._labels[dimension] if pair[0] in keys]
