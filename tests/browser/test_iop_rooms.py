"""Every page and every main state of the IOP rooms, in four looks: nothing cut off, all readable.

Pictures are left in ``test-output/`` for whoever wants to look.
"""

from __future__ import annotations

from datetime import time, timedelta

from playwright.sync_api import Browser, expect

from bot.domain.checkins import CheckIn
from bot.domain.people import Who
from bot.domain.shifts import Shift, Weekly, WorkPattern
from bot.domain.workspaces import SLOTS, ContactDetails
from bot.preview.standin import PersonDriver
from data.kinds import CHECK_INS
from handlers.iop_fit_form import day_field
from tests.browser.looks import Look, faults, four_looks
from tests.conftest import House
from tests.scenarios.test_check_in import agree

MARA = Who("T_NORTHWIND", "U_DEV")
TOGETHER = 5  # pages in one picture
NOTE = {
    "shows": "Awake until three. I snap at my crew, and two beers have become five.",
    "since": "since spring",
    "cover": "Blue plan, asked on Monday",
    "places": "Harbor Clinic, Lakeside",
    "role": "Night-shift operator, line 3",
    "shifts": "2-2-3, 19 to 7",
    "constraints": "No phone on the floor. An hour's drive.",
    "ask": "Is there an afternoon group?",
}


class Gallery:
    """Looks at what one person has before them, and gathers what is wrong."""

    def __init__(self, house: House, looks: list[Look]) -> None:
        self.house, self.looks = house, looks
        self.wrong: list[str] = []

    def window(self, name: str, says: str, *, wraps: bool = False) -> None:
        """The window on top, which says ``says``."""
        self.house.settle()
        for look in self.looks:
            expect(look.dialog).to_contain_text(says)
            self._note(name, look, faults(look.dialog, wraps=wraps))
            look.shot(name, look.dialog)

    def _note(self, name: str, look: Look, found: list[str]) -> None:
        self.wrong += [f"{name}, {look.name}: {fault}" for fault in found]


def test_every_page_and_answer_in_a_channel(browser: Browser, house: House) -> None:
    """All topics, the overview, how to ask, found, mistyped, not found, with all contacts set."""
    for slot in SLOTS:
        one = ContactDetails(slot, "A place", "+1 555 010 0199", "https://place.example")
        house.keel.journal.put_workspace(
            MARA.team,
            lambda now_set, c=one: now_set.with_contact(c.slot, c),
            "U_PLANT",
            house.keel.now(),
        )
    library, mara = house.keel.library.iop, house.person()
    asked = {topic.slug: topic.slug for topic in library.topics}
    asked |= {
        "overview": "",
        "how-to-ask": "help",
        "for-machinists": "for machinists",
        "question": "could the plant let me go over this",
        "mistyped": "can they fier me for gettin tretment",
        "not-found": "when does the canteen open",
    }
    for text in asked.values():
        mara.runs("/iop-info", text, channel="C_GENERAL")
    house.settle()
    shown, wrong = list(asked), list[str]()
    with four_looks(browser, f"{house.slack.url}/#U_DEV/C_GENERAL", 9000) as looks:
        for look in looks:
            answers = look.tab.locator("article.message.ephemeral")
            expect(answers).to_have_count(len(asked))
            for name, answer in zip(shown, answers.all(), strict=True):
                wrong += [f"{name}, {look.name}: {fault}" for fault in faults(answer)]
            for first in range(0, len(shown), TOGETHER):
                some = answers.all()[first : first + TOGETHER]
                some[0].evaluate("node => node.scrollIntoView({ block: 'start' })")
                look.shot(f"pages-{first // TOGETHER + 1}", *some)
    assert not wrong, "\n".join(wrong)


def test_the_pages_in_the_chat_and_in_their_window(browser: Browser, house: House) -> None:
    """From the Home and the chat; a page picked from the menu can be picked again later."""
    mara = house.person()
    for text in ("iop", "would an iop cost me my job", "does it fit my week", "first steps"):
        mara.says(text)
        house.settle()
    mara.opens_home()
    house.settle()
    with four_looks(browser, f"{house.slack.url}/#U_DEV/messages") as looks:
        gallery = Gallery(house, looks)
        for look in looks:
            said = look.tab.locator("article.message", has=look.tab.locator("text=Get help now"))
            expect(said).to_have_count(4)
            for answer in said.all():
                gallery.wrong += [f"chat, {look.name}: {fault}" for fault in faults(answer)]
            look.shot("chat", *said.all())
            look.tab.get_by_role("tab", name="Home").click()
            home = look.tab.locator(".home")
            expect(home).to_contain_text("lay a program's hours")
            gallery.wrong += [f"home, {look.name}: {fault}" for fault in faults(home)]
        mara.clicks("open:iop", where="home")
        gallery.window("window-overview", "Ask in your own words")
        desk = looks[0]
        for _ in range(2):
            menu = desk.dialog.get_by_role("combobox")
            expect(menu.locator("option:checked")).to_have_text("Pick a page")
            menu.select_option(label="Will I lose my job?")
            expect(desk.dialog).to_contain_text("Leave: FMLA")
            desk.dialog.get_by_role("button", name="All pages").click()
            expect(desk.dialog).to_contain_text("Ask in your own words")
        mara.picks("iop_topic", "job-and-rights")
        gallery.window("window-page", "Leave: FMLA")
        mara.clicks("iop:overview")
        house.settle()
        mara.fills({"question": "could the plant let me go over this"})
        mara.submits()
        gallery.window("window-found", "comes closest")
        mara.clicks("iop:overview")
        house.settle()
        mara.fills({"question": "when does the canteen open"})
        mara.submits()
        gallery.window("window-not-found", "no page that answers that")
        mara.clicks("iop:usage")
        gallery.window("window-how-to-ask", "shows all pages")
    assert not gallery.wrong, "\n".join(gallery.wrong)


def fits(gallery: Gallery, mara: PersonDriver, name: str, says: str, **typed: str) -> None:
    """Works out one case, looks at the answer, and goes back."""
    mara.fills(typed)
    assert mara.submits() is None
    gallery.window(name, says)
    mara.closes()
    gallery.house.settle()


def week(span: str, days: int = 5) -> dict[str, str]:
    """The same shift on the first days of a week, and nothing on the others."""
    return {f"shift_{at}": span if at < days else "" for at in range(7)}


def test_does_it_fit_my_week_from_the_empty_form_to_every_answer(
    browser: Browser, house: House
) -> None:
    """The form in its kinds, errors, and answers for days, nights, rotations and no room at all."""
    mara = house.person()
    mara.says("does it fit my week")
    house.settle()
    today = house.keel.today(None)
    with four_looks(browser, f"{house.slack.url}/#U_DEV/messages") as looks:
        gallery = Gallery(house, looks)
        mara.clicks("open:iop_fit")
        gallery.window("fit-form", "Nothing you enter here is kept")
        for look in looks:
            look.dialog.get_by_label("Monday").fill("9-5")
            look.dialog.get_by_label("Tuesday").fill("15")
            look.dialog.get_by_role("button", name="Work it out").click()
            expect(look.dialog).to_contain_text("Morning or evening?")
        gallery.window("fit-errors", "Please give both")
        fits(gallery, mara, "fit-days", "All of it fits your week", **week("7-15:30"))
        fits(gallery, mara, "fit-second-shift", "morning group", **week("15-23:30"))
        fits(gallery, mara, "fit-nights", "How it fits", **week("22-6"))
        fits(gallery, mara, "fit-nothing", "None of these sessions fits", **week("7-23", 7))
        mara.picks("iop_fit_mode", "two_two_three_rotating")
        gallery.window("fit-form-rotation", "day by day")
        day = day_field({}, today)
        fits(gallery, mara, "fit-rotation", "Week 4 of 4", **{day: "3"})
        mara.picks("iop_fit_mode", "four_on_four_off_rotating")
        house.settle()
        fits(gallery, mara, "fit-eight-weeks", "of 8", **{day: "1"})
        mara.picks("iop_fit_mode", "own")
        house.settle()
        mara.picks("iop_fit_program", "own")
        gallery.window("fit-form-own", "one letter a day")
        mara.closes(all=True)
        shifts = tuple(Shift(time(16), time(7)) if at < 5 else None for at in range(7))
        agree(house)
        mara.closes(all=True)
        house.keel.journal.change_profile(
            MARA, house.keel.now(), pattern=WorkPattern(Weekly(shifts), "Europe/Stockholm")
        )
        mara.clicks("open:iop_fit")
        gallery.window("fit-form-reminders", "you set for your reminders")
    assert not gallery.wrong, "\n".join(gallery.wrong)


def test_first_steps_from_the_worksheet_to_the_file(browser: Browser, house: House) -> None:
    """Empty, refused, filled in from check-ins, the note, kept, sent as a file, and the list."""
    keel, mara = house.keel, house.person()
    mara.says("first steps")
    house.settle()
    with four_looks(browser, f"{house.slack.url}/#U_DEV/messages") as looks:
        gallery = Gallery(house, looks)
        mara.clicks("open:first_steps")
        gallery.window("steps-form", "Ten minutes here")
        for look in looks:
            look.dialog.get_by_role("button", name="Make the note").click()
            expect(look.dialog).to_contain_text("Any one is enough")
        gallery.window("steps-error", "Fill in one of the fields first")
        mara.fills(NOTE | {"signs": ["sleep", "mood"], "direction": "worse", "duties": ["on_call"]})
        mara.submits()
        gallery.window("steps-note", "None of it is kept", wraps=True)
        mara.clicks("first_steps_keep")
        gallery.window("steps-consent", "Before I keep anything")
        mara.submits()
        gallery.window("steps-agreed", "your note is still there")
        mara.closes()
        house.settle()
        mara.clicks("first_steps_keep")
        gallery.window("steps-kept", "sealed with a key", wraps=True)
        for look in looks:
            look.dialog.get_by_role("button", name="Take it as a file").click()
            sure = look.tab.get_by_role("alertdialog")
            expect(sure).to_contain_text("Slack keeps a copy")
            found = faults(sure, help_shown=False)
            gallery.wrong += [f"file, {look.name}: {fault}" for fault in found]
            look.shot("steps-file", sure)
            sure.get_by_role("button", name="Cancel").click()
        mara.clicks("first_steps_file")
        gallery.window("steps-sent", "Sent.", wraps=True)
        mara.closes(all=True)
        house.settle()
        today = keel.today(keel.journal.profile(MARA))
        for ago in range(0, 60, 3):
            day = today - timedelta(days=ago)
            one = CheckIn(day, {"sleep": 2 if ago < 30 else 4})
            id_ = keel.journal.entry_id(MARA, f"test {ago}")
            keel.journal.add(MARA, CHECK_INS, one, id=id_, day=day, now=keel.now())
        mara.clicks("open:first_steps")
        gallery.window("steps-offer", "Your check-ins can answer")
        mara.clicks("first_steps_fill")
        house.settle()
        for look in looks:
            expect(look.dialog.get_by_label("Since when?")).to_have_value(
                f"about {today - timedelta(days=27):%-d %B %Y}, by check-ins"
            )
        gallery.window("steps-filled", "Which way is it going?")
        mara.clicks("open:first_steps_notes")
        gallery.window("steps-notes", "Note of", wraps=True)
        mara.clicks("first_steps_edit")
        gallery.window("steps-edit", "All notes", wraps=True)
    assert not gallery.wrong, "\n".join(gallery.wrong)
