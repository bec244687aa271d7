"""Reading a page with the standard parser, as a test of what it says."""

from html.parser import HTMLParser


class Reader(HTMLParser):
    """Collects the elements of a page, and the cells of the table of pairings."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self.inside = dict(attrs).get("id") or ""
        if self.inside == "pairings" and tag == "tr":
            self.rows.append([])
        if self.inside == "pairings" and tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.inside = ""

    def handle_data(self, text: str) -> None:
        if self.inside == "pairings" and self.rows and self.rows[-1]:
            self.rows[-1][-1] += text.strip("\n")


def read(page: bytes) -> Reader:
    reader = Reader()
    reader.feed(page.decode("utf-8"))
    return reader
