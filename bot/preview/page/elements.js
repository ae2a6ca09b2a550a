/* Interactive Block Kit elements that hold a value -> DOM, registered in Fields.

   drawInput(element, block, env) -> node
   env: {fields, surface, zone, act(block, element, payload, confirm), typed(), upload(file),
         labels: {labelledby, describedby, required}}
   Elements in an input block keep quiet unless dispatch_action is set; elsewhere each change is
   an action, as in Slack. */

import { h, icon, uid } from "./dom.js";
import { plainString, textObject } from "./mrkdwn.js";
import { instantOf, localOf } from "./time.js";

const REQUIRED = "Please complete this required field.";
const count = (text) => [...text].length;
const sameValue = (one, other) => one?.value === other?.value;

function settle(env, block, element, field, payload) {
  field.touched = true;
  env.typed?.();
  const speaks = block.type !== "input" || block.dispatch_action === true;
  if (speaks) env.act(block, element, { type: element.type, ...payload }, element.confirm);
}

function register(env, block, element, node, parts) {
  const field = env.fields.add({
    block,
    element,
    touched: false,
    problem: () => (parts.empty() && !block.optional ? REQUIRED : null),
    show(error) {
      const target = parts.control ?? node;
      if (error) target.setAttribute("aria-invalid", "true");
      else target.removeAttribute("aria-invalid");
      env.showError?.(block, error);
    },
    focus: () => (parts.focusOn?.() ?? parts.control ?? node).focus(),
    ...parts,
  });
  return field;
}

function named(element, block, env, extra = {}) {
  const labels = env.labels ?? {};
  return {
    "data-key": `${block.block_id}/${element.action_id}`,
    "aria-labelledby": labels.labelledby,
    "aria-label": labels.labelledby ? undefined : labels.label ?? plainString(element.placeholder?.text ?? "Choose"),
    "aria-describedby": labels.describedby,
    "aria-required": labels.required ? "true" : undefined,
    ...extra,
  };
}

/* Text, email, address and number inputs -------------------------------------------------- */

function textProblem(element, value, optional) {
  if (value === "") return optional ? null : REQUIRED;
  const size = count(value);
  if (element.max_length && size > element.max_length) return `Use at most ${element.max_length} characters; this has ${size}.`;
  if (element.min_length && size < element.min_length) return `Use at least ${element.min_length} characters.`;
  if (element.type === "email_text_input" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return "Please enter an email address.";
  if (element.type === "url_text_input" && !/^[a-z]+:\/\/\S+$/i.test(value)) return "Please enter a whole web address.";
  if (element.type === "number_input") {
    const decimal = element.is_decimal_allowed === true;
    if (!(decimal ? /^-?\d+([.]\d+)?$/ : /^-?\d+$/).test(value)) return decimal ? "Please enter a number." : "Please enter a whole number.";
    if (element.min_value !== undefined && Number(value) < Number(element.min_value)) return `The smallest is ${element.min_value}.`;
    if (element.max_value !== undefined && Number(value) > Number(element.max_value)) return `The largest is ${element.max_value}.`;
  }
  return null;
}

function textInput(element, block, env) {
  const multiline = element.multiline === true;
  const kept = env.fields.keptFor(block, element);
  const control = h(multiline ? "textarea" : "input", {
    class: "control",
    type: multiline ? undefined : { email_text_input: "email", url_text_input: "url" }[element.type] ?? "text",
    inputmode: element.type === "number_input" ? "decimal" : undefined,
    rows: multiline ? 4 : undefined,
    placeholder: element.placeholder ? plainString(element.placeholder.text) : undefined,
    autocomplete: "off",
    ...named(element, block, env),
  });
  control.value = kept ? kept.value ?? "" : element.initial_value ?? "";
  const left = element.max_length ? h("span", { class: "counter" }) : null;
  const counted = () => {
    if (!left) return;
    const rest = element.max_length - count(control.value);
    left.textContent = rest < 0 ? `${-rest} too many` : `${rest} left`;
    left.classList.toggle("over", rest < 0);
  };
  counted();
  const field = register(env, block, element, control, {
    control,
    empty: () => control.value === "",
    read: () => ({ value: control.value === "" ? null : control.value }),
    problem: () => textProblem(element, control.value, block.optional === true),
  });
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const dispatches = block.dispatch_action === true;
  control.addEventListener("input", () => {
    field.touched = true;
    counted();
    env.typed?.();
    if (dispatches && triggers.includes("on_character_entered")) {
      env.act(block, element, { type: element.type, value: control.value }, element.confirm);
    }
  });
  control.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || (multiline && !event.ctrlKey && !event.metaKey)) return;
    event.preventDefault();
    if (dispatches && triggers.includes("on_enter_pressed")) {
      env.act(block, element, { type: element.type, value: control.value }, element.confirm);
    } else env.enter?.();
  });
  return h("div", { class: "field-text" }, control, left);
}

/* One of many ----------------------------------------------------------------------------- */

function groupsOf(element) {
  return element.option_groups ?? [{ label: null, options: element.options ?? [] }];
}

function staticSelect(element, block, env) {
  const kept = env.fields.keptFor(block, element);
  const chosen = kept ? kept.selected_option : element.initial_option;
  const options = groupsOf(element).flatMap((group) => group.options);
  let index = 0;
  const control = h(
    "select",
    { class: "control", ...named(element, block, env) },
    h("option", { value: "" }, element.placeholder ? plainString(element.placeholder.text) : "Choose one"),
    groupsOf(element).map((group) => {
      const entries = group.options.map((option) => {
        const says = option.description ? ` (${plainString(option.description.text)})` : "";
        return h("option", { value: String(index++) }, plainString(option.text.text) + says);
      });
      return group.label ? h("optgroup", { label: plainString(group.label.text) }, entries) : entries;
    }),
  );
  const at = options.findIndex((option) => sameValue(option, chosen));
  control.value = at < 0 ? "" : String(at);
  const picked = () => (control.value === "" ? null : options[Number(control.value)]);
  const field = register(env, block, element, control, {
    control,
    empty: () => picked() === null,
    read: () => ({ selected_option: picked() }),
  });
  control.addEventListener("change", () => settle(env, block, element, field, { selected_option: picked() }));
  return h("div", { class: "field-select" }, control, icon("down"));
}

/* People are chosen by id; their names come from the workspace. */
function usersSelect(element, block, env) {
  const kept = env.fields.keptFor(block, element);
  const control = h(
    "select",
    { class: "control", ...named(element, block, env) },
    h("option", { value: "" }, element.placeholder ? plainString(element.placeholder.text) : "Choose someone"),
    env.people.map((one) => h("option", { value: one.id }, one.real_name)),
  );
  control.value = (kept ? kept.selected_user : element.initial_user) ?? "";
  const picked = () => control.value || null;
  const field = register(env, block, element, control, {
    control,
    empty: () => picked() === null,
    read: () => ({ selected_user: picked() }),
  });
  control.addEventListener("change", () => settle(env, block, element, field, { selected_user: picked() }));
  return h("div", { class: "field-select" }, control, icon("down"));
}

function choices(element, block, env, kind, options, chosen, onChange) {
  const name = uid("choice");
  const inputs = options.map((option) => {
    const id = uid("option");
    const describes = option.description ? `${id}-more` : undefined;
    const input = h("input", {
      type: kind,
      name,
      id,
      checked: chosen.some((one) => sameValue(one, option)),
      "aria-describedby": describes,
      "data-key": `${block.block_id}/${element.action_id}/${option.value}`,
      on: { change: onChange },
    });
    const row = h(
      "label",
      { class: "choice", for: id },
      input,
      h(
        "span",
        { class: "choice-words" },
        h("span", {}, ...textObject(option.text, env)),
        option.description ? h("span", { class: "choice-more", id: describes }, ...textObject(option.description, env)) : null,
      ),
    );
    return { input, option, row };
  });
  return { inputs, rows: inputs.map((one) => one.row), chosen: () => inputs.filter((one) => one.input.checked).map((one) => one.option) };
}

function radioButtons(element, block, env) {
  const kept = env.fields.keptFor(block, element);
  const initial = kept ? kept.selected_option : element.initial_option;
  let field = null;
  const group = choices(element, block, env, "radio", element.options ?? [], initial ? [initial] : [], () =>
    settle(env, block, element, field, { selected_option: group.chosen()[0] ?? null }),
  );
  const node = h("div", { class: "choices", role: "radiogroup", ...named(element, block, env) }, group.rows);
  field = register(env, block, element, node, {
    empty: () => group.chosen().length === 0,
    read: () => ({ selected_option: group.chosen()[0] ?? null }),
    focusOn: () => (group.inputs.find((one) => one.input.checked) ?? group.inputs[0])?.input,
  });
  return node;
}

function many(element, block, env, options, initial, scrolls) {
  let field = null;
  const full = () => element.max_selected_items && group.chosen().length >= element.max_selected_items;
  const limit = () => {
    for (const { input } of group.inputs) input.disabled = Boolean(full()) && !input.checked;
  };
  const group = choices(element, block, env, "checkbox", options, initial ?? [], () => {
    limit();
    settle(env, block, element, field, { selected_options: group.chosen() });
  });
  limit();
  const node = h("div", { class: scrolls ? "choices choices-box" : "choices", role: "group", ...named(element, block, env, { "aria-required": undefined }) }, group.rows);
  field = register(env, block, element, node, {
    empty: () => group.chosen().length === 0,
    read: () => ({ selected_options: group.chosen() }),
    focusOn: () => group.inputs[0]?.input,
  });
  return node;
}

function checkboxes(element, block, env) {
  const kept = env.fields.keptFor(block, element);
  return many(element, block, env, element.options ?? [], kept ? kept.selected_options : element.initial_options, false);
}

function multiSelect(element, block, env) {
  const kept = env.fields.keptFor(block, element);
  const options = groupsOf(element).flatMap((group) => group.options);
  return many(element, block, env, options, kept ? kept.selected_options : element.initial_options, true);
}

/* Days and times -------------------------------------------------------------------------- */

function moment(element, block, env) {
  const shape = {
    datepicker: { type: "date", key: "selected_date", initial: "initial_date" },
    timepicker: { type: "time", key: "selected_time", initial: "initial_time" },
    datetimepicker: { type: "datetime-local", key: "selected_date_time", initial: "initial_date_time" },
  }[element.type];
  const inZone = element.type === "datetimepicker";
  const zone = element.timezone ?? env.zone ?? "UTC";
  const out = (value) => (value === "" ? null : inZone ? Math.floor(instantOf(value, zone) / 1000) : value);
  const kept = env.fields.keptFor(block, element);
  const initial = (kept ? kept[shape.key] : element[shape.initial]) ?? "";
  const control = h("input", { class: "control control-short", type: shape.type, ...named(element, block, env) });
  control.value = inZone && initial !== "" ? localOf(initial * 1000, zone) : initial;
  const field = register(env, block, element, control, {
    control,
    empty: () => control.value === "",
    read: () => ({ [shape.key]: out(control.value) }),
  });
  control.addEventListener("change", () => settle(env, block, element, field, { [shape.key]: out(control.value) }));
  return control;
}

/* Files ----------------------------------------------------------------------------------- */

function fileInput(element, block, env) {
  const kept = env.fields.keptFor(block, element);
  const files = [...(kept?.files ?? [])];
  const list = h("ul", { class: "file-list" });
  const input = h("input", {
    type: "file",
    multiple: (element.max_files ?? 10) > 1,
    accept: element.filetypes?.map((type) => `.${type}`).join(","),
    class: "file-native",
    ...named(element, block, env),
  });
  const field = register(env, block, element, input, {
    control: input,
    empty: () => files.length === 0,
    read: () => ({ files: files.map((file) => ({ ...file })) }),
  });
  const draw = () => {
    list.replaceChildren(
      ...files.map((file, index) =>
        h(
          "li",
          {},
          icon("file"),
          h("span", {}, file.name ?? file.id),
          h(
            "button",
            {
              type: "button",
              class: "quiet",
              "aria-label": `Remove ${file.name ?? file.id}`,
              on: {
                click: () => {
                  files.splice(index, 1);
                  draw();
                  settle(env, block, element, field, { files });
                  input.focus();
                },
              },
            },
            icon("close", 12),
          ),
        ),
      ),
    );
  };
  input.addEventListener("change", async () => {
    const limit = element.max_files ?? 10;
    for (const picked of input.files) {
      if (files.length >= limit) break;
      const file = await env.upload(picked);
      if (file) files.push(file);
    }
    input.value = "";
    draw();
    settle(env, block, element, field, { files });
  });
  draw();
  return h("div", { class: "field-file" }, input, list);
}

const DRAW = {
  plain_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: textInput,
  static_select: staticSelect,
  users_select: usersSelect,
  multi_static_select: multiSelect,
  radio_buttons: radioButtons,
  checkboxes,
  datepicker: moment,
  timepicker: moment,
  datetimepicker: moment,
  file_input: fileInput,
};

export const holdsValue = (element) => Object.hasOwn(DRAW, element?.type);

export function drawInput(element, block, env) {
  return DRAW[element.type](element, block, env);
}
