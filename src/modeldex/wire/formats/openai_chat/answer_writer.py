"""An answer as a message: in a request as what was said before, in a response as what is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Audio, Foreign, Image, Refusal, Text, Thinking, ToolCall
from modeldex.wire.formats.openai_chat.calls import write_call
from modeldex.wire.formats.openai_chat.name import NAME
from modeldex.wire.formats.openai_chat.part_writer import PartsWriter, write_citation
from modeldex.wire.formats.openai_chat.thinking import joined, write_details
from modeldex.wire.losses import ANOTHERS_THINKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.wire.content import Part
    from modeldex.wire.losses import Losses

APART = "an answer is one text; a blank line stands between what were two messages"


def space_between(before: Text | None, part: Text) -> str:
    """What keeps two texts apart that stood in items of their own; texts of one item follow each other."""
    if before is None or (before.item_id == part.item_id and before.phase == part.phase):
        return ""
    return "\n\n"


class AnswerWriter:
    """Writes messages of the assistant."""

    def __init__(
        self, losses: Losses, parts: PartsWriter, thinking_field: str, *, is_answer: bool = False
    ) -> None:
        """`is_answer`: the message is that of a response, whose content is a text and nothing else."""
        self._losses = losses
        self._parts = parts
        self._thinking_field = thinking_field
        self._is_answer = is_answer

    def message(self, parts: Sequence[Part], path: str) -> dict[str, Any]:
        """The message; the path leads to the hub's."""
        if len(parts) == 1 and type(parts[0]) is Text and parts[0].cache is None and not parts[0].citations:
            self._parts.signature(parts[0], f"{path}.parts[0]")
            return {"role": "assistant", "content": parts[0].text}
        written: dict[str, Any] = {"role": "assistant", "content": None}
        said, thoughts, calls = self._sorted(parts, path)
        written["content"] = self._content(said, path)
        self._refuse(written, said)
        self._cite(written, said, path)
        if thoughts:
            self._think(written, thoughts, path)
        for place, part in said:
            if type(part) is Audio:
                self._speak(written, part, f"{path}.parts[{place}]")
        pictures = self._pictures(said, path)
        if pictures:
            written["images"] = pictures
        if calls:
            written["tool_calls"] = calls
        elif written["content"] is None and not written.keys() - {"role", "content"}:
            written["content"] = ""
        return written

    def _sorted(
        self, parts: Sequence[Part], path: str
    ) -> tuple[list[tuple[int, Part]], list[tuple[int, Thinking]], list[dict[str, Any]]]:
        """What is said, what is thought, and the calls; the format has no order among them."""
        said: list[tuple[int, Part]] = []
        thoughts: list[tuple[int, Thinking]] = []
        calls: list[dict[str, Any]] = []
        for place, part in enumerate(parts):
            kind = type(part)
            if kind is ToolCall:
                calls.append(write_call(part, f"{path}.parts[{place}]", self._losses))  # type: ignore[arg-type]
                continue
            if kind is Thinking:
                if said or calls:
                    self._losses.approximate(f"{path}.parts[{place}]", "thinking stands before all else")
                thoughts.append((place, part))  # type: ignore[arg-type]
                continue
            if calls and kind is not Foreign:
                self._losses.approximate(f"{path}.parts[{place}]", "calls stand behind all else")
            said.append((place, part))
        return said, thoughts, calls

    def _content(self, said: Sequence[tuple[int, Part]], path: str) -> Any:
        """Words: one text in a response, a list where a request needs one."""
        if self._is_answer:
            self._note_rest(said, path)
            return self._words(said, path)
        is_field = self._has_field(said)
        written = []
        for place, part in said:
            kind = type(part)
            if isinstance(part, Text):
                bare = Text(text=part.text, cache=part.cache, signature=part.signature)
                written.append(self._parts.part(bare, f"{path}.parts[{place}]"))
            elif isinstance(part, Refusal):
                if not is_field:
                    written.append({"type": "refusal", "refusal": part.text})
            elif kind is not Audio and kind is not Image:
                written.append(self._parts.part(part, f"{path}.parts[{place}]"))
        kept = [one for one in written if one is not None]
        if len(kept) == 1 and len(kept[0]) == 2 and kept[0]["type"] == "text":
            return kept[0]["text"]
        return kept or None

    def _words(self, said: Sequence[tuple[int, Part]], path: str) -> str | None:
        """All texts as one."""
        texts: list[str] = []
        before: Text | None = None
        for place, part in said:
            if type(part) is Text:
                space = space_between(before, part)
                if space:
                    self._losses.approximate(f"{path}.parts[{place}]", APART)
                texts += space, part.text
                before = part if part.text else before
        return "".join(texts) if texts else None

    def _note_rest(self, said: Sequence[tuple[int, Part]], path: str) -> None:
        for place, part in said:
            kind = type(part)
            if kind is Text:
                self._parts.signature(part, f"{path}.parts[{place}]")  # type: ignore[arg-type]
            elif kind is not Refusal and kind is not Audio and kind is not Image:
                self._losses.drop(f"{path}.parts[{place}]", "an answer has no place for it")

    def _refuse(self, written: dict[str, Any], said: Sequence[tuple[int, Part]]) -> None:
        refusals = [part.text for _, part in said if type(part) is Refusal]
        if refusals and (self._is_answer or self._has_field(said)):
            written["refusal"] = "".join(refusals)

    def _has_field(self, said: Sequence[tuple[int, Part]]) -> bool:
        """Whether a refusal stands in the field for it: one that is said last; others are content."""
        return [type(part) for _, part in said].count(Refusal) == 1 and type(said[-1][1]) is Refusal

    def _cite(self, written: dict[str, Any], said: Sequence[tuple[int, Part]], path: str) -> None:
        """Sources of all texts; their places are counted in the texts one behind the other."""
        annotations, shift = [], 0
        before: Text | None = None
        for place, part in said:
            if type(part) is Text:
                shift += len(space_between(before, part)) if self._is_answer else 0
                before = part if part.text else before
                for number, citation in enumerate(part.citations):
                    where = f"{path}.parts[{place}].citations[{number}]"
                    one = write_citation(citation, where, self._losses, shift)
                    if one is not None:
                        annotations.append(one)
                shift += len(part.text)
        if annotations:
            written["annotations"] = annotations

    def _think(self, written: dict[str, Any], thoughts: Sequence[tuple[int, Thinking]], path: str) -> None:
        if not self._thinking_field:
            for place, _ in thoughts:
                self._losses.drop(f"{path}.parts[{place}]", "this dialect takes no thinking back")
            return
        parts: list[Thinking] = []
        for place, part in thoughts:
            if part.is_proved_to_another(NAME) and not self._is_answer:
                self._losses.drop(f"{path}.parts[{place}]", ANOTHERS_THINKING)
            else:
                parts.append(part)
        words = joined(parts)
        if words:
            written[self._thinking_field] = words
        details = write_details(parts)
        if details:
            written["reasoning_details"] = details

    def _speak(self, written: dict[str, Any], part: Audio, path: str) -> None:
        if self._is_answer:
            held = {
                "id": part.id or "", "data": part.data or "", "transcript": part.transcript or "",
                "expires_at": part.expires_at or 0,
            }  # fmt: skip
            written["audio"] = held
        elif part.id is not None:
            written["audio"] = {"id": part.id}
        elif part.transcript and written["content"] is None:
            self._losses.approximate(path, "earlier sound is known by its id alone; its words stand as text")
            written["content"] = part.transcript
        else:
            self._losses.drop(path, "earlier sound is known by its id alone")

    def _pictures(self, said: Sequence[tuple[int, Part]], path: str) -> list[dict[str, Any]]:
        written = [
            self._parts.part(part, f"{path}.parts[{place}]") for place, part in said if type(part) is Image
        ]
        return [one for one in written if one is not None]
