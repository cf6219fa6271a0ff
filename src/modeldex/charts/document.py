"""An HTML document that needs nothing but itself: no script, no network, light and dark ground."""

from __future__ import annotations

_DOCUMENT = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def document(title: str, style: str, body: str) -> str:
    """The whole text; title and body are HTML already, whatever they hold is escaped by the caller."""
    return _DOCUMENT.format(title=title, style=style, body=body)
