// The library of reports: cards under headings, those left that have the words that are typed. A card is a link, so that
// it can be opened beside; an ordinary click opens it here.
const make = (tag, className = "", text = "") => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
};

const folded = (text) =>
  text.toLowerCase().replace(/ي/g, "ی").replace(/ك/g, "ک").replace(/[\u200c\s]+/g, " ").trim();

const icon = (name) => {
  const made = make("span", "icon", name);
  made.setAttribute("aria-hidden", "true");
  return made;
};

const card = (one, tell) => {
  const place = make("li");
  const link = make("a");
  link.href = one.href;
  link.dataset.key = one.key;
  const words = make("div");
  const name = make("b");
  name.append(make("bdi", "", one.name));
  words.append(name);
  if (one.meaning) words.append(make("p", "", one.meaning));
  if (one.detail) words.append(make("small", "", one.detail));
  link.append(icon(one.icon), words);
  link.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    tell(one.key);
  };
  place.append(link);
  place.dataset.words = folded(`${one.name} ${one.meaning} ${one.detail}`);
  return place;
};

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".place");
  const signature = JSON.stringify(data);
  if (place.dataset.signature === signature) return;
  place.dataset.signature = signature;

  const tell = (key) => setTriggerValue("opened", { key, n: Date.now() });
  const typed = place.querySelector("input")?.value ?? "";
  const library = make("div", "library");
  library.dir = data.rtl ? "rtl" : "ltr";
  const find = make("div", "find");
  const input = make("input");
  input.type = "search";
  input.placeholder = data.words.search;
  input.setAttribute("aria-label", data.words.search);
  input.value = typed;
  find.append(icon("search"), input);
  const nothing = make("p", "nothing", data.words.nothing);
  nothing.setAttribute("role", "status");

  const shelves = data.shelves.map((shelf) => {
    const part = make("section");
    const list = make("ul");
    list.append(...shelf.cards.map((one) => card(one, tell)));
    part.append(make("h2", "", shelf.title), list);
    return part;
  });
  const filter = () => {
    const words = folded(input.value).split(" ").filter(Boolean);
    let some = false;
    for (const shelf of shelves) {
      let here = false;
      for (const one of shelf.querySelectorAll("li")) {
        const fits = words.every((word) => one.dataset.words.includes(word));
        one.hidden = !fits;
        one.style.display = fits ? "" : "none";
        here ||= fits;
      }
      shelf.style.display = here ? "" : "none";
      some ||= here;
    }
    nothing.style.display = some ? "none" : "";
  };
  input.oninput = filter;
  input.onkeydown = (event) => {
    if (event.key !== "Enter") return;
    const first = library.querySelector("li:not([hidden]) a");
    if (first && input.value.trim()) tell(first.dataset.key);
  };
  library.append(find, ...shelves, nothing);
  place.replaceChildren(library);
  filter();
}
