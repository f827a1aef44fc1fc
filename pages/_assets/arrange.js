// The tiles of a dashboard being arranged: their order, how wide each is, what is shown of it. What is arranged is kept
// here and told as a whole with each change; what the server says counts again once it has seen the last of them.
const make = (tag, className = "", text = "") => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
};
const icon = (name) => {
  const made = make("span", "icon", name);
  made.setAttribute("aria-hidden", "true");
  return made;
};
const SHOWN = { figures: "looks_one", chart: "bar_chart", table: "table_rows" };

class Arrange {
  constructor(place) {
    this.sent = 0;
    this.tiles = [];
    this.aloud = make("div", "aloud");
    this.aloud.setAttribute("aria-live", "polite");
    this.list = make("ol", "tiles");
    place.replaceChildren(this.list, this.aloud);
  }

  update(data, tell) {
    this.tell = tell;
    if (data.seen >= this.sent) this.tiles = data.tiles.map((one) => ({ ...one }));
    const state = JSON.stringify([this.tiles, data.words, data.rtl]);
    if (this.state === state || this.sorter?.item) return;
    this.state = state;
    this.data = data;
    this.draw(this.list.getRootNode().activeElement?.dataset?.focus);
  }

  change(tiles, focus = "") {
    this.tiles = tiles;
    this.sent = Date.now();
    this.tell("arranged", { n: this.sent, tiles: tiles.map(({ id, report, width, shows }) => ({ id, report, width, shows })) });
    this.draw(focus);
  }

  set(id, part, focus) {
    this.change(this.tiles.map((one) => (one.id === id ? { ...one, ...part } : one)), focus);
  }

  draw(focus = "") {
    const { rtl, words } = this.data;
    this.list.dir = rtl ? "rtl" : "ltr";
    this.list.setAttribute("aria-label", words.tiles);
    this.list.replaceChildren(...this.tiles.map((tile) => this.tile(tile)));
    this.sorter ??= new Sortable(this.list, {
      rtl, words, aloud: this.aloud, moved: (ids) => {
        const known = new Map(this.tiles.map((one) => [one.id, one]));
        this.change(ids.map((id) => known.get(id)), `move:${this.held ?? ""}`);
      },
    });
    this.sorter.rtl = rtl;
    if (focus) this.list.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus({ preventScroll: true });
  }

  tile(tile) {
    const { words } = this.data;
    const card = make("li", `tile ${tile.width}${tile.gone ? " gone" : ""}`);
    card.dataset.key = tile.id;
    const head = make("div", "head");
    const handle = this.button("handle", "drag_indicator", `${words.move}: ${tile.name}`, null, `move:${tile.id}`);
    handle.addEventListener("focus", () => { this.held = tile.id; });
    const name = make("bdi", "name", tile.name);
    name.title = tile.name;
    const off = this.button("off", "close", `${words.remove}: ${tile.name}`, () => {
      const at = this.tiles.indexOf(this.tiles.find((one) => one.id === tile.id));
      const next = this.tiles[at + 1] ?? this.tiles[at - 1];
      this.change(this.tiles.filter((one) => one.id !== tile.id), next ? `move:${next.id}` : "");
    }, "");
    head.append(handle, name, off);
    card.append(head, this.widths(tile), this.parts(tile));
    return card;
  }

  widths(tile) {
    const row = make("div", "row");
    row.setAttribute("role", "radiogroup");
    row.setAttribute("aria-label", `${this.data.words.width}: ${tile.name}`);
    for (const [width, label] of Object.entries(this.data.widths)) {
      const one = make("button", "choice", label);
      one.type = "button";
      one.setAttribute("role", "radio");
      one.setAttribute("aria-checked", String(tile.width === width));
      one.dataset.focus = `width:${tile.id}:${width}`;
      one.onclick = () => this.set(tile.id, { width }, one.dataset.focus);
      row.append(one);
    }
    return row;
  }

  parts(tile) {
    const row = make("div", "row");
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", `${this.data.words.shows}: ${tile.name}`);
    for (const [part, label] of Object.entries(this.data.parts)) {
      const there = tile.shows.includes(part);
      const one = make("button", "choice part");
      one.type = "button";
      one.setAttribute("aria-pressed", String(there));
      one.dataset.focus = `part:${tile.id}:${part}`;
      one.append(icon(SHOWN[part]), document.createTextNode(label));
      one.disabled = there && tile.shows.length === 1;
      one.onclick = () => {
        const shows = Object.keys(this.data.parts).filter((key) => (key === part ? !there : tile.shows.includes(key)));
        this.set(tile.id, { shows }, one.dataset.focus);
      };
      row.append(one);
    }
    return row;
  }

  button(className, name, label, done, focus) {
    const made = make("button", className);
    made.type = "button";
    made.title = label;
    made.setAttribute("aria-label", label);
    if (focus) made.dataset.focus = focus;
    if (done) made.onclick = done;
    made.append(icon(name));
    return made;
  }
}

const shown = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".place");
  if (!shown.has(place)) shown.set(place, new Arrange(place));
  shown.get(place).update(data, setTriggerValue);
}
