"""Reads pages as a reader does: their text, links, forms and tables."""

import re
from html import unescape
from typing import Any

from starlette.testclient import TestClient

READER = {"accept": "text/html"}


def open_page(client: TestClient, address: str, status: int = 200, lang: str = "zh") -> str:
    """The HTML of an address in a language."""
    answer = client.get(address, headers=READER, params={"lang": lang} if "?" not in address else None)
    assert answer.status_code == status, answer.text[:2000]
    return answer.text


def text_of(html: str) -> str:
    """What can be read, on one line."""
    shown = re.sub(r"<(head|svg|script)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", shown))).strip()


def links_of(html: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'href="([^"]+)"', html)]


def token_of(html: str) -> str:
    """The token of the forms of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', html)
    assert found
    return found[1]


def rows_of(html: str, table: int = 0) -> list[list[str]]:
    """The rows of a table's body, cell by cell."""
    bodies = re.findall(r"<tbody>(.*?)</tbody>", html, flags=re.DOTALL)
    rows = re.findall(r"<tr.*?</tr>", bodies[table], flags=re.DOTALL)
    return [
        [text_of(cell) for cell in re.findall(r"<(?:td|th)\b.*?</(?:td|th)>", row, flags=re.DOTALL)] for row in rows
    ]


def send(client: TestClient, page: str, action: str, **fields: Any) -> Any:
    """Send a form of a page to an address with the page's token."""
    return client.post(action, data={"csrf": token_of(page)} | fields, headers=READER)
