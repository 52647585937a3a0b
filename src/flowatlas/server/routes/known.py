"""The routes for what is the same for every atlas: templates, formats, words, how values are read, schema, colours."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from flowatlas.exporters.exporter import exporters
from flowatlas.model.glossary import TERMS
from flowatlas.server.entry.security import json_only
from flowatlas.server.protocol.answers import FormatOf, TemplateOf, TermOf
from flowatlas.server.protocol.base import LONGEST_PATH, LONGEST_TYPED
from flowatlas.server.protocol.told import Understood
from flowatlas.server.routes.api import EVERYWHERE
from flowatlas.server.routes.page import looks_sheet
from flowatlas.server.wire.forms import form_schema
from flowatlas.server.wire.understood import understood
from flowatlas.templates import templates

known = APIRouter(prefix="/api", responses=EVERYWHERE, dependencies=[Depends(json_only)])


@known.get("/templates", tags=["known"])
async def list_templates() -> list[TemplateOf]:
    """What a new atlas can start from."""
    return [
        TemplateOf(name=one.name, title=one.name.replace("-", " ").capitalize(), explanation=one.summary)
        for one in templates().values()
    ]


@known.get("/formats", tags=["known"])
async def list_formats() -> list[FormatOf]:
    """What an atlas can be written as."""
    return [
        FormatOf(name=one.name, suffix=one.suffix, title=one.title, explanation=one.explanation, is_drawn=one.is_drawn)
        for one in exporters()
    ]


@known.get("/glossary", tags=["known"])
async def list_terms() -> list[TermOf]:
    """What the words mean."""
    return [
        TermOf(key=term.key, label=term.label, sentence=term.sentence, others=list(term.others))
        for term in TERMS.values()
    ]


@known.get("/reading", tags=["known"])
async def read_typed(
    path: Annotated[str, Query(min_length=1, max_length=LONGEST_PATH, description="The path that it was typed for.")],
    text: Annotated[str, Query(max_length=LONGEST_TYPED)],
) -> Understood:
    """How a typed value is understood in an atlas that says nothing yet."""
    return understood({}, path, text)


@known.get("/schema", tags=["known"])
async def atlas_schema() -> dict[str, Any]:
    """The JSON Schema of an atlas."""
    return form_schema()


@known.get("/looks.css", tags=["known"], response_class=Response, responses={200: {"content": {"text/css": {}}}})
async def looks() -> Response:
    """The colours of pictures, as a style sheet."""
    return Response(looks_sheet(), media_type="text/css")
