"""`modeldex plot`: where a picture goes, in which form, of which models, and what is said of mistakes."""

import os
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

PNG = b"\x89PNG\r\n\x1a\n"
SVG = "{http://www.w3.org/2000/svg}"
KINDS = {
    "quality": ("quality", "--by", "gpqa"),
    "context": ("context",),
    "history": ("history", "falcon-2"),
    "providers": ("providers", "acme/falcon-2"),
}
"""Kind of picture -> what asks for it."""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the commands run."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def _texts(svg: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_file_the_picture_has_a_telling_name_here_and_standard_output_nothing(kind: str, run, here):
    ran = run("plot", *KINDS[kind])
    (path,) = here.iterdir()

    assert (ran.code, ran.out, ran.err) == (0, "", f"written: {path.name}\n")
    assert path.name.startswith(f"modeldex-{kind}")
    assert path.read_bytes().startswith(PNG)


@pytest.mark.parametrize(
    ("ending", "begins"), [("png", PNG), ("svg", b"<svg "), ("html", b"<!doctype html>")]
)
@pytest.mark.parametrize("kind", KINDS)
def test_the_ending_of_the_file_is_the_form(kind: str, ending: str, begins: bytes, run, here):
    ran = run("plot", *KINDS[kind], "--output", f"sub.{ending.upper()}")

    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert (here / f"sub.{ending.upper()}").read_bytes().startswith(begins)


def test_the_form_that_is_named_is_the_ending_of_the_file(run, here):
    run("plot", *KINDS["context"], "--format", "svg")

    assert [path.name for path in here.iterdir()] == ["modeldex-context.svg"]


def test_a_file_without_an_ending_is_a_png_or_what_was_named(run, here):
    run("plot", *KINDS["context"], "--output", "plain")
    run("plot", *KINDS["context"], "--output", "page", "--format", "html")

    assert (here / "plain").read_bytes().startswith(PNG)
    assert (here / "page").read_bytes().startswith(b"<!doctype html>")


def test_a_png_has_twice_the_pixels_of_the_drawing(run, here):
    run("plot", *KINDS["context"], "--output", "one.png")
    run("plot", *KINDS["context"], "--output", "one.svg")
    root = ET.fromstring((here / "one.svg").read_bytes())

    width, height = struct.unpack(">II", (here / "one.png").read_bytes()[16:24])
    assert (width, height) == (2 * int(root.attrib["width"]), 2 * int(root.attrib["height"]))
    assert width == 1600


@pytest.mark.parametrize("kind", KINDS)
def test_a_dash_is_standard_output_and_nothing_is_said(kind: str, run, here):
    ran = run("plot", *KINDS[kind], "--output", "-", "--format", "svg")

    assert (ran.code, ran.err) == (0, "")
    assert ET.fromstring(ran.out).tag == f"{SVG}svg"
    assert list(here.iterdir()) == []


def test_a_png_goes_to_standard_output_byte_by_byte(package: Path):
    ran = subprocess.run(
        [sys.executable, "-m", "modeldex", "plot", *KINDS["context"], "--output", "-"],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(package)},
        cwd=package,
        timeout=120,
        check=True,
    )

    assert ran.stdout.startswith(PNG)
    assert ran.stdout.endswith(b"IEND\xaeB`\x82")
    assert ran.stderr == b""


def test_a_png_is_kept_from_a_terminal(run, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    ran = run("plot", *KINDS["context"], "--output", "-")

    assert (ran.code, ran.out) == (2, "")
    assert "not for a terminal" in ran.err


def test_options_are_the_conditions_of_the_picture(run):
    ran = run(
        "plot", "context", "--maker", "acme", "--can", "vision,tool_use", "--output", "-", "--format", "svg"
    )
    subtitle = " ".join(_texts(ran.out)[1:3])

    assert "1 model of acme, with vision, tool_use" in subtitle
    assert "2026-10-25-v3" in subtitle


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--provider", "hub"), "2 models at hub"),
        (("--max-input-cost", "1"), "1 model at most 1 USD per million input tokens"),
        (("--status", "deprecated"), "1 model status deprecated"),
        (("--status", "any"), "of any status"),
        (("--limit", "1"), "the highest of 2 in context window"),
        (("--price", "output"), "USD per million output tokens"),
    ],
)
def test_each_option_is_told_in_the_picture(options: tuple[str, str], words: str, run):
    ran = run("plot", "context", *options, "--output", "-", "--format", "svg")

    assert words in " ".join(_texts(ran.out)).replace("\u00a0", " ")


def test_history_takes_several_models_and_any_name_of_them(run):
    ran = run("plot", "history", "falcon-latest", "hub/acme/falcon-2", "--output", "-", "--format", "svg")

    assert "Price history of 2 models" in _texts(ran.out)


@pytest.mark.parametrize("name", ["acme/falcon-2", "falcon-2", "hub/acme/falcon-2", "falcon-two"])
def test_providers_takes_any_name_of_the_model(name: str, run):
    ran = run("plot", "providers", name, "--output", "-", "--format", "svg")

    assert "What providers charge for falcon-2" in _texts(ran.out)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("qualty",), 2, ["kind of picture 'qualty'", "did you mean quality", "context, history, providers"]),
        (("quality", "--by", "gpqua"), 2, ["measure of quality 'gpqua'", "did you mean gpqa"]),
        (("quality", "--by", "math"), 2, ["known math"]),
        (("quality", "--price", "cached"), 2, ["--price", "'blend'"]),
        (("context", "--provider", "hubb"), 2, ["unknown provider 'hubb'", "did you mean hub"]),
        (("context", "--maker", "acmee"), 2, ["unknown maker 'acmee'", "did you mean acme"]),
        (("context", "--can", "visoin"), 2, ["unknown capability 'visoin'", "did you mean vision"]),
        (("context", "--max-input-cost", "cheap"), 2, ["--max-input-cost", "'cheap'"]),
        (("context", "--status", "gone"), 2, ["--status", "'gone'"]),
        (("context", "--limit", "0"), 2, ["--limit"]),
        (("context", "--maker", "borealis", "--can", "vision"), 2, ["no model of borealis, with vision has"]),
        (("history",), 2, ["MODEL"]),
        (("history", "falcon-9"), 4, ["falcon-9", "falcon-2"]),
        (("history", "cellar/aurora-7b"), 2, ["nobody dates a token price"]),
        (("providers",), 2, ["MODEL"]),
        (("providers", "falcon-9"), 4, ["falcon-9"]),
        (("context", "--output", "picture.gif"), 2, ["picture.gif", ".png, .svg, .html", "--format"]),
        (("context", "--output", "picture.svg", "--format", "png"), 2, ["picture.svg", "png"]),
        (("context", "--format", "pdf"), 2, ["--format", "'pdf'"]),
        (("context", "--output", "no/such/folder/picture.png"), 2, ["no/such/folder/picture.png"]),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_the_mend_and_leaves_no_file(
    arguments, code: int, words: list[str], run, here
):
    ran = run("plot", *arguments)

    assert (ran.code, ran.out) == (code, "")
    for word in words:
        assert word in " ".join(ran.err.split())
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_explains_itself_in_80_columns_with_an_example(kind: str, run):
    ran = run("plot", kind, "--help")

    assert (ran.code, ran.err) == (0, "")
    assert max(map(len, ran.out.splitlines())) <= 80
    assert f"  modeldex plot {kind}" in ran.out


def test_the_kinds_are_listed_in_the_order_of_use(run):
    listed = run("plot", "--help").out.partition("Commands:")[2]

    assert re.findall(r"^  (\w+)", listed, re.MULTILINE) == list(KINDS)


_WITHOUT = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == {package!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
from modeldex.cli.main import main
main()
"""


@pytest.mark.parametrize("package_name", ["altair", "vl_convert"])
def test_without_its_extra_a_picture_says_what_to_install(package_name: str, shell):
    ran = shell("plot", "context", python=("-c", _WITHOUT.format(package=package_name)))

    assert (ran.code, ran.out) == (2, "")
    assert package_name in ran.err
    assert "pip install 'modeldex[charts]'" in ran.err


_LOADED = """
import sys
from modeldex.cli.main import main
try:
    main()
finally:
    print(sorted({"altair", "vl_convert"} & sys.modules.keys()), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments", [("--help",), ("quality", "--help"), ("history", "falcon-9"), ("quality", "--by", "gpqua")]
)
def test_nothing_that_draws_is_loaded_before_something_is_drawn(arguments: tuple[str, ...], shell):
    assert shell("plot", *arguments, python=("-c", _LOADED)).err.endswith("[]\n")
