"""Somebody at a browser: what people do on the screens, and what they wait for. Nothing here sleeps."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

from playwright.sync_api import FrameLocator, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from crm_core.trust.access import SYSTEM
from crm_core.trust.accounts import open_session
from tests.browser.conftest import OUTPUT
from tests.browser.records import opened
from tests.provision.company import PASSWORD, email

PATIENCE = 60_000
"""Milliseconds; what is awaited is there at once on an idle machine."""

expect.set_options(timeout=PATIENCE)


class Person:
    """A person with a browser of their own, at the app with this address."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        page.set_default_timeout(PATIENCE)

    # Coming in

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        """Through the sign-in page. `name` is one of the company's people, or a whole e-mail address."""
        self.page.goto(self.address)
        self.page.fill("[name=email]", name if "@" in name else email(name))
        self.page.fill("[name=password]", password)
        self.page.locator("form:has([name=password]) button").click()
        self.sees(self.page.locator("h1"))

    def come_in(self, name: str, database_url: str) -> Person:
        """With a session that is open already: for stories that are not about signing in."""
        with opened(database_url) as office, office.work(SYSTEM) as w:
            who = office.actor_for(email(name))
            token = open_session(w, who.user_id or 0).token
        cookie = {"name": "daftar_session", "value": token, "url": self.address, "httpOnly": True}
        self.page.context.add_cookies([cookie])  # type: ignore[list-item]
        return self

    def sign_out(self) -> None:
        self.page.locator("summary").click()
        self.page.locator("form[action='/sign-out'] button").click()
        self.page.wait_for_url(re.compile("/sign-in"))

    def prefers(self, choice: str, value: str) -> None:
        """Choose in the person's menu: language, calendar, digits or theme. The screen loads anew."""
        menu = self.page.locator("details")
        if menu.get_attribute("open") is None:
            menu.locator("summary").click()
        with self.page.expect_navigation(url=self.page.url):
            menu.locator(f"button[name={choice}][value='{value}']").click()
        self.settled()

    # Going and looking

    def go(self, path: str) -> None:
        """To a screen by its address."""
        self.page.goto(f"{self.address}/{path.lstrip('/')}")
        self.settled()

    def follow(self, label: str) -> None:
        """To a screen by its entry in the navigation."""
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=label, exact=True).click()
        self.heading(label)

    def settled(self) -> None:
        """Wait until the screen is drawn and no script runs."""
        app = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
        self.page.locator(f"{app} [data-testid=stMain] :is(h1, [role=alert])").first.wait_for()

    def heading(self, title: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
        self.settled()

    def sees(self, what: str | Locator) -> None:
        """A text, as part of what is shown, or an element."""
        if isinstance(what, str):
            what = self.main.get_by_text(what).first
        expect(what).to_be_visible()

    def does_not_see(self, text: str) -> None:
        expect(self.main.get_by_text(text)).to_have_count(0)

    @property
    def main(self) -> Locator:
        """The screen without its frame."""
        return self.page.get_by_test_id("stMain")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def button(self, label: str) -> Locator:
        return self.page.get_by_role("button", name=label, exact=True)

    def opens_dialog(self, label: str) -> None:
        """By a button. A dialog that the screen drew away meanwhile is opened again."""
        for patience in (PATIENCE // 10, PATIENCE // 10, PATIENCE):
            self.settled()
            if not self.dialog.count():
                self.button(label).click()
            with contextlib.suppress(PlaywrightTimeout):
                self.dialog.wait_for(timeout=patience)
                break
        self.settled()
        expect(self.dialog).to_be_visible()

    def chooses(self, label: str, option: str) -> None:
        """In a list with this label. One that the screen draws anew meanwhile closes, and is opened again."""
        control = self.page.get_by_role("combobox", name=label)
        for patience in (PATIENCE // 10, PATIENCE // 10, PATIENCE):
            self.settled()
            control.click()
            control.fill("")
            control.fill(option)  # a long list is drawn as far as it is seen
            with contextlib.suppress(PlaywrightTimeout):
                self.page.get_by_role("option", name=option, exact=True).click(timeout=patience)
                break
        expect(control).to_have_value(option)

    def keep_picture(self, name: str) -> Path:
        """What is seen now, for people to look at."""
        OUTPUT.mkdir(exist_ok=True)
        path = OUTPUT / f"{name}.png"
        self.page.screenshot(path=path)
        return path

    # Messages

    @property
    def message(self) -> Locator:
        """What was done or refused, at the foot of the screen."""
        return self.page.get_by_test_id("daftar-message")

    def is_told(self, sentence: str | re.Pattern[str]) -> None:
        expect(self.message).to_contain_text(sentence)

    def undoes(self, label: str = "Undo", told: str = "Undone.") -> None:
        self.message.get_by_role("button", name=label).click()
        self.is_told(told)

    # Search

    def searches(self, words: str) -> Locator:
        """Open the quick search and type; gives the hits."""
        self.page.keyboard.press("Control+k")
        self.dialog.get_by_role("textbox").fill(words)
        return self.dialog.locator(".st-key-quick_search_hits")


class Grid:
    """The grid on a person's screen. Rows are named by their first column, columns by their key."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.frame: FrameLocator = person.page.frame_locator("iframe[title*=aggrid i]")

    def names(self) -> list[str]:
        """The first column, from the top."""
        self.frame.locator(".ag-row .name").first.wait_for()
        rows = self.frame.locator(".ag-row:not(.ag-row-pinned):has(.name)")
        told = rows.evaluate_all(
            "rows => rows.map(row => [+row.getAttribute('row-index'), row.querySelector('.name').textContent])"
        )
        return [name for _, name in sorted(told)]

    def cell(self, name: str, column: str) -> Locator:
        row = self.frame.locator(".ag-row", has=self.frame.get_by_text(name, exact=True))
        number = row.first.get_attribute("row-id")
        return self.frame.locator(f".ag-row[row-id='{number}'] [col-id='{column}']")

    def shows(self, name: str, column: str, text: str) -> None:
        expect(self.cell(name, column)).to_have_text(text)

    def writes(self, name: str, column: str, text: str) -> None:
        """Type into a cell and press Enter."""
        self.cell(name, column).dblclick()
        self.editor.fill(text)
        self.editor.press("Enter")

    def chooses(self, name: str, column: str, text: str) -> None:
        """Choose from a cell's list."""
        self.cell(name, column).dblclick()
        self.frame.locator(".cell-list li", has_text=text).click()

    @property
    def editor(self) -> Locator:
        """Where somebody types now."""
        return self.frame.locator(":is(.ag-cell-inline-editing, .ag-popup-editor) :is(input, textarea)").first

    def at(self, row: int, column: str) -> Locator:
        """A cell by the place of its row, from the top."""
        return self.frame.locator(f".ag-row:not(.ag-row-pinned)[row-index='{row}'] [col-id='{column}']")

    def goes_to(self, row: int, column: str) -> None:
        """Click a cell, so that keys go there."""
        self.at(row, column).click()
        expect(self.at(row, column)).to_be_focused()

    def types(self, *texts: str) -> None:
        """Type into the cell that has the keys, Enter after each: down the column, without waiting for anything."""
        page = self.person.page
        keys = page.context.new_cdp_session(page)
        for text in texts:
            for letter in text:
                if letter.isascii():
                    page.keyboard.press(letter)
                else:  # as a Persian keyboard sends it
                    keys.send("Input.dispatchKeyEvent", {"type": "keyDown", "key": letter, "text": letter})
                    keys.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": letter})
            page.keyboard.press("Enter")

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.person.page.keyboard.press(key)

    def pastes(self, block: str) -> None:
        """A block from the clipboard, as Excel leaves it there: as text and as a table."""
        self.frame.locator("body").evaluate(
            """(_, text) => {
              const row = (line) => `<tr>${line.split("\\t").map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
              const clipboardData = new DataTransfer();
              clipboardData.setData("text/plain", text);
              clipboardData.setData("text/html", `<table>${text.trim().split("\\r\\n").map(row).join("")}</table>`);
              const pasted = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
              document.activeElement.dispatchEvent(pasted);
            }""",
            block,
        )

    def opens(self, name: str) -> None:
        """The record's own screen or form."""
        cell = self.cell(name, "name")
        cell.hover()
        cell.locator("button.open").click()


class Report:
    """The table of the report on a person's screen."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.table = person.main.locator("table:has(thead)")

    def lines(self) -> dict[str, list[str]]:
        """The figures of each line by its name, the total among them, as they are read."""
        rows = self.table.locator("tbody tr, tfoot tr")
        rows.first.wait_for()
        told = rows.evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.textContent))")
        return {name: figures for name, *figures in told}

    def figure(self, name: str, column: int) -> Locator:
        """The figure in this line, columns counted from 0 after the name."""
        row = self.table.locator("tr", has=self.person.page.get_by_role("rowheader", name=name, exact=True))
        return row.locator("td").nth(column)


class Board:
    """The board on a person's screen. Cards are named by their customer, stages by their titles."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.root = person.page.locator(".board")

    def stage(self, title: str) -> Locator:
        return self.root.locator(f"section[aria-label='{title}']")

    def card(self, name: str) -> Locator:
        return self.root.locator(".card:not(.ghost)", has_text=name)

    def holds(self, title: str, *names: str) -> None:
        """A stage's cards, from the top."""
        expect(self.stage(title).locator(".card .title")).to_have_text(list(names))

    def drag(self, name: str, title: str) -> None:
        """With the mouse: press, carry, let go over the stage."""
        mouse = self.person.page.mouse
        self.card(name).scroll_into_view_if_needed()
        x, y = _middle(self.card(name))
        to_x, _ = _middle(self.stage(title))
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + 12, y + 4, steps=2)
        mouse.move(to_x, y + 10, steps=8)
        expect(self.stage(title)).to_have_class(re.compile("target"))
        mouse.up()

    def carry(self, name: str, *arrows: str) -> None:
        """With the keyboard: lift, choose the stage with the arrows, put down."""
        keyboard = self.person.page.keyboard
        self.card(name).focus()
        keyboard.press("Space")
        for arrow in arrows:
            keyboard.press(f"Arrow{arrow}")
        keyboard.press("Space")

    def carry_by_thumb(self, name: str, title: str) -> None:
        """With a finger: hold until the card lifts, carry, let go."""
        page = self.person.page
        touch = page.context.new_cdp_session(page)
        self.stage(title).scroll_into_view_if_needed()
        self.card(name).scroll_into_view_if_needed()
        x, y = _middle(self.card(name))
        to_x, _ = _middle(self.stage(title))

        def finger(kind: str, *points: tuple[float, float]) -> None:
            places = [{"x": at, "y": down} for at, down in points]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

        finger("touchStart", (x, y))
        self.root.locator(".ghost").wait_for()
        for step in range(1, 6):
            finger("touchMove", (x + (to_x - x) * step / 5, y + step))
        expect(self.stage(title)).to_have_class(re.compile("target"))
        finger("touchEnd")


def _middle(one: Locator) -> tuple[float, float]:
    one.wait_for()
    box = one.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + min(box["height"] / 2, 60)
