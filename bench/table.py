"""The report in words: Markdown tables for people, JSON for programs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from bench.bars import BARS, Bar, verdict
from bench.fresh import Loading
from bench.peers import BARE, OURS
from bench.questions import QUESTIONS, Question
from bench.report import Report, Row
from bench.turns import Timing

HEADINGS = (
    "package",
    "version",
    "process ÷ bare",
    "process, ms",
    "look-up ÷ dict hit",
    "look-up, ns",
    "peak, MB",
    "what it answers",
)
BARS_HEADINGS = ("modeldex", "figure", "bar", "")
LOADING = "whole catalog in memory, from the import on"


def markdown(report: Report) -> str:
    """Render the report as Markdown: the machine, the packages, the questions, and the bars."""
    head = f"{report.machine}; medians of {report.rounds} interleaved rounds."
    parts = [head, "", *package_table(report), "", *question_table(report), "", *bar_table(report)]
    return "\n".join(parts)


def package_table(report: Report) -> list[str]:
    """A row per package: its whole process, its repeated look-up, its memory."""
    bare, *peers = report.others
    return table(HEADINGS, [cells(row) for row in (bare, report.ours, *peers)], "--rrrrr-")


def question_table(report: Report) -> list[str]:
    """A row per question: what modeldex takes, and how many times that each peer takes; then footnotes."""
    peers = [row.package for row in report.others if row.package != BARE.distribution]
    rows: list[tuple[str, ...]] = []
    notes: list[str] = []
    for question in (question for question in QUESTIONS if question.is_shared):
        timings = report.timings.get(question.name, {})
        taken = {package: timing.nanoseconds for package, timing in timings.items()}
        notes.append(question.compared + found_in_words(question, timings))
        rows.append((f"{question.wording} ({len(notes)})", *ratios(taken, peers)))
    notes.append(f"In a fresh process, import included. Records: {records_in_words(report.loadings)}.")
    rows += loading_rows(report.loadings, peers, len(notes))
    notes += [f"Not measured: {reason}." for reason in failures(report)]
    how = "A peer's figure is how many times as long as modeldex it takes; `-` where it has no way to answer."
    footnotes = [f"{number}. {note}" for number, note in enumerate(notes, 1)]
    headings = ("question", OURS.distribution, *peers)
    return [*table(headings, rows, "-" + "r" * (len(headings) - 1)), "", how, "", *footnotes]


def loading_rows(
    loadings: Mapping[str, Loading], peers: Sequence[str], note: int
) -> Iterator[tuple[str, ...]]:
    """Two rows: how long a whole catalog takes, and how long one record of it, since sizes differ."""
    whole: dict[str, float | None] = {}
    each: dict[str, float | None] = {}
    for package, loading in loadings.items():
        if loading.milliseconds is not None and loading.records:
            whole[package] = loading.milliseconds * 1e6
            each[package] = loading.milliseconds * 1e6 / loading.records
    yield f"{LOADING} ({note})", *ratios(whole, peers)
    yield f"the same, per record ({note})", *ratios(each, peers)


def ratios(nanoseconds: Mapping[str, float | None], peers: Sequence[str]) -> list[str]:
    """The cell of modeldex as a time, and those of the peers as multiples of it; times, where it has none."""
    ours = nanoseconds.get(OURS.distribution)
    return [
        "-" if ours is None else duration(ours),
        *(compared(nanoseconds.get(peer), ours) for peer in peers),
    ]


def compared(nanoseconds: float | None, ours: float | None) -> str:
    """How many times as long as ours; a dash where the peer has no answer."""
    if nanoseconds is None:
        return "-"
    if not ours:
        return duration(nanoseconds)
    times = nanoseconds / ours
    return f"{times:,.0f}x" if times >= 10 else f"{times:.1f}x"


def duration(nanoseconds: float) -> str:
    """A time in the unit that suits its size, to three digits."""
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return f"{significant(nanoseconds / size)} {unit}"
    return f"{nanoseconds:.0f} ns"


def significant(value: float) -> str:
    """A figure to three digits, with no more than two places."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def found_in_words(question: Question, timings: Mapping[str, Timing]) -> str:
    """Say how many each package found, where the question wants that told."""
    if not question.tells_found:
        return ""
    found = [
        f"{package} {timing.answers:,}" for package, timing in timings.items() if timing.answers is not None
    ]
    return f" Found: {', '.join(found)}." if found else ""


def records_in_words(loadings: Mapping[str, Loading]) -> str:
    """Say how many records each package has."""
    counts = {package: loading.records for package, loading in loadings.items()}
    return ", ".join(f"{package} {records:,}" for package, records in counts.items() if records is not None)


def failures(report: Report) -> Iterator[str]:
    """Why a package that has a way to answer gave none."""
    shared = {question.name: question.wording for question in QUESTIONS if question.is_shared}
    for name, timings in report.timings.items():
        for package, timing in timings.items():
            if timing.reason and name in shared:
                yield f"{package}, {shared[name]}: {timing.reason}"
    for package, loading in report.loadings.items():
        if loading.reason:
            yield f"{package}, {LOADING}: {loading.reason}"


def bar_table(report: Report) -> list[str]:
    """A row per bar: the figure, the bar, and on which side of it the figure lies."""
    rows = [bar_cells(bar, report.figures.get(bar.name), report.reasons.get(bar.name, "")) for bar in BARS]
    return table(BARS_HEADINGS, rows, "-rr-")


def bar_cells(bar: Bar, figure: float | None, reason: str) -> tuple[str, ...]:
    """One row of the table of bars; where there is no figure, the reason stands in its place."""
    most = f"{bar.most:g} {bar.unit}"
    if figure is None:
        return bar.what, "-", most, f"not measured: {reason}" if reason else "not measured"
    return bar.what, f"{significant(figure)} {bar.unit}", most, verdict(figure, bar.most)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], sides: str) -> list[str]:
    """The lines of a Markdown table; `sides` has an `r` for each column that is set to the right."""
    rule = ["---:" if side == "r" else "---" for side in sides]
    return [
        "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in (headings, rule, *rows)
    ]


def cells(row: Row) -> tuple[str, ...]:
    """Write the figures of one package as text."""
    return (
        row.package,
        row.version or "-",
        number(row.process_ratio, 1),
        number(row.process_ms, 1),
        number(row.look_up_ratio, 1),
        number(row.look_up_ns, 0),
        number(row.peak_mb, 0),
        row.note,
    )


def number(value: float | None, places: int) -> str:
    """Write a figure with a fixed number of places; a dash where there is none."""
    return "-" if value is None else f"{value:,.{places}f}"


def as_json(report: Report) -> dict[str, object]:
    """Turn the report into plain values, with the bars beside the figures."""
    return {
        "machine": asdict(report.machine),
        "rounds": report.rounds,
        "packages": [asdict(row) for row in (report.ours, *report.others)],
        "questions": {
            name: {package: asdict(timing) for package, timing in timings.items()}
            for name, timings in report.timings.items()
        },
        "catalogs": {package: asdict(loading) for package, loading in report.loadings.items()},
        "bars": [
            asdict(bar) | {"figure": report.figures.get(bar.name), "reason": report.reasons.get(bar.name)}
            for bar in BARS
        ],
    }
