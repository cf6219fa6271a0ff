"""The state of the facts in numbers and words, as one page of Markdown or HTML, and as JSON."""
