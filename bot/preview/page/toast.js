/* Short notices at the edge: what Slack would show when something went wrong. */

import { h, icon } from "./dom.js";

const STAYS = 9000;

export function toast(text) {
  const region = document.getElementById("toasts");
  if ([...region.children].some((node) => node.dataset.text === text)) return;
  const close = h("button", { type: "button", class: "bare", "aria-label": "Dismiss", on: { click: () => node.remove() } }, icon("close", 12));
  const node = h("div", { class: "toast", "data-text": text }, h("span", {}, text), close);
  region.append(node);
  setTimeout(() => node.remove(), STAYS);
}

/* Read out to screen readers, never drawn. */
export function announce(text) {
  const region = document.getElementById("said");
  region.append(h("p", {}, text));
  while (region.children.length > 20) region.firstChild.remove();
}
