"""Pictures of the console for the documentation: `python -m tests.screenshots [URL]`, beside a stack that runs.

Each page, light and dark, into `docs/img/`; a picture of more than 100 KB is brought to 64 colours.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "img"
MOST = 100_000  # bytes
WIDTH, HEIGHT = 1280, 720
SQL = """SELECT event_type, count(*) AS events, sum(price * quantity) AS spent
FROM events
GROUP BY event_type
ORDER BY events DESC"""
FILL_S = 14  # until rates are known and the line of arrivals has a shape


def main() -> None:
    url = sys.argv[1] if len(sys.argv) > 1 else _link()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=scheme)
            page = context.new_page()
            page.goto(url)  # with its token, where one is asked for
            base = url.partition("?")[0].rpartition("/")[0]
            for name, path in _pages(page, base).items():
                page.goto(base + path)
                page.wait_for_selector(".busy, .waiting", state="detached")
                if name == "flow":
                    page.wait_for_timeout(FILL_S * 1000)
                if name == "sql":
                    page.get_by_role("button", name="Run", exact=True).click()
                    page.wait_for_selector(".result table")
                if name == "quarantine":
                    page.locator("td summary").first.click()
                _keep(page, FOLDER / f"console-{name}-{scheme}.png")
        browser.close()


def _pages(page: Page, base: str) -> dict[str, str]:
    """The address of each picture; the event and the partition are some that are there."""
    page.goto(f"{base}/lake/tables/tarn/events")
    links = [str(link.get_attribute("href")) for link in page.locator("tbody th a").all()]
    partition = next((link for link in links if "purchase" in link), links[0])
    page.goto(base + partition)
    event_uuid = page.locator("section").nth(1).locator("tbody td").first.inner_text()
    return {
        "flow": "/flow",
        "events": f"/events?id={event_uuid}",
        "quarantine": "/quarantine",
        "lake": partition,
        "sql": f"/sql?q={quote(SQL)}",
        "metrics": "/cloudwatch?range=1h",
        "logs": "/logs?text=run",
    }


def _keep(page: Page, path: Path) -> None:
    page.screenshot(path=path)
    if path.stat().st_size > MOST:
        from PIL import Image

        with Image.open(path) as picture:
            picture.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)
    sys.stdout.write(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes\n")


def _link() -> str:
    done = subprocess.run([ROOT / "tarn", "open", "--no-browser"], capture_output=True, text=True, check=True)
    return done.stdout.strip()


if __name__ == "__main__":
    main()
