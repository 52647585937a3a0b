"""The few ways in which the world can fail us; problems in people's content are findings instead."""


class FlowAtlasError(Exception):
    """Something outside the program went wrong; the text tells what, where, and what would be right."""


class FileUnreadableError(FlowAtlasError):
    """A file cannot be read or is no atlas at all: missing, locked, binary, not YAML, too large."""


class FileUnwritableError(FlowAtlasError):
    """A file cannot be written; whatever stood there before still stands there, whole."""


class FileChangedError(FlowAtlasError):
    """A file changed on disk since it was read, so writing would overwrite what nobody here has seen."""


class NewerFormatError(FlowAtlasError):
    """An atlas was written by a newer version of the format than this program knows."""


class ChangeRefusedError(FlowAtlasError):
    """A change cannot be made: it addresses what is not there, or takes a place that is taken."""
