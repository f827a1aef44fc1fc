// The table of a report: headings that sort, figures that open their records, a line of totals.
const make = (tag, className = "", text = "") => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
};

// What people wrote keeps its own direction.
const own = (text) => make("bdi", "", text);

// A figure with a word to it is read as the page is, however its sign or its digits begin.
const figured = (text, direction) => {
  const made = own(text);
  if (/\p{L}/u.test(text)) made.dir = direction;
  return made;
};

// A bar runs to a dashed line, the target; what is beyond it goes on behind the line. Earlier periods are small columns.
const drawn = ({ share, due, course }) => {
  const found = [];
  if (course.length) {
    const most = Math.max(1, ...course.map((one) => one ?? 0));
    const place = make("div", "course");
    for (const one of course) {
      const column = make("i", one === null ? "none" : "");
      column.style.height = `${Math.max(4, Math.round(((one ?? 0) / most) * 100))}%`;
      place.append(column);
    }
    const line = make("b");
    line.style.bottom = `${Math.round(100 / most)}%`;
    place.append(line);
    found.push(place);
  }
  if (share !== null) {
    const most = Math.max(1, share) * 1.04;
    const place = make("div", "bar");
    const done = make("i");
    done.style.width = `${Math.round((Math.max(share, 0) / most) * 100)}%`;
    const line = make("b");
    line.style.insetInlineStart = `${100 / most}%`;
    place.append(done, line);
    if (due !== null) {
      const mark = make("u");
      mark.style.insetInlineStart = `${(Math.min(due, most) / most) * 100}%`;
      place.append(mark);
    }
    found.push(place);
  }
  return found;
};

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".place");
  const signature = JSON.stringify(data);
  if (place.dataset.signature === signature) return;
  place.dataset.signature = signature;

  const tell = (kind, key) => setTriggerValue(kind, { key, n: Date.now() });
  const scroll = make("div", "scroll");
  scroll.dir = data.rtl ? "rtl" : "ltr";
  scroll.tabIndex = 0;
  const table = make("table", data.total_last ? "total-last" : "");

  // Lines that have parts: a click hides or shows those below it. What is folded stays so while the lines are the same.
  const folding = data.lines.some((item) => item.folds);
  const names = JSON.stringify(data.lines.map((item) => item.names));
  if (place.dataset.names !== names) {
    place.dataset.names = names;
    place.folded = new Set(data.folded ? data.lines.keys().filter((at) => data.lines[at].folds) : []);
  }
  const folded = place.folded;
  const marks = new Map();
  const arrange = () => {
    let hidden = Infinity;
    data.lines.forEach((item, at) => {
      if (item.level <= hidden) hidden = Infinity;
      rows[at].hidden = item.level > hidden;
      if (item.folds && folded.has(at) && hidden === Infinity) hidden = item.level;
      const mark = marks.get(at);
      if (mark) {
        mark.setAttribute("aria-expanded", String(!folded.has(at)));
        mark.title = folded.has(at) ? data.words.unfold : data.words.fold;
      }
    });
    const all = marks.get("all");
    if (all) {
      const open = folded.size === 0;
      all.setAttribute("aria-expanded", String(open));
      all.title = open ? data.words.fold_all : data.words.unfold_all;
    }
  };
  const fold = (at) => {
    if (at === "all") {
      if (folded.size) folded.clear();
      else data.lines.forEach((item, number) => { if (item.folds) folded.add(number); });
    } else if (!folded.delete(at)) folded.add(at);
    arrange();
  };
  const mark = (at) => {
    const button = make("button", "fold");
    button.type = "button";
    button.onclick = () => fold(at);
    marks.set(at, button);
    return button;
  };

  const heading = (head, at) => {
    const cell = make("th", `${head.words ? "words" : ""}${head.soft ? " soft" : ""}`.trim());
    cell.scope = "col";
    if (at === 0 && folding) cell.append(mark("all"));
    if (head.hint) cell.title = head.hint;
    if (!head.sort) {
      cell.append(own(head.label));
      return cell;
    }
    const column = data.sort.replace(/^-/, "");
    const now = column === head.sort;
    if (now) cell.setAttribute("aria-sort", data.sort.startsWith("-") ? "descending" : "ascending");
    const button = make("button", now ? "now" : "");
    button.type = "button";
    button.append(own(head.label), make("i", "", now ? (data.sort.startsWith("-") ? "↓" : "↑") : ""));
    button.onclick = () => tell("sorted", head.sort);
    cell.append(button);
    return cell;
  };

  const line = (item, tag, number) => {
    const row = make("tr", folding && item.level === 0 && item.folds ? "sum" : "");
    item.names.forEach((name, at) => {
      const cell = make(at === 0 ? "th" : tag, "words");
      if (at === 0) cell.scope = "row";
      if (item.hint && at === 0) cell.title = item.hint;
      if (at === 0 && folding && number !== undefined) {
        cell.style.paddingInlineStart = `${4 + 18 * item.level + (item.folds ? 0 : 22)}px`;
        if (item.folds) cell.append(mark(number));
      }
      const said = own(name);
      if (!/\p{L}/u.test(name) && name.includes(" – ")) said.dir = scroll.dir; // a span of time
      if (at === 0 && !cell.title) said.title = name;
      cell.append(said);
      row.append(cell);
    });
    for (const figure of item.cells) {
      const cell = make(tag, `${figure.soft ? "soft " : ""}${figure.tone || ""}`.trim());
      if (figure.hint) cell.title = figure.hint;
      if (figure.opens) {
        const button = make("button");
        button.type = "button";
        button.title = data.words.open;
        button.append(figured(figure.text, scroll.dir));
        button.onclick = () => tell("opened", figure.opens);
        cell.append(button);
      } else if (figure.text) cell.append(figured(figure.text, scroll.dir));
      if (figure.bar) cell.prepend(...drawn(figure.bar));
      row.append(cell);
    }
    return row;
  };

  const head = make("thead");
  const titles = make("tr");
  data.heads.forEach((item, at) => titles.append(heading(item, at)));
  head.append(titles);
  const body = make("tbody");
  const rows = data.lines.map((item, at) => line(item, "td", at));
  body.append(...rows);
  table.append(head, body);
  if (data.total) {
    const foot = make("tfoot");
    foot.append(line(data.total, "td"));
    table.append(foot);
  }
  scroll.append(table);
  if (folding) arrange();
  place.replaceChildren(scroll);
}
