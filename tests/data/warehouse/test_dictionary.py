"""The data dictionary is made from the declarations and holds all of them."""

from pathlib import Path

import pytest

from data.warehouse import dictionary, schema
from data.warehouse.metrics import metrics
from data.warehouse.reference import channels


def test_file_agrees_with_the_declarations() -> None:
    assert dictionary.main(["--check"]) == 0


def test_everything_declared_is_in_it() -> None:
    text = dictionary.dictionary()
    for table in schema.TABLES:
        assert f"### `{table.name}`" in text
        assert f"粒度：{table.grain}" in text
    for chosen in metrics().values():
        assert f"| `{chosen.key}` | {chosen.label} | {chosen.unit} |" in text
    for channel in channels():
        assert f"| `{channel.channel}` | {channel.label} |" in text


def test_every_table_row_has_as_many_cells_as_its_header() -> None:
    width = 0
    for line in dictionary.dictionary().splitlines():
        cells = line.replace("\\|", "").count("|")
        width = 0 if not line.startswith("|") else width or cells
        assert not line.startswith("|") or cells == width, line


def test_check_notices_a_stale_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dictionary, "DICTIONARY", tmp_path / "DICTIONARY.md")
    assert dictionary.main(["--check"]) == 1
    assert dictionary.main([]) == 0
    assert dictionary.main(["--check"]) == 0
    with dictionary.DICTIONARY.open("a", encoding="utf-8") as file:
        file.write("多写一行\n")
    assert dictionary.main(["--check"]) == 1
    assert "data/DICTIONARY.md 与声明不一致" in capsys.readouterr().err
