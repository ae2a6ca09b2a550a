/* A list of messages that is patched, never rebuilt: only a message that changed is drawn again,
   and focus inside it is kept. Ephemeral replies are marked and can be dismissed.

   new Messages(host, env); list.update(items, context) with items
   {kind: "message"|"ephemeral", ts, user, text, blocks, edited, files}. */

import { drawBlocks } from "./blocks.js";
import { arrange, h, icon, put } from "./dom.js";
import { Fields } from "./fields.js";
import { mrkdwn, plainString } from "./mrkdwn.js";
import { avatar } from "./people.js";
import { dayOf, fullOf, localOf, timeOf } from "./time.js";
import { holdFocus } from "./view.js";

const TOGETHER = 5 * 60_000;
const when = (item) => Number(item.ts) * 1000;

export class Messages {
  constructor(host, env) {
    this.host = host;
    this.env = env;
    this.rows = new Map();
    this.days = new Map();
    this.gone = new Set();
    this.editing = null;
    this.items = [];
  }

  update(items, context) {
    this.items = items;
    this.context = context;
    const scroller = this.host.parentElement;
    const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
    const shown = items.filter((item) => !this.gone.has(item.kind + item.ts));
    const nodes = [];
    let before = null;
    for (const item of shown) {
      const day = localOf(when(item), context.zone).slice(0, 10);
      if (!before || before.day !== day) nodes.push(this.divider(day, item, context.zone));
      const follows = before && before.day === day && before.item.user === item.user && before.item.kind === item.kind && when(item) - when(before.item) < TOGETHER;
      nodes.push(this.row(item, Boolean(follows), context));
      before = { item, day };
    }
    arrange(this.host, nodes);
    const alive = new Set(shown.map((item) => item.kind + item.ts));
    for (const key of this.rows.keys()) if (!alive.has(key)) this.rows.delete(key);
    const grew = shown.length && shown.at(-1).ts !== this.last;
    this.last = shown.at(-1)?.ts;
    if (grew && (atEnd || shown.at(-1).user === context.me)) scroller.scrollTop = scroller.scrollHeight;
    else if (atEnd) scroller.scrollTop = scroller.scrollHeight;
  }

  again() {
    this.update(this.items, this.context);
  }

  divider(day, item, zone) {
    if (!this.days.has(day)) {
      this.days.set(day, h("div", { class: "day", role: "separator" }, h("span", {}, dayOf(when(item), zone))));
    }
    return this.days.get(day);
  }

  row(item, follows, context) {
    const key = item.kind + item.ts;
    const signature = JSON.stringify([item, follows, context.zone, this.editing === item.ts, context.people, context.bot]);
    const known = this.rows.get(key);
    if (known?.signature === signature) return known.node;
    const node = known?.node ?? h("article", { class: "message", "data-ts": item.ts, tabindex: "-1" });
    const focus = holdFocus(node);
    const fields = new Fields(known?.fields.carriedOver() ?? {});
    const own = item.user === context.me && item.kind === "message";
    const author = context.people.find((one) => one.id === item.user);
    const name = author?.real_name ?? context.bot.name;
    const at = timeOf(when(item), context.zone);
    node.className = `message ${follows ? "follows" : ""} ${item.kind === "ephemeral" ? "ephemeral" : ""}`;
    node.setAttribute("aria-label", `${name}, ${at}`);
    put(
      node,
      follows ? h("span", { class: "gutter-time", "aria-hidden": "true" }, at) : avatar(author, 36),
      h(
        "div",
        { class: "message-main" },
        follows ? null : h(
          "div",
          { class: "byline" },
          h("span", { class: "name" }, name),
          author ? null : h("span", { class: "tag" }, "app"),
          h("time", { title: fullOf(when(item), context.zone) }, at),
        ),
        item.kind === "ephemeral" ? h("p", { class: "only-you" }, icon("eye", 14), "Only visible to you") : null,
        this.editing === item.ts ? this.editor(item) : this.content(item, context, fields),
      ),
      this.tools(item, own),
    );
    this.rows.set(key, { node, signature, fields });
    focus();
    return node;
  }

  content(item, context, fields) {
    const container = { type: item.kind, id: item.ts };
    const blocks = item.blocks?.length
      ? drawBlocks(item.blocks, {
          ...this.env(),
          surface: item.kind,
          fields,
          act: (block, element, payload, confirm, node) =>
            this.env().action({ container, block_id: block.block_id, action_id: element.action_id, payload, state: fields.state(), confirm, node }),
        })
      : [h("div", { class: "words" }, ...mrkdwn(item.text, context))];
    return h(
      "div",
      { class: "blocks" },
      blocks,
      item.edited ? h("span", { class: "edited" }, "(edited)") : null,
      item.thread_ts && item.thread_ts !== item.ts ? h("span", { class: "edited" }, "in a thread") : null,
      item.files?.length ? h("ul", { class: "file-list" }, item.files.map((file) => h("li", {}, icon("file"), h("a", { href: `/page/api/file/${file.id}?user=${context.me}`, download: file.name || file.id }, file.title || file.name || file.id)))) : null,
    );
  }

  tools(item, own) {
    const dismiss = () => {
      this.gone.add(item.kind + item.ts);
      this.again();
    };
    if (item.kind === "ephemeral") return h("div", { class: "message-tools" }, tool("close", "Dismiss this reply", dismiss));
    if (this.editing === item.ts) return null;
    const reply = tool("reply", "Reply in a thread", () => this.env().answerIn(item.thread_ts ?? item.ts));
    if (!own) return h("div", { class: "message-tools" }, reply);
    return h(
      "div",
      { class: "message-tools" },
      reply,
      tool("edit", "Edit message", () => this.edit(item.ts)),
      tool("bin", "Delete message", () => this.env().remove(item.ts)),
    );
  }

  edit(ts) {
    this.editing = ts;
    this.again();
    this.host.querySelector(".editor textarea")?.focus();
  }

  editLast() {
    const mine = this.items.filter((item) => item.kind === "message" && item.user === this.context.me).at(-1);
    if (mine) this.edit(mine.ts);
  }

  editor(item) {
    const text = h("textarea", { class: "control", rows: 2, "aria-label": "Edit message", "data-key": `edit/${item.ts}` });
    text.value = plainString(item.text);
    const stop = () => {
      this.editing = null;
      this.again();
      document.getElementById("composer-text")?.focus();
    };
    const save = async () => {
      const said = text.value.trim();
      stop();
      if (said && said !== plainString(item.text)) await this.env().edit(item.ts, said);
    };
    text.addEventListener("keydown", (event) => {
      if (event.key === "Escape") stop();
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        save();
      }
    });
    return h(
      "div",
      { class: "editor" },
      text,
      h("div", { class: "actions" }, h("button", { type: "button", class: "button", on: { click: stop } }, "Cancel"), h("button", { type: "button", class: "button primary", on: { click: save } }, "Save")),
    );
  }
}

function tool(name, label, click) {
  return h("button", { type: "button", class: "bare", "aria-label": label, title: label, on: { click } }, icon(name, 14));
}

/* What a screen reader is told about a message. */
export function spoken(item) {
  return plainString(item.text || "") || (item.blocks ?? []).map((block) => block.text?.text ?? "").filter(Boolean).join(" ");
}
