/* Block Kit -> DOM.

   drawBlocks(blocks, env) -> nodes. env: {surface: "modal"|"home"|"message"|"ephemeral", fields,
   people, channels, zone, act(block, element, payload, confirm, node), typed(), upload(file), enter(),
   showError set here}. Each element carries data-key "block_id/action_id", which is how focus finds
   its way back after a redraw. */

import { chartBlock } from "./chart.js";
import { h, icon, uid } from "./dom.js";
import { drawInput, holdsValue } from "./elements.js";
import { openMenu } from "./menu.js";
import { mrkdwn, plainString, textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";

const OWN_IMAGE = /^(data:image\/(png|gif|jpeg|webp);|\/(?!\/))/;

/* Nothing is fetched from elsewhere: a picture on the web is named, not loaded. */
function image(element, cls) {
  const address = element.image_url ?? "";
  if (OWN_IMAGE.test(address)) return h("img", { class: cls, src: address, alt: element.alt_text ?? "" });
  return h("span", { class: `${cls} image-named`, role: "img", "aria-label": element.alt_text ?? "" }, element.alt_text ?? "image");
}

function button(element, block, env) {
  const props = {
    class: `button ${element.style ?? ""}`,
    "data-key": `${block.block_id}/${element.action_id}`,
    "aria-label": element.accessibility_label,
  };
  const press = (event) =>
    env.act(block, element, { type: "button", value: element.value, text: element.text }, element.confirm, event.currentTarget);
  const words = h("span", {}, ...textObject(element.text, env));
  if (element.url && /^(https?|mailto|tel):/i.test(element.url)) {
    return h("a", { ...props, href: element.url, target: "_blank", rel: "noopener noreferrer", on: { click: press } }, words);
  }
  return h("button", { ...props, type: "button", on: { click: press } }, words);
}

function overflow(element, block, env) {
  const opener = h(
    "button",
    {
      type: "button", class: "button overflow", "aria-haspopup": "menu", "aria-label": "More choices",
      "data-key": `${block.block_id}/${element.action_id}`,
    },
    icon("more"),
  );
  opener.addEventListener("click", () =>
    openMenu(
      opener,
      element.options.map((option) => ({
        label: plainString(option.text.text),
        note: option.description ? plainString(option.description.text) : null,
        choose: () => env.act(block, element, { type: "overflow", selected_option: option }, element.confirm, opener),
      })),
    ),
  );
  return opener;
}

function drawElement(element, block, env) {
  if (element.type === "button") return button(element, block, env);
  if (element.type === "overflow") return overflow(element, block, env);
  if (element.type === "image") return image(element, "thumb");
  if (holdsValue(element)) return drawInput(element, block, env);
  return unknown(element.type);
}

const unknown = (type) => h("p", { class: "unknown" }, `This preview does not draw "${type}".`);

function section(block, env) {
  const accessory = block.accessory;
  const words = block.text ? h("div", { class: "words", id: uid("words") }, ...textObject(block.text, env)) : null;
  const labels = words ? { labelledby: words.id } : {};
  return h(
    "div",
    { class: `block section ${accessory ? "has-accessory" : ""}` },
    h(
      "div",
      { class: "section-main" },
      words,
      block.fields ? h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "words" }, ...textObject(field, env)))) : null,
    ),
    accessory ? h("div", { class: "accessory" }, drawElement(accessory, block, { ...env, labels })) : null,
  );
}

function input(block, env) {
  const [label, hint, error] = [uid("label"), uid("hint"), uid("error")];
  const problem = h("p", { class: "field-error", id: error, hidden: true });
  const described = [block.hint ? hint : null, error].filter(Boolean).join(" ");
  const own = {
    ...env,
    labels: { labelledby: label, describedby: described, required: !block.optional },
    showError(_, text) {
      problem.hidden = !text;
      problem.textContent = text ?? "";
      node.classList.toggle("has-error", Boolean(text));
    },
  };
  const node = h(
    "div",
    { class: "block input" },
    h("div", { class: "label", id: label }, ...textObject(block.label, env), block.optional ? h("span", { class: "optional" }, " (optional)") : null),
    holdsValue(block.element) ? drawInput(block.element, block, own) : unknown(block.element?.type),
    problem,
    block.hint ? h("p", { class: "hint", id: hint }, ...textObject(block.hint, env)) : null,
  );
  return node;
}

function cell(content, env) {
  if (content?.type === "rich_text") return richText(content, env);
  return String(content?.text ?? content?.value ?? "");
}

function table(block, env) {
  const sides = (block.column_settings ?? []).map((column) => `align-${column?.align ?? "left"}`);
  const [head, ...rows] = block.rows ?? [];
  const row = (cells, tag) => h("tr", {}, (cells ?? []).map((one, index) => h(tag, { class: sides[index] ?? "" }, cell(one, env))));
  return h("div", { class: "block table-frame", tabindex: "0", role: "region", "aria-label": "Table" },
    h("table", {}, h("thead", {}, row(head, "th")), h("tbody", {}, rows.map((one) => row(one, "td")))));
}

/* Slack's markdown block, as far as messages of an app need it. */
function markdown(block, env) {
  const text = (block.text ?? "").replace(/\*\*(.+?)\*\*/g, "*$1*").replace(/^#+ (.*)$/gm, "*$1*").replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>");
  return h("div", { class: "block words" }, ...mrkdwn(text, env));
}

const DRAW = {
  section,
  input,
  table,
  markdown,
  header: (block, env) => h(`h${Math.min(Math.max((block.level ?? 1) + 2, 3), 6)}`, { class: "block header" }, ...textObject(block.text, env)),
  divider: () => h("hr", { class: "block divider" }),
  context: (block, env) =>
    h("div", { class: "block context" }, (block.elements ?? []).map((element) =>
      element.type === "image" ? image(element, "tiny") : h("span", { class: "words" }, ...textObject(element, env)))),
  actions: (block, env) => h("div", { class: "block actions", role: "group" }, (block.elements ?? []).map((element) => drawElement(element, block, env))),
  image: (block, env) =>
    h("figure", { class: "block picture" }, block.title ? h("figcaption", {}, ...textObject(block.title, env)) : null, image(block, "whole")),
  rich_text: (block, env) => h("div", { class: "block" }, richText(block, env)),
  alert: (block, env) =>
    h("div", { class: `block alert ${block.level ?? "default"}`, role: "note" }, h("div", { class: "words" }, ...textObject(block.text, env))),
  data_visualization: (block) => h("div", { class: "block" }, chartBlock(block)),
};

export function drawBlocks(blocks, env) {
  return (blocks ?? []).map((block, index) => {
    const known = { ...block, block_id: block.block_id ?? `block-${index}` };
    return Object.hasOwn(DRAW, block.type) ? DRAW[block.type](known, env) : unknown(block.type);
  });
}
