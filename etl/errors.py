"""Errors that are ours or the operator's. What a district got wrong is never one of these: it is a finding."""


class PipelineError(Exception):
    """Base of the errors that the command line prints as one line, without a traceback."""


class DeclarationError(PipelineError):
    """A form declaration is wrong: the text names the file, the key and the nearest valid key."""


class HintError(PipelineError):
    """A form, place or period stated on the command line does not exist; the text lists what may be stated."""
