// The table of a report: headings that sort, figures that open their records, a line of totals.
const make = (tag, className = "", text = "") => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
};

// What people wrote keeps its own direction.
const own = (text) => make("bdi", "", text);

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
      const cell = make(tag, figure.soft ? "soft" : "");
      if (figure.opens) {
        const button = make("button");
        button.type = "button";
        button.title = data.words.open;
        button.append(own(figure.text));
        button.onclick = () => tell("opened", figure.opens);
        cell.append(button);
      } else cell.append(own(figure.text));
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
