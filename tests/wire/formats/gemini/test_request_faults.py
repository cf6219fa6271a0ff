"""What is wrong with a request of this format, and what its path says."""

import pytest
from tests.wire.formats.gemini.recorded import asks

from modeldex.core.errors import InvalidRequestError
from modeldex.wire.formats.gemini import FORMAT


def test_all_that_is_wrong_is_said_at_once():
    body = {
        "contents": [
            {"role": "robot", "parts": [{"text": 5}, 7, {"functionCall": {"args": []}}]},
            {"role": "user", "parts": {"text": "a"}},
            {
                "role": "user",
                "parts": [
                    {"inlineData": {"mimeType": "image/png"}},
                    {"functionResponse": {"name": "f", "response": "x"}},
                ],
            },
        ],
        "systemInstruction": "Be brief.",
        "generationConfig": {"temperature": "hot", "topK": 1.5, "stopSequences": [1]},
        "tools": [{"functionDeclarations": [{"description": "a"}]}, 3],
        "toolConfig": {"functionCallingConfig": {"mode": "MAYBE"}},
    }  # fmt: skip

    with pytest.raises(InvalidRequestError) as caught:
        FORMAT.read_request(body)

    assert set(caught.value.problems) == {
        "model", "contents[0].role", "contents[0].parts[0].text", "contents[0].parts[1]",
        "contents[0].parts[2].functionCall.name", "contents[1].parts", "contents[2].parts[0].inlineData.data",
        "contents[2].parts[1].functionResponse.response", "systemInstruction", "generationConfig.temperature",
        "generationConfig.topK", "generationConfig.stopSequences", "tools[0].functionDeclarations[0].name",
        "tools[1]", "toolConfig.functionCallingConfig.mode",
    }  # fmt: skip


@pytest.mark.parametrize("body", [{}, {"contents": []}, {"contents": None}, {"contents": "Hello"}])
def test_a_request_without_contents_is_none(body):
    with pytest.raises(InvalidRequestError, match="contents"):
        FORMAT.read_request(body, model="m")


def test_the_path_says_the_model_and_whether_it_is_a_stream():
    request = FORMAT.read_request(asks(model="models/other"), model="models/gemini-3-pro", is_stream=True)

    assert (request.model, request.is_stream) == ("gemini-3-pro", True)


@pytest.mark.parametrize(
    ("model", "path"),
    [
        ("gemini-2.5-pro", "/models/gemini-2.5-pro"),
        ("models/gemini-2.5-pro", "/models/gemini-2.5-pro"),
        ("gemini-2.5-pro@001", "/models/gemini-2.5-pro@001"),
        ("tunedModels/mine-1", "/tunedModels/mine-1"),
        ("publishers/google/models/gemini-2.5-pro", "/publishers/google/models/gemini-2.5-pro"),
        ("a b?c#d:e", "/models/a%20b%3Fc%23d%3Ae"),
    ],
)
def test_a_path_names_the_model(model: str, path: str):
    assert FORMAT.path(model, is_stream=False) == f"{path}:generateContent"
    assert FORMAT.path(model, is_stream=True) == f"{path}:streamGenerateContent?alt=sse"


@pytest.mark.parametrize("model", ["", "..", "models/../files", "a//b", "projects/./x"])
def test_a_model_that_leads_elsewhere_is_refused(model: str):
    with pytest.raises(InvalidRequestError, match="model"):
        FORMAT.path(model, is_stream=False)


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"functionCall": "f"}, "functionCall"),
        ({"functionCall": {"name": "f", "args": [1]}}, "functionCall.args"),
        ({"functionResponse": 3}, "functionResponse"),
        ({"functionResponse": {"response": {}}}, "functionResponse.name"),
        ({"functionResponse": {"name": "f", "parts": {}}}, "functionResponse.parts"),
        ({"functionResponse": {"name": "f", "parts": [{"text": "a"}]}}, "functionResponse.parts[0]"),
        ({"inlineData": "AAAA"}, "inlineData"),
        ({"fileData": {"fileUri": 3}}, "fileData.fileUri"),
    ],
)
def test_a_part_that_is_wrong_is_named(part, field: str):
    with pytest.raises(InvalidRequestError) as caught:
        FORMAT.read_request(asks(part), model="m")

    assert list(caught.value.problems) == [f"contents[0].parts[0].{field}"]


def test_names_of_tools_must_be_texts():
    config = {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": [1]}}

    with pytest.raises(InvalidRequestError, match="allowedFunctionNames"):
        FORMAT.read_request(asks(toolConfig=config), model="m")


@pytest.mark.parametrize("field", ["mimeType", "displayName"])
def test_what_names_a_medium_is_a_text(field: str):
    body = asks({"inlineData": {"data": "AAAA", "mimeType": "image/png", field: 5}}, model="m")

    with pytest.raises(InvalidRequestError, match=field):
        FORMAT.read_request(body)
