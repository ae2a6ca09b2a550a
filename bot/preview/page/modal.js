/* The stack of modals, top last, as the stand-in holds it.

   new Modals(env); modals.update(views, zone) adds, replaces and removes dialogs. env() also gives
   submit(view_id, state) -> {errors}, close(view_id, all), remember(view_id, state). */

import { h, icon, uid } from "./dom.js";
import { plainString } from "./mrkdwn.js";
import { closeOverlay, openOverlay } from "./overlay.js";
import { View } from "./view.js";

class Modal {
  constructor(env) {
    this.env = env;
    this.title = h("h2", { id: uid("modal") });
    this.cross = h("button", { type: "button", class: "bare", "aria-label": "Close", on: { click: () => this.close(true) } }, icon("close"));
    this.notice = h("p", { class: "dialog-notice", role: "alert", hidden: true });
    this.body = h("div", { class: "dialog-body blocks", tabindex: "-1" });
    this.cancel = h("button", { type: "button", class: "button", on: { click: () => this.close(false) } });
    this.send = h("button", { type: "submit", class: "button primary" });
    this.form = h(
      "form",
      { class: "dialog", role: "dialog", "aria-modal": "true", "aria-labelledby": this.title.id, novalidate: true },
      h("div", { class: "dialog-head" }, h("img", { src: "/page/keel.svg", alt: "", width: 24, height: 24 }), this.title, this.cross),
      this.notice,
      this.body,
      h("div", { class: "dialog-foot" }, this.cancel, this.send),
    );
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.layer = h("div", { class: "layer" }, this.form);
    this.view = new View("modal", this.body, () => ({ ...env(), enter: () => this.view.current.submit && this.submit() }));
    this.busy = false;
  }

  show(view, zone, depth) {
    const first = !this.entry;
    const changed = this.view.show(view, zone);
    this.layer.style.setProperty("--below", String(depth));
    if (changed) {
      this.title.textContent = plainString(view.title?.text ?? "");
      this.cancel.textContent = plainString(view.close?.text ?? (view.submit ? "Cancel" : "Close"));
      this.send.hidden = !view.submit;
      this.send.textContent = plainString(view.submit?.text ?? "");
      this.say("");
      // A view that took the place of another (a reflection after a form) is read from its top.
      if (!first && this.lastTitle !== this.title.textContent + view.callback_id) {
        this.body.scrollTop = 0;
        if (!this.body.contains(document.activeElement) || document.activeElement === this.body) this.body.focus();
      }
      this.lastTitle = this.title.textContent + view.callback_id;
      if (this.send.hidden && document.activeElement === this.send) this.body.focus();
    }
    if (first) {
      this.entry = openOverlay(this.layer, {
        onEscape: () => this.close(false),
        first: () => this.firstInSight() ?? this.body,
      });
    }
  }

  /* The first field, unless going to it would scroll past what is to be read before it. */
  firstInSight() {
    const field = this.view.fields.all.length > 0 ? this.body.querySelector("input, textarea, select") : null;
    return field && field.getBoundingClientRect().bottom <= this.body.getBoundingClientRect().bottom ? field : null;
  }

  say(text) {
    this.notice.textContent = text;
    this.notice.hidden = text === "";
  }

  async submit() {
    if (this.busy || !this.view.current.submit) return;
    const problems = this.view.fields.problems();
    this.view.fields.show(problems);
    if (Object.keys(problems).length) return;
    this.view.still();
    this.wait(true);
    const { errors, error } = await this.env().submit(this.view.current.id, this.view.fields.state());
    this.wait(false);
    const left = this.view.fields.show(errors ?? {});
    this.say(error ?? left.join(" "));
  }

  wait(busy) {
    this.busy = busy;
    this.send.classList.toggle("busy", busy);
    this.form.setAttribute("aria-busy", String(busy));
  }

  close(all) {
    this.view.flush();
    this.env().close(this.view.current.id, all);
  }

  remove() {
    this.view.still();
    closeOverlay(this.entry);
  }
}

export class Modals {
  constructor(env) {
    this.env = env;
    this.open = new Map();
  }

  flush() {
    for (const modal of this.open.values()) modal.view.flush();
  }

  update(views, zone) {
    const wanted = new Set(views.map((view) => view.id));
    for (const [id, modal] of [...this.open].reverse()) {
      if (wanted.has(id)) continue;
      modal.remove();
      this.open.delete(id);
    }
    views.forEach((view, index) => {
      if (!this.open.has(view.id)) this.open.set(view.id, new Modal(this.env));
      const modal = this.open.get(view.id);
      modal.cross.setAttribute("aria-label", views.length > 1 ? "Close all" : "Close");
      modal.show(view, zone, views.length - 1 - index);
    });
  }
}
