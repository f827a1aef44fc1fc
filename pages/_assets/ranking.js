// A leader board: the first three on a podium, the others as lines with a bar; a figure opens its records.
const make = (tag, className = "", text = "") => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
};
const own = (className, text) => {
  const made = make("span", className);
  made.append(make("bdi", "", text));
  return made;
};

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".place");
  const signature = JSON.stringify(data);
  if (place.dataset.signature === signature) return;
  place.dataset.signature = signature;

  const figure = (line) => {
    const made = make("span", "figure");
    if (!line.opens) {
      made.append(make("bdi", "", line.figure));
      return made;
    }
    const button = make("button");
    button.type = "button";
    button.title = data.words.open;
    button.append(make("bdi", "", line.figure));
    button.onclick = () => setTriggerValue("opened", { key: line.opens, n: Date.now() });
    made.append(button);
    return made;
  };
  const moved = (line) => {
    const way = line.moved > 0 ? " up" : line.moved < 0 ? " down" : "";
    return own(`moved soft${way}`, line.moved_said);
  };

  const board = make("div", "board");
  board.dir = data.rtl ? "rtl" : "ltr";
  const title = make("div", "title");
  title.append(make("b", "", data.title));
  if (data.below) title.append(make("small", "", data.below));
  const podium = make("ol", "podium");
  for (const line of data.lines.slice(0, data.podium)) {
    const one = make("li");
    one.append(own("rank", line.rank), own("name", line.name), figure(line));
    if (line.moved_said) one.append(moved(line));
    if (line.more.length) {
      const more = make("span", "soft more");
      more.append(...line.more.map((text) => make("bdi", "", text)));
      one.append(more);
    }
    podium.append(one);
  }
  const rest = make("ol", "rest");
  for (const line of data.lines.slice(data.podium)) {
    const one = make("li");
    one.title = line.more.join(" · ");
    const bar = make("span", "bar");
    const part = make("i");
    part.style.width = `${Math.max(line.part * 100, line.part > 0 ? 1 : 0)}%`;
    bar.append(part);
    one.append(own("rank", line.rank), own("name", line.name), bar, figure(line), moved(line));
    rest.append(one);
  }
  board.append(title, podium, rest);
  if (data.none) board.append(make("small", "none", data.none));
  place.replaceChildren(board);
}
