/* The workspace's clock in the person's own zone, and the ways to move it. Real time runs on from
   wherever it is put. */

import { h, icon } from "./dom.js";
import { fullOf, instantOf, localOf, nextChange, nextHour, placeOf, shortDayOf, timeOf } from "./time.js";

const HOUR = 3_600_000;
const BEFORE_CHANGE = 5 * 60_000;

export class Clock {
  constructor(host, move) {
    this.move = move;
    this.base = Date.now();
    this.seen = performance.now();
    this.zone = "UTC";
    this.face = h("button", { type: "button", class: "clock-face", "aria-expanded": "false", "aria-controls": "clock-tools", "aria-haspopup": "dialog" });
    this.input = h("input", { type: "datetime-local", class: "control", id: "clock-input" });
    this.note = h("p", { class: "hint" });
    this.change = this.way("Next clock change", "next-change", () => this.toChange());
    this.tools = h(
      "div",
      { class: "clock-tools", id: "clock-tools", role: "dialog", "aria-label": "Move the clock", hidden: true },
      h("p", { class: "clock-full" }),
      h("div", { class: "actions" }, this.quick(), this.change),
      h("form", { class: "clock-set", on: { submit: (event) => this.set(event) } },
        h("label", { for: "clock-input" }, "Or go to"), this.input, h("button", { type: "submit", class: "button" }, "Go")),
      this.note,
    );
    host.append(this.face, h("div", { class: "clock-quick" }, this.quick()), this.tools);
    this.face.addEventListener("click", () => this.toggle(this.tools.hidden));
    this.tools.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.toggle(false);
      this.face.focus();
    });
    document.addEventListener("pointerdown", (event) => {
      if (!host.contains(event.target)) this.toggle(false);
    });
    setInterval(() => this.draw(), 1000);
  }

  way(label, name, click) {
    return h("button", { type: "button", class: "button", "data-clock": name, on: { click } }, label);
  }

  quick() {
    return [
      this.way("+1 h", "hour", () => this.move({ seconds: 3600 })),
      this.way("To 17:00", "evening", () => this.goTo(nextHour(this.now(), 17, this.zone))),
      this.way("+1 day", "day", () => this.move({ seconds: 86_400 })),
    ];
  }

  now() {
    return this.base + (performance.now() - this.seen);
  }

  update(now, zone) {
    this.base = now;
    this.seen = performance.now();
    if (this.zone !== zone || this.tools.hidden) this.input.value = localOf(now, zone);
    this.zone = zone;
    const next = nextChange(now, zone);
    this.change.disabled = !next;
    if (next) {
      const hours = (next.after - next.before) / HOUR;
      this.note.textContent = `${placeOf(zone)} puts its clocks ${hours > 0 ? "forward" : "back"} on ${shortDayOf(next.at, zone)}. The button goes to five minutes before.`;
    } else this.note.textContent = `Clocks in ${placeOf(zone)} do not change.`;
    this.draw();
  }

  draw() {
    const at = this.now();
    const minute = Math.floor(at / 60_000);
    this.tools.firstChild.textContent = `${fullOf(at, this.zone)}, ${placeOf(this.zone)}`;
    if (this.drawn === `${minute}${this.zone}`) return;
    this.drawn = `${minute}${this.zone}`;
    const says = `${shortDayOf(at, this.zone)}, ${timeOf(at, this.zone)}`;
    this.face.replaceChildren(icon("clock"), h("span", {}, says), h("span", { class: "wide-words" }, placeOf(this.zone)), icon("down", 12));
    this.face.setAttribute("aria-label", `${says} in ${placeOf(this.zone)}. Move the clock`);
  }

  toggle(open) {
    if (open === !this.tools.hidden) return;
    this.tools.hidden = !open;
    this.face.setAttribute("aria-expanded", String(open));
    if (open) this.input.value = localOf(this.now(), this.zone);
  }

  goTo(at) {
    this.move({ set: new Date(at).toISOString() });
  }

  toChange() {
    const now = this.now();
    const next = nextChange(now, this.zone);
    if (!next) return;
    // Already in the last five minutes before it: on to the change itself.
    this.goTo(next.at - BEFORE_CHANGE > now ? next.at - BEFORE_CHANGE : next.at);
  }

  set(event) {
    event.preventDefault();
    const at = instantOf(this.input.value, this.zone);
    if (!Number.isNaN(at)) this.goTo(at);
  }
}
