"""The console in a real browser: each page's main task by clicking, by keyboard alone, and under axe.

Needs Debian's `chromium` and the packages `playwright` and `axe-playwright-python`. Without a browser the tests are
skipped, except where CI_BROWSER says that there must be one.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.integration.consoles import running_console
from tests.integration.lake_by_hand import LakeByHand

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
if not CHROMIUM and not os.environ.get("CI_BROWSER"):
    pytest.skip("no browser: apt-get install chromium", allow_module_level=True)

from axe_playwright_python.sync_playwright import Axe  # noqa: E402 - only where there is a browser
from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402

WAIT_MS = 60_000
EVIL = "<img src=x onerror=window.owned=1>"
Tarn = Callable[..., Any]
PAGES = ("/flow", "/events", "/quarantine", "/lake", "/lake/tables/tarn/events", "/lake/jobs/etl", "/sql",
         "/sql?q=SELECT+1", "/sql?order=scanned", "/cloudwatch", "/replay", "/faults", "/logs")  # fmt: skip
FUNCTION = "AWS/Lambda Invocations FunctionName=dedup"


@pytest.fixture(scope="module")
def console(tarn_env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_console(tarn_env, tmp_path_factory.mktemp("console") / "log") as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "CI_BROWSER is set, and there is no chromium"
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of."""
    return []


@pytest.fixture
def page(browser: Browser, console: str, complaints: list[str]) -> Iterator[Page]:
    """A page whose console stays empty and which asks nobody but the console."""
    context = browser.new_context(base_url=console)
    context.set_default_timeout(WAIT_MS)
    expect.set_options(timeout=WAIT_MS)
    page, asked = context.new_page(), list[str]()
    page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    owned = page.evaluate("window.owned")
    context.close()
    assert [url for url in asked if not url.startswith(console)] == []
    assert complaints == []
    assert owned is None


@pytest.fixture(scope="module")
def sent(endpoints: dict[str, str], tarn: Tarn) -> str:
    """The mark of two events and two bad records that have landed."""
    mark = LakeByHand(endpoints).type
    good = [f'{{"event_uuid":"{mark}-{n}","event_name":"{mark}:x","created_at":1700000000,"z":"{EVIL}"}}' for n in "ab"]
    bad = [f'{{"event_uuid":"{mark}-{n}","event_name":"{mark}:x","created_at":"{EVIL}"}}' for n in "cd"]
    tarn("send", "--force", "-", stdin="\n".join([*good, *bad]))
    tarn("drain", "--timeout", "240")
    return mark


def test_flow_shows_the_pipeline_and_goes_on(page: Page, sent: str) -> None:
    assert sent
    page.goto("/flow")
    expect(page.locator(".stage")).to_have_count(6)
    expect(page.get_by_role("heading", name="the ledger is equal")).to_be_visible()
    first = page.get_by_text(re.compile("^Figures of")).inner_text()
    expect(page.get_by_text(re.compile("^Figures of"))).not_to_have_text(first)


def test_a_pause_and_a_hidden_page_ask_nothing(page: Page) -> None:
    page.goto("/flow")
    expect(page.locator(".stage")).to_have_count(6)
    page.get_by_role("button", name="Pause updates").click()
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(5000)  # more would come in this time, not fewer on a slow machine
    page.get_by_role("button", name="Go on").click()
    page.evaluate("Object.defineProperty(document, 'hidden', {get: () => true})")
    page.wait_for_load_state("networkidle")
    begun = len(asked)
    page.wait_for_timeout(5000)
    assert begun <= 2
    assert len(asked) == begun


def test_an_update_that_fails_is_told_and_forgotten_once_it_works(page: Page, complaints: list[str]) -> None:
    page.goto("/flow")
    expect(page.locator(".stage")).to_have_count(6)
    page.context.set_offline(True)
    expect(page.locator("#stale")).to_contain_text("No update since")
    page.context.set_offline(False)
    expect(page.locator("#stale")).to_be_hidden()
    complaints.clear()  # of the network, for as long as there was none


def test_an_event_is_found_and_a_topic_browsed(page: Page, sent: str) -> None:
    page.goto("/flow")
    page.get_by_role("link", name="Events").click()
    page.get_by_label("event_uuid").fill(f"{sent}-a")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("rowheader", name="processed")).to_be_visible()
    expect(page.get_by_text(re.compile(r"row [\d,]+ of"))).to_be_visible()
    for partition in range(4):
        page.get_by_label("Partition").fill(str(partition))
        page.get_by_role("button", name="Browse").click()
        expect(page.get_by_role("navigation", name="Records")).to_be_visible()
        for detail in page.locator("summary").all():
            detail.click()  # what events hold is opened, and stays text


def test_a_bad_record_is_mended_by_hand(page: Page, sent: str) -> None:
    page.goto("/quarantine?reason=mistyped_field")
    mine = page.get_by_role("row").filter(has_text=f"{sent}-d")
    mine.locator("summary").click()
    mine.get_by_role("link", name="Mend").click()
    field = page.get_by_label("The event")
    expect(field).to_have_value(re.compile(f"{sent}-d"))
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("alert")).to_contain_text("back to quarantine as mistyped_field")
    field.fill(f'{{"event_uuid":"{sent}-d",\n"event_name":"{sent}:mended","created_at":1700000000}}')
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("status").get_by_text("a dry run")).to_be_visible()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("was sent to the stream once more")).to_be_visible()


def test_a_bad_record_is_understood_checked_and_sent_again(page: Page, sent: str) -> None:
    page.goto("/flow")
    page.get_by_role("link", name="Quarantine").click()
    page.get_by_role("link", name="mistyped_field").click()
    mine = page.get_by_role("row").filter(has_text=f"{sent}-c")
    mine.locator("summary").click()
    expect(mine.get_by_text("3c 69 6d 67")).to_be_visible()
    mine.get_by_role("checkbox").check()
    page.get_by_role("button", name="Check the picked ones").click()
    expect(page.get_by_text("Nothing was sent.")).to_be_visible()
    page.get_by_role("button", name="Send 1 records again").click()
    expect(page.get_by_text("1 records were sent to the stream once more")).to_be_visible()


def test_the_lake_is_walked_to_its_rows(page: Page, sent: str) -> None:
    assert sent
    page.goto("/flow")
    page.get_by_role("navigation").get_by_role("link", name="Lake").click()
    page.get_by_role("link", name="events", exact=True).click()
    page.locator("tbody th a").first.click()
    expect(page.get_by_role("heading", name="First rows")).to_be_visible()
    expect(page.get_by_role("columnheader", name="event_uuid")).to_be_visible()


def test_a_query_is_written_with_completion_run_and_downloaded(page: Page, sent: str) -> None:
    page.goto("/flow")
    page.get_by_role("link", name="SQL").click()
    editor = page.get_by_label("Statements")
    with page.expect_response("**/sql/names*"):
        editor.click()
    editor.press_sequentially("SELECT event_u")
    expect(page.get_by_role("option", name="event_uuid")).to_be_visible()
    editor.press("ArrowDown")
    editor.press("Enter")
    expect(editor).to_have_value("SELECT event_uuid")
    expect(page.get_by_role("listbox")).to_be_hidden()
    editor.press_sequentially(f", '{EVIL}' AS evil FROM events WHERE event_type = '{sent}' ORDER BY 1")
    editor.press("Escape")
    editor.press("Control+Enter")
    expect(page.get_by_role("cell", name=f"{sent}-a")).to_be_visible()
    expect(page.get_by_text("at the list price of Athena")).to_be_visible()
    page.wait_for_url("**/sql?id=*")
    with page.expect_download() as loaded:
        page.get_by_role("link", name="CSV").click()
    assert loaded.value.path().read_text().startswith('"event_uuid","evil"\n')
    expect(page.get_by_role("region", name="What ran").get_by_role("link").first).to_contain_text("SELECT event_uuid")


def test_a_selection_runs_alone_and_several_statements_one_after_another(page: Page) -> None:
    page.goto("/sql?q=SELECT+'first'+AS+f;%0ASELECT+'second'+AS+s;%0ASELECT+1/0;%0ASELECT+'fourth'+AS+v")
    editor = page.get_by_label("Statements")
    begin = editor.evaluate("""area => area.value.indexOf("SELECT 'second")""")
    editor.evaluate("(area, at) => { area.focus(); area.setSelectionRange(at, at + 20); }", begin)
    results = page.locator("#results")
    page.get_by_role("button", name="Run the selection").click()
    expect(results.get_by_role("cell", name="second", exact=True)).to_be_visible()
    expect(results.get_by_role("cell", name="first", exact=True)).to_have_count(0)
    expect(editor).to_have_value(re.compile("fourth"))
    editor.evaluate("area => { area.focus(); area.setSelectionRange(0, 0); }")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(results.get_by_role("cell", name="first", exact=True)).to_be_visible()
    expect(results.get_by_text("FAILED", exact=True)).to_be_visible()
    expect(page.get_by_text("were not run")).to_be_visible()


def test_a_query_is_cancelled_while_it_runs(page: Page) -> None:
    page.goto("/sql")
    page.get_by_label("Statements").fill(
        "SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x), UNNEST(sequence(1, 10000)) b(y), "
        "UNNEST(sequence(1, 10000)) c(z) WHERE (x * y + z) % 7 = 3"
    )
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("region", name="Result").get_by_text("CANCELLED", exact=True)).to_be_visible()


def test_a_query_is_saved_and_deleted(page: Page, sent: str) -> None:
    page.goto("/sql")
    page.get_by_label("Statements").fill("SELECT 42")
    page.get_by_label("Name", exact=True).fill(f"{sent} {EVIL}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved as")).to_be_visible()
    kept = page.get_by_role("region", name="Saved", exact=True)
    kept.get_by_role("link", name=sent).first.click()
    expect(page.get_by_label("Statements")).to_have_value("SELECT 42")
    kept.get_by_role("link", name=f"Delete {sent}").click()
    page.get_by_role("button", name="Delete it").click()
    page.wait_for_url("**/sql")
    expect(page.locator(".busy")).to_have_count(0)
    expect(kept.get_by_role("link", name=sent)).to_have_count(0)


def test_figures_are_drawn_over_the_range_of_the_address(page: Page, sent: str) -> None:
    assert sent
    page.goto("/flow")
    page.get_by_role("link", name="Metrics").click()
    page.get_by_label("Range").select_option("an hour")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/cloudwatch?range=1h*")
    page.get_by_role("link", name="Invocations").click()
    expect(page.get_by_role("img", name="Invocations")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Value")).to_be_visible()
    page.goto("/cloudwatch?range=1h&until=1999-01-01")
    expect(page.get_by_text("No datapoint in this range.").first).to_be_visible()


def test_a_replay_is_tried_and_begun(page: Page, sent: str) -> None:
    page.goto("/flow")
    page.get_by_role("link", name="Replay").click()
    page.get_by_label("Type", exact=True).fill(sent)
    page.get_by_label("Subtype").fill("x")
    page.get_by_role("button", name="Dry run").click()
    expect(page.get_by_text("2 events")).to_be_visible()
    expect(page.get_by_text("Nothing was sent.")).to_be_visible()
    page.get_by_role("button", name="Start it").click()
    mine = page.get_by_role("row").filter(has_text=sent)
    expect(mine.get_by_text("done", exact=True)).to_be_visible()
    expect(mine.get_by_role("cell", name="2", exact=True)).to_be_visible()


def test_lines_are_filtered(page: Page) -> None:
    page.goto("/flow")
    page.get_by_role("link", name="Logs").click()
    page.get_by_label("Holds").fill("gateway ready")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("cell", name="gateway ready").first).to_be_visible()


def test_by_keyboard_alone(page: Page, sent: str) -> None:
    page.goto("/flow")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.goto("/flow")
    for _ in range(4):  # skip, tarn, Flow, Events
        page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Events")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/events")
    while page.evaluate("document.activeElement.name") != "id":
        page.keyboard.press("Tab")
    page.keyboard.type(f"{sent}-b")
    page.keyboard.press("Enter")
    expect(page.get_by_role("rowheader", name="processed")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing(page: Page, sent: str, scheme: Any, width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    partitions = f"/lake/tables/tarn/events/partition?value={sent}&value=x&value=2023&value=11&value=14"
    charted = f"/cloudwatch?range=1h&metric={FUNCTION}"
    page.goto("/sql?q=SELECT+event_uuid,+null+FROM+events+LIMIT+3")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/sql?id=*")
    ran = page.url.removeprefix(page.url.partition("/sql")[0])
    page.goto("/quarantine")
    mend = page.get_by_role("link", name="Mend", include_hidden=True).first.get_attribute("href") or ""
    more = (f"/events?id={sent}-a", "/events?topic=events.unique", partitions, charted, ran, mend)
    for path in (*PAGES, *more):
        page.goto(path)
        expect(page.locator(".busy")).to_have_count(0)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path} {scheme} {width}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} is wider than {width}"
