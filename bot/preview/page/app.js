/* The page: one person's view of the stand-in workspace.

   The stand-in holds everything; this draws its state and sends what the person does. A place is
   {kind: "app", tab: "home"|"messages"|"about"} or {kind: "channel", id}; the address keeps person
   and place (#U_DEV/home), so that a reload or a link lands where it was. */

import { ApiError, base64, getState, listen, post } from "./api.js";
import { Clock } from "./clock.js";
import { Composer } from "./composer.js";
import { askFirst } from "./confirm.js";
import { arrange, h, icon, put } from "./dom.js";
import { Messages, spoken } from "./messages.js";
import { Modals } from "./modal.js";
import { overlayOpen, watchKeys } from "./overlay.js";
import { Panel } from "./panel.js";
import { avatar } from "./people.js";
import { Rail } from "./rail.js";
import { announce, toast } from "./toast.js";
import { View } from "./view.js";
import { about, homeEmpty, quietStart } from "./words.js";

const $ = (id) => document.getElementById(id);

/* Whose eyes a first visit looks through. */
const FIRST = "U_DEV";

let user = null;
let place = { kind: "app", tab: "messages" };
let state = null;
let stateOf = null;
let stopListening = () => {};
const shownToasts = new Set();
const heard = new Map();
const read = new Map();

const NOT_THROUGH = "We could not reach the app in time. What you wrote is still here; try again.";

/* What the person does ---------------------------------------------------------------------- */

async function send(verb, body = {}) {
  const who = user;
  try {
    // An "error" in an answer is what Slack noticed; what a person is shown of it is in the state.
    return await post(verb, { user: who, ...body });
  } catch (problem) {
    toast(problem.message);
    return { error: problem.message };
  } finally {
    refresh();
  }
}

async function action({ confirm, node, ...body }) {
  if (confirm && !(await askFirst(confirm, env()))) return;
  if (node?.classList.contains("busy")) return;
  node?.classList.add("busy");
  await send("action", body);
  node?.classList.remove("busy");
}

async function upload(file) {
  const answer = await send("upload", { name: file.name, content_base64: await base64(file) });
  return answer.file ?? (answer.file_id ? { id: answer.file_id, name: file.name } : null);
}

const me = () => state?.people.find((one) => one.id === user);
const zone = () => me()?.tz ?? "UTC";
const channel = () => (place.kind === "channel" ? place.id : undefined);

function env() {
  return {
    people: state?.people ?? [],
    channels: state?.channels ?? [],
    bot: state?.bot ?? { name: "Even Keel", id: "" },
    zone: zone(),
    me: user,
    commands: state?.commands ?? [],
    shortcuts: state?.shortcuts ?? [],
    toast,
    action,
    upload,
    remember: (view_id, values) => post("input", { user, view_id, state: values }).catch(() => {}),
    submit: async (view_id, values) => {
      const answer = await send("submit", { view_id, state: values });
      return { errors: answer.errors, error: answer.error ? NOT_THROUGH : null };
    },
    close: (view_id, all) => send("close", { view_id, all }),
    say: async (text, more = {}) => !(await send("say", { text, channel: channel(), ...more })).ts,
    answerIn: (ts) => composer.answerIn(ts),
    command: (command, text) => send("command", { command, text, channel: channel() }),
    shortcut: (callback_id) => send("shortcut", { callback_id }),
    edit: (ts, text) => send("edit", { ts, text }),
    remove: (ts) => send("delete", { ts }),
    editLast: () => messages.editLast(),
  };
}

/* The parts ---------------------------------------------------------------------------------- */

const modals = new Modals(env);
const messageHost = h("div", { class: "messages" });
const messages = new Messages(messageHost, env);
const scroller = h("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": "Messages" }, messageHost);
const composer = new Composer(env);
const homeHost = h("div", { class: "home blocks", role: "region", "aria-label": "Home", tabindex: "-1" });
const home = new View("home", homeHost, env);
const clock = new Clock($("clock"), (body) => send("clock", body));
const panel = new Panel($("panel"), () => togglePanel(false));
const rail = new Rail($("rail"), { person: (id) => become(id), go: (to) => go(to) });

function title() {
  if (place.kind === "channel") {
    const name = (state.channels.find((one) => one.id === place.id)?.name ?? "").replace(/^#/, "");
    return [h("h1", {}, h("span", { class: "hash" }, "#"), name)];
  }
  return [avatar(null, 32), h("h1", {}, state.bot.name), h("span", { class: "tag" }, "app")];
}

const TABS = [["home", "Home"], ["messages", "Messages"], ["about", "About"]];

function tabs() {
  if (place.kind !== "app") return null;
  return h(
    "div",
    { class: "tabs", role: "tablist", "aria-label": state.bot.name },
    TABS.map(([name, words]) =>
      h("button", {
        type: "button", role: "tab", id: `tab-${name}`, "data-key": `tab/${name}`, "aria-controls": "pane",
        "aria-selected": String(place.tab === name), tabindex: place.tab === name ? "0" : "-1",
        on: {
          click: () => go({ kind: "app", tab: name }),
          keydown: (event) => {
            const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
            if (!step) return;
            event.preventDefault();
            const next = TABS[(TABS.findIndex(([one]) => one === name) + step + TABS.length) % TABS.length][0];
            go({ kind: "app", tab: next });
            $(`tab-${next}`).focus();
          },
        },
      }, words),
    ),
  );
}

const head = h("div", { class: "place-head" });
const pane = h("div", { class: "pane", id: "pane" });

function drawPlace() {
  const key = JSON.stringify([place, state.bot, state.channels]);
  if (drawPlace.key === key) return;
  drawPlace.key = key;
  const hadTab = document.activeElement?.getAttribute("role") === "tab" && head.contains(document.activeElement);
  put(head, h("div", { class: "place-title" }, title()), tabs());
  if (hadTab) $(`tab-${place.tab}`)?.focus();
  if (place.kind === "app") {
    pane.setAttribute("role", "tabpanel");
    pane.setAttribute("aria-labelledby", `tab-${place.tab}`);
  } else {
    pane.removeAttribute("role");
    pane.removeAttribute("aria-labelledby");
  }
  const talking = place.kind === "channel" || place.tab === "messages";
  put(pane, talking ? [scroller, composer.node] : h("div", { class: "scroller" }, place.tab === "home" ? homeHost : about(state)));
  if (!$("main").firstChild) $("main").append(head, pane);
  document.title = `${place.kind === "app" ? state.bot.name : "#" + (state.channels.find((one) => one.id === place.id)?.name ?? "").replace(/^#/, "")} · Northwind Works preview`;
}

function conversation() {
  const inDm = place.kind === "app";
  const listed = new Set(state.channels.map((one) => one.id));
  const said = inDm ? state.dm : state.channel_messages?.[place.id] ?? [];
  const quiet = (state.ephemerals ?? []).filter((one) => (inDm ? !listed.has(one.channel) : one.channel === place.id));
  return [
    ...said.filter((one) => !one.deleted).map((one) => ({ kind: "message", ...one })),
    ...quiet.map((one) => ({ ...one, kind: "ephemeral", user: state.bot.id })),
  ].sort((one, other) => Number(one.ts) - Number(other.ts));
}

function render() {
  // Never one person's words under another's name, not even for the moment of a switch.
  if (stateOf !== user) return;
  clock.update(Date.parse(state.now), zone());
  drawPlace();
  const talking = place.kind === "channel" || place.tab === "messages";
  if (talking) {
    const items = conversation();
    const name = place.kind === "app" ? state.bot.name : `#${state.channels.find((one) => one.id === place.id)?.name.replace(/^#/, "")}`;
    const person = `${user}/${place.kind === "app" ? "app" : place.id}`;
    if (messages.whose !== person) {
      messages.whose = person;
      messages.rows.clear();
      messages.editing = null;
      messages.last = null;
      messageHost.replaceChildren();
    }
    messages.update(items, env());
    arrange(scroller, items.length ? [messageHost] : [quietStart(place.kind === "app", name), messageHost]);
    composer.place(person, `Message ${name}`);
    if (place.kind === "app") read.set(user, state.dm.at(-1)?.ts ?? "0");
  } else if (place.tab === "home") {
    if (state.home) home.show(state.home, zone());
    else if (home.current !== null || !homeHost.firstChild) {
      home.current = null;
      homeHost.replaceChildren(homeEmpty(state.bot.name));
    }
  }
  const unread = (state.dm.filter((one) => one.user !== user).at(-1)?.ts ?? "0") > (read.get(user) ?? "0");
  rail.update({ ...env(), place, user, unread });
  modals.update(state.modals ?? [], zone());
  for (const one of state.toasts ?? []) {
    if (!shownToasts.has(one.id) && heard.has(user)) toast(one.text);
    shownToasts.add(one.id);
  }
  tell();
  panel.refresh();
}

/* New or changed messages of the app are read out; what was there on arrival is not. */
function tell() {
  const now = new Map(
    [...state.dm.filter((one) => one.user !== user && !one.deleted), ...(state.ephemerals ?? [])].map((one) => [one.ts, spoken(one)]),
  );
  const before = heard.get(user);
  heard.set(user, now);
  if (!before) return;
  for (const [ts, words] of now) if (before.get(ts) !== words) announce(`${state.bot.name}: ${words}`);
}

/* Getting around ----------------------------------------------------------------------------- */

let asking = null;
let again = false;

/* Done when what is on the page is what the stand-in held at or after the call. */
function refresh() {
  again = true;
  asking ??= ask().finally(() => (asking = null));
  return asking;
}

async function ask() {
  while (again) {
    again = false;
    const who = user;
    try {
      const fresh = await getState(who);
      if (who !== user) continue;
      state = fresh;
      stateOf = who;
      linked(true);
      render();
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      linked(false);
    }
  }
}

function linked(well) {
  const deaf = well && state && state.connected === false;
  const words = !well ? "The preview does not answer. Trying again until it does." : deaf ? `${state.bot.name} is not connected. Nothing you do here reaches it until it is.` : "";
  $("link-lost").textContent = words;
  $("link-lost").hidden = words === "";
  // Nobody's screen changes when an app connects, so no event tells of it.
  clearTimeout(linked.timer);
  if (deaf) linked.timer = setTimeout(refresh, 2000);
}

function address() {
  history.replaceState(null, "", `#${user}/${place.kind === "app" ? place.tab : place.id}`);
}

function arrive() {
  address();
  if (place.kind === "app" && place.tab === "home") send("home");
  else if (place.kind === "app" && place.tab === "messages") send("messages");
}

function go(to) {
  const same = JSON.stringify(to) === JSON.stringify(place);
  place = to;
  rail.close();
  render();
  if (!same) arrive();
  if (to.kind === "channel" || to.tab === "messages") scroller.scrollTop = scroller.scrollHeight;
}

async function become(id) {
  stopListening();
  home.flush();
  modals.flush();
  user = id;
  home.current = null;
  home.fields.all = [];
  homeHost.replaceChildren();
  rail.close();
  await refresh();
  arrive();
  stopListening = listen(id, refresh, linked);
}

function togglePanel(open) {
  $("panel").hidden = !open;
  $("panel-toggle").setAttribute("aria-expanded", String(open));
  document.body.classList.toggle("with-panel", open);
  if (open) panel.refresh();
  else $("panel-toggle").focus();
}

function theme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const draw = () => {
    const chosen = localStorage.getItem("theme");
    if (chosen) document.documentElement.dataset.theme = chosen;
    const isDark = (chosen ?? (dark.matches ? "dark" : "light")) === "dark";
    $("theme").replaceChildren(icon(isDark ? "sun" : "moon", 18));
    $("theme").title = isDark ? "Light colours" : "Dark colours";
    return isDark;
  };
  $("theme").addEventListener("click", () => {
    localStorage.setItem("theme", draw() ? "light" : "dark");
    draw();
  });
  dark.addEventListener("change", draw);
  draw();
}

async function start() {
  theme();
  watchKeys();
  $("panel-toggle").prepend(icon("panel", 18));
  $("panel-toggle").addEventListener("click", () => togglePanel($("panel").hidden));
  $("rail-toggle").append(icon("menu", 18));
  $("rail-toggle").addEventListener("click", () => rail.toggle($("rail-toggle")));
  $("panel").addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !overlayOpen()) togglePanel(false);
  });
  await enter();
}

async function enter() {
  const [who, where] = decodeURIComponent(location.hash.slice(1)).split("/");
  try {
    const first = await getState(who || FIRST).catch(() => getState(FIRST));
    user = first.people.some((one) => one.id === who) ? who : first.people[0].id;
    if (TABS.some(([name]) => name === where)) place = { kind: "app", tab: where };
    else if (first.channels.some((one) => one.id === where)) place = { kind: "channel", id: where };
    await become(user);
  } catch (problem) {
    if (!(problem instanceof ApiError)) throw problem;
    linked(false);
    setTimeout(enter, 2000);
    return;
  }
  if (document.activeElement === document.body && matchMedia("(min-width: 800px)").matches) $("composer-text")?.focus();
}

start();
