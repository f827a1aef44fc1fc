/* The functions handed to the grid, each under its name. No line comments: the wrapper cuts at two slashes. */

/* @collect: what the server gets: the last events, each with a rising number, never the rows. */
function collect({ streamlitRerunEventTriggerName, eventData }) {
  const kept = (window.daftarEvents = window.daftarEvents || []);
  const next = Math.max(Date.now() * 1000, (kept.length ? kept[kept.length - 1].n : 0) + 1);
  const kind = streamlitRerunEventTriggerName;
  const browser = eventData.event;
  const id = (node) => Number(node.data.id);
  if (kind === "cellValueChanged" && eventData.oldValue !== eventData.newValue) {
    kept.push({
      n: next, kind: "edit", id: id(eventData.node), version: eventData.data.version,
      field: eventData.colDef.field, old: eventData.oldValue, new: eventData.newValue
    });
  } else if (kind === "selectionChanged") {
    kept.push({ n: next, kind: "select", ids: eventData.api.getSelectedNodes().map(id) });
  } else if (kind === "sortChanged" && eventData.source === "uiColumnSorted") {
    const sorted = eventData.api.getColumnState().find((column) => column.sort);
    kept.push({ n: next, kind: "sort", field: sorted ? sorted.colId : null, descending: !!sorted && sorted.sort === "desc" });
  } else if (kind === "cellClicked" && browser && browser.target.closest && browser.target.closest(".open")) {
    kept.push({ n: next, kind: "open", id: id(eventData.node) });
  } else if (kind === "cellKeyDown" && browser && browser.key === "Enter" && browser.ctrlKey) {
    kept.push({ n: next, kind: "open", id: id(eventData.node) });
  }
  while (kept.length > 60) kept.shift();
  return { events: kept };
}

/* @wanted: whether the server has not heard everything yet. */
function wanted() {
  const kept = window.daftarEvents || [];
  const last = kept.length ? kept[kept.length - 1].n : 0;
  if (last === (window.daftarTold || 0)) return false;
  window.daftarTold = last;
  return true;
}

/* @ready: a new answer of the server must not close the editor somebody is typing in. */
function ready(params) {
  const api = params.api;
  const stop = api.stopEditing.bind(api);
  api.stopEditing = (cancel) => { if (cancel !== true) stop(cancel); };
}

/* @edited: a list to choose from opens at once, not only when Enter began the edit. */
function edited(params) {
  const [editor] = params.api.getCellEditorInstances({ rowNodes: [params.node], columns: [params.column] });
  const list = editor && editor.eEditor;
  if (list && list.showPicker) setTimeout(() => { if (editor.isAlive()) list.showPicker(); });
}

/* @rowId */
function rowId(params) { return String(params.data.id); }

/* @unsorted: the database sorts; the browser leaves the rows as they come. */
function unsorted() { return 0; }

/* @shown: "–" for nothing. */
function shown(params) { return params.value === null || params.value === undefined || params.value === "" ? "–" : params.value; }

/* @typed: an emptied cell is nothing, not an empty text. */
function typed(params) {
  const text = params.newValue === null || params.newValue === undefined ? "" : String(params.newValue).trim();
  return text === "" ? null : text;
}

/* @isRefused */
function isRefused(params) { return !!(params.data && params.data.refused && params.data.refused[params.colDef.field]); }

/* @hint: why a value was refused, else what the server says about the cell. */
function hint(params) {
  const data = params.data || {};
  const field = params.colDef.field;
  return (data.refused && data.refused[field]) || (data.hints && data.hints[field]) || null;
}

/* @Opener: the record's name and a button that opens its file. */
class Opener {
  init(params) {
    this.gui = document.createElement("span");
    this.gui.className = "named";
    this.text = document.createElement("span");
    this.text.className = "name";
    const button = document.createElement("button");
    button.className = "open";
    button.type = "button";
    button.tabIndex = -1;
    button.title = params.openLabel;
    button.setAttribute("aria-label", params.openLabel);
    this.gui.append(this.text, button);
    this.refresh(params);
  }
  getGui() { return this.gui; }
  refresh(params) { this.text.textContent = params.valueFormatted || params.value || "–"; return true; }
}
