"""The seven quarters before the last one: the same records of the sample company, in files of their own."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from tests.sample_company.branches import EARLIER, Row
from tests.sample_company.contacts import contacts
from tests.sample_company.customers import histories
from tests.sample_company.dirt import as_text, with_dirt
from tests.sample_company.groups import moves_of
from tests.sample_company.levels import orders_of
from tests.sample_company.opinions import answers
from tests.sample_company.orders import orders


def earlier() -> dict[str, str]:
    """The files by their names in the folder of samples."""
    responses = with_dirt(_each(map(contacts, EARLIER)), "earlier/responses.csv", ",")
    return {
        "earlier/delivery.csv": with_dirt(_each(map(orders, EARLIER)), "earlier/delivery.csv", ";"),
        "earlier/responses.csv": _of_the_old_desk(responses),
        "earlier/loyalty.csv": as_text(_each(map(answers, EARLIER))),
        "earlier/levels.csv": as_text(_each(orders_of(each, Random(f"levels {each.name}")) for each in EARLIER)),
        "earlier/moves.csv": as_text(_each(map(moves_of, EARLIER))),
        "earlier/customers.csv": as_text(histories()),
    }


def _each(quarters: Iterable[Iterable[Row]]) -> list[Row]:
    return [row for quarter in quarters for row in quarter]


def _of_the_old_desk(text: str) -> str:
    """As the old help desk exported its records: with a byte order mark, and the line ends of Windows."""
    return "\ufeff" + text.replace("\n", "\r\n")
