"""What a model can do: the one table of capabilities.

Each capability is True, False or None: nobody said. Values are kept as two bit masks, so that a
query over a whole catalog is a bitwise operation. A capability's bit is its place in the table:
append, never reorder.
"""

from __future__ import annotations

from functools import lru_cache

from modeldex.core.errors import UnknownNameError
from modeldex.core.lazy_typing import overload
from modeldex.core.record import Field, Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self


class Capability(Field):
    """One thing a model may be able to do: a bit in the two masks of its record."""

    _count = 0

    def __init__(self, meaning: str, letter: str | None = None) -> None:
        self.meaning = meaning
        """One line: what True means."""
        self.letter = letter
        """The letter by which short tables name it, if any."""
        self.mask = 1 << Capability._count
        Capability._count += 1

    @property
    def slots(self) -> tuple[str, ...]:
        return ("_caps_yes", "_caps_no")

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> bool | None: ...
    def __get__(self, record: object | None, owner: type) -> Self | bool | None:
        if not isinstance(record, CapabilityMasks):
            return self
        return capability_value(self.mask, record._caps_yes, record._caps_no)

    def __set__(self, record: object, value: bool | None) -> None:
        raise AttributeError(f"{self.name} is frozen")

    def store(self, record: object, value: Any) -> None:
        if not hasattr(record, "_caps_yes"):
            object.__setattr__(record, "_caps_yes", 0)
            object.__setattr__(record, "_caps_no", 0)
        if value is None:
            return
        if not isinstance(value, bool):
            raise ValueError(f"must be True, False or None for unknown, not {value!r}")
        slot = "_caps_yes" if value else "_caps_no"
        object.__setattr__(record, slot, getattr(record, slot) | self.mask)


class CapabilityMasks:
    """The two bit masks that hold every capability of a record."""

    __slots__ = ("_caps_no", "_caps_yes")
    __all_slots__ = ("_caps_yes", "_caps_no")

    _caps_yes: int
    _caps_no: int


class CapabilityFlags(CapabilityMasks, Record):
    """The table: every capability as an attribute `supports_<name>`."""

    supports_chat: Capability = Capability("answers messages")
    supports_streaming: Capability = Capability("sends its answer piece by piece", "S")
    supports_vision: Capability = Capability("reads images", "V")
    supports_tool_use: Capability = Capability("calls tools (functions)", "T")
    supports_json_mode: Capability = Capability("can be held to valid JSON", "J")
    supports_structured_output: Capability = Capability("can be held to a JSON Schema")
    supports_thinking: Capability = Capability("reasons before it answers", "K")
    supports_prompt_cache: Capability = Capability("reuses a prompt already read, at a lower rate")
    supports_audio_input: Capability = Capability("reads audio")
    supports_audio_output: Capability = Capability("speaks or makes audio")
    supports_video_input: Capability = Capability("reads video")
    supports_video_output: Capability = Capability("makes video")
    supports_pdf_input: Capability = Capability("reads PDF files")
    supports_image_output: Capability = Capability("makes images")
    supports_embedding: Capability = Capability("turns input into vectors")
    supports_reranking: Capability = Capability("orders documents by relevance")
    supports_code: Capability = Capability("its maker says it codes, or a coding benchmark shows it", "C")
    supports_fine_tuning: Capability = Capability("can be trained further by customers")
    supports_batch: Capability = Capability("takes work for later at a batch rate")
    supports_parallel_tool_use: Capability = Capability("calls several tools in one turn")
    supports_web_search: Capability = Capability("searches the web on its own")
    supports_computer_use: Capability = Capability("operates a screen, mouse and keyboard")
    supports_system_messages: Capability = Capability("obeys a system message")
    supports_assistant_prefill: Capability = Capability("continues an answer begun by the caller")
    supports_temperature: Capability = Capability("accepts a sampling temperature")
    supports_transcription: Capability = Capability("writes down speech")
    supports_moderation: Capability = Capability("judges content against a policy")
    supports_ocr: Capability = Capability("reads the text of documents")
    supports_realtime: Capability = Capability("holds a live session over an open connection")
    supports_text_completion: Capability = Capability("continues a text, without messages")


CAPABILITIES: dict[str, Capability] = {
    name.removeprefix("supports_"): field
    for name, field in CapabilityFlags.__fields__.items()
    if isinstance(field, Capability)
}
"""Name -> capability, in table order; queries and tables use the short name (`vision`)."""

LETTERS: dict[str, str] = {
    capability.letter: name for name, capability in CAPABILITIES.items() if capability.letter
}
"""Letter -> capability name: V T J S K C."""


class ModelCapabilities(CapabilityFlags):
    """What a model can do; a capability that is left out is unknown, not absent."""

    def __iter__(self) -> Any:
        """The names of the capabilities that are True, in table order."""
        return (name for name, item in CAPABILITIES.items() if self._caps_yes & item.mask)

    def supports(self, name: str) -> bool | None:
        """True, False or None for unknown; UnknownNameError lists the names there are."""
        return capability_value(capability_mask(name), self._caps_yes, self._caps_no)

    @property
    def masks(self) -> tuple[int, int]:
        """The bit masks of what is True and of what is False."""
        return self._caps_yes, self._caps_no

    @classmethod
    def of_masks(cls, yes: int, no: int) -> ModelCapabilities:
        """The capabilities of two bit masks."""
        made = cls()
        object.__setattr__(made, "_caps_yes", yes)
        object.__setattr__(made, "_caps_no", no & ~yes)
        return made

    @classmethod
    def parse(cls, cell: str) -> ModelCapabilities:
        """Read a signed list: `vision tool_use -audio_input`; letters V T J S K C are read too.

        Raises ValueError where a name is unknown or stands twice; `?name` says unknown.
        """
        yes, no, _ = parse_masks(cell)
        return cls.of_masks(yes, no)

    def format(self) -> str:
        """The signed list, in table order: what is True, then what is False."""
        return format_masks(self._caps_yes, self._caps_no)


@lru_cache(maxsize=4096)
def format_masks(yes: int, no: int) -> str:
    """The signed list of two bit masks, in table order: what is True, then what is False."""
    able = [name for name, item in CAPABILITIES.items() if yes & item.mask]
    unable = [f"-{name}" for name, item in CAPABILITIES.items() if no & item.mask]
    return " ".join(able + unable)


@lru_cache(maxsize=4096)
def parse_masks(cell: str) -> tuple[int, int, int]:
    """Bit masks of what a signed list says is there, is not there, and is unknown (`?name`)."""
    yes = no = unknown = 0
    for word in cell.split():
        name = LETTERS.get(word.lstrip("-?"), word.lstrip("-?"))
        if name not in CAPABILITIES:
            raise ValueError(str(UnknownNameError("capability", name, CAPABILITIES)))
        mask = CAPABILITIES[name].mask
        if (yes | no | unknown) & mask:
            raise ValueError(f"names {name} twice")
        yes |= mask if word[0] not in "-?" else 0
        no |= mask if word[0] == "-" else 0
        unknown |= mask if word[0] == "?" else 0
    return yes, no, unknown


@lru_cache(maxsize=4096)
def stated(yes: int, no: int) -> tuple[tuple[str, str], ...]:
    """(name, `true` or `false`) of every capability that two masks speak of, in table order."""
    return tuple(
        (name, "true" if yes & capability.mask else "false")
        for name, capability in CAPABILITIES.items()
        if (yes | no) & capability.mask
    )


def capability_mask(name: str) -> int:
    """The bit of a capability; UnknownNameError lists the names there are."""
    try:
        return CAPABILITIES[name.removeprefix("supports_")].mask
    except KeyError:
        raise UnknownNameError("capability", name, CAPABILITIES) from None


def capability_value(mask: int, yes: int, no: int) -> bool | None:
    """What two masks say of one capability."""
    return True if yes & mask else False if no & mask else None
