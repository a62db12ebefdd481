"""The command line of the pipeline: `python -m etl COMMAND`, one module of `etl.commands` a command.

Exit codes: 0 done, 1 a file has findings that block, 2 wrong use or a fault of ours.
"""

import sys

import typer

from etl.commands import forms, load, plausibility, remark
from etl.errors import PipelineError
from etl.load.archive import DamagedArchiveError
from etl.publish.gate import PublicationRefusedError

app = typer.Typer(
    help="读取各地报表，核对后入库并发布。", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
for command in (load.load, load.rebuild, remark.remark, forms.forms, plausibility.plausibility):
    app.command()(command)


def main() -> None:
    """Run the command line; errors that are the operator's to mend are one line and exit code 2."""
    try:
        app()
    except (PipelineError, DamagedArchiveError, PublicationRefusedError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
