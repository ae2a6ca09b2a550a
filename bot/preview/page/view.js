/* One view (a modal or the Home) on the page: draws blocks, keeps what was typed when the app
   replaces the view, remembers typed values at the stand-in, and finds focus again.

   new View(surface, host, env); view.show(slackView) draws only if id or hash changed. */

import { drawBlocks } from "./blocks.js";
import { Fields } from "./fields.js";

const TYPING_PAUSE = 350;

/* Focus and caret before a redraw; the returned function puts them back. */
export function holdFocus(host) {
  const active = document.activeElement;
  if (!active || !host.contains(active)) return () => {};
  const key = active.closest("[data-key]")?.dataset.key;
  const within = [...host.querySelectorAll("button, a, input, select, textarea")].indexOf(active);
  const caret = "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  return () => {
    if (host.contains(document.activeElement)) return;
    const candidates = [...host.querySelectorAll("[data-key]")];
    const twin =
      candidates.find((node) => node.dataset.key === key) ??
      candidates.find((node) => key && node.dataset.key.split("/")[1] === key.split("/")[1]);
    const all = host.querySelectorAll("button, a, input, select, textarea");
    const target = twin ?? all[Math.min(within, all.length - 1)] ?? host;
    target.focus();
    // Date and number inputs have no caret to set and say so by throwing.
    if (caret?.[0] != null && twin && typeof twin.selectionStart === "number") twin.setSelectionRange(...caret);
  };
}

export class View {
  constructor(surface, host, env) {
    this.surface = surface;
    this.host = host;
    this.env = env;
    this.fields = new Fields();
    this.current = null;
    this.timer = null;
  }

  show(view, zone) {
    const same = this.current && this.current.id === view.id && this.current.hash === view.hash && this.zone === zone;
    if (same) return false;
    const sameView = this.current?.id === view.id;
    const kept = sameView ? this.fields.carriedOver(view.state_values) : view.state_values;
    const touched = sameView ? new Set(this.fields.all.filter((one) => one.touched).map((one) => `${one.block.block_id}/${one.element.action_id}`)) : new Set();
    const focus = holdFocus(this.host);
    this.current = view;
    this.zone = zone;
    this.fields = new Fields(kept ?? {});
    const nodes = drawBlocks(view.blocks, {
      ...this.env(),
      surface: this.surface,
      fields: this.fields,
      act: (block, element, payload, confirm, node) => this.act(block, element, payload, confirm, node),
      typed: () => this.typed(),
    });
    for (const field of this.fields.all) field.touched = touched.has(`${field.block.block_id}/${field.element.action_id}`);
    this.host.replaceChildren(...nodes);
    focus();
    return true;
  }

  act(block, element, payload, confirm, node) {
    this.flush();
    return this.env().action({
      container: { type: "view", id: this.current.id },
      block_id: block.block_id,
      action_id: element.action_id,
      payload,
      state: this.fields.state(),
      confirm,
      node,
    });
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), TYPING_PAUSE);
  }

  /* Nothing more is remembered of what was typed so far (it has just been handed in). */
  still() {
    clearTimeout(this.timer);
    this.timer = null;
  }

  flush() {
    if (this.timer === null) return;
    this.still();
    if (this.current) this.env().remember(this.current.id, this.fields.state());
  }
}
