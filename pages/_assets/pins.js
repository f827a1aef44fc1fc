// Reports that stand on Today: each a figure with a small drawing; opened, moved and taken off.
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
const act = (className, name, label, done) => {
  const made = make("button", className);
  made.type = "button";
  made.title = label;
  made.setAttribute("aria-label", label);
  if (done) made.onclick = done;
  made.append(icon(name));
  return made;
};

// How it went over time: an outline without axes, from the left as in every chart.
const course = (values) => {
  const known = values.filter((one) => one !== null);
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)];
  const across = 100 / Math.max(values.length - 1, 1);
  const up = 30 / (high - low || 1);
  const points = values.map((one, at) => (one === null ? null : [at * across, 31 - (one - low) * up])).filter(Boolean);
  const line = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  const ground = 31 + low * up;
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawn.setAttribute("viewBox", "0 0 100 32");
  drawn.setAttribute("preserveAspectRatio", "none");
  drawn.setAttribute("aria-hidden", "true");
  const shape = (tag, points) => {
    const one = document.createElementNS("http://www.w3.org/2000/svg", tag);
    one.setAttribute("points", points);
    one.setAttribute("vector-effect", "non-scaling-stroke");
    drawn.append(one);
  };
  shape("polygon", `${points[0][0].toFixed(1)},${ground} ${line} ${points.at(-1)[0].toFixed(1)},${ground}`);
  shape("polyline", line);
  return drawn;
};

const bars = (parts) => {
  const list = make("ol", "bars");
  for (const part of parts) {
    const line = make("li");
    const bar = make("i");
    bar.style.inlineSize = `${Math.max(part.share * 100, part.share ? 2 : 0)}%`;
    const track = make("span", "track");
    track.append(bar);
    const name = make("bdi", "", part.label);
    name.title = part.label;
    line.append(name, track, make("b", "", part.value));
    list.append(line);
  }
  return list;
};

class Pins {
  constructor(place) {
    this.aloud = make("div", "aloud");
    this.aloud.setAttribute("aria-live", "polite");
    this.list = make("ul", "pins");
    place.replaceChildren(this.list, this.aloud);
  }

  update(data, tell) {
    this.data = data;
    this.tell = (kind, told) => tell(kind, { ...told, n: Date.now() });
    this.list.dir = data.rtl ? "rtl" : "ltr";
    this.list.setAttribute("aria-label", data.words.pins);
    this.sorter ??= new Sortable(this.list, {
      rtl: data.rtl, words: data.words, aloud: this.aloud, moved: (keys) => this.tell("arranged", { keys }),
    });
    this.sorter.rtl = data.rtl;
    const state = JSON.stringify([data.pins, data.words, data.rtl]);
    if (this.state === state || this.sorter.item) return;
    this.state = state;
    const focused = this.list.getRootNode().activeElement?.closest?.("[data-key]")?.dataset.key;
    this.list.replaceChildren(...data.pins.map((pin) => this.card(pin)));
    if (focused) this.list.querySelector(`[data-key="${CSS.escape(focused)}"] .handle`)?.focus({ preventScroll: true });
  }

  card(pin) {
    const { words } = this.data;
    const card = make("li", `pin ${pin.tone}`);
    card.dataset.key = pin.key;
    const head = make("div", "head");
    const name = make("a", "name");
    name.append(make("bdi", "", pin.name));
    if (pin.gone) name.removeAttribute("href");
    else {
      name.href = pin.href;
      name.onclick = (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        this.tell("opened", { key: pin.key });
      };
    }
    head.append(name, act("handle", "drag_indicator", words.move), act("off", "keep_off", words.off, () => {
      card.remove();
      this.tell("off", { key: pin.key });
    }));
    card.append(head);
    if (pin.waits) card.append(make("div", "waits"));
    else this.fill(card, pin);
    return card;
  }

  fill(card, pin) {
    if (pin.value) {
      const figure = make("p", "figure");
      figure.title = pin.full;
      figure.append(make("b", "", pin.value), make("small", "", pin.label));
      card.append(figure);
    }
    if (pin.note) card.append(make("p", "note", pin.note));
    if (pin.course.length) card.append(course(pin.course));
    else if (pin.bars.length) card.append(bars(pin.bars));
  }
}

const shown = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".place");
  if (!shown.has(place)) shown.set(place, new Pins(place));
  shown.get(place).update(data, setTriggerValue);
}
