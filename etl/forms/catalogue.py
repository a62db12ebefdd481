"""The declarations by listing the folders: `etl/forms/<issuer>/<form>.toml` and the folders of REPORTS_FORMS.

REPORTS_FORMS is a list of folders, parted like PATH. A bureau adds a variant of a form there, without touching the
package, in the same shape `<folder>/<issuer>/<form>.toml`. The processes of a run share the environment, and so the
declarations.
"""

import os
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import process

from etl.errors import DeclarationError
from etl.forms.model import (
    ColumnDeclaration,
    FormDeclaration,
    IndicatorDeclaration,
    PlanDeclaration,
    ThresholdsDeclaration,
    WordsDeclaration,
)

EXTRA_FOLDERS = "REPORTS_FORMS"
_PACKAGE_FOLDER = Path(__file__).resolve().parent
_REPOSITORY = _PACKAGE_FOLDER.parent.parent


@dataclass(frozen=True, slots=True)
class Variant:
    """One declaration and its name `<issuer>/<form>`."""

    name: str
    declaration: FormDeclaration


@dataclass(frozen=True, slots=True)
class FormEntry:
    """One form for the release's table of forms: all its variants agree on label, cadence and carrying forward."""

    form: str
    label: str
    cadence: str
    carry_forward: int
    measures: tuple[str, ...]
    source: str


def load_declaration(path: Path) -> FormDeclaration:
    """Read one declaration strictly.

    Raises:
        DeclarationError: not TOML, an unknown key or value; names file, path in the file and the nearest valid key.
    """
    shown = _shown(path)
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DeclarationError(f"{shown}: {error}") from error
    try:
        return FormDeclaration.model_validate(document)
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
    named = os.environ.get(EXTRA_FOLDERS, "").split(os.pathsep)
    extra = [Path(folder).expanduser() for folder in named if folder.strip()]
    return load_variants([_PACKAGE_FOLDER, *extra])


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
        )
        first = entries.setdefault(declared.form, entry)
        if first is entry:
            continue
        for key in ("label", "cadence", "carry_forward"):
            if getattr(first, key) != getattr(entry, key):
                raise DeclarationError(
                    f"{variant.name}: {key} of form '{entry.form}' is {getattr(entry, key)!r}, "
                    f"but another declaration says {getattr(first, key)!r}"
                )
        measures = first.measures + tuple(measure for measure in entry.measures if measure not in first.measures)
        entries[declared.form] = FormEntry(
            first.form, first.label, first.cadence, first.carry_forward, measures, f"{first.source}；{entry.source}"
        )
    return tuple(entries[form] for form in sorted(entries))


def _shown(path: Path) -> str:
    resolved = path.resolve()
    return resolved.relative_to(_REPOSITORY).as_posix() if resolved.is_relative_to(_REPOSITORY) else str(path)


_MODELS: dict[str, type[BaseModel]] = {
    "columns": ColumnDeclaration,
    "plans": PlanDeclaration,
    "indicators": IndicatorDeclaration,
    "words": WordsDeclaration,
    "thresholds": ThresholdsDeclaration,
}


def _explain(details: ErrorDetails) -> str:
    """One line for one error: where in the file, what is wrong, and for an unknown key the nearest one."""
    location = [part for part in details["loc"] if part != "[key]"]
    if details["type"] == "extra_forbidden":
        key = str(location[-1])
        model: type[BaseModel] = FormDeclaration
        for part in location[:-1]:
            model = _MODELS.get(str(part), model)
        nearest = process.extractOne(key, list(model.model_fields), score_cutoff=50)
        hint = f"; did you mean '{nearest[0]}'?" if nearest else f"; known are {', '.join(model.model_fields)}"
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
