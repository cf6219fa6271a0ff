"""Classes of the hub: frozen at run time, equal by value, and told what is wrong with their arguments."""

import copy
import pickle
from dataclasses import FrozenInstanceError, field, fields, is_dataclass, replace

import pytest

from modeldex.wire import content, events, request, response, tools
from modeldex.wire.content import Image, Media, Text, ToolCall
from modeldex.wire.events import PartGrew, Started
from modeldex.wire.frozen import frozen, frozen_in_order
from modeldex.wire.request import ChatRequest, Message


@frozen
class Shape:
    """A class of keyword arguments."""

    name: str
    sides: int = 4
    marks: dict[str, int] = field(default_factory=dict)


@frozen
class Solid(Shape):
    """One that has its fields, and one more."""

    height: int = 1


@frozen_in_order
class Spot:
    """A class of arguments by place."""

    x: int
    y: int = 0


@frozen
class Nothing:
    """A class without fields."""


HUB = [
    made
    for module in (content, events, request, response, tools)
    for made in vars(module).values()
    if isinstance(made, type) and is_dataclass(made) and made.__module__ == module.__name__
]


@pytest.mark.parametrize("made", HUB, ids=lambda made: made.__name__)
def test_every_class_of_the_hub_has_slots_and_keeps_its_fields(made):
    given = {one.name: f"value of {one.name}" for one in fields(made)}
    one = made(**given)

    assert not hasattr(one, "__dict__")
    assert {name: getattr(one, name) for name in given} == given
    for name in given:
        with pytest.raises(FrozenInstanceError):
            setattr(one, name, None)
        with pytest.raises(FrozenInstanceError):
            delattr(one, name)


def test_values_are_equal_by_their_fields():
    assert Shape(name="a") == Shape(name="a", sides=4, marks={})
    assert Shape(name="a") != Shape(name="b")
    assert Shape(name="a") != Solid(name="a")
    assert Spot(1) == Spot(1, 0)
    assert Nothing() == Nothing()


def test_what_is_equal_has_one_hash_and_what_holds_a_dict_has_none():
    assert len({Spot(1), Spot(1, 0), Spot(2)}) == 2
    assert hash(Text(text="a")) == hash(Text(text="a"))
    with pytest.raises(TypeError, match="unhashable"):
        hash(Shape(name="a"))


def test_each_value_has_a_default_of_its_own():
    one, other = Shape(name="a"), Shape(name="b")

    one.marks["x"] = 1

    assert other.marks == {}


def test_a_default_can_be_given_as_well():
    marks = {"x": 1}

    assert Shape(name="a", marks=marks).marks is marks
    assert Shape(name="a", sides=0).sides == 0


def test_fields_are_inherited_and_stay_frozen():
    cube = Solid(name="cube", height=2)

    assert (cube.name, cube.sides, cube.height) == ("cube", 4, 2)
    assert isinstance(Image(data="x"), Media)
    with pytest.raises(FrozenInstanceError):
        cube.name = "x"  # type: ignore[misc]


def test_another_value_is_made_of_one():
    assert replace(Solid(name="a", height=3), sides=5) == Solid(name="a", sides=5, height=3)
    assert replace(Spot(1), y=2) == Spot(1, 2)


@pytest.mark.parametrize(
    "value",
    [
        Text(text="a", cache="5m"),
        ChatRequest(model="m", messages=(Message(role="user", parts=(Text(text="a"),)),), extras={"x": [1]}),
        ToolCall(id="a", name="f"),
        PartGrew(0, 1, "text", "a"),
        Started("r", None, extras={"x": 1}),
    ],
)
def test_a_value_can_be_copied_and_handed_to_another_process(value):
    assert copy.copy(value) == value
    assert copy.deepcopy(value) == value
    assert pickle.loads(pickle.dumps(value)) == value


def test_values_show_their_fields():
    assert repr(Spot(1)) == "Spot(x=1, y=0)"
    assert repr(ToolCall(id="a", name="f")).startswith("ToolCall(id='a', name='f', arguments='{}'")


@pytest.mark.parametrize(
    ("made", "problem"),
    [
        (Shape, "missing 1 required keyword-only argument: 'name'"),
        (Spot, "missing 1 required positional argument: 'x'"),
        (lambda: Shape(name="a", size=1), "unexpected keyword argument 'size'"),  # type: ignore[call-arg]
        (lambda: Shape("a"), "takes 1 positional argument but 2"),  # type: ignore[call-arg]
        (lambda: Nothing(1), "takes 1 positional argument but 2"),  # type: ignore[call-arg]
        (lambda: Spot(1, 2, 3), "takes from 2 to 3 positional arguments but 4"),  # type: ignore[call-arg]
    ],
)
def test_wrong_arguments_are_named_with_their_class(made, problem):
    with pytest.raises(TypeError, match=problem) as caught:
        made()

    assert ".__init__()" in str(caught.value)


def test_a_class_has_its_docstring_and_patterns():
    assert Spot.__doc__ == "A class of arguments by place."
    match Spot(1, 2):
        case Spot(x, y):
            assert (x, y) == (1, 2)
