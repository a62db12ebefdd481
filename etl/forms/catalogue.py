"""The declarations by listing the folders: `etl/forms/<issuer>/<form>.toml` and the folders of REPORTS_FORMS.

REPORTS_FORMS is a list of folders, parted like PATH. A bureau adds a variant of a form there, without touching the
package, in the same shape `<folder>/<issuer>/<form>.toml`. The processes of a run share the environment, and so the
declarations.
"""

import os
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from etl.errors import DeclarationError
from etl.forms.model import (
    ColumnDeclaration,
    FormDeclaration,
    IndicatorDeclaration,
    ListingDate,
    PlanDeclaration,
    ThresholdsDeclaration,
    WordsDeclaration,
)

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

EXTRA_FOLDERS = "REPORTS_FORMS"
_BETWEEN_SOURCES = "；"
_PACKAGE_FOLDER = Path(__file__).resolve().parent
_REPOSITORY = _PACKAGE_FOLDER.parent.parent


@dataclass(frozen=True, slots=True)
class Variant:
    """One declaration and its name `<issuer>/<form>`."""

    name: str
    declaration: FormDeclaration


@dataclass(frozen=True, slots=True)
class FormEntry:
    """One form for the release's table of forms: its variants agree on label, cadence, carrying forward, on change."""

    form: str
    label: str
    cadence: str
    carry_forward: int
    measures: tuple[str, ...]
    source: str
    is_on_change: bool


_ADOPTED: list[Variant] = []


def load_declaration(path: Path) -> FormDeclaration:
    """Read one declaration strictly.

    Raises:
        DeclarationError: not TOML, an unknown key or value; names file, path in the file and the nearest valid key.
    """
    from pydantic import ValidationError  # here: worker processes, which parse no declaration, start without it

    shown = _shown(path)
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DeclarationError(f"{shown}: {error}") from error
    try:
        return _adapter().validate_python(document)
    except ValidationError as error:
        lines = [f"{shown}: {_explain(details)}" for details in error.errors()]
        raise DeclarationError("\n".join(lines)) from error


def load_variants(folders: Iterable[Path]) -> tuple[Variant, ...]:
    """All declarations below the folders, in order of folder and name.

    Raises:
        DeclarationError: a folder does not exist, a name occurs twice, or variants of a form disagree.
    """
    variants: dict[str, Variant] = {}
    for folder in folders:
        if not folder.is_dir():
            raise DeclarationError(f"{EXTRA_FOLDERS}: no folder {folder}")
        for path in sorted(folder.rglob("*.toml")):
            name = path.relative_to(folder).with_suffix("").as_posix()
            if name in variants:
                raise DeclarationError(f"{_shown(path)}: a declaration named '{name}' exists already")
            variants[name] = Variant(name, load_declaration(path))
    _entries(variants.values())
    return tuple(variants.values())


@cache
def variants() -> tuple[Variant, ...]:
    """The declarations of the package and of the folders that REPORTS_FORMS names; read once per process."""
    if _ADOPTED:
        return tuple(_ADOPTED)
    named = os.environ.get(EXTRA_FOLDERS, "").split(os.pathsep)
    extra = [Path(folder).expanduser() for folder in named if folder.strip()]
    return load_variants([_PACKAGE_FOLDER, *extra])


def adopt_variants(found: Iterable[Variant]) -> None:
    """Take declarations that another process has read and checked, before this one asks for any.

    What a worker process starts with: the same declarations as its pool's process, without reading them again.
    """
    _ADOPTED[:] = found
    variants.cache_clear()


def variant_named(name: str) -> Variant:
    """The declaration of that name; raises KeyError when there is none."""
    for variant in variants():
        if variant.name == name:
            return variant
    raise KeyError(name)


def form_catalogue() -> tuple[FormEntry, ...]:
    """One entry per form, in order of the form's code."""
    return _entries(variants())


def _entries(found: Iterable[Variant]) -> tuple[FormEntry, ...]:
    entries: dict[str, FormEntry] = {}
    for variant in found:
        declared = variant.declaration
        entry = FormEntry(
            declared.form,
            declared.label,
            declared.cadence.value,
            declared.carry_forward,
            declared.measures,
            declared.source,
            declared.on_change,
        )
        first = entries.setdefault(declared.form, entry)
        if first is entry:
            continue
        for key in ("label", "cadence", "carry_forward", "is_on_change"):
            if getattr(first, key) != getattr(entry, key):
                raise DeclarationError(
                    f"{variant.name}: {key} of form '{entry.form}' is {getattr(entry, key)!r}, "
                    f"but another declaration says {getattr(first, key)!r}"
                )
        measures = first.measures + tuple(measure for measure in entry.measures if measure not in first.measures)
        sources = first.source.split(_BETWEEN_SOURCES)
        sources += [source for source in entry.source.split(_BETWEEN_SOURCES) if source not in sources]
        entries[declared.form] = replace(first, measures=measures, source=_BETWEEN_SOURCES.join(sources))
    return tuple(entries[form] for form in sorted(entries))


def _shown(path: Path) -> str:
    resolved = path.resolve()
    return resolved.relative_to(_REPOSITORY).as_posix() if resolved.is_relative_to(_REPOSITORY) else str(path)


@cache
def _adapter() -> "TypeAdapter[FormDeclaration]":
    from pydantic import TypeAdapter

    return TypeAdapter(FormDeclaration)


_MODELS: dict[str, Any] = {
    "columns": ColumnDeclaration,
    "plans": PlanDeclaration,
    "indicators": IndicatorDeclaration,
    "words": WordsDeclaration,
    "thresholds": ThresholdsDeclaration,
}


def _explain(details: "ErrorDetails") -> str:
    """One line for one error: where in the file, what is wrong, and for an unknown key the nearest one."""
    from rapidfuzz import process

    location = [part for part in details["loc"] if part != "[key]"]
    if details["type"] == "unexpected_keyword_argument":
        key = str(location[-1])
        model = FormDeclaration
        for part in location[:-1]:
            model = _MODELS.get(str(part), model)
        known = [entry.name for entry in fields(model)]
        nearest = process.extractOne(key, known, score_cutoff=50)
        hint = f"; did you mean '{nearest[0]}'?" if nearest else f"; known are {', '.join(known)}"
        return f"{_path(location[:-1])}unknown key '{key}'{hint}"
    message = details["msg"].removeprefix("Value error, ")
    given = details["input"]
    if isinstance(given, str) and details["type"] in ("literal_error", "enum"):
        expected = str(details.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
        nearest = process.extractOne(given, expected, score_cutoff=50)
        message += f", not '{given}'" + (f"; did you mean '{nearest[0]}'?" if nearest else "")
    return f"{_path(location)}{message}"


def _path(location: list[int | str]) -> str:
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return f"{path}: " if path else ""


@cache
def listing_forms() -> frozenset[str]:
    """The forms that say from when to when an enterprise is on the official list: those with a column of such dates."""
    dates = get_args(ListingDate)
    return frozenset(
        variant.declaration.form
        for variant in variants()
        if any(column.field in dates for column in variant.declaration.columns)
    )
