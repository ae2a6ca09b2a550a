/* Faces: initials or an emoji on a calm colour; the app's own mark. */

import { h } from "./dom.js";

export function avatar(person, size) {
  if (!person) return h("img", { class: "avatar", src: "/page/keel.svg", alt: "", width: size, height: size });
  const tone = [...person.id].reduce((sum, char) => (sum * 31 + char.codePointAt(0)) % 1009, 7) % 5;
  const letters = person.avatar || (person.real_name ?? person.name).split(" ").map((word) => word[0]).slice(0, 2).join("");
  const node = h("span", { class: `avatar face-${tone}`, "aria-hidden": "true" }, letters);
  node.style.width = node.style.height = `${size}px`;
  node.style.fontSize = `${Math.round(size * 0.38)}px`;
  return node;
}
