// The table of a report: headings that sort, figures that open their records, a line of totals.
const make = (tag, className = "", text = "") => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
};

// What people wrote keeps its own direction.
const own = (text) => make("bdi", "", text);

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

  const heading = (head, at) => {
    const cell = make("th", head.words ? "words" : "");
    cell.scope = "col";
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

  const line = (item, tag) => {
    const row = make("tr");
    item.names.forEach((name, at) => {
      const cell = make(at === 0 ? "th" : tag, "words");
      if (at === 0) cell.scope = "row";
      if (item.hint && at === 0) cell.title = item.hint;
      cell.append(own(name));
      row.append(cell);
    });
    for (const figure of item.cells) {
      const cell = make(tag, `${figure.soft ? "soft " : ""}${figure.tone || ""}`.trim());
      if (figure.hint) cell.title = figure.hint;
      if (figure.opens) {
        const button = make("button");
        button.type = "button";
        button.title = data.words.open;
        button.append(own(figure.text));
        button.onclick = () => tell("opened", figure.opens);
        cell.append(button);
      } else if (figure.text) cell.append(own(figure.text));
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
  for (const item of data.lines) body.append(line(item, "td"));
  table.append(head, body);
  if (data.total) {
    const foot = make("tfoot");
    foot.append(line(data.total, "td"));
    table.append(foot);
  }
  scroll.append(table);
  place.replaceChildren(scroll);
}
