// Puts the address of what is shown on the clipboard, and says so for a moment.
const copied = async (text) => {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
};

export default function ({ data, parentElement }) {
  const place = parentElement.querySelector(".place");
  const signature = JSON.stringify(data);
  if (place.dataset.signature === signature) return;
  place.dataset.signature = signature;
  place.dir = data.rtl ? "rtl" : "ltr";
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = data.words.copy;
  button.onclick = async () => {
    await copied(location.href);
    button.textContent = `✓ ${data.words.copied}`;
    setTimeout(() => { button.textContent = data.words.copy; }, 2000);
  };
  place.replaceChildren(button);
}
