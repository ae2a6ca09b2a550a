/* A small menu under a button: arrow keys, Home, End, first letters, Escape; focus returns to the
   button. items: [{label, note, choose}] */

import { h, uid } from "./dom.js";

let open = null;

export function closeMenu(focusBack = false) {
  if (!open) return;
  const { node, opener, outside } = open;
  open = null;
  document.removeEventListener("pointerdown", outside, true);
  node.remove();
  opener.setAttribute("aria-expanded", "false");
  if (focusBack) opener.focus();
}

function place(node, opener) {
  const at = opener.getBoundingClientRect();
  const width = node.offsetWidth;
  const left = Math.max(8, Math.min(at.left, window.innerWidth - width - 8));
  const below = window.innerHeight - at.bottom > node.offsetHeight + 12;
  node.style.left = `${left}px`;
  node.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - node.offsetHeight - 4)}px`;
}

export function openMenu(opener, items, label = "Choices") {
  const again = open?.opener === opener;
  closeMenu();
  if (again) return;
  const rows = items.map((item) =>
    h(
      "button",
      { type: "button", role: "menuitem", tabindex: "-1", on: { click: () => { closeMenu(true); item.choose(); } } },
      h("span", { class: "menu-label" }, item.label),
      item.note ? h("span", { class: "menu-note" }, item.note) : null,
    ),
  );
  const node = h("div", { class: "menu", role: "menu", id: uid("menu"), "aria-label": label }, rows);
  const move = (index) => rows[(index + rows.length) % rows.length]?.focus();
  node.addEventListener("keydown", (event) => {
    const at = rows.indexOf(document.activeElement);
    const known = { ArrowDown: () => move(at + 1), ArrowUp: () => move(at - 1), Home: () => move(0), End: () => move(-1), Escape: () => closeMenu(true), Tab: () => closeMenu(true) }[event.key];
    if (known) {
      event.preventDefault();
      event.stopPropagation();
      known();
    } else if (event.key.length === 1 && event.key !== " ") {
      const next = [...rows.slice(at + 1), ...rows.slice(0, at + 1)].find((row) => row.textContent.toLowerCase().startsWith(event.key.toLowerCase()));
      next?.focus();
    }
  });
  // Beside its opener, so that it belongs to the same dialog and is not inert under one.
  (opener.closest(".dialog") ?? document.getElementById("shell")).append(node);
  const outside = (event) => {
    if (!node.contains(event.target) && !opener.contains(event.target)) closeMenu();
  };
  document.addEventListener("pointerdown", outside, true);
  opener.setAttribute("aria-expanded", "true");
  open = { node, opener, outside };
  place(node, opener);
  move(0);
}
