// The agenda of a review: one step at a time. The arrow keys step on and back wherever nobody types; Escape leaves
// the shared screen.
const make = (tag, className = "", text = "") => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
};

const TYPING = "input, textarea, select, [contenteditable=true], [role=combobox], [role=radiogroup], [role=listbox], [role=menu], [role=grid], iframe";

// Whoever types, chooses or answers a dialog needs the keys there.
const busy = (event) => {
  const at = event.composedPath()[0];
  return event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey
    || (at instanceof Element && at.closest(TYPING)) || document.querySelector("[role=dialog]");
};

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".place");
  if (!place || !data?.groups) return;

  const steps = data.groups.flatMap((group) => group.items.map((item) => item.key));
  let now = data.now;
  const root = make("nav", data.bare ? "agenda bare" : "agenda");
  root.dir = data.rtl ? "rtl" : "ltr";
  root.setAttribute("aria-label", data.words.agenda);

  const mark = () => {
    for (const button of root.querySelectorAll("button")) {
      const is = button.dataset.key === now;
      if (is) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
      if (is) root.scrollTop = Math.max(0, button.offsetTop - root.offsetTop - root.clientHeight / 3);
    }
  };

  const go = (key) => {
    if (!key || key === now) return;
    now = key;
    mark();
    setTriggerValue("went", { key, n: Date.now() });
  };

  for (const group of data.groups) {
    if (group.title) {
      const head = make("h3", "", "");
      head.append(make("bdi", "", group.title), make("span", "", group.count));
      root.append(head);
    }
    const list = make("ul");
    for (const item of group.items) {
      const line = make("li");
      const button = make("button", [item.done ? "done" : "", group.title ? "" : "whole"].join(" ").trim());
      button.type = "button";
      button.dataset.key = item.key;
      button.append(make("span", "sign", item.done ? "✓" : ""), make("span", "name", item.title), make("span", "end", item.end));
      if (item.detail) button.append(make("span", "more", item.detail));
      if (item.done) button.setAttribute("aria-label", `${item.title}, ${data.words.done}`);
      button.onclick = () => go(item.key);
      line.append(button);
      list.append(line);
    }
    root.append(list);
  }
  place.replaceChildren(root);
  mark();

  const pressed = (event) => {
    if (busy(event)) return;
    if (event.key === "Escape" && data.shared) return setTriggerValue("left", { n: Date.now() });
    const ahead = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!ahead) return;
    event.preventDefault();
    const at = steps.indexOf(now) + (data.rtl ? -ahead : ahead);
    go(steps[at]);
  };
  if (place.pressed) document.removeEventListener("keydown", place.pressed);
  place.pressed = pressed;
  document.addEventListener("keydown", pressed);
  return () => document.removeEventListener("keydown", pressed);
}
