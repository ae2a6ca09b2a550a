/* rich_text blocks -> DOM: sections, lists, quotes, preformatted; text here is literal. */

import { h } from "./dom.js";
import { emojiFor } from "./emoji.js";
import { link } from "./mrkdwn.js";
import { dateToken } from "./time.js";

const STYLES = { bold: "b", italic: "i", strike: "s", underline: "u", code: "code" };

function styled(node, style = {}) {
  return Object.keys(STYLES).reduce((inner, name) => (style[name] ? h(STYLES[name], {}, inner) : inner), node);
}

function broken(text) {
  return text.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line]));
}

function piece(element, env) {
  switch (element.type) {
    case "text":
      return styled(h("span", {}, ...broken(element.text)), element.style);
    case "link":
      return styled(link(element.url, element.text ?? element.url), element.style);
    case "emoji": {
      const drawn = element.unicode
        ? String.fromCodePoint(...element.unicode.split("-").map((code) => parseInt(code, 16)))
        : emojiFor(element.name);
      return document.createTextNode(drawn ?? `:${element.name}:`);
    }
    case "user": {
      const person = env.people?.find((one) => one.id === element.user_id);
      return h("span", { class: "mention" }, `@${person?.real_name ?? element.user_id}`);
    }
    case "channel": {
      const channel = env.channels?.find((one) => one.id === element.channel_id);
      return h("span", { class: "mention" }, `#${channel?.name?.replace(/^#/, "") ?? element.channel_id}`);
    }
    case "broadcast":
      return h("span", { class: "ping", title: "In Slack this would notify everybody here" }, `@${element.range}`);
    case "date":
      return h("time", {}, dateToken(element.timestamp, element.format, env.zone));
    default:
      return document.createTextNode(element.text ?? element.fallback ?? "");
  }
}

const pieces = (elements, env) => (elements ?? []).map((element) => piece(element, env));

function part(element, env) {
  switch (element.type) {
    case "rich_text_list":
      return h(
        element.style === "ordered" ? "ol" : "ul",
        { class: `indent-${Math.min(element.indent ?? 0, 4)}`, start: element.offset ? element.offset + 1 : undefined },
        element.elements.map((item) => h("li", {}, ...pieces(item.elements, env))),
      );
    case "rich_text_preformatted":
      return h("pre", {}, ...pieces(element.elements, env));
    case "rich_text_quote":
      return h("blockquote", {}, ...pieces(element.elements, env));
    default:
      return h("div", { class: "rich-section" }, ...pieces(element.elements, env));
  }
}

export function richText(block, env) {
  return h("div", { class: "rich" }, (block.elements ?? []).map((element) => part(element, env)));
}
