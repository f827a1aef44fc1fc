// A choice of several in an order. What is chosen is kept here and told as a whole with each click, so that quick clicks
// lose nothing: what the server says counts again once it has seen the last of them.
const make = (tag, className = "", text = "") => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
};
const own = (text) => make("bdi", "", text);
const folded = (text) =>
  text.toLowerCase().replace(/ي/g, "ی").replace(/ك/g, "ک").replace(/[\u200c\s]+/g, " ").trim();
const icon = (name) => {
  const made = make("span", "icon", name);
  made.setAttribute("aria-hidden", "true");
  return made;
};

class PickList {
  constructor(place) {
    this.place = place;
    this.sent = 0;
    this.now = [];
    this.text = "";
  }

  update(data, tell) {
    this.tell = tell;
    if (data.seen >= this.sent) this.now = [...data.now];
    const state = JSON.stringify([data.options, data.words, data.rtl, this.now]);
    if (this.state === state) return;
    this.state = state;
    this.data = data;
    this.labels = new Map(data.options.map((one) => [one.key, one.label]));
    this.draw();
  }

  choose(keys, focus) {
    this.now = keys;
    this.sent = Date.now();
    this.tell("chosen", { keys, n: this.sent });
    this.draw(focus);
  }

  turn(key) {
    const { least, most } = this.data;
    if (this.now.includes(key)) {
      if (this.now.length > least) this.choose(this.now.filter((one) => one !== key), `all:${key}`);
    } else this.choose([...this.now.slice(0, most - 1), key], `all:${key}`);
  }

  move(at, by) {
    const keys = [...this.now];
    const [one] = keys.splice(at, 1);
    keys.splice(at + by, 0, one);
    this.choose(keys, `${by < 0 ? "up" : "down"}:${one}`);
  }

  draw(focus = "") {
    const { data } = this;
    const scrolled = this.place.querySelector(".all")?.scrollTop ?? 0;
    const box = make("div", "pick");
    box.dir = data.rtl ? "rtl" : "ltr";
    box.append(this.chosen(), this.find(), this.all());
    const foot = make("small", "foot", data.words.most);
    box.append(foot);
    this.place.replaceChildren(box);
    this.filter();
    box.querySelector(".all").scrollTop = scrolled;
    if (focus) box.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
  }

  chosen() {
    const list = make("ol", "now");
    list.setAttribute("aria-label", this.data.label);
    this.now.forEach((key, at) => {
      const line = make("li");
      const name = own(this.labels.get(key) ?? key);
      name.title = this.labels.get(key) ?? key;
      line.append(name);
      if (this.now.length > 1) {
        line.append(
          this.act("arrow_upward", this.data.words.up, at > 0, () => this.move(at, -1), `up:${key}`),
          this.act("arrow_downward", this.data.words.down, at < this.now.length - 1, () => this.move(at, 1), `down:${key}`),
        );
      }
      line.append(this.act("close", this.data.words.remove, this.now.length > this.data.least, () => this.turn(key), ""));
      list.append(line);
    });
    return list;
  }

  act(name, label, can, done, focus) {
    const button = make("button");
    button.type = "button";
    button.title = label;
    button.setAttribute("aria-label", label);
    if (focus) button.dataset.focus = focus;
    if (can) button.onclick = done;
    else button.disabled = true;
    button.append(icon(name));
    return button;
  }

  find() {
    const place = make("div", "find");
    const input = make("input");
    input.type = "search";
    input.placeholder = this.data.words.search;
    input.setAttribute("aria-label", this.data.words.search);
    input.value = this.text;
    input.oninput = () => { this.text = input.value; this.filter(); };
    input.onkeydown = (event) => {
      if (event.key !== "Enter") return;
      const first = this.place.querySelector(".all button:not([hidden]):not(:disabled)");
      if (first && this.text.trim()) this.turn(first.dataset.key);
    };
    place.append(icon("search"), input);
    return place;
  }

  all() {
    const list = make("div", "all");
    list.setAttribute("role", "group");
    list.setAttribute("aria-label", this.data.label);
    let group = null;
    let part = null;
    for (const one of this.data.options) {
      if (one.group !== group) {
        group = one.group;
        part = make("section");
        if (group) part.append(make("h3", "", group));
        list.append(part);
      }
      const button = make("button");
      button.type = "button";
      button.setAttribute("role", "checkbox");
      button.setAttribute("aria-checked", String(this.now.includes(one.key)));
      button.dataset.key = one.key;
      button.dataset.focus = `all:${one.key}`;
      button.dataset.words = folded(`${one.label} ${one.hint} ${one.group}`);
      const words = own(one.label);
      const off = one.off && !this.now.includes(one.key);
      if (off || one.hint) words.append(make("small", "", off ? one.off : one.hint));
      if (off) button.disabled = true;
      button.append(words, icon("check"));
      button.onclick = () => this.turn(one.key);
      part.append(button);
    }
    const nothing = make("small", "foot none", this.data.words.nothing);
    nothing.setAttribute("role", "status");
    list.append(nothing);
    return list;
  }

  filter() {
    const words = folded(this.text).split(" ").filter(Boolean);
    let some = false;
    for (const part of this.place.querySelectorAll(".all section")) {
      let here = false;
      for (const one of part.querySelectorAll("button")) {
        const fits = words.every((word) => one.dataset.words.includes(word));
        one.hidden = !fits;
        one.style.display = fits ? "" : "none";
        here ||= fits;
      }
      part.style.display = here ? "" : "none";
      some ||= here;
    }
    this.place.querySelector(".none").style.display = some ? "none" : "";
  }
}

const lists = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".place");
  if (!lists.has(place)) lists.set(place, new PickList(place));
  lists.get(place).update(data, setTriggerValue);
}
