"""Line: one connection to one site, patient with its limits, and deaf to whatever leads elsewhere."""

import json
import random
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin, urlsplit

from flowatlas.importers.importer import Progress
from flowatlas.model.errors import FlowAtlasError

if TYPE_CHECKING:
    from types import TracebackType

    import httpx

TRIES = 6
"""How often one request is made before its failure is told."""

LONGEST_WAIT = 3_900.0
"""Seconds that a site may ask to wait for at once: GitHub's limits begin anew every hour."""

LIMITED_TRIES = 20
"""How often one request waits because a site asks for it."""

LARGEST_ANSWER = 1 << 28
"""Bytes of one answer."""

MOST_REDIRECTS = 5

NEAR = ("127.0.0.1", "localhost", "::1")
"""What this machine calls itself; nobody listens on the way there."""

_OK, _UNAUTHORISED, _FORBIDDEN, _MISSING, _GONE, _LIMITED, _FAILED = 200, 401, 403, 404, 410, 429, 500
_MINUTE = 60.0


class Line:
    """Asks one site for JSON, again where it may help, and only that site."""

    def __init__(
        self,
        name: str,
        variables: str,
        root: str,
        headers: Mapping[str, str],
        progress: Progress,
        wait: Callable[[float], None],
    ) -> None:
        import httpx

        self._name = name
        self._variables = variables
        self._origin = origin_of(root)
        self._has_token = "Authorization" in headers
        self._progress = progress
        self._wait = wait
        is_near = urlsplit(root).hostname in NEAR
        self._client = httpx.Client(
            headers={"User-Agent": "flowatlas", **headers},
            timeout=httpx.Timeout(60.0, connect=20.0),
            follow_redirects=False,
            trust_env=not is_near,
            # Loading all the certificates takes a tenth of a second, and plain http needs none.
            verify=root.startswith("https:"),
        )

    def __enter__(self) -> Self:
        """Open."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: "TracebackType | None"
    ) -> None:
        """Hang up."""
        self._client.close()

    def ask(self, url: str, body: Mapping[str, Any] | None = None) -> tuple[Any, "httpx.Response"]:
        """What the site answers, as plain values, and the answer itself with its headers.

        Raises:
            FlowAtlasError: the site refuses, cannot be reached, or does not answer with JSON.
        """
        failed = limited = 0
        while True:
            answer = self._tried(url, body)
            if isinstance(answer, str):
                problem, seconds = answer, 0.0
            elif is_limit(*answer):
                limited += 1
                if limited > LIMITED_TRIES:
                    raise FlowAtlasError(f"{self._name} lets nothing more through; {_KEPT}")
                self._pause(told_wait(answer[0], limited), f"{self._name} asks to wait")
                continue
            else:
                response, raw = answer
                content = self._content(response, raw)
                if content is not None:
                    return content, response
                problem, seconds = _problem(response, raw), told_seconds(response)
            failed += 1
            if failed >= TRIES:
                raise FlowAtlasError(f"{self._name} ({self._origin}) {problem}, {TRIES} times in a row; {_KEPT}")
            # Waiting for a random part keeps many clients from coming back at the same moment.
            pause = seconds or 2.0**failed * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
            self._pause(pause, f"{self._name} {problem}")

    def _tried(self, url: str, body: Mapping[str, Any] | None) -> "tuple[httpx.Response, bytes] | str":
        """The answer to one try, or what went wrong on the way."""
        import httpx

        try:
            return self._send(url, body)
        except httpx.TimeoutException:
            return "does not answer in time"
        except (httpx.TransportError, httpx.DecodingError):
            return "cannot be reached"
        except httpx.InvalidURL:
            raise FlowAtlasError(f"{self._name} leads on to an address that is none") from None

    def _content(self, response: "httpx.Response", raw: bytes) -> Any:
        """What was answered; nothing where trying again may help."""
        if response.status_code == _OK:
            return _json(raw)
        if response.status_code >= _FAILED:
            return None
        raise FlowAtlasError(self._refusal(response, raw))

    def _send(self, url: str, body: Mapping[str, Any] | None) -> tuple["httpx.Response", bytes]:
        for _ in range(MOST_REDIRECTS):
            if origin_of(url) != self._origin:
                raise FlowAtlasError(
                    f"{self._name} ({self._origin}) leads on to {origin_of(url)}; nothing is sent there."
                    " Name that address, if it is the right one"
                )
            method = "GET" if body is None else "POST"
            with self._client.stream(method, url, json=body) as response:
                raw = bytearray()
                for piece in response.iter_bytes():
                    raw += piece
                    if len(raw) > LARGEST_ANSWER:
                        raise FlowAtlasError(f"{self._name} answers with more than {LARGEST_ANSWER >> 20} MB at once")
            if not response.has_redirect_location:
                return response, bytes(raw)
            url = urljoin(url, response.headers["Location"])
        raise FlowAtlasError(f"{self._name} ({self._origin}) leads round in circles")

    def _pause(self, seconds: float, why: str) -> None:
        if seconds > LONGEST_WAIT:
            until = datetime.fromtimestamp(time.time() + seconds, UTC)
            raise FlowAtlasError(f"{why} until {until:%Y-%m-%d %H:%M} UTC; {_KEPT}")
        self._progress(f"{why}; going on in {max(round(seconds), 1)} s", -1.0)
        self._wait(seconds)

    def _refusal(self, response: "httpx.Response", raw: bytes) -> str:
        said = _said(raw)
        code = response.status_code
        if code == _UNAUTHORISED:
            what = "does not accept the token" if self._has_token else "wants to know who asks"
            return f"{self._name} ({self._origin}) {what}; set {self._variables} in the environment{said}"
        if code == _FORBIDDEN:
            return f"{self._name} does not allow this; the token in {self._variables} lacks the right to read it{said}"
        if code in (_MISSING, _GONE):
            hint = "" if self._has_token else f", or it is not public: set {self._variables} in the environment"
            return (
                f"{self._name} has nothing at {urlsplit(str(response.url)).path}; the address may be wrong{hint}{said}"
            )
        return f"{self._name} refuses with error {code}{said}"


_KEPT = "what has come is kept, and the next try goes on from there"


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, all that decides who gets a token."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError:
        return ""
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    return f"{parts.scheme}://{host}" + ("" if port == usual else f":{port}")


def is_limit(response: "httpx.Response", raw: bytes) -> bool:
    """Whether an answer says that too much was asked in too short a time.

    GitHub says so with 403, too: nothing is left of the limit, or its text names a secondary one.
    """
    if response.status_code == _LIMITED:
        return True
    if response.status_code != _FORBIDDEN:
        return False
    is_used_up = response.headers.get("x-ratelimit-remaining") == "0"
    return is_used_up or "retry-after" in response.headers or b"rate limit" in raw[:2000].lower()


def told_wait(response: "httpx.Response", times: int) -> float:
    """Seconds to wait before asking again: as told, otherwise a minute, and longer each time."""
    return told_seconds(response) or min(_MINUTE * 2 ** (times - 1), LONGEST_WAIT)


def told_seconds(response: "httpx.Response") -> float:
    """Seconds that an answer asks to wait for; 0 where it does not."""
    headers = response.headers
    told = headers.get("retry-after", "").strip()
    if told.isascii() and told.isdigit() and len(told) < 10:
        return max(float(told), 1.0)
    moment = _moment(told)
    if moment is None and headers.get("x-ratelimit-remaining", "0") == "0":
        moment = _moment(headers.get("x-ratelimit-reset", ""))
    return 0.0 if moment is None else max(moment - time.time(), 1.0)


def _moment(told: str) -> float | None:
    """Seconds since 1970 of a moment as headers write it: a date of HTTP, of ISO 8601, or a number."""
    try:
        if told.isascii() and told.isdigit():
            return float(told)
        read = parsedate_to_datetime(told) if "," in told else datetime.fromisoformat(told)
        return read.replace(tzinfo=read.tzinfo or UTC).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def _problem(response: "httpx.Response", raw: bytes) -> str:
    if response.status_code == _OK:
        return f"did not answer with JSON but with {raw[:30].decode('utf-8', 'replace')!r}"
    return f"answers with error {response.status_code}"


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _said(raw: bytes) -> str:
    """What the site says itself about a refusal."""
    content = _json(raw)
    if not isinstance(content, dict):
        return ""
    messages = content.get("errorMessages") or content.get("message") or ""
    text = "; ".join(map(str, messages)) if isinstance(messages, list) else str(messages)
    return f" (it says: {text[:300]})" if text else ""
