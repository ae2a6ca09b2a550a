/* The left rail: whose eyes to look through, the app, the channels. On a narrow screen it slides
   over the page. */

import { h, put } from "./dom.js";
import { avatar } from "./people.js";
import { placeOf } from "./time.js";

export class Rail {
  constructor(host, does) {
    this.host = host;
    this.does = does;
    this.drawn = "";
  }

  update({ people, channels, bot, user, place, unread }) {
    const signature = JSON.stringify([people, channels, bot, user, place, unread]);
    if (signature === this.drawn) return;
    this.drawn = signature;
    const key = this.host.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const row = (name, here, click, ...inside) =>
      h("button", { type: "button", class: "place", "data-key": `rail/${name}`, "aria-current": here ? "page" : undefined, on: { click } }, inside);
    put(
      this.host,
      h("h2", { id: "rail-people" }, "Look in as"),
      h("div", { class: "people", role: "group", "aria-labelledby": "rail-people" }, people.map((one) =>
        h(
          "button",
          { type: "button", class: "person", "data-key": `rail/${one.id}`, "aria-pressed": String(one.id === user), on: { click: () => one.id !== user && this.does.person(one.id) } },
          avatar(one, 32),
          h("span", { class: "person-words" },
            h("span", { class: "name" }, one.real_name ?? one.name),
            h("span", { class: "what" }, one.title ?? ""),
            h("span", { class: "what" }, placeOf(one.tz), one.is_admin ? h("span", { class: "tag" }, "admin") : null)),
        ))),
      h("h2", {}, "Apps"),
      row("app", place.kind === "app", () => this.does.go({ kind: "app", tab: place.kind === "app" ? place.tab : "messages" }),
        avatar(null, 20), h("span", {}, bot.name), unread ? h("span", { class: "dot" }, h("span", { class: "unseen" }, "new message")) : null),
      h("h2", {}, "Channels"),
      channels.map((one) =>
        row(one.id, place.kind === "channel" && place.id === one.id, () => this.does.go({ kind: "channel", id: one.id }),
          h("span", { class: "hash" }, "#"), h("span", {}, one.name.replace(/^#/, "")))),
      h("p", { class: "rail-note" }, "Everyone here is invented, and nothing leaves this machine."),
    );
    if (key) [...this.host.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key)?.focus();
  }

  toggle(opener) {
    const open = !document.body.classList.contains("with-rail");
    document.body.classList.toggle("with-rail", open);
    opener.setAttribute("aria-expanded", String(open));
    this.opener = opener;
    if (!open) return;
    this.host.querySelector("button")?.focus();
    this.outside = (event) => {
      if (!this.host.contains(event.target) && !opener.contains(event.target)) this.close();
    };
    this.escape = (event) => {
      if (event.key === "Escape") {
        this.close();
        opener.focus();
      }
    };
    document.addEventListener("pointerdown", this.outside);
    document.addEventListener("keydown", this.escape);
  }

  close() {
    if (!document.body.classList.contains("with-rail")) return;
    document.body.classList.remove("with-rail");
    this.opener?.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", this.outside);
    document.removeEventListener("keydown", this.escape);
  }
}

