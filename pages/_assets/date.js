// A day in the person's calendar. The browser itself knows both calendars (Intl), so no table comes along.
const PERSIAN = "۰۱۲۳۴۵۶۷۸۹";
const DAY = 86400000;

const partsOf = (calendar) => {
  const format = new Intl.DateTimeFormat(`en-u-ca-${calendar === "jalali" ? "persian" : "gregory"}-nu-latn`, {
    year: "numeric", month: "numeric", day: "numeric", timeZone: "UTC",
  });
  return (date) => {
    const found = {};
    for (const { type, value } of format.formatToParts(date)) found[type] = parseInt(value, 10);
    return found;
  };
};
const iso = (date) => date.toISOString().slice(0, 10);

class DateField {
  constructor(place) {
    this.place = place;
  }

  update(data, tell) {
    const state = JSON.stringify(data);
    this.tell = tell;
    if (this.state === state) return;
    this.state = state;
    this.data = data;
    this.parts = partsOf(data.calendar);
    this.draw();
  }

  digits(text) {
    return this.data.persian ? String(text).replace(/\d/g, (digit) => PERSIAN[digit]) : String(text);
  }

  say(date) {
    const { year, month, day } = this.parts(date);
    const mark = this.data.slash ? "/" : "-";
    return this.digits([String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join(mark));
  }

  make(tag, properties = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  draw() {
    const { data } = this;
    this.input = this.make("input", { id: "day", value: data.value, autocomplete: "off", inputMode: "numeric" });
    this.input.onchange = () => this.tell("text", this.input.value);
    this.input.onkeydown = (event) => {
      if (event.key === "ArrowDown") { this.open(); event.preventDefault(); }
      if (event.key === "Escape") this.close();
    };
    const button = this.make("button", { type: "button", className: "open", ariaLabel: data.words.open, title: data.words.open });
    button.innerHTML = '<svg width="15" height="15" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.4"><rect x="2" y="3" width="12" height="11" rx="2"/><path d="M2 6.5h12M5.5 1.5v3M10.5 1.5v3"/></svg>';
    button.onclick = () => (this.pick.hidden ? this.open() : this.close());
    this.pick = this.make("div", { className: "pick", hidden: true });
    const label = this.make("label", { textContent: data.label, htmlFor: "day" });
    const field = this.make("div", { className: "field", dir: data.rtl ? "rtl" : "ltr" }, label, this.make("div", { className: "box" }, this.input, button), this.pick);
    field.addEventListener("focusout", (event) => {
      if (!event.relatedTarget || !field.contains(event.relatedTarget)) setTimeout(() => !field.contains(this.place.getRootNode().activeElement) && this.close(), 100);
    });
    this.place.replaceChildren(field);
    this.chosen = data.iso ? new Date(data.iso + "T00:00Z") : null;
  }

  open() {
    const today = new Date(iso(new Date()) + "T00:00Z");
    const from = this.chosen || today;
    this.month = new Date(from.getTime() - (this.parts(from).day - 1) * DAY);
    this.pick.hidden = false;
    this.days();
  }

  close() { this.pick.hidden = true; }

  turn(by) {
    const near = new Date(this.month.getTime() + (by > 0 ? 32 : -1) * DAY);
    this.month = new Date(near.getTime() - (this.parts(near).day - 1) * DAY);
    this.days();
  }

  days() {
    const { data } = this;
    const { year, month } = this.parts(this.month);
    const arrow = (label, by) => {
      const made = this.make("button", { type: "button", textContent: (by < 0) === data.rtl ? "›" : "‹", ariaLabel: label });
      made.onclick = () => this.turn(by);
      return made;
    };
    const title = this.make("span", { textContent: `${data.months[month - 1]} ${this.digits(year)}` });
    const grid = this.make("div", { className: "days" });
    for (let at = 0; at < 7; at += 1) grid.append(this.make("span", { textContent: this.short((data.weekStart + at) % 7) }));
    const gap = ((this.month.getUTCDay() + 6) % 7 - data.weekStart + 7) % 7;
    for (let at = 0; at < gap; at += 1) grid.append(this.make("i"));
    const today = iso(new Date());
    for (let date = this.month; this.parts(date).month === month; date = new Date(date.getTime() + DAY)) {
      const chosen = this.chosen && iso(this.chosen) === iso(date);
      const made = this.make("button", { type: "button", textContent: this.digits(this.parts(date).day), className: chosen ? "chosen" : iso(date) === today ? "now" : "" });
      made.onclick = () => this.choose(date);
      grid.append(made);
    }
    this.pick.replaceChildren(this.make("div", { className: "top" }, arrow(data.words.before, -1), title, arrow(data.words.after, 1)), grid);
  }

  short(weekday) {
    const name = this.data.weekdays[weekday];
    return this.data.rtl ? (weekday === 5 ? "ش" : name[0]) : name.slice(0, 2);
  }

  choose(date) {
    this.chosen = date;
    this.input.value = this.say(date);
    this.close();
    this.input.focus();
    this.tell("text", this.input.value);
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const place = parentElement.querySelector(".place");
  place.field = place.field || new DateField(place);
  place.field.update(data, setStateValue);
}
