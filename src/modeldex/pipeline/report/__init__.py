"""The state of the facts in numbers, as one page of Markdown or HTML."""
