"""What a visitor does, in the words of a visitor; what is looked for is waited for."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

SETTLED = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  const busy = '[data-testid=stSkeleton], [data-stale=true]';
  return app && app.getAttribute('data-test-script-state') === 'notRunning'
    && document.querySelectorAll(busy).length === 0;
}"""
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PATIENCE = 60_000


class Navigator:
    """One visitor with one tab; `outside` lists requests that left the app's host."""

    def __init__(self, page: Page, server: str) -> None:
        self.page, self.server = page, server
        self.outside: list[str] = []
        self.page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        here = (self.server, self.server.replace("http", "ws"), "data:", "blob:")
        if not url.startswith(here):
            self.outside.append(url)

    def open(self, path: str) -> "Navigator":
        """Open an address of the app and wait until it is drawn."""
        self.page.goto(f"{self.server}/{path}")
        return self.settle()

    def settle(self) -> "Navigator":
        """Wait until the page stops working; it starts a moment after an action."""
        self.page.wait_for_timeout(300)
        self.page.wait_for_function(SETTLED, timeout=PATIENCE)
        self.page.wait_for_timeout(200)
        return self

    def choose(self, label: str, words: str) -> "Navigator":
        """Pick from a list by typing."""
        box = self.page.get_by_role("combobox", name=label)
        box.click()
        box.fill(words)
        self.page.keyboard.press("Enter")
        return self.settle()

    def press(self, label: str) -> "Navigator":
        """Press a button."""
        self.page.get_by_role("button", name=label).first.click()
        return self.settle()

    def turn(self, label: str) -> "Navigator":
        """Turn a switch."""
        self.page.get_by_text(label, exact=True).first.click()
        return self.settle()

    def go_to(self, group: str, title: str) -> "Navigator":
        """Open a screen by the menu."""
        self.page.get_by_test_id("stTopNav").get_by_text(group).click()
        item = self.page.get_by_test_id("stTopNavDropdownLink").filter(has_text=title)
        item.first.click()
        return self.settle()

    def follow(self, label: str) -> "Navigator":
        """Follow a link within a page."""
        self.page.get_by_role("link", name=label).first.click()
        return self.settle()

    def sees(self, words: str) -> None:
        """The words are on the page."""
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=PATIENCE)

    def is_on(self, title: str) -> None:
        """The one heading of the page is this."""
        heading = self.page.get_by_role("heading", level=1)
        expect(heading).to_have_text(title, timeout=PATIENCE)

    def is_at(self, address: str) -> None:
        """The address after the host is exactly this."""
        whole = re.escape(self.server + address).replace(":", "(:|%3A)")
        expect(self.page).to_have_url(re.compile(f"^{whole}$"), timeout=PATIENCE)

    def carries(self, words: str) -> None:
        """The address has these words in it."""
        expect(self.page).to_have_url(re.compile(re.escape(words)), timeout=PATIENCE)

    @property
    def address(self) -> str:
        """The address after the host, to open it again."""
        return self.page.url.removeprefix(self.server)

    def draws(self, key: str) -> None:
        """The map has shapes."""
        expect(self.shapes(key).first).to_be_attached(timeout=PATIENCE)

    def shapes(self, key: str) -> Locator:
        """The drawn shapes of a map; the last are the areas that take clicks."""
        drawn = f".st-key-{key} svg path[aria-roledescription=geoshape]"
        return self.page.locator(drawn)

    def sideways(self) -> int:
        """How many pixels the page is wider than the screen."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth - window.innerWidth"
        )

    def barriers(self) -> list[str]:
        """What would keep people out, by the rules of WCAG 2.2 AA."""
        found = Axe().run(self.page, options=RULES).response["violations"]
        return [
            f"{rule['id']}: {node['html'][:160]}"
            for rule in found
            for node in rule["nodes"]
        ]
