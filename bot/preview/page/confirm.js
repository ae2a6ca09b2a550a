/* Slack's confirmation dialog. Resolves to true or false. */

import { h, uid } from "./dom.js";
import { plainString, textObject } from "./mrkdwn.js";
import { closeOverlay, openOverlay } from "./overlay.js";

export function askFirst(confirm, env = {}) {
  return new Promise((resolve) => {
    const [title, text] = [uid("confirm"), uid("confirm-text")];
    const done = (answer) => () => {
      closeOverlay(entry);
      resolve(answer);
    };
    const yes = h("button", { type: "button", class: `button ${confirm.style === "danger" ? "danger" : "primary"}`, on: { click: () => done(true)() } }, plainString(confirm.confirm?.text ?? "Yes"));
    const no = h("button", { type: "button", class: "button", on: { click: () => done(false)() } }, plainString(confirm.deny?.text ?? "Cancel"));
    const node = h(
      "div",
      { class: "layer" },
      h(
        "div",
        { class: "dialog small", role: "alertdialog", "aria-modal": "true", "aria-labelledby": title, "aria-describedby": text },
        h("div", { class: "dialog-head" }, h("h2", { id: title }, plainString(confirm.title?.text ?? "Are you sure?"))),
        h("div", { class: "dialog-body words", id: text }, ...textObject(confirm.text, env)),
        h("div", { class: "dialog-foot" }, no, yes),
      ),
    );
    const entry = openOverlay(node, { onEscape: done(false), first: () => no });
  });
}
