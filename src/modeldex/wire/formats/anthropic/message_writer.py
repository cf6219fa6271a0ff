"""Messages of the hub as instructions and turns of a talk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Media
from modeldex.wire.formats.anthropic.block_writer import BlockWriter, short
from modeldex.wire.formats.anthropic.name import NAME
from modeldex.wire.further import OF_ANOTHER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.losses import Losses
    from modeldex.wire.request import ChatRequest, Message

STAND_IN = "Go on."
"""What the user says where the format wants a word of the user's and there is none."""
_INSTRUCTIONS = ("system", "developer")


class MessageWriter:
    """Writes the talk of one request: `instructions` and `turns` are there once it has."""

    def __init__(self, request: ChatRequest, losses: Losses) -> None:
        self.instructions: list[Mapping[str, Any]] = []
        """Blocks of `system`."""
        self.turns: list[dict[str, Any]] = []
        """Turns of user and assistant, by turns; `content` is a list."""
        self._losses = losses
        self._is_own = request.format == NAME
        self._writer = BlockWriter(losses, is_own=self._is_own, model=request.model)
        self._calls: dict[str, int] = {}
        messages = request.messages
        spoken = len(messages)
        while spoken and messages[spoken - 1].role in _INSTRUCTIONS:
            spoken -= 1
        self._spoken = spoken
        """After this many messages nobody speaks but the author of the instructions."""
        for place, message in enumerate(messages):
            self._message(message, place)
        if not self._is_own:
            self._mend()

    def content(self) -> list[dict[str, Any]]:
        """The turns, with content that is one plain text as that text."""
        for turn in self.turns:
            if "content" in turn:
                turn["content"] = short(turn["content"])
        return self.turns

    def _message(self, message: Message, place: int) -> None:
        blocks = self._blocks(message, place)
        if message.name is not None:
            self._losses.drop(f"messages[{place}].name", "the format names no speakers")
        if message.extras and not self._is_own:
            self._losses.drop(f"messages[{place}].extras", OF_ANOTHER)
        if message.role in _INSTRUCTIONS:
            self._instruct(message, blocks, place)
        elif blocks or self._is_own:
            role = "assistant" if message.role == "assistant" else "user"
            self._speak(role, blocks, message, place)
        elif message.parts:
            self._losses.drop(f"messages[{place}]", "nothing of it is left")

    def _blocks(self, message: Message, place: int) -> list[Mapping[str, Any]]:
        blocks: list[Mapping[str, Any]] = []
        write = self._writer.write
        takes_media = self._is_own or message.role in {"user", "tool"}
        for index, part in enumerate(message.parts):
            if not takes_media and isinstance(part, Media):
                self._losses.drop(
                    f"messages[{place}].parts[{index}]", f"there are no media of the {message.role}"
                )
                continue
            written = write(part, f"messages[{place}].parts[{index}]")
            if written is not None:
                blocks.append(written)
        return blocks

    def _instruct(self, message: Message, blocks: list[Mapping[str, Any]], place: int) -> None:
        """Instructions stand before the talk. Within it they have a place only for who wrote it so.

        Only newest models take them there; for others the provider itself recommends to put them in
        front (https://platform.claude.com/docs/en/api/openai-sdk). The last word is left where it is
        where it follows the model's own, which would be continued otherwise.
        """
        if self._is_own and (place or message.extras):
            said = {"content": blocks} if blocks or not message.extras else {}
            self.turns.append({"role": "system", **said, **message.extras})
            return
        if place >= self._spoken and blocks and self.turns and self.turns[-1]["role"] == "assistant":
            self._losses.approximate(
                f"messages[{place}]", "instructions at the end are told as the user's words"
            )
            self.turns.append({"role": "user", "content": blocks})
            return
        if self.turns and blocks:
            self._losses.approximate(
                "messages", f"the instructions of messages[{place}] are put before the talk"
            )
        self.instructions += blocks

    def _speak(self, role: str, blocks: list[Mapping[str, Any]], message: Message, place: int) -> None:
        before = self.turns[-1] if self.turns else None
        extras = message.extras if self._is_own else {}
        if before is None or before["role"] != role or extras or len(before) > 2:
            self.turns.append({"role": role, "content": blocks, **extras})
        elif message.role == "tool" and not self._is_own:
            self._answer(before["content"], blocks, place)
        else:
            before["content"] += blocks

    def _answer(self, said: list[Any], results: list[Mapping[str, Any]], place: int) -> None:
        """Results of tools stand before whatever the user says in the same turn."""
        first = next((i for i, one in enumerate(said) if one["type"] != "tool_result"), len(said))
        if first < len(said):
            self._losses.approximate(f"messages[{place}]", "results of tools stand before the user's words")
        said[first:first] = results

    def _mend(self) -> None:
        """What the provider would refuse of the talk as a whole."""
        turns = self.turns
        for turn in turns:
            self._order(turn)
        if not turns or turns[0]["role"] != "user":
            self._losses.approximate("messages", f"the user speaks first: {STAND_IN!r} stands for it")
            turns.insert(0, {"role": "user", "content": [{"type": "text", "text": STAND_IN}]})
        last = turns[-1]
        if last["role"] == "assistant" and last["content"] and last["content"][-1]["type"] == "text":
            block = last["content"][-1]
            kept = block["text"].rstrip()
            if kept != block["text"]:
                self._losses.approximate("messages", "blanks at the end of the last answer are cut")
                last["content"][-1] = {**block, "text": kept}

    def _order(self, turn: dict[str, Any]) -> None:
        """Results in the order of the calls before them."""
        if turn["role"] == "assistant":
            self._calls = {
                block["id"]: place
                for place, block in enumerate(turn["content"])
                if block["type"] == "tool_use"
            }
            return
        results = [block for block in turn["content"] if block["type"] == "tool_result"]
        if len(results) > 1 and self._calls:
            results.sort(key=lambda block: self._calls.get(block["tool_use_id"], len(self._calls)))
            turn["content"] = results + [one for one in turn["content"] if one["type"] != "tool_result"]
