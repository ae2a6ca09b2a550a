/* Everything wrong with how a surface is drawn, one line each; an empty list when nothing is.

   (surface, {wraps, help}) => [fault]. ``wraps`` lets the lines of monospaced text wrap, as a note
   somebody wrote may; ``help`` asks for the way to help. */

(surface, { wraps, help }) => {
  const found = new Set();
  const told = (node) => `${node.tagName.toLowerCase()} "${(node.textContent || node.placeholder || "").trim().slice(0, 60)}"`;
  const seen = (node) => node.getClientRects().length > 0 && getComputedStyle(node).visibility === "visible" && !node.closest(".unseen, .message-tools");

  /* Colours as [red, green, blue, share], whatever way the style names them. */
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const colour = (text) => {
    if (!known.has(text)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = text;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
      known.set(text, [r, g, b, a / 255]);
    }
    return known.get(text);
  };
  const over = (top, below) => [0, 1, 2].map((at) => top[at] * top[3] + below[at] * (1 - top[3]));
  const grounds = new Map();
  const ground = (node) => {
    if (!node) return [255, 255, 255];
    if (!grounds.has(node)) {
      const own = colour(getComputedStyle(node).backgroundColor);
      grounds.set(node, own[3] === 1 ? own.slice(0, 3) : over(own, ground(node.parentElement)));
    }
    return grounds.get(node);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (node, style) => {
    const below = ground(node);
    const [one, other] = [light(over(colour(style.color), below)), light(below)].sort((a, b) => b - a);
    return (one + 0.05) / (other + 0.05);
  };

  /* Text that can't be read: WCAG 2.2 asks for 4.5 to 1. */
  const walker = document.createTreeWalker(surface, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || node.closest("option, svg") || !seen(node)) continue;
    const ratio = contrast(node, getComputedStyle(node));
    if (ratio < 4.5) found.add(`contrast ${ratio.toFixed(2)}: ${told(node)}`);
  }

  /* Things wider than their place, and text that is cut off. */
  const edge = surface.getBoundingClientRect();
  if (edge.right > innerWidth + 1 || edge.left < -1) found.add("the surface is wider than the screen");
  for (const node of surface.querySelectorAll("*")) {
    if (!seen(node) || node.closest("svg")) continue;
    const box = node.getBoundingClientRect();
    if (box.right > edge.right + 1) found.add(`sticks out by ${Math.round(box.right - edge.right)} px: ${told(node)}`);
    if (!node.matches("input, textarea, select, option") && node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0 && getComputedStyle(node).display !== "inline") {
      found.add(`cut off by ${node.scrollWidth - node.clientWidth} px: ${told(node)}`);
    }
  }
  const measure = (node, text) => {
    pen.font = getComputedStyle(node).font;
    const { paddingLeft, paddingRight } = getComputedStyle(node);
    return pen.measureText(text).width - (node.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight));
  };
  for (const node of surface.querySelectorAll("select")) {
    const text = node.selectedOptions[0]?.textContent ?? "";
    if (seen(node) && measure(node, text) > 1) found.add(`choice is cut off: "${text}"`);
  }
  for (const node of surface.querySelectorAll("input[placeholder]")) {
    if (!seen(node)) continue;
    if (measure(node, node.placeholder) > 1) found.add(`example is cut off: "${node.placeholder}"`);
    const ratio = contrast(node, getComputedStyle(node, "::placeholder"));
    if (ratio < 4.5) found.add(`contrast ${ratio.toFixed(2)}: example "${node.placeholder}"`);
  }

  /* Columns: no line wraps, and lines of the same length are equally wide. */
  for (const node of surface.querySelectorAll("pre")) {
    const lines = node.innerText.split("\n");
    const { lineHeight, paddingTop, paddingBottom } = getComputedStyle(node);
    const rows = (node.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom)) / parseFloat(lineHeight);
    if (wraps) continue;
    if (Math.round(rows) !== lines.length) found.add(`${lines.length} lines of columns are drawn as ${Math.round(rows)}: ${told(node)}`);
    const pace = new Set();
    const pieces = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (pieces.nextNode()) {
      range.selectNodeContents(pieces.currentNode);
      pace.add((range.getBoundingClientRect().width / pieces.currentNode.data.length).toFixed(1));
    }
    if (pace.size > 1) found.add(`columns are not equally wide: ${[...pace].join(", ")}`);
  }

  /* Markup that shows, places nobody filled, links that lead nowhere, and the way to help. */
  const words = surface.innerText;
  for (const [, sign] of words.matchAll(/(\*\*|\*\S|&(?:lt|gt|amp);|<https?:|[{}]|undefined|\[object)/g)) found.add(`markup shows: "${sign}"`);
  for (const link of surface.querySelectorAll("a")) {
    if (!/^(https:\/\/|tel:)/.test(link.href) && !link.href.includes("/page/api/file/")) found.add(`link to ${link.href}`);
  }
  if (surface.querySelector(".dead-link, .unknown, .image-named")) found.add("a link or block the page could not draw");
  const ways = [...surface.querySelectorAll("button")].filter((node) => node.textContent.trim() === "Get help now" && seen(node));
  if (help && !ways.length) found.add("no way to help");
  return [...found];
};
