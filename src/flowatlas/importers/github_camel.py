"""GitHub's other spelling: pull requests and runs as its GraphQL interface and its command line give them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

Content = Mapping[str, Any]


def as_rest(content: Content) -> Iterator[dict[str, Any]]:
    """The same entries as the REST interface lists them: a pull request before its reviews, or a run.

    What is already spelled so, or is something else, stays as it is.
    """
    if "number" in content and "createdAt" in content and "mergedAt" in content:
        yield from _pull(content)
    elif "headSha" in content and ("databaseId" in content or "workflowName" in content):
        yield _run(content)
    else:
        yield dict(content)


def entries_of_graph(content: Any) -> Iterator[dict[str, Any]]:
    """The pull requests in a GraphQL answer, wherever they stand in it, in their order."""
    # A list instead of calls one inside the other, as an answer may be nested deeper than these can be.
    waiting = [content]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict) and "number" in one and "createdAt" in one:
            yield one
        elif isinstance(one, dict | list):
            waiting.extend(reversed(list(one.values()) if isinstance(one, dict) else one))


def _pull(content: Content) -> Iterator[dict[str, Any]]:
    number = content["number"]
    pull = _snake(content)
    pull |= {
        "id": content.get("databaseId") or content.get("id") or number,
        "user": content.get("author"),
        "draft": content.get("isDraft"),
        "head": {"sha": content.get("headRefOid")},
        "base": {"ref": content.get("baseRefName")},
        "merged_by": content.get("mergedBy"),
    }
    yield pull
    for place, review in enumerate(_nodes(content.get("reviews"))):
        known = review.get("databaseId") or review.get("id") or f"{number}/{place}"
        yield _snake(review) | {"id": known, "user": review.get("author"), "pull_number": number, "commit_id": ""}


def _run(content: Content) -> dict[str, Any]:
    run = _snake(content)
    return run | {
        "id": content.get("databaseId"),
        "name": content.get("workflowName") or content.get("name"),
        "workflow_id": content.get("workflowDatabaseId"),
        "run_number": content.get("number"),
        "run_attempt": content.get("attempt"),
        "run_started_at": content.get("startedAt"),
    }


def _nodes(connection: Any) -> Iterator[Content]:
    """The entries of a connection, which come as a list, as nodes, or as edges around nodes."""
    if isinstance(connection, dict):
        edges = connection.get("edges") or []
        connection = connection.get("nodes") or [edge.get("node") for edge in edges if isinstance(edge, dict)]
    if isinstance(connection, list):
        yield from (one for one in connection if isinstance(one, dict))


def _snake(content: Content) -> dict[str, Any]:
    return {re.sub(r"(?<=[a-z])[A-Z]", lambda found: f"_{found[0].lower()}", name): it for name, it in content.items()}
