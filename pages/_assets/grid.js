// The grid's memory: what the person did and the server has not answered yet, and how the server's rows come in.
// The other grid_*.js add keys, clipboard, editors and menus. Everything hangs on `daftar`, which the options name.
(() => {
  const daftar = (window.daftar = window.daftar || {});
  const MARK = 1400;
  const PAUSE = 120;
  const queue = [];
  const pending = new Map();
  const saved = new Set();
  const waiting = new Map();
  const place = (id, field) => `${id}|${field}`;
  let last = 0;
  let selected = [];
  let sentAt = 0;
  let sending = 0;
  let epoch = "";
  let stamp = null;
  let order = new Map();

  // Events to the server: each with a rising number, sent again until the server says that it handled them.

  const send = () => {
    clearTimeout(sending);
    sending = 0;
    sentAt = Date.now();
    const value = { events: queue, selected };
    window.parent.postMessage({ isStreamlitMessage: true, type: "streamlit:setComponentValue", value, dataType: "json" }, "*");
  };
  const soon = (pause) => {
    if (sending) return;
    const wait = Math.max(0, sentAt + pause - Date.now());
    if (wait) sending = setTimeout(send, wait);
    else send();
  };
  window.addEventListener("pagehide", () => sending && send());

  daftar.tell = (event) => {
    last = Math.max(Date.now() * 1000, last + 1);
    queue.push({ ...event, n: last });
    soon(PAUSE);
    return last;
  };

  // What belongs to a cell

  daftar.words = (name) => ((daftar.context || {}).words || {})[name] || "";
  daftar.bare = (text) => (text === null || text === undefined ? "" : String(text).replace(/[\u2066-\u2069\u200e\u200f\u202a-\u202e]/g, ""));
  daftar.isField = (column) => !!(column && column.getColDef().context);
  daftar.columns = () => daftar.api.getAllDisplayedColumns().filter(daftar.isField);
  daftar.mayEdit = (node, column) => !!node && !!node.data && !node.data.locked && column.getColDef().context.editable;

  daftar.editable = (params) => daftar.mayEdit(params.node, params.column);
  // The first thing that the grid asks, before it says that it is ready.
  daftar.rowId = (params) => {
    daftar.api = daftar.api || params.api;
    daftar.context = daftar.context || params.context;
    return String(params.data.id);
  };
  daftar.unsorted = () => 0;
  daftar.isRefused = (params) => !!(params.data && params.data.refused && params.data.refused[params.colDef.field]);
  daftar.isLocked = (params) => !!(params.data && params.data.locked);
  daftar.isSaved = (params) => !!params.data && saved.has(place(params.data.id, params.colDef.field));
  daftar.isWaiting = (params) => !!params.data && pending.has(place(params.data.id, params.colDef.field));
  daftar.isNew = (params) => !!(params.data && params.data.fresh);

  daftar.shown = (params) => {
    const empty = params.value === null || params.value === undefined || params.value === "";
    if (empty && daftar.isNew(params) && params.colDef.context.opens) return daftar.words("newRow");
    return empty ? "" : params.value;
  };
  daftar.typed = (params) => {
    const text = daftar.bare(params.newValue).trim();
    if (text === "") return null;
    return text === daftar.bare(params.oldValue).trim() ? params.oldValue : text;
  };
  daftar.hint = (params) => {
    const data = params.data || {};
    const field = params.colDef && params.colDef.field;
    if (!field) return params.value || null;
    const said = (data.refused && data.refused[field]) || (data.hints && data.hints[field]) || (data.locked && daftar.words("locked"));
    if (said) return said;
    const text = params.value ? String(params.value) : "";
    return text.length * 7 > params.column.getActualWidth() - 26 ? text : null;
  };

  daftar.redraw = (places) => {
    const nodes = new Set();
    const fields = new Set();
    for (const one of places) {
      const at = one.indexOf("|");
      const node = daftar.node(one.slice(0, at));
      if (node) { nodes.add(node); fields.add(one.slice(at + 1)); }
    }
    const columns = [...fields].filter((field) => daftar.api.getColumn(field));
    if (nodes.size && columns.length) daftar.api.refreshCells({ rowNodes: [...nodes], columns, force: true, suppressFlash: true });
  };
  daftar.node = (id) => daftar.drafts.node(id) || daftar.api.getRowNode(String(id));

  // What the person changes is shown at once and stays until the server answered it.

  daftar.wait = (cells, n) => {
    for (const cell of cells) pending.set(place(cell.id, cell.field), { n, value: cell.new });
  };
  daftar.put = (cells, kind) => {
    if (!cells.length) return;
    const rows = new Map();
    for (const cell of cells) {
      if (!rows.has(cell.id)) rows.set(cell.id, { ...daftar.api.getRowNode(String(cell.id)).data });
      rows.get(cell.id)[cell.field] = cell.new;
    }
    daftar.wait(cells, daftar.tell({ kind, cells }));
    rows.forEach((data, id) => daftar.api.getRowNode(String(id)).setData(data));
  };

  const changed = (event) => {
    if (event.oldValue === event.newValue || event.source === "undo") return;
    if (event.node.rowPinned) { daftar.drafts.changed(event); return; }
    const cell = {
      id: event.data.id, version: event.data.version, field: event.colDef.field,
      old: event.oldValue === undefined ? null : event.oldValue, new: event.newValue === undefined ? null : event.newValue,
    };
    daftar.wait([cell], daftar.tell({ kind: "edit", ...cell }));
    daftar.redraw([place(cell.id, cell.field)]);
  };

  // What the server sends

  const heard = (told) => {
    if (!told) return;
    while (queue.length && queue[0].n <= told.done) queue.shift();
    const marked = [];
    for (const [where, one] of pending) {
      if (one.n > told.done) continue;
      pending.delete(where);
      marked.push(where);
      if (!(told.left || []).includes(where)) saved.add(where);
    }
    for (const [n, draft] of waiting) {
      if (n > told.done) continue;
      waiting.delete(n);
      const wrong = (told.unmade || {})[n];
      if (wrong) daftar.drafts.back(draft, wrong);
    }
    if (marked.length) {
      setTimeout(() => daftar.redraw(marked));
      setTimeout(() => { marked.forEach((where) => saved.delete(where)); daftar.redraw(marked); }, MARK);
    }
    if (told.found && daftar.editor && daftar.editor.offer) daftar.editor.offer(told.found);
  };
  daftar.making = (n, draft) => waiting.set(n, draft);

  const placed = (rows, told) => {
    const same = told && told.epoch === epoch;
    if (same) {
      const end = order.size;
      rows = rows.map((row, at) => [order.has(row.id) ? order.get(row.id) : end + at, row]).sort((a, b) => a[0] - b[0]).map((pair) => pair[1]);
    }
    epoch = told ? told.epoch : epoch;
    order = new Map(rows.map((row, at) => [row.id, at]));
    return rows;
  };

  const coming = (rows) => {
    const told = rows.length ? rows[0].told : daftar.context.told;
    heard(told);
    for (const row of rows) {
      delete row.told;
      for (const key of Object.keys(row)) {
        const mine = pending.get(place(row.id, key));
        if (mine) row[key] = mine.value;
      }
    }
    return placed(rows, told).map((row) => {
      const node = daftar.api.getRowNode(String(row.id));
      return node && JSON.stringify(node.data) === JSON.stringify(row) ? node.data : row;
    });
  };

  const focusedRow = () => {
    const focused = daftar.api.getFocusedCell();
    const node = focused && !focused.rowPinned && daftar.api.getDisplayedRowAtIndex(focused.rowIndex);
    return node ? { id: node.id, index: focused.rowIndex, column: focused.column } : null;
  };
  const follow = (before) => {
    if (!before || !document.hasFocus()) return;
    const node = daftar.api.getRowNode(before.id);
    if (node && node.rowIndex !== null && node.rowIndex !== before.index && !daftar.isEditing()) daftar.focus(node.rowIndex, before.column);
  };

  const incoming = (options) => {
    const wanted = { ...options };
    if (wanted.context) daftar.context = wanted.context;
    delete wanted.pinnedBottomRowData;
    if (!Array.isArray(wanted.rowData)) delete wanted.rowData;
    else wanted.rowData = coming(wanted.rowData);
    return wanted;
  };
  const arrange = (columns) => {
    if (!columns || stamp === daftar.context.stamp) return;
    stamp = daftar.context.stamp;
    const state = columns.map((one) => ({ colId: one.field, width: one.initialWidth, pinned: one.pinned || null, flex: one.flex || null }));
    daftar.api.applyColumnState({ state, applyOrder: true });
  };

  daftar.isEditing = () => daftar.api.getEditingCells().length > 0;
  daftar.focus = (row, column, pinned) => {
    if (!pinned) daftar.api.ensureIndexVisible(row);
    daftar.api.ensureColumnVisible(column);
    daftar.api.setFocusedCell(row, column, pinned || null);
  };
  daftar.focusFirst = (params) => {
    if (params.backwards || params.fromBottom) return false;
    const column = daftar.columns().find((one) => one.getColDef().context.editable) || daftar.columns()[0];
    const kept = daftar.api.getFocusedCell();
    if (!column) return false;
    if (kept && daftar.isField(kept.column)) daftar.focus(kept.rowIndex, kept.column, kept.rowPinned);
    else daftar.focus(0, column);
    return true;
  };

  const selectedIds = () => daftar.api.getSelectedNodes().filter((node) => !node.rowPinned).map((node) => Number(node.data.id));

  daftar.ready = (params) => {
    const api = (daftar.api = params.api);
    daftar.context = api.getGridOption("context");
    stamp = daftar.context.stamp;
    // A new answer of the server must not close the editor somebody is typing in.
    const stop = api.stopEditing.bind(api);
    api.stopEditing = (cancel) => { if (cancel !== true) stop(cancel); };
    daftar.cancel = () => stop(true);
    const update = api.updateGridOptions.bind(api);
    api.updateGridOptions = (options) => {
      const before = focusedRow();
      update(incoming(options));
      arrange(options.columnDefs);
      follow(before);
      daftar.drafts.keep();
    };
    const rows = [];
    api.forEachNode((node) => rows.push(node.data));
    const told = rows.length ? rows[0].told : daftar.context.told;
    epoch = told ? told.epoch : "";
    order = new Map(rows.map((row, at) => [row.id, at]));
    rows.forEach((row) => delete row.told);

    api.addEventListener("cellValueChanged", changed);
    api.addEventListener("selectionChanged", () => {
      const now = selectedIds();
      if (JSON.stringify(now) !== JSON.stringify(selected)) { selected = now; soon(2 * PAUSE); }
    });
    api.addEventListener("sortChanged", (event) => {
      if (event.source !== "uiColumnSorted") return;
      const sorted = api.getColumnState().find((column) => column.sort);
      daftar.tell({ kind: "sort", field: sorted ? sorted.colId : null, descending: !!sorted && sorted.sort === "desc" });
    });
    api.addEventListener("cellClicked", (event) => {
      const target = event.event && event.event.target;
      if (target && target.closest && target.closest(".open")) daftar.tell({ kind: "open", id: Number(event.data.id) });
    });
    daftar.keys.start();
    daftar.menus.start();
    daftar.drafts.start();
  };

  // The record's name and a button that opens its file.
  daftar.Opener = class {
    init(params) {
      this.gui = document.createElement("span");
      this.gui.className = "named";
      this.text = document.createElement("span");
      this.text.className = "name";
      const button = document.createElement("button");
      button.className = "open";
      button.type = "button";
      button.tabIndex = -1;
      button.title = daftar.words("open");
      button.setAttribute("aria-label", daftar.words("open"));
      this.gui.append(this.text);
      if (!daftar.isNew(params)) this.gui.append(button);
      this.refresh(params);
    }
    getGui() { return this.gui; }
    refresh(params) {
      this.text.textContent = params.valueFormatted ?? params.value ?? "";
      this.gui.classList.toggle("empty", !params.value);
      return true;
    }
  };
})();
