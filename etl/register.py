"""收文登记: the register that says when each file of a folder was received."""

import csv
from datetime import datetime
from functools import cache
from pathlib import Path

from etl.errors import PipelineError

REGISTER_NAME = "收文登记.csv"
_NAME, _TIME = "文件名", "收到时间"


class RegisterError(PipelineError):
    """A register cannot be read: names its file, line and what is expected."""


def received_at(path: Path) -> datetime | None:
    """When a file was received (Beijing time) by the register of its folder or a folder above; None when unlisted."""
    resolved = path.parent.resolve() / path.name
    for folder in resolved.parents:
        register = folder / REGISTER_NAME
        if register.is_file():
            return _times(register, register.stat().st_mtime_ns).get(resolved.relative_to(folder).as_posix())
    return None


@cache
def _times(register: Path, changed: int) -> dict[str, datetime]:  # noqa: ARG001 — a changed register is read anew
    with register.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames is None or not {_NAME, _TIME} <= set(reader.fieldnames):
            raise RegisterError(f"{register}：表头须有“{_NAME}”和“{_TIME}”两列")
        times = {}
        for row in reader:
            try:
                times[row[_NAME].strip()] = datetime.strptime(row[_TIME].strip(), "%Y-%m-%d %H:%M")  # noqa: DTZ007
            except (ValueError, AttributeError) as error:
                place = f"{register} 第 {reader.line_num} 行"
                raise RegisterError(f"{place}：收到时间“{row[_TIME]}”应写作 2021-05-21 10:35") from error
        return times
