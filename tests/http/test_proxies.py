"""Which proxy the environment wants."""

from __future__ import annotations

import pytest

from modeldex.http.origin import origin_of
from modeldex.http.proxies import Proxy, proxy_for

PROXY = {"HTTPS_PROXY": "http://proxy:3128", "HTTP_PROXY": "http://plain:3128"}


@pytest.mark.parametrize(
    ("url", "environ", "proxy"),
    [
        ("https://models.dev/", {}, None),
        ("https://models.dev/", PROXY, "http://proxy:3128"),
        ("http://models.dev/", PROXY, "http://plain:3128"),
        ("https://models.dev/", {"https_proxy": "http://small:1", **PROXY}, "http://small:1"),
        ("https://models.dev/", {"https_proxy": " ", **PROXY}, "http://proxy:3128"),
        ("https://models.dev/", {"HTTPS_PROXY": "proxy:3128"}, "http://proxy:3128"),
        ("http://models.dev/", {"REQUEST_METHOD": "GET", **PROXY}, None),
        ("https://models.dev/", {"REQUEST_METHOD": "GET", **PROXY}, "http://proxy:3128"),
        ("https://models.dev/", {"NO_PROXY": "*", **PROXY}, None),
        ("https://models.dev/", {"NO_PROXY": "a.org, MODELS.dev", **PROXY}, None),
        ("https://api.models.dev/", {"NO_PROXY": "models.dev", **PROXY}, None),
        ("https://api.models.dev/", {"NO_PROXY": ".models.dev", **PROXY}, None),
        ("https://allmodels.dev/", {"NO_PROXY": "models.dev", **PROXY}, "http://proxy:3128"),
        ("https://models.dev/", {"NO_PROXY": "models.dev:443", **PROXY}, None),
        ("https://models.dev/", {"NO_PROXY": "models.dev:8443", **PROXY}, "http://proxy:3128"),
        ("https://models.dev/", {"no_proxy": "other.org", "NO_PROXY": "*", **PROXY}, "http://proxy:3128"),
        ("https://models.dev/", {"NO_PROXY": " , .", **PROXY}, "http://proxy:3128"),
        ("http://localhost:11434/", PROXY, None),
        ("http://box.localhost/", PROXY, None),
        ("http://127.0.0.2:11434/", PROXY, None),
        ("http://[::1]:11434/", PROXY, None),
        ("http://192.168.0.7/", PROXY, "http://plain:3128"),
    ],
)
def test_the_environment_names_the_proxy(url: str, environ: dict[str, str], proxy: str | None):
    assert proxy_for(origin_of(url), environ) == (None if proxy is None else Proxy(proxy))


def test_who_asks_is_told_to_the_proxy_apart_from_its_url():
    environ = {"HTTPS_PROXY": "HTTP://me%40home:p%3Ass@proxy:3128/"}

    proxy = proxy_for(origin_of("https://models.dev/"), environ)

    assert proxy is not None
    assert (proxy.url, proxy.headers) == (
        "http://proxy:3128",
        {"proxy-authorization": "Basic bWVAaG9tZTpwOnNz"},
    )
    assert "bWVA" not in repr(proxy)


@pytest.mark.parametrize(
    "written", ["socks5://proxy:1080", "http://", "http://me@", "file:///proxy", "http://proxy:none", "a b:1"]
)
def test_a_proxy_of_another_kind_is_refused(written: str):
    with pytest.raises(ValueError, match=r"https_proxy must name a proxy like http://.*withheld"):
        proxy_for(origin_of("https://models.dev/"), {"https_proxy": written})
