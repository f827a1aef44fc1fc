// Editors of cells: plain text, long text, a choice (one or several, type to find), a day in the person's calendar.
(() => {
  const daftar = (window.daftar = window.daftar || {});
  const DAY = 86400000;
  const MARKS = /[,،;؛]/;
  const DIGITS = /[۰-۹٠-٩]/g;

  const latin = (text) => text.replace(DIGITS, (digit) => String(digit.charCodeAt(0) & 15));
  const fold = (text) => latin(daftar.bare(text)).toLowerCase().replace(/[يى]/g, "ی").replace(/ك/g, "ک").replace(/[\u064b-\u065f\u200c\s]+/g, " ").trim();
  const make = (tag, className, text) => {
    const made = document.createElement(tag);
    made.className = className || "";
    if (text) made.textContent = text;
    return made;
  };

  class Editor {
    init(params) {
      this.params = params;
      this.kind = params.colDef.context.editor;
      const key = params.eventKey;
      this.quick = !!key && key.length === 1;
      this.start = this.quick ? key : daftar.bare(params.value);
      this.build();
    }
    build() {
      this.gui = this.input = make("input", `cell-input ${this.kind}`);
      this.input.value = this.start;
      if (["phone", "email", "url"].includes(this.kind)) this.input.dir = "ltr";
      this.input.inputMode = { number: "decimal", phone: "tel", email: "email", url: "url" }[this.kind] || "text";
    }
    getGui() { return this.gui; }
    isPopup() { return false; }
    getPopupPosition() { return "over"; }
    getValue() { return this.input.value; }
    afterGuiAttached() {
      this.input.setAttribute("aria-label", this.params.colDef.headerName);
      this.input.focus({ preventScroll: true });
      const end = this.input.value.length;
      this.input.setSelectionRange(end, end);
      daftar.attached(this);
    }
    type(text) { this.input.setRangeText(text, this.input.selectionStart, this.input.selectionEnd, "end"); this.input.dispatchEvent(new Event("input")); }
    destroy() { daftar.detached(this); }
    width(least) { return Math.max(this.params.column.getActualWidth(), least); }
    // Near the lower edge what opens below a cell opens above it.
    turn(below, height) {
      const room = window.innerHeight - this.input.getBoundingClientRect().bottom;
      below.classList.toggle("above", room < height && this.input.getBoundingClientRect().top > room);
    }
  }

  class Long extends Editor {
    build() {
      this.lines = true;
      this.gui = make("div", "cell-popup");
      this.input = make("textarea", "cell-input long");
      this.input.value = this.start;
      this.input.rows = 6;
      this.gui.style.width = `${this.width(340)}px`;
      this.gui.append(this.input, make("small", "", daftar.words("longText")));
    }
    isPopup() { return true; }
  }

  class Choice extends Editor {
    build() {
      const { values, many, lookup } = this.params.colDef.context;
      this.many = !!many;
      this.lookup = lookup;
      this.values = values || [];
      this.list = make("ul", "cell-list");
      this.list.setAttribute("role", "listbox");
      this.gui = make("div", "cell-popup choice");
      this.input = make("input", "cell-input");
      this.input.setAttribute("role", "combobox");
      this.input.setAttribute("aria-expanded", "true");
      this.input.value = this.start;
      this.gui.style.width = `${this.width(180)}px`;
      this.gui.append(this.input, this.list);
      this.input.addEventListener("input", () => { this.touched = true; this.draw(true); this.ask(); });
      this.input.addEventListener("keydown", (event) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (!step || event.altKey) return;
        event.preventDefault();
        event.stopPropagation();
        this.touched = true;
        this.mark(this.at + step);
      });
      this.list.addEventListener("mousedown", (event) => {
        event.preventDefault();
        const item = event.target.closest("li");
        if (!item) return;
        this.pick(item.dataset.value);
        if (!this.many) { this.touched = false; this.params.stopEditing(); }
      });
      this.touched = this.quick;
      this.draw(this.quick);
      this.ask();
    }
    isPopup() { return true; }
    afterGuiAttached() {
      super.afterGuiAttached();
      if (!this.quick && !this.many) this.input.select();
      this.turn(this.list, 260);
      const marked = this.list.children[this.at];
      if (marked) marked.scrollIntoView({ block: "nearest" });
    }
    parts() { return this.many ? this.input.value.split(MARKS) : [this.input.value]; }
    typed() { return fold(this.parts().at(-1)); }
    ask() {
      if (!this.lookup || this.typed().length < 2) return;
      clearTimeout(this.asking);
      this.asking = setTimeout(() => daftar.tell({ kind: "look_up", field: this.params.column.getColId(), text: this.parts().at(-1).trim() }), 180);
    }
    offer(found) {
      if (found.field !== this.params.column.getColId() || fold(found.text) !== this.typed()) return;
      this.values = found.options;
      this.draw(true);
    }
    draw(filtered) {
      const wanted = filtered || this.many ? this.typed() : "";
      const chosen = this.many ? new Set(this.parts().slice(0, -1).map(fold)) : new Set();
      const known = this.values.map((value) => [value, fold(value)]).filter((pair) => !chosen.has(pair[1]));
      const begins = known.filter((pair) => pair[1].startsWith(wanted));
      const holds = known.filter((pair) => !pair[1].startsWith(wanted) && pair[1].includes(wanted));
      this.options = [...begins, ...holds].slice(0, 200).map((pair) => pair[0]);
      this.list.replaceChildren(...this.options.map((value) => {
        const item = make("li", "", value);
        item.dataset.value = value;
        item.setAttribute("role", "option");
        return item;
      }));
      const now = this.options.findIndex((value) => fold(value) === fold(this.start));
      this.mark(filtered ? (wanted && this.options.length ? 0 : -1) : now);
      this.list.hidden = !this.options.length;
    }
    mark(at) {
      this.at = Math.max(-1, Math.min(this.options.length - 1, at));
      [...this.list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === this.at)));
      if (this.list.children[this.at]) this.list.children[this.at].scrollIntoView({ block: "nearest" });
    }
    pick(value) {
      const before = this.parts().slice(0, -1).map((one) => one.trim()).filter(Boolean);
      this.input.value = this.many ? `${[...before, value].join(", ")}, ` : value;
      this.input.focus();
      this.draw(this.many);
    }
    // Enter takes the marked option; of several it stays open for the next one.
    accept(event) {
      const marked = this.touched && this.at >= 0 ? this.options[this.at] : null;
      if (this.many) {
        if (!marked || !this.typed() || event.key !== "Enter") { if (marked && this.typed()) this.pick(marked); return ""; }
        const exact = fold(marked) === this.typed() || fold(marked).startsWith(this.typed());
        if (exact) this.pick(marked);
        return "";
      }
      if (marked && this.typed()) this.input.value = marked;
      else if (marked && !this.input.value) this.input.value = event.key.startsWith("Arrow") ? "" : marked;
      return "";
    }
    getValue() {
      const text = this.input.value.trim();
      return this.many ? text.replace(/[,،;؛\s]+$/, "") : text;
    }
    destroy() { clearTimeout(this.asking); super.destroy(); }
  }

  class Day extends Editor {
    build() {
      const told = daftar.context.date;
      this.gui = make("div", "cell-popup day");
      this.gui.style.width = `${this.width(150)}px`;
      // What takes the focus must have a tab index, or the grid believes that it lost it.
      this.gui.tabIndex = -1;
      const root = this.gui.attachShadow({ mode: "open" });
      const style = document.createElement("style");
      style.textContent = `${daftar.dateStyle} label { display: none; } .box { border-radius: 0; } input { width: 100%; font-size: 13px; } .above { bottom: 100%; margin-block-end: 4px; }`;
      const place = document.createElement("div");
      root.append(style, place);
      const day = this.quick ? "" : this.iso(this.start, told.calendar);
      this.field = new daftar.DateField(place);
      this.field.update({ ...told, label: "", value: this.start, iso: day }, () => {
        if (!this.field.pick.hidden) return;
        if (this.picked) this.params.stopEditing();
      });
      this.input = this.field.input;
      const choose = this.field.choose.bind(this.field);
      this.field.choose = (date) => { this.picked = true; choose(date); };
      const open = this.field.open.bind(this.field);
      this.field.open = () => { open(); this.turn(this.field.pick, 300); };
      this.list = this.field.pick;
    }
    isPopup() { return true; }
    iso(text, calendar) {
      const found = latin(text).match(/^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/);
      if (!found) return "";
      const [year, month, day] = found.slice(1).map(Number);
      if (calendar === "gregorian") return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
      const format = new Intl.DateTimeFormat("en-u-ca-persian-nu-latn", { year: "numeric", month: "numeric", day: "numeric", timeZone: "UTC" });
      const days = (month <= 7 ? (month - 1) * 31 : 186 + (month - 7) * 30) + day - 1;
      for (const more of [0, -1, 1, -2, 2]) {
        const date = new Date(Date.UTC(year + 621, 2, 21) + (days + more) * DAY);
        const is = Object.fromEntries(format.formatToParts(date).map((part) => [part.type, parseInt(part.value, 10)]));
        if (is.year === year && is.month === month && is.day === day) return date.toISOString().slice(0, 10);
      }
      return "";
    }
  }

  daftar.TextEditor = Editor;
  daftar.LongEditor = Long;
  daftar.ChoiceEditor = Choice;
  daftar.DayEditor = Day;
})();
