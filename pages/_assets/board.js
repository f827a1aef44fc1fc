// The board. One instance a component: kept on the place element, fed again with every answer of the server.
const LONG_PRESS = 220;
const DRAG_FROM = 5;

class Board {
  constructor(place) {
    this.place = place;
    this.nodes = new Map();
    this.stages = new Map();
    this.pending = [];
    this.events = [];
    this.root = this.make("div", "board");
    this.aloud = this.make("div", "aloud");
    this.aloud.setAttribute("aria-live", "assertive");
    this.how = this.make("div", "aloud");
    this.how.id = "how";
    place.replaceChildren(this.how, this.root, this.aloud);
    this.root.addEventListener("pointerdown", (event) => this.press(event));
    this.root.addEventListener("click", (event) => this.click(event));
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.root.addEventListener("contextmenu", (event) => this.drag && event.preventDefault());
    this.root.addEventListener("touchmove", (event) => this.drag && event.preventDefault(), { passive: false });
  }

  make(tag, className = "", text = "") {
    const made = document.createElement(tag);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  // -- drawing: cards that did not change keep their element ------------------------------------------------

  update(data, tell) {
    this.data = data;
    this.tell = tell;
    this.pending = this.pending.filter((move) => move.n > data.done);
    this.root.dir = data.rtl ? "rtl" : "ltr";
    this.root.classList.toggle("movable", data.movable);
    this.how.textContent = data.words.how;
    const focused = this.focusedCard();
    const scroll = this.root.scrollLeft;
    const columns = data.columns.map((column) => ({ ...column, cards: [...column.cards] }));
    for (const move of this.pending) this.apply(columns, move);
    const sections = columns.map((column) => this.drawn(column));
    const same = sections.length === this.root.children.length && sections.every((one, at) => one === this.root.children[at]);
    if (!same) this.root.replaceChildren(...sections);
    const shown = new Set(columns.flatMap((column) => column.cards.map((card) => card.id)));
    for (const id of this.nodes.keys()) if (!shown.has(id)) this.nodes.delete(id);
    this.root.scrollLeft = scroll;
    if (focused && this.nodes.has(focused)) this.nodes.get(focused).element.focus({ preventScroll: true });
  }

  apply(columns, move) {
    const from = columns.find((column) => column.cards.some((card) => card.id === move.card));
    const to = columns.find((column) => column.id === move.to);
    if (!from || !to || from === to) return;
    const at = from.cards.findIndex((card) => card.id === move.card);
    to.cards.unshift({ ...from.cards.splice(at, 1)[0], pending: true });
  }

  // A stage in which nothing changed keeps its element, and with it what the browser laid out and scrolled.
  drawn(column) {
    const signature = JSON.stringify(column);
    const known = this.stages.get(column.id);
    if (known && known.signature === signature) return known.section;
    const section = known ? known.section : document.createElement("section");
    const scroll = section.querySelector(".cards")?.scrollTop || 0;
    this.fill(section, column);
    section.querySelector(".cards").scrollTop = scroll;
    this.stages.set(column.id, { signature, section });
    return section;
  }

  fill(section, column) {
    section.className = `column ${column.kind}`;
    section.dataset.stage = column.id;
    section.setAttribute("aria-label", column.title);
    const head = this.make("div", "head");
    const name = this.make("div", "name");
    name.append(this.make("b", "", column.title), this.make("span", "", column.count));
    const sums = this.make("div", "sums");
    const weighted = this.make("span", "weighted", column.weighted);
    weighted.title = this.data.words.weighted;
    sums.append(this.make("span", "total", column.total), weighted);
    head.append(name, sums);
    const list = this.make("ul", "cards");
    column.cards.forEach((card, at) => {
      const element = this.card(card);
      element.tabIndex = at === 0 ? 0 : -1;
      list.append(element);
    });
    if (!column.cards.length) list.append(this.make("li", "empty", this.data.words.empty));
    if (column.more) {
      const item = this.make("li");
      const more = this.make("button", "more", column.more);
      more.type = "button";
      item.append(more);
      list.append(item);
    }
    section.replaceChildren(head, list);
  }

  card(card) {
    const signature = JSON.stringify(card);
    const known = this.nodes.get(card.id);
    if (known && known.signature === signature) return known.element;
    const element = this.make("li", `card ${card.care} ${card.pending ? "pending" : ""}`);
    element.dataset.card = card.id;
    element.dataset.version = card.version;
    element.title = card.hint || "";
    element.setAttribute("aria-describedby", "how");
    const line = (...parts) => {
      const made = this.make("div", "line");
      made.append(...parts);
      return made;
    };
    element.append(
      line(this.make("span", "title", card.title)),
      line(this.make("span", "amount", card.amount), this.make("span", "age", card.age)),
      line(
        this.make("span", `step ${card.reason ? "reason" : ""}`, card.reason || card.next_step || "–"),
        this.make("span", "owner", card.owner)
      )
    );
    this.nodes.set(card.id, { signature, element });
    return element;
  }

  // -- telling the server ------------------------------------------------------------------------------------

  say(event) {
    const last = this.events.length ? this.events[this.events.length - 1].n : 0;
    const n = Math.max(Date.now() * 1000, last + 1);
    this.events.push({ n, ...event });
    this.events = this.events.slice(-40);
    this.tell("events", this.events);
    return n;
  }

  move(id, to) {
    const element = this.nodes.get(id)?.element;
    const from = element && this.stageOf(element);
    if (!element || from === to) return;
    const n = this.say({ kind: "move", card: id, version: Number(element.dataset.version), to });
    this.pending.push({ n, card: id, to });
    this.update(this.data, this.tell);
  }

  // -- finding things ----------------------------------------------------------------------------------------

  stageOf(element) { return Number(element.closest(".column").dataset.stage); }
  sections() { return [...this.root.querySelectorAll(".column")]; }
  titleOf(section) { return section.querySelector("b").textContent; }
  focusedCard() {
    const active = this.root.getRootNode().activeElement;
    return active?.dataset?.card ? Number(active.dataset.card) : null;
  }
  sectionAt(x) {
    return this.sections().find((section) => {
      const box = section.getBoundingClientRect();
      return x >= box.left - 5 && x <= box.right + 5;
    });
  }

  // -- mouse and touch ---------------------------------------------------------------------------------------

  press(event) {
    const element = event.target.closest(".card");
    if (!element || event.button !== 0 || !this.data.movable || this.drag) return;
    const start = { x: event.clientX, y: event.clientY };
    const touch = event.pointerType === "touch";
    const stop = () => {
      clearTimeout(timer);
      window.removeEventListener("pointermove", moved);
      window.removeEventListener("pointerup", up);
      window.removeEventListener("pointercancel", cancel);
      window.removeEventListener("keydown", escape);
    };
    const moved = (now) => {
      const far = Math.hypot(now.clientX - start.x, now.clientY - start.y) > DRAG_FROM;
      if (!this.drag && far && touch) return stop();
      if (!this.drag && far) this.lift(element, start);
      if (this.drag) this.follow(now.clientX, now.clientY);
    };
    const up = () => {
      stop();
      if (this.drag) this.drop();
    };
    const cancel = () => {
      stop();
      this.unlift();
    };
    const escape = (pressed) => pressed.key === "Escape" && cancel();
    const timer = touch ? setTimeout(() => this.lift(element, start), LONG_PRESS) : 0;
    window.addEventListener("pointermove", moved);
    window.addEventListener("pointerup", up);
    window.addEventListener("pointercancel", cancel);
    window.addEventListener("keydown", escape);
  }

  lift(element, start) {
    const box = element.getBoundingClientRect();
    const ghost = element.cloneNode(true);
    ghost.classList.add("ghost");
    ghost.style.width = `${box.width}px`;
    this.root.append(ghost);
    element.classList.add("source");
    this.root.classList.add("dragging");
    const slot = this.make("li", "slot");
    slot.style.height = `${box.height}px`;
    this.drag = { element, ghost, slot, dx: start.x - box.left, dy: start.y - box.top, x: start.x };
    this.follow(start.x, start.y);
    this.scroller = setInterval(() => this.edge(), 16);
    navigator.vibrate?.(8);
  }

  follow(x, y) {
    const { ghost, slot, dx, dy, element } = this.drag;
    this.drag.x = x;
    ghost.style.left = `${x - dx}px`;
    ghost.style.top = `${y - dy}px`;
    const over = this.sectionAt(x);
    if (over === this.drag.over) return;
    this.drag.over?.classList.remove("target");
    slot.remove();
    this.drag.over = over;
    if (over && over !== element.closest(".column")) {
      over.classList.add("target");
      over.querySelector(".cards").prepend(slot);
    }
  }

  edge() {
    const box = this.root.getBoundingClientRect();
    const near = 48;
    if (this.drag.x < box.left + near) this.root.scrollLeft -= 12;
    else if (this.drag.x > box.right - near) this.root.scrollLeft += 12;
  }

  drop() {
    const { element, over } = this.drag;
    this.dropped = Date.now();
    this.unlift();
    if (over) this.move(Number(element.dataset.card), Number(over.dataset.stage));
  }

  unlift() {
    if (!this.drag) return;
    clearInterval(this.scroller);
    this.drag.ghost.remove();
    this.drag.slot.remove();
    this.drag.over?.classList.remove("target");
    this.drag.element.classList.remove("source");
    this.root.classList.remove("dragging");
    this.drag = null;
  }

  click(event) {
    if (this.dropped && Date.now() - this.dropped < 300) return;
    const more = event.target.closest(".more");
    const card = event.target.closest(".card");
    if (more) this.say({ kind: "more", to: this.stageOf(more) });
    else if (card) this.say({ kind: "open", card: Number(card.dataset.card) });
  }

  // -- keyboard ----------------------------------------------------------------------------------------------

  key(event) {
    const element = event.target.closest(".card");
    if (!element) return;
    const sideways = { ArrowLeft: this.data.rtl ? 1 : -1, ArrowRight: this.data.rtl ? -1 : 1 }[event.key];
    const upDown = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === " ") this.held ? this.putDown(element) : this.pickUp(element);
    else if (event.key === "Escape" && this.held) this.putBack(element);
    else if (event.key === "Enter" && !this.held) this.say({ kind: "open", card: Number(element.dataset.card) });
    else if (sideways && this.held) this.aim(sideways);
    else if (sideways) this.focusBeside(element, sideways);
    else if (upDown && !this.held) this.focusNext(element, upDown);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  pickUp(element) {
    if (!this.data.movable) return;
    element.classList.add("lifted");
    const section = element.closest(".column");
    this.held = { at: this.sections().indexOf(section), title: element.querySelector(".title").textContent };
    this.aloud.textContent = this.data.words.lifted.replace("{card}", this.held.title);
    element.addEventListener("blur", () => this.held && this.putBack(element), { once: true });
  }

  aim(step) {
    const sections = this.sections();
    sections[this.held.at]?.classList.remove("target");
    this.held.at = Math.min(Math.max(this.held.at + step, 0), sections.length - 1);
    const over = sections[this.held.at];
    over.classList.add("target");
    over.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.aloud.textContent = this.data.words.over.replace("{stage}", this.titleOf(over));
  }

  putDown(element) {
    const over = this.sections()[this.held.at];
    const { title } = this.held;
    const id = Number(element.dataset.card);
    this.release(element);
    this.aloud.textContent = this.data.words.dropped.replace("{card}", title).replace("{stage}", this.titleOf(over));
    this.move(id, Number(over.dataset.stage));
    this.nodes.get(id)?.element.focus();
  }

  putBack(element) {
    this.release(element);
    this.aloud.textContent = this.data.words.back;
  }

  release(element) {
    this.held = null;
    element.classList.remove("lifted");
    for (const section of this.sections()) section.classList.remove("target");
  }

  focusNext(element, step) {
    const cards = [...element.closest(".cards").querySelectorAll(".card")];
    cards[cards.indexOf(element) + step]?.focus();
  }

  focusBeside(element, step) {
    const sections = this.sections();
    let at = sections.indexOf(element.closest(".column")) + step;
    while (sections[at] && !sections[at].querySelector(".card")) at += step;
    sections[at]?.querySelector(".card")?.focus();
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const place = parentElement.querySelector(".place");
  // Between two screens an element may be handed what belongs to the next one.
  if (!place || !data?.columns) return;
  place.board = place.board || new Board(place);
  place.board.update(data, setStateValue);
}
