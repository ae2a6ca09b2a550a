/* Slack's text objects -> DOM nodes.

   mrkdwn(text, env)  *bold* _italic_ ~strike~ `code` ``` fences, > quotes, <url|text>, <@U..>,
                      <#C..>, <!here|channel|everyone>, <!date^..>, :emoji:, bare links
   plain(text)        entities and emoji only
   env: {people, channels, zone}; anything unknown is shown as it came.

   A broadcast is drawn as a loud ping on purpose: if the app ever forgets to escape what somebody
   typed, this page shows it at once. */

import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { dateToken } from "./time.js";

/* The three entities Slack knows; decoded once, so "&amp;lt;" reads "&lt;". */
export function unescape(text) {
  return text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">" })[name]);
}

const WEB = /^(https?:|mailto:|tel:)/i;

/* A link, or plain text when the address has a scheme that could run something. */
export function link(address, label, props = {}) {
  if (!WEB.test(address)) return h("span", { class: "dead-link", title: address }, label);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer", ...props }, label);
}

function textNodes(text, emoji = true) {
  const said = unescape(text);
  return said === "" ? [] : [document.createTextNode(emoji ? withEmoji(said) : said)];
}

export function plain(text, emoji = true) {
  return textNodes(text ?? "", emoji);
}

export function plainString(text) {
  return withEmoji(unescape(text ?? ""));
}

function special(inner, env) {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? null : inner.slice(bar + 1);
  if (/^@[UW][A-Z0-9_]*$/.test(target)) {
    const person = env.people?.find((one) => one.id === target.slice(1));
    return h("span", { class: "mention" }, `@${person?.real_name ?? label ?? target.slice(1)}`);
  }
  if (/^#C[A-Z0-9_]*$/.test(target)) {
    const channel = env.channels?.find((one) => one.id === target.slice(1));
    return h("span", { class: "mention" }, `#${channel?.name?.replace(/^#/, "") ?? label ?? target.slice(1)}`);
  }
  const broadcast = /^!(here|channel|everyone)$/.exec(target);
  if (broadcast) {
    return h("span", { class: "ping", title: "In Slack this would notify everybody here" }, `@${broadcast[1]}`);
  }
  if (target.startsWith("!subteam^")) return h("span", { class: "ping" }, label ?? "@group");
  const date = /^!date\^(-?\d+)\^([^^]*)(?:\^(.*))?$/.exec(target);
  if (date) return h("time", {}, dateToken(Number(date[1]), date[2], env.zone));
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) {
    return link(unescape(target), label === null ? unescape(target).replace(/^(mailto|tel):/, "") : plainString(label));
  }
  return null;
}

/* A mark opens after a space, an opening bracket or another mark, and closes before the like. */
const MARKS = { "*": "b", _: "i", "~": "s" };
const BEFORE = /[\s([{"'*_~>-]|^$/;
const AFTER = /[\s)\]}"'*_~.,:;!?<-]|^$/;

function closing(text, start, mark) {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === "\n") return -1;
    if (text[at] === mark && at > start + 1 && !/\s/.test(text[at - 1]) && AFTER.test(text[at + 1] ?? "")) return at;
  }
  return -1;
}

function inline(text, env) {
  const nodes = [];
  let pending = "";
  const flush = () => {
    nodes.push(...textNodes(pending));
    pending = "";
  };
  let at = 0;
  while (at < text.length) {
    const char = text[at];
    if (char === "<") {
      const end = text.indexOf(">", at);
      const node = end > at + 1 ? special(text.slice(at + 1, end), env) : null;
      if (node) {
        flush();
        nodes.push(node);
        at = end + 1;
        continue;
      }
    } else if (char === "`") {
      const end = text.indexOf("`", at + 1);
      if (end > at + 1 && !text.slice(at, end).includes("\n")) {
        flush();
        nodes.push(h("code", {}, ...textNodes(text.slice(at + 1, end), false)));
        at = end + 1;
        continue;
      }
    } else if (MARKS[char] && BEFORE.test(text[at - 1] ?? "") && /\S/.test(text[at + 1] ?? " ")) {
      const end = closing(text, at, char);
      if (end > 0) {
        flush();
        nodes.push(h(MARKS[char], {}, ...inline(text.slice(at + 1, end), env)));
        at = end + 1;
        continue;
      }
    } else if (char === "h" && !/\w/.test(text[at - 1] ?? "")) {
      const bare = /^https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)'"]/.exec(text.slice(at));
      if (bare) {
        flush();
        nodes.push(link(unescape(bare[0]), unescape(bare[0])));
        at += bare[0].length;
        continue;
      }
    }
    pending += char;
    at += 1;
  }
  flush();
  return nodes;
}

const QUOTE = /^(?:>|&gt;) ?/;

function lines(text, env) {
  const nodes = [];
  let quoted = null;
  text.split("\n").forEach((line, index) => {
    if (QUOTE.test(line)) {
      if (quoted) quoted.append(h("br"));
      else nodes.push((quoted = h("blockquote")));
      quoted.append(...inline(line.replace(QUOTE, ""), env));
      return;
    }
    if (index > 0 && !quoted) nodes.push(h("br"));
    quoted = null;
    nodes.push(...inline(line, env));
  });
  return nodes;
}

export function mrkdwn(text, env = {}) {
  return (text ?? "").split(/```/).flatMap((part, index, parts) => {
    const fenced = index % 2 === 1;
    if (!fenced) {
      const trimmed = index > 0 ? part.replace(/^\n/, "") : part;
      return trimmed === "" ? [] : lines(trimmed, env);
    }
    if (index === parts.length - 1) return lines("```" + part, env);
    return [h("pre", {}, ...textNodes(part.replace(/^\n/, "").replace(/\n$/, ""), false))];
  });
}

/* A text object of either kind. */
export function textObject(object, env = {}) {
  if (typeof object === "string") return plain(object);
  if (object?.type === "mrkdwn") return mrkdwn(object.text, env);
  return plain(object?.text, object?.emoji !== false);
}
