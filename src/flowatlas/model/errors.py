"""The few ways in which the world can fail us; problems in people's content are findings instead."""

from collections.abc import Iterable

from flowatlas.model.finding import Finding


class FlowAtlasError(Exception):
    """Something outside the program went wrong; the text tells what, where, and what would be right."""


def reason(error: OSError | UnicodeError) -> str:
    """Why a file could not be read or written, as words that go on a sentence."""
    told = error.strerror if isinstance(error, OSError) else None
    return (told or str(error)).lower()


class FileUnreadableError(FlowAtlasError):
    """A file cannot be read or is no atlas at all: missing, locked, binary, not YAML, too large."""


class UnreadableLogError(FlowAtlasError):
    """Nothing tells how a file is read as an event log; ``plainly`` says so where nobody types options."""

    def __init__(self, message: str, plainly: str) -> None:
        super().__init__(message)
        self.plainly = plainly


class FileUnwritableError(FlowAtlasError):
    """A file cannot be written; whatever stood there before still stands there, whole."""


class FileChangedError(FlowAtlasError):
    """A file changed on disk since it was read, so writing would overwrite what nobody here has seen."""


class NewerFormatError(FlowAtlasError):
    """An atlas was written by a newer version of the format than this program knows."""


class ChangeRefusedError(FlowAtlasError):
    """A change cannot be made: it addresses what is not there, or takes a place that is taken."""


class JournalError(FlowAtlasError):
    """The journal of an atlas cannot be read or written, so that changes could not be kept."""


class AlreadyOpenError(FlowAtlasError):
    """Another process has this atlas open for changes."""


class EditRefusedError(FlowAtlasError):
    """An edit was not made; ``findings`` tell what it would have brought into the atlas, if that was why."""

    def __init__(self, message: str, findings: Iterable[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = list(findings)


class NoAtlasError(FlowAtlasError):
    """There is no atlas at this address, or none that may be looked at."""
