"""A real server that others can come into, and its links."""

import json

import httpx
from serving import NO_TLS, PATIENCE, Serving

from flowatlas.server.routes.page import JOIN


class SharedServing(Serving):
    """``flowatlas serve --share``; ``tokens`` are those of the first link of each right."""

    @property
    def kept(self):
        """What is kept of the links."""
        return json.loads((self.folder / ".flowatlas" / "links.json").read_text(encoding="utf-8"))["links"]

    @property
    def tokens(self):
        """The tokens of the first link of each right."""
        return {one["right"]: one["token"] for one in reversed(self.kept)}

    def start(self, *words, **more):
        """Start it and wait until it answers."""
        self.browsers = []
        return super().start("--share", *words, **more)

    def _answers(self):
        assert self.process is not None
        assert self.process.poll() is None, self.process.communicate()[1]
        try:
            return self.get(JOIN).status_code in {200, 503}
        except httpx.TransportError:
            return False

    def having(self, right):
        """The headers of a program with a link."""
        return {"authorization": f"Bearer {self.tokens[right]}"}

    def browser(self, right, token=""):
        """A browser that came in by the first link of a right, or by this one."""
        self.browsers.append(browser := httpx.Client(base_url=self.address, timeout=PATIENCE, verify=NO_TLS))
        browser.headers["origin"] = self.address
        assert browser.post("/api/join", json={"token": token or self.tokens[right]}).status_code == 200
        return browser

    def close(self):
        """End it, and all browsers."""
        for browser in self.browsers:
            browser.close()
        super().close()

    def with_link(self, right, session="tab-1"):
        """A live connection by a link."""
        return self.live(session, additional_headers=self.having(right))
