// The board. One instance a component: kept on the place element, fed again with every answer of the server.
const LONG_PRESS = 220;
const DRAG_FROM = 5;
const FOLDS = "daftar-folded-stages";

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
    this.root.className = `board ${data.movable ? "movable" : ""} ${data.laned ? "laned" : ""}`;
    this.how.textContent = data.words.how;
    const focused = this.focusedCard();
    const place = [this.root.scrollLeft, this.root.scrollTop];
    const lanes = data.lanes.map((lane) => ({
      ...lane, columns: lane.columns.map((column) => ({ ...column, cards: [...column.cards] })),
    }));
    for (const move of this.pending) for (const lane of lanes) this.apply(lane.columns, move);
    const parts = data.laned ? this.laned(lanes) : data.stages.map((stage, at) => this.column(stage, lanes[0].columns[at]));
    const same = parts.length === this.root.children.length && parts.every((one, at) => one === this.root.children[at]);
    if (!same) this.root.replaceChildren(...parts);
    const shown = new Set(lanes.flatMap((lane) => lane.columns.flatMap((column) => column.cards.map((card) => card.id))));
    for (const id of this.nodes.keys()) if (!shown.has(id)) this.nodes.delete(id);
    [this.root.scrollLeft, this.root.scrollTop] = place;
    if (focused && this.nodes.has(focused)) this.nodes.get(focused).element.focus({ preventScroll: true });
  }

  apply(columns, move) {
    const from = columns.find((column) => column.cards.some((card) => card.id === move.card));
    const to = columns.find((column) => column.id === move.to);
    if (!from || !to || from === to) return;
    const at = from.cards.findIndex((card) => card.id === move.card);
    to.cards.unshift({ ...from.cards.splice(at, 1)[0], pending: true });
  }

  // What did not change keeps its element, and with it what the browser laid out and scrolled.
  kept(key, signature, tag, fill) {
    const known = this.stages.get(key);
    if (known && known.signature === signature) return known.element;
    const element = known ? known.element : document.createElement(tag);
    const scroll = element.querySelector(".cards")?.scrollTop || 0;
    fill(element);
    const cards = element.querySelector(".cards");
    if (cards) cards.scrollTop = scroll;
    this.stages.set(key, { signature, element });
    return element;
  }

  column(stage, cell) {
    const folded = this.isFolded(stage);
    return this.kept(stage.id, JSON.stringify([stage, cell, folded]), "section", (section) => {
      section.className = `column cell ${stage.kind} ${folded ? "folded" : ""}`;
      section.dataset.stage = stage.id;
      section.dataset.lane = 0;
      section.setAttribute("aria-label", stage.title);
      section.replaceChildren(this.head(stage, folded), ...(folded ? [] : [this.cards(cell)]));
    });
  }

  // Lanes: one row of heads that stays, then a row for each person or unit.
  laned(lanes) {
    const { stages } = this.data;
    const folded = stages.map((stage) => this.isFolded(stage));
    this.root.style.setProperty("--stages", folded.map((one) => (one ? "42px" : "minmax(172px, 1fr)")).join(" "));
    this.root.style.setProperty("--least", `${folded.reduce((sum, one) => sum + (one ? 50 : 180), -8)}px`);
    this.root.style.setProperty("--narrow", folded.map((one) => (one ? "42px" : "72vw")).join(" "));
    const heads = this.kept("heads", JSON.stringify([stages, folded]), "div", (row) => {
      row.className = "heads";
      row.replaceChildren(...stages.map((stage, at) => {
        const made = this.make("section", `column ${stage.kind} ${folded[at] ? "folded" : ""}`);
        made.dataset.stage = stage.id;
        made.append(this.head(stage, folded[at]));
        return made;
      }));
    });
    return [heads, ...lanes.map((lane) => this.lane(lane, folded))];
  }

  lane(lane, folded) {
    return this.kept(`lane ${lane.id}`, JSON.stringify([lane, folded]), "section", (section) => {
      section.className = "lane";
      section.dataset.lane = lane.id;
      section.setAttribute("aria-label", lane.title);
      const head = this.make("button", "lane-head");
      head.type = "button";
      head.setAttribute("aria-expanded", lane.opened);
      head.append(this.make("span", "mark"), this.make("b", "", lane.title), this.make("span", "said", lane.said));
      const cells = this.make("div", "cells");
      lane.columns.forEach((column, at) => {
        const cell = this.make("div", `cell ${this.data.stages[at].kind} ${folded[at] ? "folded" : ""}`);
        cell.dataset.stage = column.id;
        cell.dataset.lane = lane.id;
        cell.setAttribute("aria-label", this.data.stages[at].title);
        if (!folded[at]) {
          const sums = this.make("div", "sums");
          sums.append(this.make("span", "", column.count), this.make("span", "total", column.total));
          cell.append(sums);
        }
        if (lane.opened && !folded[at]) cell.append(this.cards(column));
        cells.append(cell);
      });
      section.replaceChildren(head, cells);
    });
  }

  head(stage, folded) {
    const head = this.make("div", "head");
    const name = this.make("div", "name");
    const fold = this.make("button", "fold");
    fold.type = "button";
    fold.title = folded ? this.data.words.unfold : this.data.words.fold;
    fold.setAttribute("aria-label", `${fold.title}: ${stage.title}`);
    fold.setAttribute("aria-expanded", !folded);
    name.append(this.make("b", "", stage.title), this.make("span", "", stage.count), fold);
    const sums = this.make("div", "sums");
    const weighted = this.make("span", "weighted", stage.weighted);
    weighted.title = this.data.words.weighted;
    sums.append(this.make("span", "total", stage.total), weighted);
    head.append(name, sums);
    return head;
  }

  cards(column) {
    const list = this.make("ul", "cards");
    column.cards.forEach((card, at) => {
      const element = this.card(card);
      element.tabIndex = at === 0 ? 0 : -1;
      list.append(element);
    });
    if (!column.cards.length) list.append(this.make("li", "empty", this.data.laned ? "" : this.data.words.empty));
    if (column.more) {
      const item = this.make("li");
      const more = this.make("button", "more", column.more);
      more.type = "button";
      item.append(more);
      list.append(item);
    }
    return list;
  }

  // -- folding: as the stage says, until this person decides otherwise in this browser -----------------------

  isFolded(stage) {
    return this.folds()[stage.id] ?? stage.folded;
  }

  folds() {
    try {
      return JSON.parse(localStorage.getItem(FOLDS)) || {};
    } catch {
      return {};
    }
  }

  fold(id) {
    const stage = this.data.stages.find((one) => one.id === id);
    const folds = this.folds();
    const next = !this.isFolded(stage);
    if (next === stage.folded) delete folds[id];
    else folds[id] = next;
    try {
      localStorage.setItem(FOLDS, JSON.stringify(folds));
    } catch {
      stage.folded = next; // a browser that keeps nothing forgets it with the page
    }
    this.update(this.data, this.tell);
    this.root.querySelector(`.column[data-stage="${id}"] .fold`)?.focus();
  }

  card(card) {
    const signature = JSON.stringify([card, this.data.movable]);
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
      line(this.amount(card), this.make("span", "age", card.age)),
      line(
        this.make("span", `step ${card.reason ? "reason" : ""}`, card.reason || card.next_step || "–"),
        this.make("span", "owner", card.owner)
      )
    );
    if (this.data.movable) {
      const edit = this.make("button", "edit");
      edit.type = "button";
      edit.tabIndex = -1;
      edit.title = this.data.words.edit;
      edit.setAttribute("aria-label", this.data.words.edit);
      element.append(edit);
    }
    this.nodes.set(card.id, { signature, element });
    return element;
  }

  amount(card) {
    const made = this.make("span", "amount", card.amount);
    if (card.mark) made.append(" ", this.make("span", "judged", card.mark));
    return made;
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

  stageOf(element) { return Number(element.closest(".cell").dataset.stage); }
  laneOf(element) { return Number(element.closest(".cell").dataset.lane); }
  // The stages beside a card: all of them, or those of its lane.
  beside(element) { return [...this.root.querySelectorAll(`.cell[data-lane="${element.closest(".cell").dataset.lane}"]`)]; }
  titleOf(cell) { return cell.getAttribute("aria-label"); }
  focusedCard() {
    const active = this.root.getRootNode().activeElement;
    return active?.dataset?.card ? Number(active.dataset.card) : null;
  }
  cellAt(element, x) {
    return this.beside(element).find((section) => {
      const box = section.getBoundingClientRect();
      return x >= box.left - 5 && x <= box.right + 5;
    });
  }

  // -- mouse and touch ---------------------------------------------------------------------------------------

  press(event) {
    const element = event.target.closest(".card");
    if (!element || event.button !== 0 || !this.data.movable || this.drag || event.target.closest("button")) return;
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
    const over = this.cellAt(element, x);
    if (over === this.drag.over) return;
    this.drag.over?.classList.remove("target");
    slot.remove();
    this.drag.over = over;
    if (over && over !== element.closest(".cell")) {
      over.classList.add("target");
      over.querySelector(".cards")?.prepend(slot);
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
    const lane = event.target.closest(".lane-head");
    const fold = event.target.closest(".fold") || event.target.closest(".folded .head");
    if (fold) this.fold(Number(fold.closest(".column").dataset.stage));
    else if (lane) this.say({ kind: "lane", lane: Number(lane.closest(".lane").dataset.lane) });
    else if (more) this.say({ kind: "more", to: this.stageOf(more), lane: this.laneOf(more) });
    else if (event.target.closest(".edit")) this.say({ kind: "edit", card: Number(card.dataset.card) });
    else if (card) this.say({ kind: "open", card: Number(card.dataset.card) });
  }

  // -- keyboard ----------------------------------------------------------------------------------------------

  key(event) {
    const element = event.target.closest(".card");
    if (!element || event.ctrlKey || event.metaKey || event.altKey) return;
    const sideways = { ArrowLeft: this.data.rtl ? 1 : -1, ArrowRight: this.data.rtl ? -1 : 1 }[event.key];
    const upDown = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === " ") this.held ? this.putDown(element) : this.pickUp(element);
    else if (event.key === "Escape" && this.held) this.putBack(element);
    else if (event.key === "Enter" && !this.held) this.say({ kind: "open", card: Number(element.dataset.card) });
    else if (event.code === "KeyE" && !this.held && this.data.movable) this.say({ kind: "edit", card: Number(element.dataset.card) });
    else if (sideways && this.held) this.aim(element, sideways);
    else if (sideways) this.focusBeside(element, sideways);
    else if (upDown && !this.held) this.focusNext(element, upDown);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  pickUp(element) {
    if (!this.data.movable) return;
    element.classList.add("lifted");
    const section = element.closest(".cell");
    this.held = { at: this.beside(element).indexOf(section), title: element.querySelector(".title").textContent };
    this.aloud.textContent = this.data.words.lifted.replace("{card}", this.held.title);
    element.addEventListener("blur", () => this.held && this.putBack(element), { once: true });
  }

  aim(element, step) {
    const sections = this.beside(element);
    sections[this.held.at]?.classList.remove("target");
    this.held.at = Math.min(Math.max(this.held.at + step, 0), sections.length - 1);
    const over = sections[this.held.at];
    over.classList.add("target");
    over.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.aloud.textContent = this.data.words.over.replace("{stage}", this.titleOf(over));
  }

  putDown(element) {
    const over = this.beside(element)[this.held.at];
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
    for (const section of this.root.querySelectorAll(".target")) section.classList.remove("target");
  }

  focusNext(element, step) {
    const cards = [...this.root.querySelectorAll(`.cell[data-stage="${this.stageOf(element)}"] .card`)];
    cards[cards.indexOf(element) + step]?.focus();
  }

  focusBeside(element, step) {
    const sections = this.beside(element);
    let at = sections.indexOf(element.closest(".cell")) + step;
    while (sections[at] && !sections[at].querySelector(".card")) at += step;
    sections[at]?.querySelector(".card")?.focus();
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const place = parentElement.querySelector(".place");
  // Between two screens an element may be handed what belongs to the next one.
  if (!place || !data?.stages) return;
  place.board = place.board || new Board(place);
  place.board.update(data, setStateValue);
}
