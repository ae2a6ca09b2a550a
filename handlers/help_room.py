"""Get help now: opened from every surface, by a word in the DM, or by the gate.

help_now (any button)      ->  the help view, over whatever is open
help_country (menu)        ->  the same view with that country's lines; remembered after consent
help_lines (button)        ->  all lines, or the first few
help_keep (button)         ->  what was typed is kept: the held form is handled as if it had passed;
                               in the view over the form, or in a message when the form was closed
help_view (submission)     ->  "I'm safe, continue": back to the form, which may then be sent
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App, BoltContext, BoltRequest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.domain.people import Who
from data.database import StoreUnavailable
from data.journal import NoConsent
from handlers import blocks as b
from handlers.help_view import HelpState, decode, help_blocks, help_modal
from handlers.keel import Keel
from handlers.workspace_contacts import contacts_of


def country_of(keel: Keel, who: Who) -> str | None:
    """The country a person chose; None when they did not or the database is down."""
    try:
        profile = keel.journal.profile(who)
    except StoreUnavailable:
        return None
    return profile.country if profile else None


def post_help(keel: Keel, state: HelpState, who: Who, *, closed: bool = False) -> dict[str, Any]:
    """Help as a message, for what was typed in the DM or after a slash command.

    With a form in the state there is a button that keeps what was typed in it; ``closed`` says
    that the form is no longer open beneath.
    """
    texts, common = keel.library.help.texts, keel.words("common")
    out = [b.section(texts.dm.opening)]
    if state.kept or state.unkept:
        out = [b.section(texts.kept if state.kept else common("not_kept_closed"))]
    out += help_blocks(keel.library, state, contacts_of(keel, who))
    out.append(b.context(texts.dm.closing))
    buttons = [
        b.button(texts.buttons.safe, "help_safe", "" if closed else state.form or ""),
        b.button(texts.buttons.country, b.HELP_ACTION),
    ]
    if state.form and state.keepable and not state.kept:
        if closed:
            out.append(b.section(common("closed_form")))
        buttons.append(b.button(texts.buttons.keep, "help_keep", state.form))
    out.append(b.actions(*buttons, id="help"))
    # The message is its own way to help, so it ends with the country instead of one more button.
    return b.message(f"{texts.dm.opening} {texts.care_for(state.family)}", out, help_label=None)


def register(app: App, keel: Keel) -> None:
    """Registers the help room."""
    held = keel.held

    def show(client: WebClient, body: dict[str, Any], view: dict[str, Any]) -> None:
        over_modal = (body.get("view") or {}).get("type") == "modal"
        try:
            if over_modal:
                client.views_push(trigger_id=body["trigger_id"], view=view)
            else:
                client.views_open(trigger_id=body["trigger_id"], view=view)
        except SlackApiError:
            # Three views are open already, or Slack was too slow: a message always gets through.
            who = Who(body["user"]["team_id"], body["user"]["id"])
            state = HelpState(country=country_of(keel, who))
            client.chat_postMessage(channel=who.user, **post_help(keel, state, who))

    def open_help(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        keel.counters.add("help_opened")

        def work() -> None:
            state = HelpState(country=country_of(keel, who))
            show(client, body, help_modal(keel.library, state, contacts_of(keel, who)))

        keel.in_lane(who, "help", work)

    app.action(b.HELP_ACTION)(open_help)
    app.shortcut("help_now")(open_help)

    def redraw(body: dict[str, Any], client: WebClient, who: Who, state: HelpState) -> None:
        view = help_modal(keel.library, state, contacts_of(keel, who))
        client.views_update(view_id=body["view"]["id"], view=view)

    @app.action("help_country")
    def choose_country(
        ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext
    ) -> None:
        ack()
        who: Who = context["who"]
        picked = body["actions"][0]["selected_option"]["value"]
        country = picked if keel.library.helplines.country(picked) else None
        state = replace(decode(body["view"]["private_metadata"]), country=country)

        def work() -> None:
            redraw(body, client, who, state)
            try:
                keel.journal.change_profile(who, keel.now(), country=country)
            except (NoConsent, StoreUnavailable):
                return  # without consent the choice lives as long as the view

        keel.in_lane(who, "help_country", work)

    @app.action("help_lines")
    def all_lines(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        state = decode(body["view"]["private_metadata"])
        who: Who = context["who"]
        keel.in_lane(
            who,
            "help_lines",
            lambda: redraw(body, client, who, replace(state, more=not state.more)),
        )

    @app.action("help_keep")
    def keep(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        who: Who = context["who"]
        if body.get("view"):
            state = decode(body["view"]["private_metadata"])
        else:
            state = HelpState(country=country_of(keel, who), form=body["actions"][0].get("value"))
        form = state.form or ""

        def show_state(state: HelpState) -> None:
            if body.get("view"):
                redraw(body, client, who, state)
                return
            said = post_help(keel, state, who, closed=True)
            channel, ts = body["channel"]["id"], body["message"]["ts"]
            client.chat_update(channel=channel, ts=ts, **said)

        def work() -> None:
            submission = held.take(who, form)
            if submission is None:
                # Too long ago, unless this is the second press of two.
                show_state(replace(state, kept=True) if held.was_kept(who, form) else unkept)
                return
            request = BoltRequest(
                body=json.dumps(submission), mode="socket_mode", context={"replayed": True}
            )
            answer = app.dispatch(request)
            said = json.loads(answer.body) if answer.body else {}
            if answer.status != 200 or said.get("response_action") == "errors":
                held.put_back(who, form, submission)
                show_state(unkept)
                return
            held.done(who, form)
            # After a button the form beneath goes on; after a submission without an answer of
            # its own nothing is left of it.
            clear = submission["type"] == "view_submission" and "view" not in said
            show_state(replace(state, kept=True, unkept=False, clear=clear))
            if "view" in said:
                client.views_update(view_id=form, view=said["view"])

        unkept = replace(state, unkept=True)
        keel.in_lane(who, "help_keep", work)

    @app.view("help_view")
    def safe(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        state = decode(body["view"]["private_metadata"])
        if state.form:
            held.let_pass(context["who"], state.form)
        if state.clear:
            ack(response_action="clear")
        else:
            ack()

    @app.action("help_safe")
    def safe_in_chat(
        ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext
    ) -> None:
        ack()
        who: Who = context["who"]
        form = body["actions"][0].get("value")
        if form:
            held.let_pass(who, form)
        go_on = keel.doors.answer_to("go_on")
        if go_on:
            said = go_on(who)
            keel.in_lane(
                who,
                "help_safe",
                lambda: client.chat_postMessage(channel=who.user, **said),
            )
