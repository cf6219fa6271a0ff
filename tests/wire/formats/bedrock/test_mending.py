"""What the provider would refuse of a talk that another format allows."""

import pytest
from tests.wire.formats.bedrock.test_requests import CLAUDE, asks, read, write

from modeldex.wire.content import Document, Text, ToolCall, ToolResult
from modeldex.wire.request import ChatRequest, Message


def talk(*messages: tuple[str, str]) -> ChatRequest:
    turns = tuple(Message(role=role, parts=(Text(text=text),)) for role, text in messages)
    return ChatRequest(model=CLAUDE, messages=turns)


@pytest.mark.parametrize("blank", ["", " \n"])
def test_a_blank_text_is_left_out(blank: str):
    body, lost = write(asks(Text(text="Hi"), Text(text=blank)))

    assert body["messages"][0]["content"] == [{"text": "Hi"}]
    assert lost == (["messages[0].parts[1]"] if blank else [])


def test_a_turn_of_which_nothing_is_left_is_listed_and_the_user_speaks_first():
    body, lost = write(talk(("user", ""), ("assistant", "Hello.")))

    assert body["messages"] == [
        {"role": "user", "content": [{"text": "Go on."}]},
        {"role": "assistant", "content": [{"text": "Hello."}]},
    ]
    assert lost == ["messages[0]", "messages"]


def test_instructions_alone_get_a_user_and_nothing_at_all_gets_none():
    assert write(talk(("system", "Sing.")))[0]["messages"][0]["content"] == [{"text": "Go on."}]
    assert "messages" not in write(ChatRequest(model=CLAUDE, messages=()))[0]


def test_the_last_word_of_instructions_is_the_users_after_the_models():
    body, lost = write(talk(("user", "Hi"), ("assistant", "Hello."), ("developer", "Sing.")))

    assert [turn["role"] for turn in body["messages"]] == ["user", "assistant", "user"]
    assert lost == ["messages[2]"]


def test_a_document_has_words_beside_it():
    document = Document(data="JVBERi0=", media_type="application/pdf", title="a")

    body, lost = write(asks(document))
    assert "text" in body["messages"][0]["content"][1]
    assert lost == ["messages"]
    assert write(asks(document, Text(text="What is it?")))[1] == []


@pytest.mark.parametrize(
    ("text", "block", "lost"),
    [
        ('{"a":1}', {"json": {"a": 1}}, []),
        ("[1]", {"text": "[1]"}, ["is_json"]),
        ('{"a":', {"text": '{"a":'}, ["is_json"]),
    ],
)
def test_only_an_object_is_the_json_of_a_result(text: str, block: object, lost: list[str]):
    result = ToolResult(call_id="c", parts=(Text(text=text, is_json=True), Text(text="")))
    asked = ChatRequest(
        model=CLAUDE,
        messages=(
            Message(role="user", parts=(Text(text="Hi"),)),
            Message(role="assistant", parts=(ToolCall(id="c", name="f"),)),
            Message(role="tool", parts=(result,)),
        ),
    )

    body, told = write(asked)

    assert body["messages"][2]["content"][0]["toolResult"]["content"] == [block]
    assert [field.rpartition(".")[2] for field in told if field != "tools"] == lost


def test_who_speaks_this_format_is_left_alone():
    body = {
        "messages": [
            {"role": "assistant", "content": [{"text": " "}]},
            {"role": "user", "content": [
                {"toolResult": {"toolUseId": "c", "content": [{"json": [1]}, {"text": ""}]}},
            ]},
        ]
    }  # fmt: skip

    assert write(read(body)) == (body, [])
