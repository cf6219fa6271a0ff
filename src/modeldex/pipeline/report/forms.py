"""The forms of the report: Markdown for a pull request, HTML with charts, JSON for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modeldex.pipeline.report.facts import ReportFacts

MARKDOWN, JSON, HTML = "markdown", "json", "html"
FORMS = (MARKDOWN, JSON, HTML)


def written(facts: ReportFacts, form: str) -> str:
    """The report as text in one of the `FORMS`; the same facts give the same text."""
    if form == JSON:
        from modeldex.pipeline.report.record import as_json

        return as_json(facts)
    from modeldex.pipeline.report.sections import page

    if form == HTML:
        from modeldex.pipeline.report.html import html

        return html(page(facts))
    from modeldex.pipeline.report.markdown import markdown

    return markdown(page(facts))
