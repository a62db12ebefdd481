"""`python -m tests.etl.templates.office FOLDER`: templates filled in by the clerk, worked out by LibreOffice, sent.

Not part of the test run, which needs no office program: it shows that the formulas are what a real one makes of them.
Prints one line a form; exit code 1 when a file has a finding.
"""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

from data.warehouse.home import Home
from data.warehouse.period import Period
from data.warehouse.release import open_current
from etl import pipeline
from etl.templates import make_template
from tests.etl.templates.clerk import CLERKS, open_template
from tests.etl.templates.conftest import EXAMPLES, PREVIOUS, clock
from tests.etl.templates.test_templates import CASES, check_facts


def recalculate(path: Path, folder: Path) -> Path:
    """Open and save a workbook in LibreOffice, which works its formulas out."""
    profile = (folder / "profile").absolute().as_uri()
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation={profile}",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    subprocess.run([*command, "--outdir", str(folder), str(path)], check=True, capture_output=True)
    return folder / path.name


def main(folder: Path) -> int:
    """Send one filled-in template of every form."""
    home = Home(folder / "home")
    deliveries = [pipeline.Delivery(EXAMPLES / name, name, datetime(2021, 5, 21, 10)) for name in PREVIOUS]
    pipeline.load(home, deliveries, clock, lambda _: None)
    (folder / "filled").mkdir()
    findings = 0
    for form, (period, place) in CASES.items():
        _, connection = open_current(home)
        with connection:
            template = make_template(connection, form, Period.parse(period), place)
        path = folder / "filled" / template.file_name
        path.write_bytes(template.content)
        book, sheet = open_template(path)
        filled = CLERKS[form](sheet)
        book.save(path)
        sent = recalculate(path, folder)
        (outcome,) = pipeline.load(
            home, [pipeline.Delivery(sent, sent.name, datetime(2021, 5, 28, 9))], clock, lambda _: None
        ).outcomes
        print(form, outcome.outcome, *[(f.code, f.cell, f.message) for f in outcome.reading.findings])
        findings += len(outcome.reading.findings)
        check_facts(home, outcome, form, filled)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
