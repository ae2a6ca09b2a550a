/* For the security reviewer: what crossed the wire and what the disk holds, and where a phrase of
   one's own turns up. Off by default; loaded only while it is open. */

import { getDatabase, getTraffic } from "./api.js";
import { arrange, h, icon } from "./dom.js";

const pretty = (value) => JSON.stringify(value, null, 2);

export class Panel {
  constructor(host, close) {
    this.host = host;
    this.tab = "wire";
    this.rows = new Map();
    this.phrase = "";
    this.look = h("input", { class: "control", type: "search", id: "panel-phrase", autocomplete: "off", placeholder: "a phrase you typed" });
    this.found = h("p", { class: "panel-found", role: "status" });
    this.wire = this.tabButton("wire", "Over the wire");
    this.disk = this.tabButton("disk", "On the disk");
    this.list = h("div", { class: "panel-list", id: "panel-list", role: "tabpanel", tabindex: "0", "aria-labelledby": "panel-tab-wire" });
    host.append(
      h("div", { class: "panel-head" }, h("h2", {}, "What Slack and the disk see"),
        h("button", { type: "button", class: "bare", "aria-label": "Close this panel", on: { click: close } }, icon("close"))),
      h("div", { class: "panel-look" }, h("label", { for: "panel-phrase" }, "Where does this turn up?"), this.look, this.found),
      h("div", { class: "tabs", role: "tablist", "aria-label": "What to look at" }, this.wire, this.disk),
      this.list,
    );
    this.look.addEventListener("input", () => {
      this.phrase = this.look.value.trim();
      this.draw();
    });
  }

  tabButton(name, words) {
    const choose = (tab) => {
      this.tab = tab;
      this.draw();
    };
    return h("button", {
      type: "button", role: "tab", id: `panel-tab-${name}`, "aria-controls": "panel-list",
      on: {
        click: () => choose(name),
        keydown: (event) => {
          if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
          choose(name === "wire" ? "disk" : "wire");
          (name === "wire" ? this.disk : this.wire).focus();
        },
      },
    }, words);
  }

  async refresh() {
    if (this.host.hidden || this.loading) return;
    this.loading = true;
    try {
      [this.traffic, this.database] = await Promise.all([getTraffic(), getDatabase()]);
      this.draw();
    } catch (problem) {
      this.found.textContent = problem.message;
    } finally {
      this.loading = false;
    }
  }

  entries() {
    const { calls = [], deliveries = [] } = this.traffic ?? {};
    const rows = [
      ...calls.map((call, index) => ({ way: "call", name: call.method, at: call.at, bad: call.error ?? (call.response?.ok === false ? call.response.error : null), body: call, order: index })),
      ...deliveries.map((one, index) => ({ way: "delivery", name: one.kind, at: one.at, bad: one.error, body: one, order: index })),
    ];
    for (const row of rows) row.text = JSON.stringify(row.body);
    return rows.sort((one, other) => (instant(other.at) - instant(one.at)) || other.order - one.order);
  }

  draw() {
    const onWire = this.tab === "wire";
    for (const [button, on] of [[this.wire, onWire], [this.disk, !onWire]]) {
      button.setAttribute("aria-selected", String(on));
      button.tabIndex = on ? 0 : -1;
    }
    this.list.setAttribute("aria-labelledby", `panel-tab-${this.tab}`);
    if (!this.traffic) return;
    const entries = this.entries();
    this.count(entries);
    const nodes = onWire ? this.wireRows(entries) : this.tables();
    arrange(this.list, nodes.length ? nodes : [h("p", { class: "hint" }, onWire ? "Nothing has crossed the wire yet." : "No database is attached to this preview.")]);
  }

  has(text) {
    return this.phrase !== "" && text.toLowerCase().includes(escaped(this.phrase).toLowerCase());
  }

  count(entries) {
    if (!this.phrase) {
      this.found.textContent = "";
      return;
    }
    const of = (test) => entries.filter((row) => test(row) && this.has(row.text)).length;
    const cells = (this.database?.tables ?? []).flatMap((table) => table.rows).filter((row) => this.has(JSON.stringify(row))).length;
    const messages = of((row) => row.way === "call" && /^chat\./.test(row.name));
    // A modal can also be answered in the acknowledgement, which is the app speaking.
    const answered = entries.filter((row) => row.way === "delivery" && this.has(JSON.stringify(row.body.ack_body ?? null))).length;
    const views = of((row) => row.way === "call" && /^views\./.test(row.name)) + answered;
    const sent = entries.filter((row) => row.way === "delivery" && this.has(JSON.stringify(row.body.payload ?? null))).length;
    const other = of((row) => row.way === "call" && !/^(chat|views)\./.test(row.name));
    this.found.textContent =
      `Messages by the app: ${messages}. Its modals and Home: ${views}. Other calls: ${other}. ` +
      `Sent by Slack to the app: ${sent}. Rows on the disk: ${cells}.`;
  }

  wireRows(entries) {
    return entries.map((row) => {
      const key = `${row.way}${row.name}${row.at}${row.order}`;
      const signature = row.text + this.has(row.text);
      const known = this.rows.get(key);
      if (known?.signature === signature) return known.node;
      const body = h("pre", {});
      const node = h(
        "details",
        { class: `traffic ${this.has(row.text) ? "hit" : ""}` },
        h("summary", {},
          h("span", { class: `way ${row.way}` }, row.way === "call" ? "app to Slack" : "Slack to app"),
          h("span", { class: "traffic-name" }, row.name),
          row.bad ? h("span", { class: "bad" }, String(row.bad)) : null,
          h("time", {}, clockOf(row.at))),
        body,
      );
      node.addEventListener("toggle", () => {
        if (node.open) body.textContent = pretty(row.body);
      });
      if (known?.node.open) node.open = true;
      this.rows.set(key, { node, signature });
      return node;
    });
  }

  tables() {
    return (this.database?.tables ?? []).map((table) => {
      const key = `table ${table.name}`;
      const signature = JSON.stringify(table) + this.phrase;
      const known = this.rows.get(key);
      if (known?.signature === signature) return known.node;
      const columns = [...new Set(table.rows.flatMap((row) => Object.keys(row)))];
      const node = h(
        "details",
        { class: "traffic disk-table", open: known ? known.node.open : table.rows.length > 0 },
        h("summary", {}, h("span", { class: "traffic-name" }, table.name), h("span", { class: "rows" }, table.rows.length === 1 ? "1 row" : `${table.rows.length} rows`)),
        table.rows.length
          ? h("div", { class: "table-frame", tabindex: "0", role: "region", "aria-label": table.name },
              h("table", {}, h("thead", {}, h("tr", {}, columns.map((name) => h("th", { scope: "col" }, name)))),
                h("tbody", {}, table.rows.map((row) => h("tr", { class: this.has(JSON.stringify(row)) ? "hit" : "" }, columns.map((name) => h("td", { title: String(row[name] ?? "") }, String(row[name] ?? ""))))))))
          : h("p", { class: "hint" }, "empty"),
      );
      this.rows.set(key, { node, signature });
      return node;
    });
  }
}

/* As the phrase stands inside JSON. */
const escaped = (phrase) => JSON.stringify(phrase).slice(1, -1);

function instant(at) {
  const value = typeof at === "number" ? at * 1000 : Date.parse(at);
  return Number.isNaN(value) ? 0 : value;
}

function clockOf(at) {
  const value = instant(at);
  return value ? `${new Date(value).toISOString().slice(11, 19)} UTC` : "";
}
