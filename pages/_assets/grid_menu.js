// What can be done with a cell, a heading: menus by mouse and keyboard, the button of a cell's history, the layout.
(() => {
  const daftar = (window.daftar = window.daftar || {});
  let menu = null;
  let button = null;
  let hovered = null;
  let layoutTimer = 0;
  let hidden = new Set();

  const close = () => {
    if (!menu) return;
    menu.remove();
    menu = null;
  };
  const open = (x, y, entries) => {
    close();
    menu = document.createElement("div");
    menu.className = "grid-menu";
    menu.setAttribute("role", "menu");
    for (const [label, keys, act] of entries.filter(Boolean)) {
      const item = document.createElement("button");
      item.type = "button";
      item.setAttribute("role", "menuitem");
      const name = document.createElement("span");
      name.textContent = label;
      const key = document.createElement("kbd");
      key.textContent = keys;
      item.append(name, key);
      item.onclick = () => { close(); act(); };
      menu.append(item);
    }
    document.body.append(menu);
    const box = menu.getBoundingClientRect();
    menu.style.left = `${Math.max(4, Math.min(x, window.innerWidth - box.width - 4))}px`;
    menu.style.top = `${Math.max(4, Math.min(y, window.innerHeight - box.height - 4))}px`;
    const items = [...menu.children];
    menu.onkeydown = (event) => {
      const at = items.indexOf(document.activeElement);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) items[(at + step + items.length) % items.length].focus();
      else if (event.key === "Escape" || event.key === "Tab") back();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    items[0].focus({ preventScroll: true });
  };
  const back = () => {
    close();
    const at = daftar.api.getFocusedCell();
    if (at) daftar.api.setFocusedCell(at.rowIndex, at.column, at.rowPinned);
  };
  const word = (name) => daftar.words(name);

  const ofCell = (at, x, y) => {
    const node = at.rowPinned ? null : daftar.api.getDisplayedRowAtIndex(at.rowIndex);
    if (!node) return;
    daftar.focus(at.rowIndex, at.column);
    const column = at.column;
    const mine = daftar.context.editable && !node.data.locked;
    open(x, y, [
      [word("openRecord"), "Ctrl+Enter", daftar.open],
      [word("history"), "Alt+H", daftar.history],
      [word("copy"), "Ctrl+C", () => { back(); document.execCommand("copy"); }],
      mine && daftar.mayEdit(node, column) && [word("edit"), "F2", () => daftar.api.startEditingCell({ rowIndex: at.rowIndex, colKey: column, key: "F2" })],
      daftar.context.editable && [word("fill"), "Ctrl+D", () => { back(); daftar.fillDown(); }],
      daftar.context.editable && [word("undo"), "Ctrl+Z", () => { back(); daftar.tell({ kind: "undo" }); }],
      daftar.context.editable && [word("redo"), "Ctrl+Y", () => { back(); daftar.tell({ kind: "redo" }); }],
      mine && [word("remove"), "Ctrl+Delete", () => { back(); daftar.remove(); }],
    ]);
  };

  // The layout: order, widths and pins as the person has them now.

  const side = () => (daftar.api.getGridOption("enableRtl") ? "right" : "left");
  const tellLayout = () => {
    clearTimeout(layoutTimer);
    layoutTimer = setTimeout(() => {
      const widths = daftar.context.widths || {};
      const columns = daftar.columns().filter((column) => !hidden.has(column.getColId())).map((column) => ({
        key: column.getColId(), width: widths[column.getColId()] || null, pinned: !!column.getPinned(),
      }));
      hidden = new Set();
      if (columns.length) daftar.tell({ kind: "layout", columns });
    }, 400);
  };
  const ofHeading = (column, x, y) => {
    const key = column.getColId();
    const { sortable } = column.getColDef();
    const sort = (descending) => {
      daftar.tell({ kind: "sort", field: descending === null ? null : key, descending: !!descending });
    };
    const pin = (pinned) => {
      const at = daftar.columns().filter((one) => one.getPinned()).length;
      daftar.api.setColumnsPinned([key], pinned ? side() : null);
      if (!pinned) daftar.api.moveColumns([key], at);
      tellLayout();
    };
    open(x, y, [
      sortable && [word("ascending"), "", () => sort(false)],
      sortable && [word("descending"), "", () => sort(true)],
      column.getSort() && [word("unsorted"), "", () => sort(null)],
      column.getPinned() ? [word("unpin"), "", () => pin(false)] : [word("pin"), "", () => pin(true)],
      !column.getColDef().context.opens && [word("hide"), "", () => {
        hidden.add(key);
        daftar.api.setColumnsVisible([key], false);
        tellLayout();
      }],
      [word("usual"), "", () => daftar.tell({ kind: "layout", columns: [] })],
    ]);
  };

  const onContextMenu = (event) => {
    const target = event.target.closest ? event.target : null;
    const heading = target && target.closest(".ag-header-cell");
    const cell = target && target.closest(".ag-cell");
    const column = (heading || cell) && daftar.api.getColumn((heading || cell).getAttribute("col-id"));
    if (!column || !daftar.isField(column) || daftar.isEditing()) return;
    event.preventDefault();
    const box = (heading || cell).getBoundingClientRect();
    const x = event.clientX || box.left;
    const y = event.clientY || box.bottom;
    if (heading) { ofHeading(column, x, y); return; }
    const row = cell.closest(".ag-row");
    if (!row.closest(".ag-floating-bottom")) ofCell({ rowIndex: Number(row.getAttribute("row-index")), column }, x, y);
  };

  // A small button in the cell under the pointer.

  const hover = (event) => {
    if (menu || event.buttons || event.target === button || (event.target.closest && event.target.closest(".cell-history"))) return;
    const cell = event.target.closest && event.target.closest(".ag-cell");
    const row = cell && cell.closest(".ag-row");
    const column = cell && daftar.api.getColumn(cell.getAttribute("col-id"));
    if (!row || !column || !daftar.isField(column) || row.closest(".ag-floating-bottom") || daftar.isEditing()) {
      button.hidden = true;
      return;
    }
    hovered = { rowIndex: Number(row.getAttribute("row-index")), column };
    const box = cell.getBoundingClientRect();
    const rtl = daftar.api.getGridOption("enableRtl");
    button.hidden = false;
    button.style.top = `${box.top + 1}px`;
    button.style.left = `${rtl ? box.left + 1 : box.right - 15}px`;
  };

  daftar.menus = {
    start() {
      button = document.createElement("button");
      button.type = "button";
      button.className = "cell-history";
      button.tabIndex = -1;
      button.hidden = true;
      button.title = `${word("history")} (Alt+H)`;
      button.setAttribute("aria-label", word("history"));
      button.onclick = () => {
        if (!hovered) return;
        daftar.focus(hovered.rowIndex, hovered.column);
        daftar.history();
        button.hidden = true;
      };
      document.body.append(button);
      document.addEventListener("mouseover", hover);
      document.addEventListener("mouseleave", () => { button.hidden = true; });
      document.addEventListener("wheel", () => { button.hidden = true; }, { passive: true });
      document.addEventListener("contextmenu", onContextMenu);
      document.addEventListener("mousedown", (event) => { if (menu && !menu.contains(event.target)) close(); }, true);
      window.addEventListener("blur", close);
      document.addEventListener("keydown", (event) => {
        if (event.key !== "ContextMenu" && !(event.shiftKey && event.key === "F10")) return;
        const at = daftar.api.getFocusedCell();
        if (!at || daftar.isEditing() || !daftar.isField(at.column)) return;
        const cell = document.activeElement.getBoundingClientRect();
        event.preventDefault();
        ofCell(at, cell.left + 8, cell.bottom);
      });
      const api = daftar.api;
      api.addEventListener("columnMoved", (event) => { if (event.finished && event.source === "uiColumnMoved") tellLayout(); });
      api.addEventListener("columnResized", (event) => {
        if (!event.finished || !String(event.source).startsWith("ui")) return;
        for (const column of event.columns || []) {
          daftar.context.widths = { ...daftar.context.widths, [column.getColId()]: Math.round(column.getActualWidth()) };
        }
        tellLayout();
      });
    },
  };
})();
