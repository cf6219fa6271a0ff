"""What botocore knows of Bedrock's shapes, and how its clients send and read them."""

from __future__ import annotations

import json
from base64 import b64decode
from functools import cache
from typing import Any

from botocore.eventstream import EventStreamBuffer  # type: ignore[import-untyped]
from botocore.parsers import create_parser  # type: ignore[import-untyped]
from botocore.session import Session  # type: ignore[import-untyped]
from botocore.validate import ParamValidator  # type: ignore[import-untyped]


@cache
def operation(name: str) -> Any:
    """The model of an operation."""
    return Session().get_service_model("bedrock-runtime").operation_model(name)


def refused(body: dict[str, Any], model: str, name: str = "Converse") -> str:
    """What botocore finds wrong with a body; blank: nothing."""
    shape = operation(name).input_shape
    report: str = (
        ParamValidator().validate(_with_bytes({**body, "modelId": model}, shape), shape).generate_report()
    )
    return report


def events(stream: bytes) -> list[dict[str, Any]]:
    """The events of a stream as botocore's clients get them."""
    shape = operation("ConverseStream").output_shape.members["stream"]
    parser = create_parser("rest-json")._event_stream_parser
    buffer = EventStreamBuffer()
    buffer.add_data(stream)
    return [parser.parse(message.to_response_dict(), shape) for message in buffer]


def answer(body: dict[str, Any]) -> dict[str, Any]:
    """A whole answer as botocore's clients get it."""
    sent = {"status_code": 200, "headers": {}, "body": json.dumps(body).encode()}
    parsed: dict[str, Any] = create_parser("rest-json").parse(sent, operation("Converse").output_shape)
    return parsed


def _with_bytes(value: Any, shape: Any) -> Any:
    """A JSON body in the form in which botocore takes it: bytes are bytes there."""
    if shape.type_name == "blob":
        return b64decode(value, validate=True)
    if shape.type_name == "structure" and not shape.is_document_type and isinstance(value, dict):
        return {
            name: _with_bytes(one, shape.members[name]) if name in shape.members else one
            for name, one in value.items()
        }
    if shape.type_name == "list" and isinstance(value, list):
        return [_with_bytes(one, shape.member) for one in value]
    if shape.type_name == "map" and isinstance(value, dict):
        return {name: _with_bytes(one, shape.value) for name, one in value.items()}
    return value
