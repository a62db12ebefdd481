"""What pictures need and this machine does not have, or what kept a picture from being made."""

from dashboard.briefing.refusal import BriefingRefusedError


class MissingError(BriefingRefusedError):
    """A browser, a font or a drawn page is missing; the text is Chinese and says what to do."""
