"""`python -m data.samples`: write the sample reports."""

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from data.samples import DEFAULT_SEED
from data.samples.examples_set import write_examples
from data.samples.output import CITIES, OutputOccupiedError, description, generate, is_finished

HERE = Path(__file__).resolve().parent


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 when the set is there (made now or before), 2 when the folder holds something else."""
    parser = argparse.ArgumentParser(
        prog="python -m data.samples", description="生成演示用的报表文件（企业均为虚构）。"
    )
    parser.add_argument("--out", type=Path, default=HERE / "reports", help="输出文件夹，默认 data/samples/reports")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="随机种子；种子相同，内容相同")
    parser.add_argument("--only", choices=CITIES, help="只生成一个城市")
    parser.add_argument("--quick", action="store_true", help="只生成最初几期，供测试用")
    parser.add_argument("--examples", action="store_true", help="重新生成 data/samples/examples 中的样表")
    options = parser.parse_args(arguments)
    console = Console()
    if options.examples:
        for path in write_examples(HERE / "examples"):
            console.print(f"已生成 {path.name}")
        return 0
    out: Path = options.out.resolve()
    if is_finished(out, description(options.seed, options.only, options.quick)):
        console.print(f"{out} 已是完整的样例，未重新生成。", soft_wrap=True)
        return 0
    columns = (TextColumn("生成报表"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=None)
        try:
            made = generate(
                out,
                options.seed,
                options.only,
                options.quick,
                lambda done, of: bar.update(task, completed=done, total=of),
            )
        except OutputOccupiedError as occupied:
            console.print(str(occupied), style="red", soft_wrap=True)
            return 2
        bar.update(task, completed=made, total=made)
    console.print(f"共 {made} 个文件：{out}", soft_wrap=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
