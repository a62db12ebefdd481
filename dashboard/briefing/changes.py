"""What differs between two makings of a briefing, or two issues: sentences, table cells, and what they are of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from dashboard import as_known
from dashboard.briefing.evidence import Basis, Evidence, Proof, SentenceProof, answered
from dashboard.briefing.model import Edition, State
from dashboard.briefing.refusal import BriefingRefusedError
from dashboard.briefing.sources import Query

NOTHING = "（无）"
"""Stands for a sentence, row or cell that is not there in one of the two."""

_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A number of a sentence or cell that reads differently, and the answers that moved, in words."""

    key: str
    before: str
    after: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """A sentence that reads differently; `before` or `after` is None where it is not there.

    `numbers`: those that changed, where both have the same ones. `because`: all answers of the sentence that moved.
    """

    key: str
    before: str | None
    after: str | None
    numbers: tuple[NumberChange, ...]
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that reads differently; `before` or `after` is None where the row or column is not there."""

    table: str
    title: str
    row: str
    column: str
    before: str | None
    after: str | None
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """All differences, and nothing that is the same.

    Attributes:
        metadata: (what, before, after) of what the two are of, such as 发布版本.
        sentences, cells: in the order of the later one; what vanished stands last.
    """

    metadata: tuple[tuple[str, str, str], ...]
    sentences: tuple[SentenceChange, ...]
    cells: tuple[CellChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether every sentence and every cell reads the same; what the two are of may differ."""
        return not self.sentences and not self.cells

    @property
    def lines(self) -> tuple[str, ...]:
        """One line each, for a log or a page: what the two are of, sentences, then the cells table by table."""
        said = [f"{name}：{before} → {after}" for name, before, after in self.metadata]
        said += [_sentence_line(change) for change in self.sentences]
        by_title: dict[str, list[CellChange]] = {}
        for change in self.cells:
            by_title.setdefault(change.title, []).append(change)
        for title, found in by_title.items():
            first = found[0]
            more = f"，等 {len(found)} 处" if len(found) > 1 else ""
            told = f"{first.row} {first.column} {first.before or NOTHING} → {first.after or NOTHING}{more}"
            said.append(f"表“{title}”：{told}")
        return tuple(said)


def changes(before: Evidence, after: Evidence) -> Changes:
    """Compare two makings of the same briefing, or two issues of it.

    A public edition tells what changed, and not which answers moved.

    Raises:
        BriefingRefusedError: they are of another place, of another cadence, or one of them is public: its changes
            would tell what it keeps back.
    """
    if (before.title, before.place, before.edition) != (after.title, after.place, after.edition):
        said = [f"{proof.title}（{proof.place}，{Edition(proof.edition).label}）" for proof in (before, after)]
        raise BriefingRefusedError(
            f"两份依据不能比较：一份是{said[0]}，一份是{said[1]}。请给出同一种简报、同一版本的依据。"
        )
    return Changes(_metadata(before, after), _sentences(before, after), _cells(before, after))


def _metadata(before: Evidence, after: Evidence) -> tuple[tuple[str, str, str], ...]:
    pairs = zip(_facts(before), _facts(after), strict=True)
    return tuple((name, then, now) for (name, then), (_, now) in pairs if then != now)


def _facts(proof: Evidence) -> tuple[tuple[str, str], ...]:
    return (
        ("报告期", proof.period[1]),
        ("状态", State(proof.state).label),
        ("数据时点", as_known.said(proof.as_of) if proof.as_of else "发布时"),
        ("发布版本", f"{proof.release}（{as_known.said(proof.published_at)}）"),
    )


def _sentences(before: Evidence, after: Evidence) -> tuple[SentenceChange, ...]:
    then, now = ({item.key: item for item in proof.sentences} for proof in (before, after))
    found = []
    for key in _in_order(now, then):
        old, new = then.get(key), now.get(key)
        if old is None or new is None:
            found.append(SentenceChange(key, old.text if old else None, new.text if new else None, (), ()))
        elif old.text != new.text:
            moved = _because(old.numbers, new.numbers, before, after)
            found.append(SentenceChange(key, old.text, new.text, _numbers(old, new, before, after), moved))
    return tuple(found)


def _numbers(old: SentenceProof, new: SentenceProof, before: Evidence, after: Evidence) -> tuple[NumberChange, ...]:
    """Numbers that read differently; of a sentence with more or fewer numbers than before, none can be paired."""
    if [proof.rule for proof in old.numbers] != [proof.rule for proof in new.numbers]:
        return ()
    return tuple(
        NumberChange(now.key, then.text, now.text, _because([then], [now], before, after))
        for then, now in zip(old.numbers, new.numbers, strict=True)
        if then.text != now.text
    )


def _cells(before: Evidence, after: Evidence) -> tuple[CellChange, ...]:
    then, now = (
        {(table.key, cell.row, cell.column): (table.title, cell) for table in proof.tables for cell in table.cells}
        for proof in (before, after)
    )
    found = []
    for key in _in_order(now, then):
        table, row, column = key
        title = (now.get(key) or then[key])[0]
        old, new = (cells[key][1] if key in cells else None for cells in (then, now))
        texts = (old.text if old else None, new.text if new else None)
        if texts[0] != texts[1]:
            proofs = [[cell.proof] if cell and cell.proof else [] for cell in (old, new)]
            because = _because(proofs[0], proofs[1], before, after) if old and new else ()
            found.append(CellChange(table, title, row, column, *texts, because))
    return tuple(found)


def _because(old: Sequence[Proof], new: Sequence[Proof], before: Evidence, after: Evidence) -> tuple[str, ...]:
    """Answers that moved: 缺工人数（薛城区，2021年第20周）由 120 变为 125; and what is asked for the first time."""
    if after.is_public:
        return ()
    then = {_asked(basis, before): basis for proof in old for basis in proof.bases}
    said: dict[str, None] = {}
    for basis in (basis for proof in new for basis in proof.bases):
        query, earlier = after.queries[basis.query], then.get(_asked(basis, after))
        if earlier is None:
            said[f"改取{_words(query, basis)} {answered(basis, query)}"] = None
        elif _answers(earlier) != _answers(basis):
            said[f"{_words(query, basis)}由 {answered(earlier, query)} 变为 {answered(basis, query)}"] = None
    return tuple(said)


def _asked(basis: Basis, proof: Evidence) -> tuple[str, ...]:
    query = proof.queries[basis.query]
    return (query.question, query.place, query.conditions, query.period, query.base, query.by, query.form, basis.key)


def _answers(basis: Basis) -> tuple[float | None, float | None, float | None]:
    return basis.value, basis.numerator, basis.denominator


def _words(query: Query, basis: Basis) -> str:
    where = [query.place, query.conditions, basis.name, query.period, query.base and f"与{query.base}相比"]
    return f"{query.label}（{'，'.join(word for word in where if word)}）"


def _sentence_line(change: SentenceChange) -> str:
    if change.before is None:
        return f"新增一句：{change.after}"
    if change.after is None:
        return f"不再有这一句：{change.before}"
    return f"原为：{change.before} 现为：{change.after}"


def _in_order(now: Iterable[_Key], then: Iterable[_Key]) -> list[_Key]:
    """Keys of the later in their order, then those that are only in the earlier."""
    return list(dict.fromkeys([*now, *then]))
