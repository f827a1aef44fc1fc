/* Fetches the grid's scripts before its options, which name them, are read: at once, and from the browser's own store
   but the first time. They are too long to travel with every answer of the server. */
((files) => {
  if (window.daftar) return;
  window.daftar = {};
  const get = (address) => {
    const request = new XMLHttpRequest();
    request.open("GET", address, false);
    request.send();
    return request.responseText;
  };
  const [date, ...scripts] = files.scripts.map(get);
  const [style, dateStyle] = files.styles.map(get);
  window.daftar.dateStyle = dateStyle;
  const field = date.replace("export default function", "window.daftar.drawDate = function");
  [`${field} ; window.daftar.DateField = DateField;`, ...scripts].forEach((text) => new Function(text)());
  document.head.append(Object.assign(document.createElement("style"), { textContent: style }));
})
