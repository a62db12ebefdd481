"""The command line of the pipeline: `python -m etl COMMAND`, one module of `etl.commands` a command.

Exit codes: 0 done, 1 a file has findings that block, 2 wrong use or a fault of ours.
"""

import sys
import traceback

import typer

from data.warehouse.reference import ReferenceTableError
from data.warehouse.release import NoReleaseError, UnusableReleaseError
from etl.commands import (
    alias,
    corrections,
    exempt,
    feedback,
    findings,
    forms,
    freeze,
    load,
    obligations,
    plausibility,
    remark,
    simulate,
    template,
    trace,
    watch,
)
from etl.errors import PipelineError
from etl.load.archive import DamagedArchiveError
from etl.publish.gate import PublicationRefusedError

app = typer.Typer(
    help="读取各地报表，核对后入库并发布。", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
for command in (
    load.load,
    load.rebuild,
    remark.remark,
    forms.forms,
    plausibility.plausibility,
    obligations.obligations,
    exempt.exempt,
    template.template,
    feedback.feedback,
    freeze.freeze,
    corrections.corrections,
    trace.trace,
    alias.alias,
    findings.findings,
    findings.explain,
    simulate.simulate,
    watch.watch,
):
    app.command()(command)


def main() -> None:
    """Run the command line; errors that are the operator's to mend are one line and exit code 2."""
    try:
        app()
    except (
        PipelineError,
        DamagedArchiveError,
        PublicationRefusedError,
        ReferenceTableError,
        NoReleaseError,
        UnusableReleaseError,
    ) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except BaseException as error:
        if isinstance(error, SystemExit):
            raise
        # A fault of ours, told with its trace; Python's own code for it would read as "a file has findings".
        traceback.print_exc()
        sys.exit(2)
