/* What the inputs of one surface (a view or a message) hold, in the shape Slack sends:
   {block_id: {action_id: {type, value | selected_option | ...}}}.

   A field is {block, element, read(), focus(), show(error), touched, problem()}. */

export class Fields {
  constructor(kept = {}) {
    this.kept = kept;
    this.all = [];
  }

  /* What the stand-in remembers for this element, or undefined when it is drawn for the first time. */
  keptFor(block, element) {
    return this.kept?.[block.block_id]?.[element.action_id];
  }

  add(field) {
    this.all.push(field);
    return field;
  }

  state() {
    const values = {};
    for (const field of this.all) {
      const of = (values[field.block.block_id] ??= {});
      of[field.element.action_id] = { type: field.element.type, ...field.read() };
    }
    return values;
  }

  /* Only what the person has changed since this was drawn, laid over what the stand-in keeps:
     typed words win over a view that is refreshed under them. */
  carriedOver(kept) {
    const values = structuredClone(kept ?? {});
    const state = this.state();
    for (const { block, element, touched } of this.all) {
      if (touched) (values[block.block_id] ??= {})[element.action_id] = state[block.block_id][element.action_id];
    }
    return values;
  }

  /* Slack's own checks before anything is sent: {block_id: sentence}. */
  problems() {
    const found = {};
    for (const field of this.all) {
      if (field.block.type !== "input") continue;
      const problem = field.problem();
      if (problem && !found[field.block.block_id]) found[field.block.block_id] = problem;
    }
    return found;
  }

  /* Shows errors beside their fields and moves to the first; returns those without a field. */
  show(errors) {
    const open = { ...errors };
    let first = null;
    for (const field of this.all) {
      const error = errors[field.block.block_id] ?? null;
      field.show(error);
      if (error && !first) first = field;
      delete open[field.block.block_id];
    }
    first?.focus();
    return Object.values(open);
  }
}
