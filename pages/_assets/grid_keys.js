// Keys as in a sheet, a range of cells, copy, paste and fill.
(() => {
  const daftar = (window.daftar = window.daftar || {});
  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const MOST = 20000;
  let range = null;
  let ahead = [];
  let tabbedFrom = null;
  let dragging = null;

  const api = () => daftar.api;
  const columnAt = (index) => daftar.columns()[index];
  const indexOf = (column) => daftar.columns().findIndex((one) => one === column);
  const rowAt = (row) => api().getDisplayedRowAtIndex(row);
  const cellOf = (node, column) => ({ id: node.data.id, version: node.data.version, field: column.getColId(), old: node.data[column.getColId()] ?? null });
  const focused = () => {
    const at = api().getFocusedCell();
    return at && daftar.isField(at.column) ? { row: at.rowIndex, column: at.column, pinned: at.rowPinned || null, col: indexOf(at.column) } : null;
  };
  const nodeOf = (at) => (at.pinned ? daftar.drafts.node(daftar.drafts.at(at.row)?.id) : rowAt(at.row));

  // The range: from the cell where it began to the cell where it ends.

  const box = () => {
    const at = focused();
    if (!range) return at && !at.pinned ? { top: at.row, bottom: at.row, left: at.col, right: at.col } : null;
    return {
      top: Math.min(range.from.row, range.to.row), bottom: Math.max(range.from.row, range.to.row),
      left: Math.min(range.from.col, range.to.col), right: Math.max(range.from.col, range.to.col),
    };
  };
  const many = () => { const held = range && box(); return !!held && (held.top !== held.bottom || held.left !== held.right); };
  daftar.isRanged = (params) => {
    if (!range || !params.node || params.node.rowPinned || !many()) return false;
    const held = box();
    const col = indexOf(params.column);
    return params.node.rowIndex >= held.top && params.node.rowIndex <= held.bottom && col >= held.left && col <= held.right;
  };
  const drawRange = (before) => {
    const held = range ? box() : before;
    if (!held && !before) return;
    const top = Math.min(held ? held.top : Infinity, before ? before.top : Infinity);
    const bottom = Math.max(held ? held.bottom : -1, before ? before.bottom : -1);
    const nodes = [];
    for (let row = top; row <= bottom; row += 1) if (rowAt(row)) nodes.push(rowAt(row));
    if (nodes.length) api().refreshCells({ rowNodes: nodes, force: true, suppressFlash: true });
  };
  const setRange = (from, to) => {
    const before = many() ? box() : null;
    range = from ? { from, to } : null;
    drawRange(before);
  };
  const extend = (down, right) => {
    const at = focused();
    if (!at || at.pinned) return;
    const from = range ? range.from : { row: at.row, col: at.col };
    const to = range ? range.to : from;
    const row = Math.max(0, Math.min(api().getDisplayedRowCount() - 1, to.row + down));
    const col = Math.max(0, Math.min(daftar.columns().length - 1, to.col + right));
    setRange(from, { row, col });
    api().ensureIndexVisible(row);
    api().ensureColumnVisible(columnAt(col));
  };

  // Moving

  const move = (at, down, right) => {
    const count = at.pinned ? daftar.drafts.count() : api().getDisplayedRowCount();
    let row = at.row + down;
    let pinned = at.pinned;
    if (row >= count && !pinned && daftar.drafts.count()) { pinned = "bottom"; row = 0; }
    else if (row < 0 && pinned && api().getDisplayedRowCount()) { pinned = null; row = api().getDisplayedRowCount() - 1; }
    row = Math.max(0, Math.min((pinned ? daftar.drafts.count() : api().getDisplayedRowCount()) - 1, row));
    const col = Math.max(0, Math.min(daftar.columns().length - 1, at.col + right));
    daftar.focus(row, columnAt(col), pinned);
  };
  const stop = () => {
    if (!daftar.isEditing()) return;
    api().stopEditing(false);
  };
  const enter = (at, back) => {
    if (at.pinned && !back && daftar.drafts.make(at.row)) { tabbedFrom = null; return; }
    const col = tabbedFrom === null ? at.col : tabbedFrom;
    tabbedFrom = null;
    move({ ...at, col }, back ? -1 : 1, 0);
  };
  // Tab goes to the next cell that can be edited, at the end of a row to the next row's first one.
  const tab = (at, back) => {
    if (tabbedFrom === null) tabbedFrom = at.col;
    const step = back ? -1 : 1;
    const width = daftar.columns().length;
    const height = at.pinned ? daftar.drafts.count() : api().getDisplayedRowCount();
    let { row, col } = at;
    for (let tries = 0; tries < width * 3; tries += 1) {
      col += step;
      if (col < 0 || col >= width) { row += step; col = back ? width - 1 : 0; }
      if (row < 0 || row >= height) return false;
      if (daftar.mayEdit(nodeOf({ ...at, row }), columnAt(col))) { daftar.focus(row, columnAt(col), at.pinned); return true; }
    }
    return false;
  };

  // Doing

  const write = (node, column, text) => {
    if (daftar.mayEdit(node, column) && (node.data[column.getColId()] ?? null) !== text) node.setDataValue(column, text);
  };
  const cellsIn = (held, valueOf) => {
    const cells = [];
    for (let row = held.top; row <= held.bottom; row += 1) {
      for (let col = held.left; col <= held.right; col += 1) {
        const node = rowAt(row);
        const column = columnAt(col);
        const text = valueOf(row, col);
        if (node && daftar.mayEdit(node, column) && (node.data[column.getColId()] ?? null) !== text) cells.push({ ...cellOf(node, column), new: text });
      }
    }
    return cells;
  };
  const clear = () => {
    const at = focused();
    if (!at) return;
    if (many()) daftar.put(cellsIn(box(), () => null), "clear");
    else write(nodeOf(at), at.column, null);
  };
  // From the first cell down: over the range, to the last selected row, or from the cell above.
  daftar.fillDown = () => {
    const at = focused();
    if (!at || at.pinned) return;
    let held = box();
    if (held.top === held.bottom) {
      const chosen = api().getSelectedNodes().map((node) => node.rowIndex).filter((row) => row > at.row);
      if (chosen.length) held = { ...held, bottom: Math.max(...chosen) };
      else if (at.row > 0) held = { ...held, top: at.row - 1 };
    }
    const source = rowAt(held.top);
    daftar.put(cellsIn({ ...held, top: held.top + 1 }, (_, col) => source.data[columnAt(col).getColId()] ?? null), "fill");
  };
  daftar.remove = () => {
    const at = focused();
    if (at && at.pinned) { daftar.drafts.drop(at.row); return; }
    let ids = api().getSelectedNodes().filter((node) => !node.rowPinned && !node.data.locked).map((node) => node.data.id);
    if (!ids.length && at && rowAt(at.row) && !rowAt(at.row).data.locked) ids = [rowAt(at.row).data.id];
    if (ids.length && daftar.context.editable) daftar.tell({ kind: "delete", ids });
  };
  daftar.history = () => {
    const at = focused();
    if (at && !at.pinned && rowAt(at.row)) daftar.tell({ kind: "history", id: rowAt(at.row).data.id, field: at.column.getColId() });
  };
  daftar.open = () => {
    const at = focused();
    if (at && !at.pinned && rowAt(at.row)) daftar.tell({ kind: "open", id: Number(rowAt(at.row).data.id) });
  };

  // The clipboard speaks TSV as Excel does: cells with a tab, a line break or a quote in front stand in quotes.

  const quoted = (text) => (/[\t\r\n]|^"/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  const lines = (nodes, columns) => nodes.map((node) => columns.map((column) => quoted(daftar.bare(node.data[column.getColId()]))).join("\t")).join("\r\n");
  daftar.copied = () => {
    const at = focused();
    const chosen = api().getSelectedNodes().filter((node) => !node.rowPinned).sort((a, b) => a.rowIndex - b.rowIndex);
    if (!many() && chosen.length) return lines(chosen, daftar.columns());
    const held = box();
    if (!held) return at ? lines([nodeOf(at)], [at.column]) : "";
    const nodes = [];
    for (let row = held.top; row <= held.bottom; row += 1) nodes.push(rowAt(row));
    return lines(nodes, daftar.columns().slice(held.left, held.right + 1));
  };
  daftar.parseTsv = (text) => {
    const rows = [[]];
    const cell = /"((?:[^"]|"")*)"(?=\t|\r?\n|\r|$)|([^\t\r\n]*)/y;
    let at = 0;
    while (at <= text.length) {
      cell.lastIndex = at;
      const found = cell.exec(text);
      rows[rows.length - 1].push(found[1] === undefined ? found[2] : found[1].replace(/""/g, '"').replace(/\r\n?/g, "\n"));
      at = cell.lastIndex;
      if (at >= text.length) break;
      if (text[at] === "\t") { at += 1; continue; }
      at += text.startsWith("\r\n", at) ? 2 : 1;
      if (at >= text.length) break;
      rows.push([]);
    }
    return rows;
  };
  const trimmed = (text) => (text.trim() === "" ? null : text.trim());

  const pasteInto = (at, block) => {
    const held = at.pinned ? null : box();
    const top = held ? held.top : at.row;
    const left = held ? held.left : at.col;
    const columns = daftar.columns().slice(left);
    const shownRows = at.pinned ? 0 : api().getDisplayedRowCount();
    const cells = [];
    const rows = [];
    block.forEach((texts, down) => {
      const given = texts.slice(0, columns.length).map(trimmed);
      const node = top + down < shownRows && !at.pinned ? rowAt(top + down) : null;
      if (node) given.forEach((text, right) => cells.push({ ...cellOf(node, columns[right]), new: text }));
      else if (given.some((text) => text !== null)) {
        rows.push({ place: rows.length, texts: Object.fromEntries(given.map((text, right) => [columns[right].getColId(), text]).filter((pair) => pair[1] !== null)) });
      }
    });
    const cut = Math.max(0, Math.max(...block.map((texts) => texts.length)) - columns.length);
    if (cells.length + rows.length > MOST) { daftar.tell({ kind: "too_large" }); return; }
    daftar.tell({ kind: "paste", cells, rows, cut });
  };
  daftar.paste = (text) => {
    const at = focused();
    if (!at || !text) return;
    const block = daftar.parseTsv(text);
    if (block.length > 1 || block[0].length > 1) pasteInto(at, block);
    else if (many()) daftar.put(cellsIn(box(), () => trimmed(block[0][0])), "fill");
    else write(nodeOf(at), at.column, trimmed(block[0][0]));
  };

  // Keys

  const begin = (at, key) => api().startEditingCell({ rowIndex: at.row, colKey: at.column, rowPinned: at.pinned || undefined, key });
  const printable = (event) => event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;

  // Keys that come while an editor opens wait for it.
  daftar.attached = (editor) => {
    daftar.editor = editor;
    const keys = ahead;
    ahead = [];
    for (const key of keys) {
      if (key.length === 1) editor.type(key);
      else { finish(key === "Tab+" || key === "Enter+", key.startsWith("Tab")); break; }
    }
  };
  daftar.detached = (editor) => { if (daftar.editor === editor) daftar.editor = null; };

  const finish = (back, byTab) => {
    const [cell] = api().getEditingCells();
    const at = cell && { row: cell.rowIndex, pinned: cell.rowPinned || null, column: cell.column, col: indexOf(cell.column) };
    stop();
    if (!at) return;
    if (byTab) { if (!tab(at, back)) daftar.focus(at.row, at.column, at.pinned); } else enter(at, back);
  };
  const whileEditing = (event) => {
    const editor = daftar.editor;
    if (!editor) {
      if (printable(event)) { ahead.push(event.key); return true; }
      if (event.key === "Enter" || event.key === "Tab") { ahead.push(event.key + (event.shiftKey ? "+" : "")); return true; }
      return false;
    }
    if (event.key === "Enter") {
      if (editor.lines && (event.altKey || event.shiftKey)) return false;
      if (editor.accept && editor.accept(event) === "stay") return true;
      if (event.ctrlKey) stop(); else finish(event.shiftKey, false);
      return true;
    }
    if (event.key === "Tab") {
      if (editor.accept) editor.accept(event);
      finish(event.shiftKey, true);
      return true;
    }
    const arrow = ARROWS[event.key];
    if (arrow && editor.quick && !event.shiftKey && !event.ctrlKey && !event.altKey && !(editor.list && arrow[0])) {
      const at = focused();
      if (editor.accept) editor.accept(event);
      stop();
      if (at) move(at, arrow[0], api().getGridOption("enableRtl") ? -arrow[1] : arrow[1]);
      return true;
    }
    return false;
  };

  const COMMANDS = {
    z: (event) => daftar.tell({ kind: event.shiftKey ? "redo" : "undo" }),
    y: () => daftar.tell({ kind: "redo" }),
    d: () => daftar.fillDown(),
  };
  const whileMoving = (event, at) => {
    const command = event.ctrlKey || event.metaKey;
    // By the key's place: on a Persian keyboard Z and Y bear other letters.
    const letter = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "";
    if (command && !event.altKey && COMMANDS[letter]) { COMMANDS[letter](event); return true; }
    if (event.altKey && letter === "h") { daftar.history(); return true; }
    if (!at) return false;
    const arrow = ARROWS[event.key];
    if (arrow && event.shiftKey && !command) { extend(arrow[0], api().getGridOption("enableRtl") ? -arrow[1] : arrow[1]); return true; }
    if (arrow && event.altKey && event.key === "ArrowDown") { begin(at, "F2"); return true; }
    if (arrow && !command && !event.altKey) {
      tabbedFrom = null;
      setRange(null);
      if ((at.pinned && event.key === "ArrowUp" && at.row === 0) || (!at.pinned && event.key === "ArrowDown" && at.row === api().getDisplayedRowCount() - 1)) { move(at, arrow[0], 0); return true; }
      return false;
    }
    if (event.key === "Enter") { if (command) daftar.open(); else enter(at, event.shiftKey); return true; }
    if (event.key === "Tab") return !command && tab(at, event.shiftKey);
    if (event.key === "Escape") { setRange(null); return false; }
    if (event.key === "Delete" && command) { daftar.remove(); return true; }
    if (event.key === "Delete" || event.key === "Backspace") { clear(); return true; }
    if (event.key === "F2") { if (daftar.mayEdit(nodeOf(at), at.column)) begin(at, "F2"); return true; }
    if (event.key === " " && !event.shiftKey && !at.pinned && at.column.getColDef().context.editor !== "text") return false;
    if (printable(event) && event.key !== " ") { if (daftar.mayEdit(nodeOf(at), at.column)) begin(at, event.key); return true; }
    return false;
  };

  // A dialog that the grid brought up takes the keys away; once it is closed they belong to the same cell again.
  const page = window.parent.document;
  const dialog = () => page.querySelector('[role="dialog"]');
  const comeBack = (at) => {
    const now = page.activeElement;
    const free = !now || now === page.body || now === window.frameElement;
    if (!free || dialog() || api().isDestroyed() || (!at.pinned && !rowAt(at.row))) return;
    window.focus();
    daftar.focus(at.row, at.column.getColId(), at.pinned);
  };
  const onBlur = () => {
    const at = focused();
    if (!at || !dialog()) return;
    const watch = new MutationObserver(() => {
      if (dialog()) return;
      watch.disconnect();
      setTimeout(() => comeBack(at), 60);
    });
    watch.observe(page.body, { childList: true, subtree: true });
  };

  const inMenu = (event) => event.target.closest && event.target.closest(".grid-menu");
  const onKey = (event) => {
    if (event.isComposing || inMenu(event)) return;
    const inHeader = event.target.closest && event.target.closest(".ag-header");
    const done = daftar.isEditing() ? whileEditing(event) : whileMoving(event, inHeader ? null : focused());
    if (done) { event.preventDefault(); event.stopImmediatePropagation(); }
  };

  const placeOf = (event) => {
    const cell = event.target.closest && event.target.closest(".ag-cell");
    const row = cell && cell.closest(".ag-row");
    if (!row || row.closest(".ag-floating-bottom")) return null;
    const col = daftar.columns().findIndex((one) => one.getColId() === cell.getAttribute("col-id"));
    return col < 0 ? null : { row: Number(row.getAttribute("row-index")), col };
  };

  daftar.keys = {
    start() {
      document.addEventListener("keydown", onKey, true);
      window.addEventListener("blur", () => setTimeout(onBlur, 60));
      document.addEventListener("copy", (event) => {
        if (daftar.isEditing()) return;
        event.clipboardData.setData("text/plain", daftar.copied());
        event.preventDefault();
      });
      document.addEventListener("cut", (event) => {
        if (daftar.isEditing()) return;
        event.clipboardData.setData("text/plain", daftar.copied());
        event.preventDefault();
        clear();
      });
      document.addEventListener("paste", (event) => {
        if (daftar.isEditing()) return;
        event.preventDefault();
        daftar.paste(event.clipboardData.getData("text/plain"));
      });
      document.addEventListener("mousedown", (event) => {
        const to = event.button === 0 && !daftar.isEditing() && placeOf(event);
        if (!to) return;
        tabbedFrom = null;
        const at = focused();
        if (event.shiftKey && at && !at.pinned) {
          setRange({ row: at.row, col: at.col }, to);
          event.preventDefault();
          event.stopImmediatePropagation();
          return;
        }
        setRange(null);
        dragging = to;
      }, true);
      document.addEventListener("mouseover", (event) => {
        if (!dragging || event.buttons !== 1 || daftar.isEditing()) { dragging = null; return; }
        const to = placeOf(event);
        if (to && (range || to.row !== dragging.row || to.col !== dragging.col)) setRange(dragging, to);
      });
      document.addEventListener("mouseup", () => { dragging = null; });
    },
  };
})();
