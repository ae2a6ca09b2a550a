/* Dialogs on top of the page: everything under the top one is inert, Tab stays inside, Escape asks
   to close, and focus goes back to where it came from.

   Live regions and toasts stay outside of what becomes inert, so that they are still read out. */

import { focusables } from "./dom.js";

const stack = [];
const page = () => document.getElementById("shell");
const holder = () => document.getElementById("overlays");

function refresh() {
  const top = stack.at(-1);
  page().inert = Boolean(top);
  for (const { node } of stack) node.inert = node !== top.node;
  document.body.classList.toggle("covered", Boolean(top));
}

/* Where to return: the element itself, or, when it has been redrawn, its twin by data-key. */
export function rememberFocus() {
  const element = document.activeElement;
  const key = element?.closest?.("[data-key]")?.dataset.key;
  return () => {
    const twin = key ? [...document.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key && !node.closest("[inert]")) : null;
    const target = element?.isConnected && element !== document.body ? element : twin;
    (target ?? document.getElementById("composer-text") ?? document.getElementById("main"))?.focus();
  };
}

export function openOverlay(node, { onEscape, first } = {}) {
  const entry = { node, onEscape, back: rememberFocus() };
  stack.push(entry);
  holder().append(node);
  refresh();
  (first?.() ?? focusables(node)[0] ?? node).focus();
  return entry;
}

export function closeOverlay(entry) {
  const at = stack.indexOf(entry);
  if (at < 0) return;
  const wasTop = at === stack.length - 1;
  stack.splice(at, 1);
  entry.node.remove();
  refresh();
  if (wasTop) entry.back();
}

export const overlayOpen = () => stack.length > 0;

export function watchKeys() {
  document.addEventListener("keydown", (event) => {
    const top = stack.at(-1);
    if (!top || event.defaultPrevented) return;
    if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault();
      top.onEscape?.();
    } else if (event.key === "Tab") {
      const inside = focusables(top.node);
      const [first, last] = [inside[0], inside.at(-1)];
      const lost = !top.node.contains(document.activeElement);
      if (event.shiftKey && (lost || document.activeElement === first)) {
        event.preventDefault();
        last?.focus();
      } else if (!event.shiftKey && (lost || document.activeElement === last)) {
        event.preventDefault();
        first?.focus();
      }
    }
  });
}
