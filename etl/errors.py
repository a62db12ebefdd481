"""Errors that are ours or the operator's. What a district got wrong is never one of these: it is a finding."""


class PipelineError(Exception):
    """Base of the errors that the command line prints as one line, without a traceback."""


class DeclarationError(PipelineError):
    """A form declaration is wrong: the text names the file, the key and the nearest valid key."""


class HintError(PipelineError):
    """A form, place or period stated on the command line does not exist; the text lists what may be stated."""


class StorageError(PipelineError):
    """The machine refuses to read or write: disk full, no permission, read-only. The text says what and where."""


class UnusableLedgerError(PipelineError):
    """The ledger file is damaged, or made by another version of the program; it can be made again from the archive."""


class SettingError(PipelineError):
    """An environment variable that the pipeline reads holds something it must not; the text says what it may be."""


class NothingPublishedError(PipelineError):
    """A command needs what has been published, and nothing has been."""
