"""What goes wrong with a request, as an answer: one table from errors to statuses."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Route

from flowatlas.model.errors import (
    AlreadyOpenError,
    ChangeRefusedError,
    EditRefusedError,
    FileChangedError,
    FileUnreadableError,
    FileUnwritableError,
    FlowAtlasError,
    JournalError,
    NewerFormatError,
    NoAtlasError,
)
from flowatlas.server.entry.access import NotAllowedError
from flowatlas.server.limits import LARGEST_MESSAGE
from flowatlas.server.processes.jobs import NoViewError
from flowatlas.server.processes.worker import WorkerLostError
from flowatlas.server.protocol.answers import Problem
from flowatlas.server.wire.convert import findings_told

STATUSES: dict[type[FlowAtlasError], int] = {
    NoAtlasError: 404,
    NotAllowedError: 403,
    AlreadyOpenError: 423,
    JournalError: 507,
    NoViewError: 404,
    WorkerLostError: 503,
    FileUnreadableError: 422,
    NewerFormatError: 422,
    ChangeRefusedError: 409,
    EditRefusedError: 409,
    FileChangedError: 409,
    FileUnwritableError: 507,
    FlowAtlasError: 409,
}
"""What each error is answered with; an error that is not listed is answered as the class that it is a child of."""

LOG = logging.getLogger(__name__)

MEANINGS = {
    400: "The request cannot be understood; send JSON.",
    401: "This server is shared, and needs a link.",
    403: "Another site's page sent this, or the link does not allow it.",
    404: "There is no such thing.",
    405: "This address knows no such method.",
    409: "It does not fit what is there.",
    413: f"It is larger than the {LARGEST_MESSAGE:,} bytes that one request may have.",
    415: "It is not JSON.",
    421: "The host is not this server.",
    422: "A value is not what it should be.",
    423: "Somebody else has it open.",
    429: "Too much at once.",
    500: "Something went wrong inside.",
    503: "The machine could not do it just now.",
    507: "Nothing can be stored just now.",
}

SAID_BY_THE_FRAMEWORK = {"Content Too Large", "There was an error parsing the body"}
"""Words of others that say less than ours."""


def described(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How a route tells of the problems that it may answer with."""
    return {status: {"model": Problem, "description": MEANINGS[status]} for status in sorted(statuses)}


def status_of(error: FlowAtlasError) -> int:
    """The status of an error."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


def answer_problems(app: FastAPI, routes: Sequence[BaseRoute]) -> None:
    """Answer everything that goes wrong with a `Problem`; ``routes`` tell which methods an address knows."""

    @app.exception_handler(FlowAtlasError)
    async def from_the_world(_request: Request, error: FlowAtlasError) -> JSONResponse:
        findings = findings_told(getattr(error, "findings", ()))
        return _answer(status_of(error), Problem(message=str(error), findings=findings))

    @app.exception_handler(RequestValidationError)
    async def from_the_request(_request: Request, error: RequestValidationError) -> JSONResponse:
        return _answer(422, Problem(message="; ".join(_words(one) for one in error.errors()[:3])))

    @app.exception_handler(HTTPException)
    async def from_the_framework(request: Request, error: HTTPException) -> JSONResponse:
        said = {HTTPStatus(error.status_code).phrase, *SAID_BY_THE_FRAMEWORK}
        words = MEANINGS.get(error.status_code, error.detail) if error.detail in said else error.detail
        answer = _answer(error.status_code, Problem(message=words))
        answer.headers.update(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            answer.headers["allow"] = ", ".join(_methods(request.url.path, routes)) or answer.headers.get("allow", "")
        return answer

    @app.exception_handler(Exception)
    async def from_us(_request: Request, error: Exception) -> JSONResponse:
        LOG.error("something went wrong inside Flow Atlas", exc_info=error)
        return _answer(500, Problem(message=f"something went wrong inside Flow Atlas ({type(error).__name__})"))


def _methods(path: str, routes: Sequence[BaseRoute]) -> list[str]:
    """The methods that an address knows; the framework tells those of the first route only."""
    alike = (route for route in routes if isinstance(route, Route) and route.path_regex.match(path))
    return sorted({method for route in alike for method in route.methods or ()})


def _answer(status: int, problem: Problem) -> JSONResponse:
    return JSONResponse(problem.model_dump(mode="json"), status)


def _words(error: dict[str, Any]) -> str:
    """What is wrong with one value, and where it stands in the request."""
    place = "/".join(str(part) for part in error["loc"][1:])
    return f"{place}: {error['msg']}" if place else str(error["msg"])
