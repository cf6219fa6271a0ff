"""`CaptureServers`: give captured answers as their upstreams do, page by page and detail by detail.

Each upstream has a server of its own, since many are asked at the same path. Lists that come in pages
are cut into pages, what is asked for row by row is told row by row, and regions have a part each.
"""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from tests.http.server import AnswerServer, Reply, Seen
from tests.sources.asking import in_pages

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from modeldex.sources.base import Source

PATHS = {
    "cloudflare_ai_gateway": "/v1/acme/acme/compat/models",
    "genai_prices": "/pydantic/genai-prices/main/prices/new_data/v2/data.json",
}
"""Where the list is, if not at the path of the source's URL."""
_REGION = re.compile(r"Credential=[^/]+/[0-9]{8}/([a-z0-9-]+)/")
_PAGE = 7
_ENDPOINTS = "/api/v1/models"


class CaptureServers:
    """What the sources say, as far as it was captured, while it is entered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.origins: dict[str, str] = {}
        """Source -> where it is asked."""
        self._servers: dict[str, AnswerServer] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def show(self, source: Source, capture: Path) -> None:
        """Let a source answer with a capture from now on."""
        if source.name not in self._servers:
            self._servers[source.name] = self._open.enter_context(AnswerServer())
            self.origins[source.name] = self._servers[source.name].origin
        path = PATHS.get(source.name) or urlsplit(source.url).path
        shape = _Shape(self._servers[source.name], self.folder)
        shape.of(source.name)(path, json.loads(capture.read_bytes()))


class _Shape:
    """The ways in which upstreams give what they have."""

    def __init__(self, server: AnswerServer, folder: Path) -> None:
        self.server = server
        self.folder = folder

    def of(self, source: str) -> Callable[[str, Any], None]:
        """The way of one source: its own, or all in one piece."""
        own: dict[str, Callable[[str, Any], None]] = {
            "anthropic": self._anthropic,
            "bedrock": self._bedrock,
            "cohere": self._cohere,
            "gemini": partial(self._by_token, under="models"),
            "huggingface_hub": self._hub,
            "ollama": self._ollama,
            "openrouter": self._openrouter,
            "replicate": self._replicate,
            "vertex": partial(self._by_token, under="publisherModels"),
        }
        return own.get(source, self._whole)

    def _whole(self, path: str, answer: Any) -> None:
        self.server.answer(path, Reply(json=answer, is_gzip=True))

    def _by_token(self, path: str, answer: Any, under: str) -> None:
        def mark(begin: int | None) -> dict[str, str]:
            return {} if begin is None else {"nextPageToken": str(begin)}

        self.server.answer(path, in_pages(answer, under, _PAGE, mark, "pageToken"))

    def _anthropic(self, path: str, answer: Any) -> None:
        ids = [row["id"] for row in answer["data"]]

        def page(seen: Seen) -> Reply:
            after = seen.query.get("after_id")
            begin = ids.index(after) + 1 if after else 0
            rows = answer["data"][begin : begin + 3]
            return Reply(
                json={
                    "data": rows,
                    "first_id": rows[0]["id"],
                    "last_id": rows[-1]["id"],
                    "has_more": begin + 3 < len(ids),
                }
            )

        self.server.answer(path, page)

    def _cohere(self, path: str, answer: Any) -> None:
        """The capture is a page that leads on; the one after it is taken to be empty."""
        token = answer["next_page_token"]
        self.server.answer(
            path, lambda seen: Reply(json={"models": []} if seen.query.get("page_token") == token else answer)
        )

    def _replicate(self, path: str, answer: Any) -> None:
        """As of Cohere: the link of the captured page leads to an empty one."""
        last: dict[str, Any] = {"next": None, "previous": None, "results": []}
        self.server.answer(path, lambda seen: Reply(json=last if "cursor" in seen.query else answer))

    def _hub(self, path: str, answer: Any) -> None:
        """Each licence by itself, in pages that the header `Link` joins."""

        def page(seen: Seen) -> Reply:
            licence = seen.query["filter"]
            rows = [row for row in answer if licence in row["tags"]]
            begin = int(seen.query.get("cursor", "0"))
            onward = f'<{seen.path}?filter={licence}&cursor={begin + 1}>; rel="next"'
            headers = {"link": onward} if begin + 1 < len(rows) else {}
            return Reply(json=rows[begin : begin + 1], headers=headers)

        self.server.answer(path, page)

    def _bedrock(self, path: str, answer: Any) -> None:
        """Two regions that share half of the models; the signature tells which one is asked."""
        rows = answer["modelSummaries"]
        third = len(rows) // 3
        regions = {"us-east-1": rows[: 2 * third], "us-west-2": rows[third:]}

        def region(seen: Seen) -> Reply:
            found = _REGION.search(seen.headers["authorization"])
            assert found is not None
            return Reply(json={**answer, "modelSummaries": regions[found[1]]})

        self.server.answer(path, region)
        self.server.answer("/inference-profiles", Reply(json={"inferenceProfileSummaries": []}))

    def _ollama(self, path: str, answer: Any) -> None:
        """The model that was captured as it is shown is shown; of the others there is the tag alone."""
        shown = json.loads((self.folder / "wire" / "ollama-show.json").read_bytes())
        named = {row["model"] for row in answer["models"] if row["modified_at"] == shown["modified_at"]}
        assert named

        def show(seen: Seen) -> Reply:
            is_known = seen.json()["model"] in named
            return Reply(json=shown) if is_known else Reply(status=404, json={"error": "model not found"})

        self.server.answer(path, Reply(json=answer))
        self.server.answer(path.replace("/tags", "/show"), show)

    def _openrouter(self, path: str, answer: Any) -> None:
        """The list without its hosts, in pages; the hosts of each model at a place of their own."""
        rows = answer.get("data") or answer["models"]
        bare = [{key: value for key, value in row.items() if key != "endpoints"} for row in rows]

        def mark(begin: int | None) -> dict[str, Any]:
            link = None if begin is None else f"{path}?offset={begin}"
            return {"links": {"next": link}, "total_count": len(bare)}

        self.server.answer(path, in_pages({"data": bare}, "data", 100, mark, "offset"))
        for row in rows:
            hosts = {"id": row["id"], "name": row["name"], "endpoints": row.get("endpoints")}
            there = Reply(json={"data": hosts}) if "endpoints" in row else Reply(status=404)
            self.server.answer(f"{_ENDPOINTS}/{row['id']}/endpoints", there)
