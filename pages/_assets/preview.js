// A picture or a PDF of ours, as the browser shows it. What cannot be shown says so; the link to the file stands beside.
export default function ({ data, parentElement }) {
  const place = parentElement.querySelector(".place");
  if (place.dataset.shown === data.address) return;
  place.dataset.shown = data.address;
  const made = document.createElement(data.kind === "picture" ? "img" : "iframe");
  if (data.kind === "picture") {
    made.alt = data.name;
    made.onerror = () => {
      const said = document.createElement("p");
      said.textContent = data.broken;
      place.replaceChildren(said);
    };
  } else {
    made.title = data.name;
  }
  made.dataset.testid = "daftar-preview";
  made.src = data.address;
  place.replaceChildren(made);
}
