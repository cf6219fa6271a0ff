"""What OpenAI refuses in a request that was made for another format."""

import pytest
from tests.wire.formats.openai_chat.asking import OPENAI, asked, said

from modeldex.wire.content import Document, Text
from modeldex.wire.formats.openai_chat import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.tools import ForeignTool, Tool, ToolChoice

WEB = ForeignTool(format="anthropic", kind="web_search", raw={})


@pytest.mark.parametrize("mode", ["auto", "none", "required", None])
def test_where_no_tool_is_left_nothing_is_said_of_calls(mode):
    choice = ToolChoice(mode=mode) if mode else None
    body, dropped, _ = said(tools=(WEB,), tool_choice=choice, allows_parallel_calls=True, format="anthropic")
    assert not body.keys() & {"tools", "tool_choice", "parallel_tool_calls"}
    assert dropped == (["tools[0]", "tool_choice"] if mode == "required" else ["tools[0]"])


def test_a_named_choice_without_a_name_is_any_tool():
    body, _, _ = said(tools=(Tool(name="f"),), tool_choice=ToolChoice(mode="named"))
    assert body["tool_choice"] == "required"


def test_marks_of_openai_stand_at_parts_and_not_at_tools():
    body, dropped, _ = said(
        ("user", Text(text="a", cache="5m")), tools=(Tool(name="f", cache="5m"),), quirks=OPENAI
    )
    assert body["messages"][0]["content"][0]["prompt_cache_breakpoint"] == {"mode": "explicit"}
    assert (body["tools"][0].keys(), dropped) == ({"type", "function"}, ["tools[0].cache"])


def test_no_more_texts_end_an_answer_than_the_format_takes():
    body, _, approximated = said(stop=tuple("abcde"), format="anthropic")
    assert (body["stop"], approximated) == (list("abcd"), ["stop"])
    own, _, approximated = said(stop=tuple("abcde"), format="openai_chat")
    assert (own["stop"], approximated) == (list("abcde"), [])


@pytest.mark.parametrize("options", [{"include_usage": True}, {"include_usage": True, "odd": 1}])
def test_options_of_a_stream_are_left_out_where_there_is_none(options):
    request = FORMAT.read_request(asked(stream=True, stream_options=options), is_stream=False)
    assert "stream_options" not in FORMAT.write_request(request, Losses())


def test_a_file_without_a_type_is_sent_as_a_pdf_unless_it_came_so():
    body, _, approximated = said(("user", Document(data="aGk=")))
    assert body["messages"][0]["content"][0]["file"] == {
        "file_data": "data:application/pdf;base64,aGk=", "filename": "document.pdf",
    }  # fmt: skip
    assert approximated == ["messages[0].parts[0].media_type"]
    part = {"type": "file", "file": {"file_data": "aGk="}}
    request = FORMAT.read_request(asked({"role": "user", "content": [part]}))
    assert FORMAT.write_request(request, Losses())["messages"][0]["content"] == [part]
