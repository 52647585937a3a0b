"""What every message is made of."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

MOST_CHANGES = 5_000
MOST_FORESEEN = 6
MOST_VIEWS = 4
LONGEST_PATH = 1_000
LONGEST_TYPED = 2_000
LONGEST_NAME = 200

Id: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
"""Made by the sender, so that what is sent twice is done once."""

Name: TypeAlias = Annotated[str, Field(max_length=LONGEST_NAME)]


class Message(BaseModel):
    """Something that is said; unknown fields are refused, so that nothing is misunderstood in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_serialization_defaults_required=True)


class ChangeOf(Message):
    """A path and its new value; null removes what stands there, with everything that points at it.

    A path that ends with ``/behind`` is about the place of a record: the id of the neighbour that it stands behind, or
    ``''`` for the first place. ``is_nothing`` writes an explicit nothing into an overlay, where nothing removes.
    """

    path: Annotated[str, Field(min_length=1, max_length=LONGEST_PATH)]
    value: Any = None
    is_nothing: bool = False


class FindingOf(Message):
    """Something to tell the person about a path."""

    path: str
    message: str
    severity: Literal["error", "warning", "info"] = "error"
    hint: str = ""
