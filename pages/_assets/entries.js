// Lists of entries under headings: tasks to tick off, contacts to call, the events of a time line.
const DRAWN = {
  check: "M5 12.5l4.5 4.5L19 7.5",
  call: "M6 3h3l2 5-2.5 1.5a11 11 0 0 0 5 5L15 12l5 2v3a3 3 0 0 1-3 3A14 14 0 0 1 3 6a3 3 0 0 1 3-3z",
  email: "M4 6h16v12H4z M4 7l8 6 8-6",
  message: "M4 5h16v11H9l-5 4z",
  meeting: "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6z M2.5 19c.5-3.5 2.5-5 5.5-5s5 1.5 5.5 5 M16 11a2.5 2.5 0 1 0 0-5 M16.5 14c2.8 0 4.5 1.5 5 4.5",
  visit: "M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.5C5 14.8 12 21 12 21z M12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  note: "M5 4h14v16H5z M8.5 9h7 M8.5 13h7 M8.5 17h4",
  deal: "M4 8h16v11H4z M9 8V5h6v3 M4 13h16",
  task: "M4 4h16v16H4z M8 12.5l3 3 5.5-6.5",
  change: "M4 20l1-4L16 5l3 3L8 19z M14 7l3 3",
  person: "M12 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z M5 20c.7-4 3.5-6 7-6s6.300 2 7 6",
};

const make = (tag, className = "", text = "") => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
};

const drawing = (name) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", DRAWN[name] || DRAWN.note);
  svg.append(path);
  return svg;
};

// What people wrote keeps its own direction inside a line of the other.
const aside = (text) => make("bdi", "", text);

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".place");
  // Between two screens an element may be handed what belongs to the next one.
  if (!place || !data?.sections) return;
  const signature = JSON.stringify(data);
  if (place.dataset.signature === signature) return;
  place.dataset.signature = signature;
  const focused = place.getRootNode().activeElement?.closest?.("li")?.dataset.key;
  const root = make("div", data.choosing ? "entries choosing" : "entries");
  root.dir = data.rtl ? "rtl" : "ltr";

  const tell = (kind, key, more = {}) => setTriggerValue(kind, { key, n: Date.now(), ...more });

  const button = (className, text, kind, key) => {
    const made = make("button", className, "");
    made.type = "button";
    made.append(aside(text));
    made.onclick = () => tell(kind, key);
    return made;
  };

  const tick = (item, row) => {
    const made = make("button", "tick");
    made.type = "button";
    made.setAttribute("role", "checkbox");
    made.setAttribute("aria-checked", String(item.ticked));
    made.setAttribute("aria-label", `${item.ticked ? data.words.untick : data.words.tick}: ${item.title}`);
    made.title = item.ticked ? data.words.untick : data.words.tick;
    made.disabled = !item.may_tick;
    made.append(drawing("check"));
    made.onclick = () => {
      made.setAttribute("aria-checked", String(!item.ticked));
      row.classList.toggle("ticked", !item.ticked);
      made.disabled = true;
      // The list is drawn anew by whatever the answer is, also when nothing could be changed.
      place.dataset.signature = "";
      tell("ticked", item.key, { done: !item.ticked });
    };
    return made;
  };

  const entry = (item) => {
    const row = make("li", item.ticked ? "ticked" : "");
    row.dataset.key = item.key;
    if (item.ticked !== null) row.append(tick(item, row));
    else if (item.mark) {
      const mark = make("span", `mark ${item.tone}`);
      mark.append(drawing(item.mark));
      row.append(mark);
    }
    const what = make("div", "what");
    if (item.title) {
      const head = item.opens ? button("title", item.title, "opened", item.key) : make("span", "title");
      if (!item.opens) head.append(aside(item.title));
      what.append(head);
    }
    if (item.flag) what.append(make("span", "flag", item.flag));
    if (item.body) what.append(make("div", "body", item.body));
    if (item.links.length || item.detail.length || item.after.length) {
      const line = make("div", "line");
      const link = (one, act) => {
        if (one.key) return button(act === true ? "about act" : "about", one.text, "opened", one.key);
        const made = make("a");
        made.href = one.href;
        made.append(aside(one.text));
        return made;
      };
      line.append(...item.links.map(link), ...item.detail.map(aside), ...item.after.map((one) => link(one, true)));
      what.append(line);
    }
    row.append(what);
    if (item.end || item.below) {
      const end = make("div", `end ${item.mark ? "" : item.tone}`);
      if (item.end) end.append(aside(item.end));
      if (item.below) end.append(make("small", "", item.below));
      if (item.hint) end.title = item.hint;
      row.append(end);
    }
    return row;
  };

  const further = (rest, list, count) => {
    const made = make("button", "further", data.words.all.replace("#", count));
    made.type = "button";
    made.onclick = () => {
      const rows = rest.map(entry);
      list.append(...rows);
      made.remove();
      rows[0].querySelector("button")?.focus();
    };
    return made;
  };

  for (const section of data.sections) {
    const made = make("section");
    if (section.title) {
      const head = make("h3", section.tone, section.title);
      if (section.count) head.append(make("span", "", section.count));
      made.append(head);
    }
    const list = make("ul");
    const rest = section.entries.length > section.first + 1 ? section.entries.slice(section.first) : [];
    const shown = rest.length ? section.entries.slice(0, section.first) : section.entries;
    for (const item of shown) list.append(entry(item));
    made.append(list);
    if (rest.length) made.append(further(rest, list, section.count));
    root.append(made);
  }
  place.replaceChildren(root);
  if (focused) place.querySelector(`li[data-key="${CSS.escape(focused)}"] button`)?.focus({ preventScroll: true });
}
