"""Freezing a period before its final issue is made: a decision of the bureau, recorded by the pipeline."""

from dashboard.briefing.asking import Asked
from dashboard.briefing.refusal import BriefingRefusedError
from dashboard.pipeline import PipelineRefusedError, run


def freeze(asked: Asked, by: str) -> None:
    """Freeze the period of an issue and publish that; one that is frozen already stays as it was first frozen.

    The release then knows when: what had been received by that moment is what the issue shows.

    Args:
        by: the post that decides, never a person's name.

    Raises:
        BriefingRefusedError: several places at once, or the pipeline refuses: the text says why.
    """
    if not isinstance(asked.area, str):
        raise BriefingRefusedError("几个地区合起来不能定稿：请选一个地区，或生成草稿。")
    options = [f"--form={asked.form.form}", f"--period={asked.period}", f"--place={asked.area}"]
    try:
        run(["freeze", *options, f"--by={by}", f"--reason={asked.words}"])
    except PipelineRefusedError as refused:
        raise BriefingRefusedError(f"没有定稿：{refused}") from refused
