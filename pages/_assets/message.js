// The message bar. Hides itself when its time is over; the server need not be asked for that.
export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".place");
  if (place.dataset.shown === data.id) return;
  place.dataset.shown = data.id;
  clearTimeout(place.hideTimer);

  const bar = document.createElement("div");
  bar.className = `bar ${data.kind}`;
  bar.setAttribute("role", data.kind === "refused" ? "alert" : "status");
  bar.dataset.testid = "daftar-message";
  const text = document.createElement("p");
  text.textContent = data.text;
  bar.append(text);

  const hide = () => place.replaceChildren();
  const button = (label, name, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = name;
    made.textContent = label;
    made.onclick = () => { hide(); act(); };
    bar.append(made);
    return made;
  };
  if (data.undo) button(data.undo, "undo", () => setTriggerValue("undo", data.id));
  const close = button("✕", "close", () => data.kind === "refused" && setTriggerValue("close", data.id));
  close.setAttribute("aria-label", data.close);

  place.replaceChildren(bar);
  if (data.left > 0) place.hideTimer = setTimeout(hide, data.left);
}
