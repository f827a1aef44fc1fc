// What is known of a record, changed where it stands: a click or Enter opens an editor in the value's place, Enter
// saves, Escape leaves, Tab saves and goes on to the next one. Days are picked with date.js, which stands before this.
const FIELD_KINDS = { text: "input", long: "textarea", choice: "input", date: "date", tags: "tags", ask: "" };

const element = (tag, properties = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made && name !== "role" && name !== "list") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((one) => one !== null && one !== undefined && one !== ""));
  return made;
};
const isolated = (text, ltr) => element("bdi", ltr ? { dir: "ltr" } : {}, text);
const folded = (text) => String(text).toLowerCase().replace(/ي/g, "ی").replace(/ك/g, "ک").replace(/[\u200c\s]+/g, " ").trim();

class Facts {
  constructor(place) {
    this.place = place;
    this.all = false;
  }

  update(data, tell) {
    this.tell = tell;
    const state = JSON.stringify(data);
    if (this.state === state) return;
    this.state = state;
    this.data = data;
    this.draw();
  }

  send(kind, more) {
    this.tell(kind, { n: Date.now(), ...more });
  }

  // What is drawn

  draw() {
    const root = this.place.getRootNode();
    const focused = root.activeElement?.closest?.("[data-key]")?.dataset.key;
    // Whoever types goes on typing, whatever was stored meanwhile.
    const open = this.open ? { ...this.open, text: this.open.read() } : null;
    this.open = null;
    const box = element("div", { className: "facts", dir: this.data.rtl ? "rtl" : "ltr" });
    for (const section of this.data.sections) {
      const made = this.section(section);
      if (made) box.append(made);
    }
    const hidden = this.data.sections.some((section) => section.look === "list" && section.facts.some((fact) => !fact.value));
    if (hidden) box.append(this.toggle());
    this.place.replaceChildren(box);
    this.faces = [...box.querySelectorAll("[data-edits]")];
    const wrong = Object.keys(this.data.refused)[0];
    if (open) {
      if (wrong && wrong !== open.key) this.row(wrong)?.append(this.reason(this.data.refused[wrong].why));
      this.edit(open.key, open);
    } else if (wrong) this.edit(wrong, this.data.refused[wrong]);
    else if (focused) box.querySelector(`[data-key="${CSS.escape(focused)}"] .face`)?.focus({ preventScroll: true });
  }

  toggle() {
    const made = element("button", { type: "button", className: "more", ariaExpanded: String(this.all) });
    made.textContent = this.all ? this.data.words.fewer : this.data.words.all;
    made.onclick = () => { this.all = !this.all; this.draw(); this.place.querySelector(".more")?.focus(); };
    return made;
  }

  section(section) {
    const facts = section.facts.filter((fact) => fact.value || fact.shown || (section.look === "list" ? this.all : false));
    if (!facts.length && !section.adds.length) return null;
    const made = element("div", { className: `section ${section.look}` });
    if (section.title) made.append(element("h3", {}, section.title));
    for (const fact of facts) made.append(this.fact(fact, section.look));
    if (section.adds.length) made.append(this.adder(section.adds));
    return made;
  }

  fact(fact, look) {
    const row = element("div", { className: `fact ${fact.tone}`, "data-key": fact.key });
    const heading = look === "title" ? element("h1", {}) : row;
    if (fact.label && look !== "title" && look !== "chips") heading.append(element("span", { className: "label" }, fact.label));
    const says = fact.value || (fact.editor ? this.data.words.empty : "–");
    const shown = element("span", { className: fact.value ? "value" : "value none" }, isolated(says, fact.ltr));
    if (fact.href) {
      const link = element("a", { href: fact.href, className: "value" }, isolated(fact.value, fact.ltr));
      if (fact.href.startsWith("http")) Object.assign(link, { target: "_blank", rel: "noopener noreferrer" });
      heading.append(link);
      if (fact.editor) heading.append(this.face(fact, element("span", { className: "pencil", ariaHidden: "true" }), "small"));
    } else heading.append(fact.editor ? this.face(fact, shown) : shown);
    if (fact.hint) row.title = fact.hint;
    if (look === "title") row.append(heading);
    return row;
  }

  face(fact, shown, look = "") {
    const made = element("button", { type: "button", className: `face ${look}`, "data-edits": fact.key }, shown);
    made.setAttribute("aria-label", `${this.data.words.edit}: ${fact.label || fact.hint}${fact.value ? `, ${fact.value}` : ""}`);
    made.onclick = () => this.edit(fact.key);
    return made;
  }

  adder(kinds) {
    const made = element("span", { className: "fact adder", "data-key": "add" });
    const face = element("button", { type: "button", className: "face add" }, this.data.words.add);
    face.onclick = () => this.adding(made, kinds);
    made.append(face);
    return made;
  }

  adding(row, kinds) {
    const kind = element("select", { ariaLabel: this.data.words.kind }, ...kinds.map(([value, text]) => element("option", { value }, text)));
    const value = element("input", { ariaLabel: this.data.words.value, dir: "auto", placeholder: this.data.words.value });
    const label = element("input", { ariaLabel: this.data.words.label, placeholder: this.data.words.label, className: "short" });
    const save = () => value.value.trim() && this.send("added", { kind: kind.value, value: value.value, label: label.value });
    const leave = () => this.draw();
    const form = element("span", { className: "editor many" }, kind, value, label, ...this.buttons(save, leave));
    form.onkeydown = (event) => {
      if (event.key === "Enter" && event.target.tagName === "INPUT") { event.preventDefault(); save(); }
      if (event.key === "Escape") { event.stopPropagation(); leave(); this.place.querySelector(".add")?.focus(); }
    };
    row.replaceChildren(form);
    if (this.data.added) {
      [kind.value, value.value, label.value] = [this.data.added.kind, this.data.added.value, this.data.added.label];
      row.append(this.reason(this.data.added.why));
    }
    value.focus();
  }

  // Editors

  find(key) {
    for (const section of this.data.sections) {
      const found = section.facts.find((fact) => fact.key === key);
      if (found) return found;
    }
    return null;
  }

  row(key) {
    return this.place.querySelector(`[data-key="${CSS.escape(key)}"]`);
  }

  reason(why) {
    return element("span", { className: "why", role: "alert" }, why);
  }

  // `typed`: what stood in the editor before, whether to store or to mend.
  edit(key, typed = null) {
    const fact = this.find(key);
    if (!fact || !fact.editor) return;
    if (fact.editor === "ask") { this.send("asked", { key }); return; }
    if (this.open) this.leave(false);
    if (!this.row(key)) { this.all = true; this.draw(); }
    const row = this.row(key);
    const made = this[`${FIELD_KINDS[fact.editor]}_editor`](fact, typed ? typed.text : fact.text);
    const untouched = typed ? typed.untouched ?? null : made.read();
    this.open = { key, row, kept: [...row.childNodes], read: made.read, untouched };
    const buttons = this.buttons(() => this.save(), () => this.leave(true));
    const editor = element("span", { className: `editor ${fact.editor}` }, made.box, ...buttons);
    editor.onkeydown = (event) => this.key(event, fact);
    editor.addEventListener("focusout", () => setTimeout(() => this.left(editor), 120));
    const label = row.querySelector(":scope > .label");
    row.replaceChildren(...(label ? [label] : []), editor);
    if (typed?.why) row.append(this.reason(typed.why));
    made.focus();
    if (typed && !typed.why) this.caret();
  }

  // Typing goes on at the end of what was typed.
  caret() {
    const input = this.place.getRootNode().activeElement;
    if (input?.setSelectionRange) input.setSelectionRange(input.value.length, input.value.length);
  }

  buttons(save, leave) {
    const button = (className, label, path, act) => {
      const made = element("button", { type: "button", className, ariaLabel: label, title: label });
      made.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${path}"/></svg>`;
      made.onmousedown = (event) => event.preventDefault();
      made.onclick = act;
      return made;
    };
    const { words } = this.data;
    return [
      button("yes", words.save, "M3 8.5l3.500 3.500L13 5", save),
      button("no", words.leave, "M4 4l8 8M12 4l-8 8", leave),
    ];
  }

  key(event, fact) {
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); this.leave(true); }
    else if (event.key === "Enter" && (fact.editor !== "long" || event.ctrlKey || event.metaKey) && !event.defaultPrevented) {
      if (event.target.tagName === "BUTTON") return;
      event.preventDefault();
      this.save();
    } else if (event.key === "Tab" && !event.defaultPrevented) {
      const place = this.faces.findIndex((face) => face.dataset.edits === fact.key);
      const next = this.faces[place + (event.shiftKey ? -1 : 1)];
      if (!next) return;
      event.preventDefault();
      this.save(next.dataset.edits);
    }
  }

  // Whoever clicks elsewhere has finished: what was typed is stored, as in a sheet.
  left(editor) {
    if (!editor.isConnected || editor.contains(this.place.getRootNode().activeElement)) return;
    this.save(null, false);
  }

  save(next = null, focus = true) {
    const { open } = this;
    if (!open) return;
    const said = open.read();
    if (said === open.untouched) {
      this.leave(focus && !next);
      if (next) this.edit(next);
      return;
    }
    const fact = this.find(open.key);
    const chosen = (fact.options || []).find(([, text]) => folded(text) === folded(said));
    this.open = null;
    this.send("edited", { key: open.key, text: said, value: chosen ? chosen[0] : null, version: this.data.version });
    open.row.replaceChildren(...open.kept);
    open.row.classList.add("saving");
    const value = open.row.querySelector(".value bdi");
    if (value) value.textContent = said || this.data.words.empty;
    if (next) this.edit(next);
    else if (focus) open.row.querySelector(".face")?.focus();
  }

  leave(focus) {
    const { open } = this;
    if (!open) return;
    this.open = null;
    open.row.replaceChildren(...open.kept);
    if (focus) open.row.querySelector(".face")?.focus();
  }

  input_editor(fact, before) {
    const input = element("input", { value: before, dir: fact.ltr ? "ltr" : "auto", autocomplete: "off", spellcheck: false });
    input.setAttribute("aria-label", fact.label || fact.hint);
    const box = element("span", { className: "typed" }, input);
    if (fact.editor === "choice") this.offer(fact, input, box);
    return { box, read: () => input.value.trim(), focus: () => { input.focus(); input.select(); } };
  }

  textarea_editor(fact, before) {
    const input = element("textarea", { value: before, dir: "auto", rows: Math.min(12, Math.max(3, before.split("\n").length + 1)) });
    input.setAttribute("aria-label", fact.label || fact.hint);
    return { box: input, read: () => input.value.trim(), focus: () => { input.focus(); input.setSelectionRange(input.value.length, input.value.length); } };
  }

  date_editor(fact, before) {
    const box = element("span", { className: "day" });
    const field = new DateField(box);
    const data = { ...this.data.dates, label: fact.label, value: before, iso: fact.iso };
    let picked = false;
    field.update(data, () => { if (picked) this.save(); });
    const choose = field.choose.bind(field);
    field.choose = (date) => { picked = true; choose(date); };
    return { box, read: () => field.input.value.trim(), focus: () => { field.input.focus(); field.input.select(); } };
  }

  tags_editor(fact, before) {
    const tags = before ? before.split("\n") : [];
    const box = element("span", { className: "tags" });
    const input = element("input", { dir: "auto", autocomplete: "off", placeholder: this.data.words.tag });
    input.setAttribute("aria-label", fact.label || fact.hint);
    const draw = () => {
      const chips = tags.map((tag, at) => {
        const gone = element("button", { type: "button", ariaLabel: `${this.data.words.remove}: ${tag}` }, "×");
        gone.onclick = () => { tags.splice(at, 1); draw(); input.focus(); };
        return element("span", { className: "chip" }, isolated(tag), gone);
      });
      box.replaceChildren(...chips, typed);
    };
    const take = () => {
      for (const word of input.value.split(/[,،;؛\n]/)) if (word.trim() && !tags.some((tag) => folded(tag) === folded(word))) tags.push(word.trim());
      input.value = "";
      draw();
    };
    const typed = element("span", { className: "typed" }, input);
    this.offer(fact, input, typed, () => { take(); input.focus(); });
    input.addEventListener("keydown", (event) => {
      if (event.defaultPrevented) return;
      if ((event.key === "Enter" || event.key === "," || event.key === "،") && input.value.trim()) { event.preventDefault(); take(); input.focus(); }
      if (event.key === "Backspace" && !input.value && tags.length) { tags.pop(); draw(); input.focus(); }
    });
    draw();
    return { box, read: () => { if (input.value.trim()) take(); return tags.join("\n"); }, focus: () => input.focus() };
  }

  // A list under what is typed; arrows and Enter, or a click.
  offer(fact, input, box, chosen = null) {
    const list = element("ul", { role: "listbox", className: "offers", hidden: true });
    let at = -1;
    let typing = Boolean(chosen);
    const take = (text) => {
      input.value = text;
      list.hidden = true;
      if (chosen) chosen();
      else this.save();
    };
    const draw = () => {
      const wanted = typing ? folded(input.value) : "";
      const known = fact.options.filter(([, text]) => folded(text).includes(wanted)).slice(0, 60);
      if (!typing && !fact.required && !chosen && input.value) known.unshift(["", ""]);
      list.replaceChildren(...known.map(([, text], place) => {
        const made = element("li", { role: "option", className: place === at ? "on" : "" }, text ? isolated(text) : "–");
        made.setAttribute("aria-selected", String(place === at));
        made.onmousedown = (event) => { event.preventDefault(); take(text); };
        return made;
      }));
      list.hidden = !known.length || (Boolean(chosen) && !input.value.trim());
      list.querySelector(".on")?.scrollIntoView({ block: "nearest" });
      this.shown = known;
    };
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.addEventListener("input", () => { typing = true; at = input.value.trim() && !chosen ? 0 : -1; draw(); });
    input.addEventListener("focus", draw);
    input.addEventListener("blur", () => { list.hidden = true; });
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && this.shown?.length) {
        at = (at + step + this.shown.length) % this.shown.length;
        event.preventDefault();
        draw();
      } else if (event.key === "Enter" && at >= 0 && !list.hidden && this.shown?.[at]) {
        event.preventDefault();
        take(this.shown[at][1]);
      }
    });
    box.append(list);
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".place");
  if (!place || !data?.sections) return;
  place.facts = place.facts || new Facts(place);
  place.facts.update(data, setTriggerValue);
}
