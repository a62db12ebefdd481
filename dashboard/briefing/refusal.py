"""Why a briefing is not made: texts for the reader, who is told what to do."""


class BriefingRefusedError(ValueError):
    """A briefing cannot be made as asked; nothing has been written. The text is Chinese and says what to do."""


class NotYetError(BriefingRefusedError):
    """There is nothing to make yet: asked again later, the same question may be answered."""
