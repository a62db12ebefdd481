"""Text as a cell of a workbook can hold it, for whichever of the two programs writes the workbook with xlsxwriter."""

_LONGEST_CELL = 32_767
"""What a cell holds, in units of UTF-16 as spreadsheet programs count; a longer text would be left out or refused."""


def sheet_text(text: str) -> str:
    """Text for `write_string`: cut to what fits, ending in … where it was cut, never taken for markup.

    The library writes "<r>…</r>" into the file as it stands; a blank at the end prevents that and is not seen.
    """
    fits = _cut(text)
    if fits.startswith("<r>") and fits.endswith("</r>"):
        return _cut(f"{fits} ")
    return fits


def _cut(text: str) -> str:
    if len(text) * 2 <= _LONGEST_CELL or len(text.encode("utf-16-le", "surrogatepass")) // 2 <= _LONGEST_CELL:
        return text
    # Characters beyond the first 65,536 take two units; half of one is no character and is dropped.
    kept = text.encode("utf-16-le", "surrogatepass")[: (_LONGEST_CELL - 1) * 2]
    return kept.decode("utf-16-le", "ignore") + "…"
