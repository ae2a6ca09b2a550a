/* Building DOM without markup strings.

   The page sets require-trusted-types-for, so assigning a string to innerHTML throws: whatever a
   person or the app writes can only ever become a text node. */

export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(node, props, children) {
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (key === "text") {
      node.textContent = value;
    } else if (key === "value" || key === "checked") {
      node[key] = value;
    } else {
      node.setAttribute(key, value === true ? "" : String(value));
    }
  }
  node.append(...real(children));
  return node;
}

/* What is left of children once arrays are opened and "nothing here" is dropped. */
const real = (children) => children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);

/* Replaces everything in a node; takes what h() takes. */
export function put(node, ...children) {
  node.replaceChildren(...real(children));
}

let counter = 0;

/* An id for labels and descriptions, unique on the page. */
export function uid(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}

/* Puts `wanted` into `parent` in order; nodes that stay in place are not touched, so that focus,
   caret and scroll position survive. */
export function arrange(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.childNodes]) if (!keep.has(child)) child.remove();
  wanted.forEach((node, index) => {
    if (parent.childNodes[index] !== node) parent.insertBefore(node, parent.childNodes[index] ?? null);
  });
}

const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([disabled]):not([type="hidden"]), select:not([disabled]), textarea:not([disabled]), [tabindex]:not([tabindex="-1"])';

export function focusables(root) {
  return [...root.querySelectorAll(FOCUSABLE)].filter(
    (node) => !node.closest("[inert]") && node.getClientRects().length > 0,
  );
}

const ICONS = {
  bolt: "M9.5 1.5 3.5 9h4l-1 5.5 6-7.5h-4z",
  send: "M2 2.5 14.5 8 2 13.5 3.5 8zM3.5 8H9",
  close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  back: "M10 3 5 8l5 5",
  menu: "M2.5 4h11M2.5 8h11M2.5 12h11",
  more: "M3 8h.01M8 8h.01M13 8h.01",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z",
  clock: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 4.5V8l2.5 1.8",
  moon: "M13.5 9.6A6 6 0 0 1 6.4 2.5a6 6 0 1 0 7.1 7.1z",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.1 1.1M11.9 11.9 13 13M13 3l-1.1 1.1M4.1 11.9 3 13",
  panel: "M2 3h12v10H2zM9.5 3v10",
  edit: "M2.5 13.5l.6-3L10.6 3l2.4 2.4-7.5 7.5z",
  bin: "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 9h5.8l.6-9",
  reply: "M6.5 3.5 2.5 7.5l4 4M2.5 7.5h7a4 4 0 0 1 4 4v1",
  clip: "M13 7.2 7.8 12.4a3.1 3.1 0 0 1-4.400-4.400l5.400-5.400a2 2 0 0 1 2.900 2.900l-5.400 5.400a1 1 0 0 1-1.400-1.400l4.900-4.900",
  file: "M4 1.8h5l3 3v9.4H4zM9 1.8v3h3",
  down: "M4 6l4 4 4-4",
};

export function icon(name, size = 16) {
  return svg(
    "svg",
    { class: `icon icon-${name}`, viewBox: "0 0 16 16", width: size, height: size, "aria-hidden": "true" },
    svg("path", { d: ICONS[name] }),
  );
}
