"""Pages: however a list is cut, one answer comes of it, and a page leads nowhere but on."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.asking import Shelf

from modeldex import SourceError
from modeldex.sources.paging import (
    MOST_PAGES,
    Gather,
    by_link,
    by_link_header,
    by_token,
    for_each,
    next_link,
    whole,
    with_parameters,
)

URL = "https://api.quill.example/v1/models"
ROWS = [{"id": f"quill-{number}"} for number in range(12)]
CUTS = st.lists(st.integers(0, len(ROWS)), max_size=6).map(lambda cuts: sorted({0, *cuts, len(ROWS)}))


def run(gather: Gather, pages: dict[str, Any]) -> Any:
    return asyncio.run(gather(Shelf(pages)))


def pieces(cuts: list[int]) -> list[list[Any]]:
    return [ROWS[begin:end] for begin, end in pairwise(cuts)]


def place(number: int) -> str:
    return URL if number == 0 else f"{URL}?page={number}"


def linked(cuts: list[int]) -> dict[str, Any]:
    parts = pieces(cuts)
    return {
        place(number): {
            "data": part,
            "total": len(ROWS),
            "links": {"next": place(number + 1) if number + 1 < len(parts) else None, "self": "x"},
        }
        for number, part in enumerate(parts)
    }


@given(CUTS)
def test_however_a_list_is_cut_links_give_the_same_answer(cuts: list[int]) -> None:
    assert run(by_link(URL, "data"), linked(cuts)) == {
        "data": ROWS,
        "total": len(ROWS),
        "links": {"self": "x"},
    }


@given(CUTS)
def test_however_a_list_is_cut_link_headers_give_the_same_answer(cuts: list[int]) -> None:
    parts = pieces(cuts)
    pages = {
        place(number): (part, {"link": f'<{place(number + 1)}>; rel="next"'} if part is not parts[-1] else {})
        for number, part in enumerate(parts)
    }

    assert run(by_link_header(URL), pages) == ROWS


@given(CUTS)
def test_however_a_list_is_cut_tokens_give_the_same_answer(cuts: list[int]) -> None:
    parts = pieces(cuts)
    pages: dict[str, Any] = {}
    for number, part in enumerate(parts):
        url = URL if number == 0 else with_parameters(URL, {"pageToken": f"on to {number}&"})
        on = {"nextPageToken": f"on to {number + 1}&"} if number + 1 < len(parts) else {}
        pages[url] = {"models": part, **on}

    assert run(by_token(URL, "models"), pages) == {"models": ROWS}


@given(CUTS)
def test_however_a_list_is_cut_last_ids_give_the_same_answer(cuts: list[int]) -> None:
    url, pages = f"{URL}?limit=9", {}
    for number, part in enumerate(pieces(cuts)):
        on = {"has_more": cuts[number + 1] < len(ROWS), "last_id": f"id-{number}", "first_id": "id-0"}
        pages[url] = {"data": part, **on}
        url = f"{URL}?limit=9&after_id=id-{number}"

    gather = by_token(f"{URL}?limit=9", "data", "last_id", "after_id", more="has_more")
    assert run(gather, pages) == {"data": ROWS, "first_id": "id-0"}


def test_a_whole_answer_is_given_as_it_is() -> None:
    assert run(whole(URL), {URL: [1, 2]}) == [1, 2]


def test_each_further_page_is_announced() -> None:
    shelf = Shelf(linked([0, 4, 8, 12]))
    asyncio.run(by_link(URL, "data")(shelf))

    assert shelf.expected == len(shelf.asked) == 3


@pytest.mark.parametrize(
    "link", ["/v1/models?page=1", "?page=1", "//api.quill.example/v1/models?page=1", f"{URL}?page=1"]
)
def test_a_next_link_may_be_relative(link: str) -> None:
    pages = {URL: {"data": [1], "next": link}, f"{URL}?page=1": {"data": [2], "next": None}}

    assert run(by_link(URL, "data", ("next",)), pages) == {"data": [1, 2]}


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example/v1/models",
        "http://api.quill.example/v1/models",
        "https://api.quill.example:8443/v1/models",
        "https://key@api.quill.example/v1/models",
        "//elsewhere.example",
        "https:\\\\elsewhere.example\\v1",
        "file:///etc/passwd",
        "https://[::1",
    ],
)
def test_a_next_link_never_leads_a_key_elsewhere(link: str) -> None:
    shelf = Shelf({URL: {"data": [1], "next": link}, link: {"data": [2]}})
    with pytest.raises((SourceError, KeyError)):  # KeyError: it was taken for a path at the same origin
        asyncio.run(by_link(URL, "data", ("next",))(shelf))

    assert all(url.startswith("https://api.quill.example/") for url in shelf.asked)


def test_a_link_elsewhere_says_whose_page_it_stood_on_and_where_it_leads() -> None:
    with pytest.raises(SourceError, match=r"api\.quill\.example/v1/models: .*https://elsewhere\.example"):
        run(by_link(URL, "data", ("next",)), {URL: {"data": [1], "next": "https://elsewhere.example/x"}})


@given(st.text(alphabet="${}ABC_/?&=%#\\ é", max_size=20))
def test_a_next_link_never_names_a_variable_of_the_environment(text: str) -> None:
    shelf = Shelf({URL: {"data": [1], "next": f"/v1/{text}"}})
    with pytest.raises((SourceError, KeyError)):
        asyncio.run(by_link(URL, "data", ("next",))(shelf))

    assert all("${" not in url for url in shelf.asked)
    assert all(url.isascii() and url.isprintable() and " " not in url for url in shelf.asked)


def test_a_variable_in_the_host_is_kept_for_the_next_page() -> None:
    class Filled(Shelf):
        async def page(self, url: str, **more: Any) -> Any:
            found = await super().page(url, **more)
            return type(found)(content=found.content, headers={}, url=url.replace("${REGION}", "eu-1"))

    url = "https://models.${REGION}.quill.example/list"
    shelf = Filled({url: {"data": [1], "next": "/list?page=2"}, f"{url}?page=2": {"data": [2]}})

    assert asyncio.run(by_link(url, "data", ("next",))(shelf)) == {"data": [1, 2]}


def test_only_so_many_pages_are_asked_for_where_the_beginning_is_wanted() -> None:
    shelf = Shelf(linked([0, 2, 4, 6, 12]))
    answer = asyncio.run(by_link(URL, "data", most_pages=2)(shelf))

    assert answer["data"] == ROWS[:4]
    assert len(shelf.asked) == 2


def test_a_page_that_leads_back_is_refused() -> None:
    pages = linked([0, 4, 8, 12])
    pages[place(2)]["links"]["next"] = URL

    with pytest.raises(SourceError, match=r"page 3 leads back"):
        run(by_link(URL, "data"), pages)


def test_a_page_that_is_given_again_is_refused() -> None:
    pages = linked([0, 4, 8, 12])
    pages[place(1)]["data"] = pages[place(0)]["data"]

    with pytest.raises(SourceError, match=r"page 2 is the same as the one before"):
        run(by_link(URL, "data"), pages)


def test_a_chain_without_an_end_is_refused() -> None:
    class Endless(dict[str, Any]):
        def __missing__(self, url: str) -> Any:
            count = len(self)
            self[url] = {"data": [count], "nextPageToken": str(count)}
            return self[url]

    pages = Endless()
    with pytest.raises(SourceError, match=f"more than {MOST_PAGES} pages"):
        run(by_token(URL, "data"), pages)

    assert len(pages) == MOST_PAGES


@pytest.mark.parametrize(
    "content", [{"error": "busy"}, {"data": {"id": 1}}, [], "text", None, {"data": None}]
)
def test_a_page_without_its_list_is_a_source_error_that_names_it(content: Any) -> None:
    with pytest.raises(SourceError, match=r"api\.quill\.example/v1/models\?page=1"):
        run(by_link(URL, "data"), linked([0, 6, 12]) | {place(1): content})


@pytest.mark.parametrize("mark", [7, ["on"], {"to": 1}, True])
def test_a_mark_that_is_no_text_is_a_source_error(mark: Any) -> None:
    with pytest.raises(SourceError, match="nextPageToken: expected text"):
        run(by_token(URL, "data"), {URL: {"data": [], "nextPageToken": mark}})


def test_more_pages_without_a_mark_are_a_source_error() -> None:
    gather = by_token(URL, "data", "last_id", "after_id", more="has_more")

    with pytest.raises(SourceError, match="has_more is true, and last_id does not say"):
        run(gather, {URL: {"data": [], "has_more": True, "last_id": None}})


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ('<https://a.example/?p=2>; rel="next"', "https://a.example/?p=2"),
        ("</p?a=1,2;3>; rel=next", "/p?a=1,2;3"),
        ('<a>; rel="last", <b>; title="x; rel=next, <c>"; rel="next"', "b"),
        ('<a>; rel="prev next"', "a"),
        ("<a>;REL=NEXT", "a"),
        ('<a>; rel="prev"', None),
        ('<a>; title="rel=next"', None),
        ("<a>; rel", None),
        ("", None),
        ('rel="next"', None),
        ("<<<<", None),
    ],
)
def test_a_link_header_is_read_as_rfc_8288_writes_it(header: str, target: str | None) -> None:
    assert next_link(header) == target


@given(st.text(max_size=60))
def test_any_text_is_a_link_header_with_or_without_a_next_link(text: str) -> None:
    found = next_link(text)

    assert found is None or found in text


@given(st.lists(st.integers(), max_size=20), st.integers(1, 5))
def test_details_come_in_the_order_of_their_items_and_only_so_many_at_a_time(
    items: list[int], at_once: int
) -> None:
    running = most = 0

    async def detail(item: int) -> int:
        nonlocal running, most
        running += 1
        most = max(most, running)
        for _ in range(item % 4):
            await asyncio.sleep(0)
        running -= 1
        return item * 2

    assert asyncio.run(for_each(items, detail, at_once=at_once)) == [item * 2 for item in items]
    assert most <= at_once


def test_the_first_failure_ends_all_and_leaves_nothing_running() -> None:
    begun: list[int] = []
    cancelled: list[int] = []

    async def detail(item: int) -> int:
        begun.append(item)
        try:
            await asyncio.sleep(0 if item == 1 else 60)
        except asyncio.CancelledError:
            cancelled.append(item)
            raise
        raise SourceError("a page without its list")

    async def all_of_them() -> None:
        with pytest.raises(SourceError, match="without its list"):
            await for_each(range(100), detail, at_once=3)

    asyncio.run(all_of_them())
    assert sorted(cancelled) == [0, 2]
    assert sorted(begun) == [0, 1, 2]
