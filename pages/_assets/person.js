// The person's menu: forms of ours that the browser posts itself.
export default function ({ data, parentElement }) {
  const place = parentElement.querySelector(".place");
  const state = JSON.stringify(data);
  if (place.dataset.state === state) return;
  place.dataset.state = state;

  const make = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const hidden = (name, value) => make("input", { type: "hidden", name, value });
  const form = (action, ...children) =>
    make(
      "form",
      {
        method: "post",
        action,
        onsubmit: (event) => {
          const back = event.currentTarget.querySelector("[name=back]");
          if (back) back.value = location.pathname + location.search;
        },
      },
      hidden("csrf", data.csrf),
      hidden("back", "/"),
      ...children
    );

  const choices = data.choices.map((choice) =>
    form(
      "/preferences",
      make("span", { textContent: choice.label }),
      make(
        "div",
        { className: "choice", role: "group", ariaLabel: choice.label },
        ...choice.options.map((option) =>
          make("button", {
            name: choice.name,
            value: option.value,
            textContent: option.label,
            ariaPressed: String(option.value === choice.now),
          })
        )
      )
    )
  );
  const initials = data.name.split(/\s+/).map((word) => word[0] || "").slice(0, 2).join("\u200c");
  const details = make(
    "details",
    {},
    make(
      "summary",
      {},
      make("span", { className: "face", textContent: initials, ariaHidden: "true" }),
      make("span", { className: "who" }, make("b", { textContent: data.name, dir: "auto" }), make("span", { textContent: data.role }))
    ),
    make(
      "div",
      { className: "menu" },
      ...choices,
      make(
        "div",
        { className: "plain" },
        make("a", { href: "/password", textContent: data.password }),
        form("/sign-out", make("button", { textContent: data.signOut }))
      )
    )
  );
  details.onkeydown = (event) => {
    if (event.key === "Escape") {
      details.open = false;
      details.querySelector("summary").focus();
    }
  };
  place.replaceChildren(details);
}
