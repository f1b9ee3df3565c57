"""What the customers of a made-up language school do, as bytes: twelve kinds of event in four types.

1. `people` draws the cast once: user, session, browser and address, already rendered.
2. Each kind is one template; filling it in is a handful of lookups, since a run wants 100,000 of them a second.

Money is a decimal in text (`"19.90"`): a JSON number is read as a binary float by most readers, and text casts to an
exact DECIMAL in SQL. Account and payment events carry whole seconds, lesson and click events milliseconds: the contract
allows both. Names and comments hold what real ones hold: accents, emoji, escaped quotes, braces inside strings.
Addresses are of the documentation ranges (RFC 5737, RFC 3849) and hosts of example.com (RFC 2606).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

Value = TypeVar("Value")
Draw = Callable[[], float]  # a random number, 0 <= x < 1

PEOPLE = 4096

BROWSERS = (
    b"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    b"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    b"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/605.1.15",
    b"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    b"Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile",
)
PAGES = (
    b"https://www.example.com/",
    b"https://www.example.com/pricing?plan=year",
    b"https://www.example.com/courses/deutsch-b1/lesson-4#words",
    b"https://www.example.com/courses/espa%C3%B1ol-a2?page=2",
    b"https://www.example.com/account/settings",
    b"https://www.example.com/search?q=past+tense&lang=fr",
)
REFERRERS = (b"https://search.example.net/", b"https://news.example.org/today", b"", b"newsletter")
BUTTONS = (b"start-lesson", b"buy-now", b"play-audio", b"next", b"share", b"cancel")
PRODUCTS = ((b"plan-month", b"12.99"), (b"plan-year", b"83.40"), (b"gift-card", b"25.00"), (b"workbook", b"19.90"))
CURRENCIES = (b"EUR", b"USD", b"GBP", b"PLN")
METHODS = (b"card", b"paypal", b"sepa", b"voucher")
COURSES = (b"deutsch-b1", b"english-c1", "español-a2".encode(), "русский-a1".encode(), "日本語-a1".encode())
PLATFORMS = (b"web", b"ios", b"android")
COUNTRIES = (b"DE", b"FR", b"PL", b"JP", b"US", b"BR")
NAMES = (
    "Zoë Müller".encode(),
    b"Jean-Luc O'Neill",
    "Łukasz Żak".encode(),
    "山田 花子".encode(),
    rb"Robert \"Bob\" Kim",
)
COMMENTS = (
    b"Clear and well paced, the exercises helped a lot.",
    "Très utile, merci beaucoup ! 🎉".encode(),
    rb"She said \"{hello}\" and then [paused]; nice touch.",
    rb"Line one\nline two, 50% done, C:\\course\u00e9",
)


class Person(NamedTuple):
    """One of the cast: `user_id` is the record key, the other two are rendered JSON members."""

    user_id: bytes
    user: bytes
    visit: bytes


class Kind(NamedTuple):
    """One kind of event. `body` renders the members after the envelope; `milliseconds`: created_at has a fraction."""

    name: str
    weight: int
    milliseconds: bool
    body: Callable[[Person, Draw], bytes]


def people(draw: Draw) -> list[Person]:
    """The cast of a run."""
    return [_person(number, draw) for number in range(PEOPLE)]


def one_of(values: Sequence[Value], draw: Draw) -> Value:
    """Any of `values`."""
    return values[int(draw() * len(values))]


def _person(number: int, draw: Draw) -> Person:
    user_id = b"u-%06d" % (number + 1)
    session_id = b"%08x%08x" % (int(draw() * 2**32), int(draw() * 2**32))
    last = 1 + int(draw() * 254)
    ip = one_of((b"192.0.2.%d", b"198.51.100.%d", b"203.0.113.%d", b"2001:db8::%x"), draw) % last
    visit = b'"user_id":"%b","session_id":"%b","user_agent":"%b","ip":"%b"'
    return Person(user_id, b'"user_id":"%b"' % user_id, visit % (user_id, session_id, one_of(BROWSERS, draw), ip))


def _registered(person: Person, draw: Draw) -> bytes:
    return b'%b,"display_name":"%b","country":"%b","platform":"%b","newsletter":%b' % (
        person.user,
        one_of(NAMES, draw),
        one_of(COUNTRIES, draw),
        one_of(PLATFORMS, draw),
        b"true" if draw() < 0.4 else b"false",
    )


def _login(person: Person, draw: Draw) -> bytes:
    return b'%b,"platform":"%b","app_version":"7.%d.%d","method":"password","remembered":%b' % (
        person.user,
        one_of(PLATFORMS, draw),
        draw() * 40,
        draw() * 10,
        b"true" if draw() < 0.7 else b"false",
    )


def _profile_updated(person: Person, draw: Draw) -> bytes:
    return b'%b,"changed":["display_name","country"],"display_name":"%b","country":"%b"' % (
        person.user,
        one_of(NAMES, draw),
        one_of(COUNTRIES, draw),
    )


def _lesson_started(person: Person, draw: Draw) -> bytes:
    return b'%b,"course":"%b","lesson":%d,"platform":"%b","offline":false,"coach":null' % (
        person.user,
        one_of(COURSES, draw),
        1 + draw() * 60,
        one_of(PLATFORMS, draw),
    )


def _lesson_completed(person: Person, draw: Draw) -> bytes:
    return b'%b,"course":"%b","lesson":%d,"score":%.3f,"seconds":%d,"mistakes":[%d,%d,%d]' % (
        person.user,
        one_of(COURSES, draw),
        1 + draw() * 60,
        draw(),
        60 + draw() * 1800,
        draw() * 50,
        draw() * 50,
        draw() * 50,
    )


def _lesson_rated(person: Person, draw: Draw) -> bytes:
    return b'%b,"course":"%b","lesson":%d,"stars":%d,"comment":"%b"' % (
        person.user,
        one_of(COURSES, draw),
        1 + draw() * 60,
        1 + draw() * 5,
        one_of(COMMENTS, draw),
    )


def _order(person: Person, draw: Draw) -> bytes:
    product, price = one_of(PRODUCTS, draw)
    return b'%b,"order_id":"o-%09d","product":"%b","amount":"%b","currency":"%b","method":"%b"' % (
        person.user,
        draw() * 1e9,
        product,
        price,
        one_of(CURRENCIES, draw),
        one_of(METHODS, draw),
    )


def _page_viewed(person: Person, draw: Draw) -> bytes:
    return b'%b,"action":"view","page_url":"%b","attributes":{"referrer":"%b","duration_ms":%d}' % (
        person.visit,
        one_of(PAGES, draw),
        one_of(REFERRERS, draw),
        draw() * 120_000,
    )


def _button_pressed(person: Person, draw: Draw) -> bytes:
    return b'%b,"action":"press","page_url":"%b","attributes":{"button":"%b","x":%d,"y":%d}' % (
        person.visit,
        one_of(PAGES, draw),
        one_of(BUTTONS, draw),
        draw() * 1920,
        draw() * 1080,
    )


def _purchase(person: Person, draw: Draw) -> bytes:
    product, price = one_of(PRODUCTS, draw)
    return (
        b'%b,"action":"purchase","page_url":"%b",'
        b'"attributes":{"product":"%b","price":"%b","currency":"%b","quantity":%d}'
    ) % (person.visit, one_of(PAGES, draw), product, price, one_of(CURRENCIES, draw), 1 + draw() * 5)


KINDS = (
    Kind("account:registered", 4, False, _registered),
    Kind("account:login", 12, False, _login),
    Kind("account:profile:updated", 4, False, _profile_updated),
    Kind("lesson:started", 14, True, _lesson_started),
    Kind("lesson:completed", 10, True, _lesson_completed),
    Kind("lesson:rated", 4, True, _lesson_rated),
    Kind("payment:order:created", 6, False, _order),
    Kind("payment:order:completed", 5, False, _order),
    Kind("payment:order:refunded", 1, False, _order),
    Kind("click:page:viewed", 24, True, _page_viewed),
    Kind("click:button:pressed", 12, True, _button_pressed),
    Kind("click:purchase", 4, True, _purchase),
)
