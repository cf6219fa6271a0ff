"""The options that say what a route is asked for: the fields of a `RouteRequest`."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from modeldex.cli.options import CAPABILITY, MAKER, MODEL, PROVIDER, TOKENS, WORD, Word
from modeldex.core.errors import InvalidRequestError, ModeldexError
from modeldex.router.asked.request_fields import LICENCES, OPERATIONS, TASKS
from modeldex.router.deciding.policies import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from modeldex.router.asked.request import RouteRequest

_PRICES = ("input", "output", "request", "image")
_DATA = ("no_training", "zero_retention")


class Policy(Word):
    """A name of a policy: a built-in one, or one of the configuration."""

    name = "policy"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Names that begin so; those of a configuration that can be read."""
        known = dict.fromkeys(BUILT_IN)
        with suppress(
            ModeldexError, OSError, click.UsageError
        ):  # whoever types sees it once the command runs
            known |= dict.fromkeys(_configured_policies(ctx))
        return [CompletionItem(name) for name in known if name.startswith(incomplete)]


def _configured_policies(ctx: click.Context) -> Iterator[str]:
    from modeldex.cli.configured import asked_settings, documents

    settings = asked_settings(ctx.find_root().params.get("config"))
    for document in documents(settings):
        routing = document.data.get("routing")
        policies = routing.get("policies") if isinstance(routing, dict) else None
        yield from map(str, policies if isinstance(policies, dict) else ())


def _listed(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Names of several options, each of which may hold some with commas; each once."""
    names = (name.strip() for value in values for name in value.split(","))
    return tuple(dict.fromkeys(filter(None, names)))


def _priced(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    prices: dict[str, str] = {}
    for word in (word.strip() for value in values for word in value.split(",")):
        rate, mark, amount = word.partition("=")
        if rate not in _PRICES or not mark or rate in prices:
            raise click.BadParameter(
                f"{word!r} is no rate with its bound; write each once, like input=1,output=5."
                f" Rates: {', '.join(_PRICES)}"
            )
        prices[rate] = amount
    return prices


def _names(name: str, field: str, kind: Any, meaning: str) -> Callable[[Any], Any]:
    return click.option(
        name, field, type=kind, multiple=True, callback=_listed, metavar="NAME,...", help=meaning
    )


POLICY = Policy()

_CONDITIONS = (
    click.option(
        "--model", "models", type=MODEL, multiple=True, metavar="NAME",
        help="May answer; of several, the first is preferred. Or a pool.  [default: any]",
    ),
    click.option(
        "--fallback", "fallbacks", type=MODEL, multiple=True, metavar="NAME", help="Comes after all --model."
    ),
    click.option("--same-model", is_flag=True, help="Every provider of it may stand in for a --model."),
    _names("--needs", "capabilities", CAPABILITY, "Must be able to do all these."),
    click.option("--operation", type=click.Choice(OPERATIONS), metavar="NAME",
                 help=f"{', '.join(OPERATIONS)}.  [default: chat]"),
    click.option("--input", "input_tokens", type=TOKENS, metavar="TOKENS", help="Size of what is read."),
    click.option("--output", "output_tokens", type=TOKENS, metavar="TOKENS",
                 help="Size of the answer that is expected."),
    click.option("--max-price", "prices", multiple=True, callback=_priced, metavar="RATE=USD,...",
                 help="At most this per million tokens: input=1,output=5; or per request, image."),
    click.option("--max-cost", type=WORD, metavar="USD", help="At most this for the whole call."),
    _names("--provider", "only_providers", PROVIDER, "Served by one of these."),
    _names("--not-provider", "not_providers", PROVIDER, "Served by none of these."),
    _names("--maker", "only_makers", MAKER, "Published by one of these."),
    _names("--not-maker", "not_makers", MAKER, "Published by none of these."),
    _names("--region", "only_regions", WORD, "Served in one of these; unknown ones are left out."),
    _names("--not-region", "not_regions", WORD, "Served in none of these."),
    click.option("--licence", "only_licences", type=click.Choice(LICENCES), multiple=True,
                 help="By whether the weights can be downloaded."),
    click.option("--no-training", is_flag=True, help="Nobody trains on the content."),
    click.option("--zero-retention", is_flag=True, help="Nobody keeps the content."),
    click.option("--max-first-token", "max_first_token_ms", type=float, metavar="MS",
                 help="Expected within so many milliseconds."),
    click.option("--max-latency", "max_latency_ms", type=float, metavar="MS",
                 help="The whole answer within so many milliseconds."),
    click.option("--min-speed", "min_tokens_per_second", type=float, metavar="NUMBER",
                 help="At least so many tokens a second."),
    click.option("--task", type=click.Choice(TASKS), help="By which quality is judged."),
    click.option("--min-quality", type=float, metavar="SCORE", help="At least this, 0 to 1, for the task."),
    click.option("--unknown", type=click.Choice(("allow", "reject")),
                 help="What nobody says whether it meets a need.  [default: reject, but for a --model]"),
    click.option("--ready", is_flag=True, help="Only what can be called with the keys that there are."),
)  # fmt: skip

SPELLED = {
    "models": "--model", "fallbacks": "--fallback", "capabilities": "--needs", "input_tokens": "--input",
    "output_tokens": "--output", "only_providers": "--provider", "not_providers": "--not-provider",
    "only_makers": "--maker", "not_makers": "--not-maker", "only_regions": "--region",
    "not_regions": "--not-region", "only_licences": "--licence", "max_first_token_ms": "--max-first-token",
    "max_latency_ms": "--max-latency", "min_tokens_per_second": "--min-speed",
    **{f"max_{rate}_price": f"--max-price {rate}" for rate in _PRICES},
}  # fmt: skip
"""Field of a request -> the option that states it, where that is not of its name."""


def route_conditions(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say what is asked of a route; `request_of` takes their values."""
    for option in reversed(_CONDITIONS):
        command = option(command)
    return command


def request_of(asked: dict[str, Any]) -> RouteRequest:
    """The request that the options state; UsageError names the options that cannot be meant."""
    from modeldex.router.asked.request import RouteRequest

    given = dict(asked)
    prices = {f"max_{rate}_price": amount for rate, amount in given.pop("prices").items()}
    demands = {name: True for name in _DATA if given.pop(name)}
    stated = {
        name: value for name, value in given.items() if not (value is None or value is False or value == ())
    }
    with faults_of_request():
        return RouteRequest.of({**stated, **prices, **({"data": demands} if demands else {})})


@contextmanager
def faults_of_request() -> Iterator[None]:
    """Name the options that cannot be meant, rather than the fields behind them."""
    try:
        yield
    except InvalidRequestError as error:
        faults = (f"{option_of(field)} {fault}" for field, fault in error.problems.items())
        raise click.UsageError("; ".join(faults)) from None


def option_of(field: str) -> str:
    """The option that states a field of a request."""
    name = field.partition("[")[0].partition(".")[0]
    return SPELLED.get(name, f"--{name.replace('_', '-')}")
