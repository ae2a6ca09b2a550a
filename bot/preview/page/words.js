/* The few texts of the page itself: empty places and the About tab. */

import { h } from "./dom.js";
import { avatar } from "./people.js";

export function quietStart(isApp, name) {
  return h(
    "div",
    { class: "quiet-start" },
    isApp ? avatar(null, 48) : h("span", { class: "big-hash", "aria-hidden": "true" }, "#"),
    h("h2", {}, isApp ? `You and ${name}` : name),
    h("p", {}, isApp
      ? "Nobody else is in this conversation. As in Slack, whatever is typed here is a message and stays in the history. Forms and the Home tab are not messages."
      : "A channel like any other. Slash commands and shortcuts work here too, and replies to them are visible to you alone."),
  );
}

export function homeEmpty(name) {
  return h("p", { class: "quiet-start" }, `${name} has not put anything on this page yet.`);
}

export function about(state) {
  const rows = [
    ["What it is", `The real ${state.bot.name} app, talking to a stand-in for Slack on this machine instead of to Slack.`],
    ["Who is here", "Three invented colleagues in three time zones. Look in as any of them; each has their own conversation and Home."],
    ["The clock", "It can be moved on, to the end of a working day or across a clock change, to see what happens then."],
    ["What is checked", "The stand-in refuses what Slack refuses: limits of blocks, late answers, stale forms."],
    ["Looking underneath", "“What Slack and the disk see”, at the top, lists every call and delivery and what the database holds."],
  ];
  return h("div", { class: "about" }, h("h2", {}, `About ${state.bot.name}`),
    h("dl", {}, rows.map(([term, words]) => [h("dt", {}, term), h("dd", {}, words)])),
    state.commands?.length ? [h("h2", {}, "Commands"), h("dl", {}, state.commands.map((one) => [h("dt", {}, h("code", {}, one.command)), h("dd", {}, one.description ?? "")]))] : null,
    state.shortcuts?.length ? [h("h2", {}, "Shortcuts"), h("dl", {}, state.shortcuts.map((one) => [h("dt", {}, one.name), h("dd", {}, one.description ?? "")]))] : null);
}
