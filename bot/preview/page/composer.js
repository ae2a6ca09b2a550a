/* Where people write: Enter sends, Shift+Enter breaks the line, "/" offers the app's commands,
   the lightning opens its shortcuts, Arrow up in an empty box edits the last message.

   new Composer(env); env() gives commands, shortcuts, say(text, {thread_ts, files}), command(command, text),
   shortcut(callback_id), upload(file), editLast(), toast(text). composer.place(key, placeholder) switches the
   draft with the conversation. */

import { h, icon, put } from "./dom.js";
import { openMenu } from "./menu.js";

export class Composer {
  constructor(env) {
    this.env = env;
    this.drafts = new Map();
    this.key = "";
    this.at = 0;
    this.shut = false;
    this.list = h("ul", { class: "completion", id: "completion", role: "listbox", "aria-label": "Commands", hidden: true });
    this.usage = h("p", { class: "usage", id: "usage", hidden: true });
    this.text = h("textarea", {
      id: "composer-text", rows: 1, role: "combobox", "aria-autocomplete": "list", "aria-controls": "completion",
      "aria-expanded": "false", "aria-describedby": "usage", "data-key": "composer/text",
    });
    this.bolt = h("button", { type: "button", class: "bare", id: "shortcuts", "aria-label": "Shortcuts", title: "Shortcuts", "aria-haspopup": "menu", "aria-expanded": "false" }, icon("bolt", 18));
    this.send = h("button", { type: "button", class: "send", "aria-label": "Send", title: "Send" }, icon("send", 18));
    this.thread = null;
    this.files = [];
    this.chips = h("div", { class: "chips", hidden: true });
    this.picker = h("input", { type: "file", multiple: true, hidden: true });
    this.clip = h("button", { type: "button", class: "bare", "aria-label": "Attach a file", title: "Attach a file", on: { click: () => this.picker.click() } }, icon("clip", 18));
    this.picker.addEventListener("change", async () => {
      for (const file of [...this.picker.files]) {
        const kept = await this.env().upload(file);
        if (kept) this.files.push(kept);
      }
      this.picker.value = "";
      this.chip();
    });
    this.node = h("div", { class: "composer" }, this.list, this.usage, this.chips, h("div", { class: "composer-box" }, this.bolt, this.clip, this.picker, this.text, this.send));
    this.text.addEventListener("input", () => {
      this.shut = false;
      this.at = 0;
      this.drafts.set(this.key, this.text.value);
      this.draw();
    });
    this.text.addEventListener("keydown", (event) => this.key_(event));
    this.text.addEventListener("blur", () => this.close());
    this.text.addEventListener("focus", () => this.draw());
    this.send.addEventListener("click", () => this.submit());
    this.bolt.addEventListener("click", () => {
      const items = this.env().shortcuts.map((one) => ({ label: one.name, note: one.description, choose: () => this.env().shortcut(one.callback_id) }));
      if (items.length) openMenu(this.bolt, items, "Shortcuts");
      else this.env().toast("No app here has registered a shortcut.");
    });
  }

  place(key, placeholder) {
    if (this.key !== key) {
      this.key = key;
      this.text.value = this.drafts.get(key) ?? "";
      this.shut = true;
      this.thread = null;
      this.files = [];
      this.chip();
    }
    this.text.placeholder = placeholder;
    this.text.setAttribute("aria-label", placeholder);
    this.draw();
  }

  answerIn(ts) {
    this.thread = ts;
    this.chip();
    this.text.focus();
  }

  chip() {
    const one = (words, gone) =>
      h("span", { class: "chip" }, words, h("button", { type: "button", class: "quiet", "aria-label": `Remove: ${words}`, on: { click: () => { gone(); this.chip(); this.text.focus(); } } }, icon("close", 12)));
    put(
      this.chips,
      this.thread ? one("Replying in a thread", () => (this.thread = null)) : null,
      this.files.map((file) => one(file.name, () => (this.files = this.files.filter((other) => other !== file)))),
    );
    this.chips.hidden = !this.chips.firstChild;
  }

  matches() {
    const typed = this.text.value;
    if (!/^\/\S*$/.test(typed) || this.shut || document.activeElement !== this.text) return [];
    return this.env().commands.filter((one) => one.command.startsWith(typed.toLowerCase()));
  }

  draw() {
    const found = this.matches();
    this.at = Math.min(this.at, Math.max(found.length - 1, 0));
    this.list.replaceChildren(
      ...found.map((one, index) =>
        h(
          "li",
          {
            role: "option", id: `completion-${index}`, "aria-selected": String(index === this.at), class: index === this.at ? "active" : "",
            // mousedown, because click would come after the blur that closes the list
            on: { mousedown: (event) => { event.preventDefault(); this.complete(one); } },
          },
          h("span", { class: "command" }, one.command, one.usage_hint ? h("span", { class: "hint" }, ` ${one.usage_hint}`) : null),
          h("span", { class: "menu-note" }, one.description ?? ""),
        ),
      ),
    );
    this.list.hidden = found.length === 0;
    this.text.setAttribute("aria-expanded", String(found.length > 0));
    if (found.length) this.text.setAttribute("aria-activedescendant", `completion-${this.at}`);
    else this.text.removeAttribute("aria-activedescendant");
    const known = this.env().commands.find((one) => this.text.value.startsWith(`${one.command} `));
    this.usage.hidden = !known?.usage_hint;
    this.usage.textContent = known?.usage_hint ? `${known.command} ${known.usage_hint}` : "";
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 180)}px`;
  }

  close() {
    this.list.hidden = true;
    this.text.setAttribute("aria-expanded", "false");
    this.text.removeAttribute("aria-activedescendant");
  }

  complete(command) {
    this.text.value = `${command.command} `;
    this.drafts.set(this.key, this.text.value);
    this.draw();
    this.text.focus();
  }

  key_(event) {
    if (event.isComposing) return;
    const found = this.matches();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (found.length && step) {
      event.preventDefault();
      this.at = (this.at + step + found.length) % found.length;
      this.draw();
    } else if (found.length && event.key === "Escape") {
      event.preventDefault();
      this.shut = true;
      this.draw();
    } else if (found.length && (event.key === "Tab" || event.key === "Enter") && !event.shiftKey && found[this.at].command !== this.text.value) {
      event.preventDefault();
      this.complete(found[this.at]);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "ArrowUp" && this.text.value === "") {
      event.preventDefault();
      this.env().editLast();
    }
  }

  submit() {
    const typed = this.text.value.trim();
    if (!typed && !this.files.length) return;
    const slash = /^\/(\S+)\s*([\s\S]*)$/.exec(typed);
    if (slash) {
      const name = `/${slash[1].toLowerCase()}`;
      if (!this.env().commands.some((one) => one.command === name)) {
        this.env().toast(`${name} is not a command here, so nothing was sent.`);
        return;
      }
      this.clear();
      this.env().command(name, slash[2]);
      return;
    }
    const key = this.key;
    const more = { ...(this.thread ? { thread_ts: this.thread } : {}), ...(this.files.length ? { files: this.files.map((file) => file.id) } : {}) };
    this.thread = null;
    this.files = [];
    this.chip();
    this.clear();
    // What could not be sent goes back into the box, unless something new stands there.
    this.env().say(typed, more).then((refused) => {
      if (!refused || this.drafts.get(key)) return;
      this.drafts.set(key, typed);
      if (this.key === key && this.text.value === "") {
        this.text.value = typed;
        this.draw();
      }
    });
  }

  clear() {
    this.text.value = "";
    this.drafts.delete(this.key);
    this.draw();
  }
}
