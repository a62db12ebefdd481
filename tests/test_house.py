"""Rules of the house that no tool checks: sizes of modules, constructs that are banned, what documents may say."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
THIS_FILE = Path(__file__).resolve()
CODE_FOLDERS = ("data", "etl", "dashboard", "pages", "tests")
NOT_OURS = {
    ".git",
    ".venv",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    ".import_linter_cache",
    "archive",
    "inbox",
    "releases",
    "briefings",
    "reports",
    "screenshots",
    "node_modules",
}
TEXT_SUFFIXES = {"", ".py", ".md", ".toml", ".csv", ".sql", ".txt", ".json", ".jsonl", ".js", ".css", ".svg"}
LONGEST_MODULE = 400
LONGEST_PAGE = 40

# Construct → why it is banned. Written as patterns so that this file itself could hold one, were it not left out.
BANNED = {
    r"unsafe_allow_html": "text of a report could become part of the page",
    r"components\.html|components\.v1": "an own frame escapes the theme and the content rules",
    r"plotly\.express": "several times slower than a dictionary figure in every rerun",
    r"except(\s+\(?.*\bException\b.*)?\s*:": "it swallows our own mistakes",
    r"pytest\.(mark\.)?(skip|skipif|xfail)|importorskip": "a test that does not run proves nothing",
    r"\b(TODO|FIXME|XXX|HACK)\b": "unfinished work belongs in no release",
    r"\bbreakpoint\(\)|\bimport pdb\b": "left over from searching for a fault",
}
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|home|Users|opt)/[\w.-]+|[A-Z]:\\Users\\")
REGISTRY_ADDRESS = re.compile(r"https?://[\w./-]*(pypi|mirrors?\.|simple/)|--(extra-)?index-url", re.IGNORECASE)


def files() -> Iterator[Path]:
    """Our files: everything that is neither made nor installed."""
    folders = [REPOSITORY]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            if path.name in NOT_OURS or ".unfinished-" in path.name:
                continue
            if path.is_dir():
                folders.append(path)
            else:
                yield path


def modules() -> list[Path]:
    """Our Python modules."""
    entry = [REPOSITORY / "streamlit_app.py"]
    return entry + [
        path for path in files() if path.suffix == ".py" and path.parts[len(REPOSITORY.parts)] in CODE_FOLDERS
    ]


def name(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def hits(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    found = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{name(path)}:{number}: {line.strip()}")
    return found


def text_files() -> list[Path]:
    texts = [path for path in files() if path.suffix in TEXT_SUFFIXES and path != THIS_FILE]
    return [path for path in texts if b"\0" not in path.read_bytes()[:1024]]


def test_there_is_something_to_check() -> None:
    found = {name(path) for path in modules()}
    assert {"streamlit_app.py", "etl/cli.py", "data/warehouse/schema/facts.py", "dashboard/app.py"} <= found
    assert any(page.startswith("pages/") for page in found)


def test_modules_are_short() -> None:
    long = {name(path): count for path in modules() if (count := line_count(path)) > LONGEST_MODULE}
    assert long == {}


def test_pages_read_like_a_table_of_contents() -> None:
    pages = sorted((REPOSITORY / "pages").glob("*.py"))
    assert {name(page): count for page in pages if (count := line_count(page)) > LONGEST_PAGE} == {}


@pytest.mark.parametrize("construct", BANNED)
def test_banned_construct_is_nowhere(construct: str) -> None:
    found = hits(re.compile(construct), [path for path in modules() if path != THIS_FILE])
    assert found == [], BANNED[construct]


def test_banned_patterns_find_what_they_ban() -> None:
    examples = [
        "st.markdown(text, unsafe_allow_html=True)",
        "components.html(text)",
        "import plotly.express as px",
        "    except Exception:",
        "    except Exception as error:",
        "    except:",
        "@pytest.mark.skip",
        "# TODO: later",
        "    breakpoint()",
    ]
    for example in examples:
        assert any(re.search(construct, example) for construct in BANNED), example


def test_only_queries_speak_sql_in_the_dashboard() -> None:
    # Uppercase words would be prose; our SQL is lower case.
    speaks_sql = re.compile(r"\.execute\(|[\"']\s*(select|with) \w+.* (from|as) ", re.DOTALL)
    outside = [
        path
        for path in modules()
        if name(path).startswith(("dashboard/", "pages/")) and not name(path).startswith("dashboard/queries/")
    ]
    assert hits(speaks_sql, outside) == []


def test_no_machine_paths_or_registry_addresses() -> None:
    assert hits(MACHINE_PATH, text_files()) == []
    assert hits(REGISTRY_ADDRESS, text_files()) == []


def test_file_names_work_on_windows_too() -> None:
    reserved = re.compile(r'[<>:"\\|?*\x00-\x1f]|[. ]$')
    names = [name(path) for path in files()]
    assert [path for path in names if any(reserved.search(part) for part in path.split("/"))] == []
    assert len({path.lower() for path in names}) == len(names)


def test_everything_installed_is_pinned() -> None:
    pinned = re.compile(r"[a-z0-9-]+(\[[a-z]+\])?==[\w.]+( ; .+)?")
    for requirements in ("requirements.txt", "requirements-dev.txt"):
        lines = (REPOSITORY / requirements).read_text(encoding="utf-8").splitlines()
        wanted = [line for line in lines if line and not line.startswith(("#", "-r "))]
        assert wanted
        assert [line for line in wanted if not pinned.fullmatch(line)] == []


def test_import_contracts_hold() -> None:
    # lint-imports is a script without a module of its own; it lies beside the interpreter.
    checked = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_continuous_integration_runs_what_the_readme_says() -> None:
    commands = [
        line
        for line in (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "set ", "cd "))
    ]
    assert commands == ["make test"]
    for readme in ("README.md", "README.zh-CN.md"):
        assert "make test" in (REPOSITORY / readme).read_text(encoding="utf-8")
