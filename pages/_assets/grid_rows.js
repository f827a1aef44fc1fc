// The line in which new records are typed. What the server could not make comes back with the reasons.
(() => {
  const daftar = (window.daftar = window.daftar || {});
  let drafts = [];
  let number = 0;

  const empty = () => ({ id: `new:${(number += 1)}`, version: 0, fresh: true });
  const texts = (draft) => Object.fromEntries(daftar.columns().map((column) => column.getColId()).filter((key) => draft[key]).map((key) => [key, draft[key]]));
  const draw = () => daftar.api.setGridOption("pinnedBottomRowData", drafts);

  daftar.drafts = {
    start() {
      if (!daftar.context.creatable) return;
      drafts = [empty()];
      draw();
    },
    keep() { if (!daftar.context.creatable && drafts.length) { drafts = []; draw(); } },
    node(id) {
      const at = drafts.findIndex((one) => one.id === id);
      return at < 0 ? null : daftar.api.getPinnedBottomRow(at);
    },
    at(index) { return drafts[index]; },
    count() { return drafts.length; },
    changed(event) {
      const refused = event.data.refused;
      if (refused) delete refused[event.colDef.field];
      event.api.refreshCells({ rowNodes: [event.node], force: true, suppressFlash: true });
    },
    // Enter: the record is made; the line is free for the next one at once.
    make(index) {
      const draft = drafts[index];
      const given = draft && texts(draft);
      if (!given || !Object.keys(given).length) return false;
      daftar.making(daftar.tell({ kind: "create", texts: given }), draft);
      drafts = drafts.filter((one) => one !== draft);
      if (!drafts.length || Object.keys(texts(drafts[drafts.length - 1])).length) drafts.push(empty());
      draw();
      daftar.focus(drafts.length - 1, daftar.columns()[0], "bottom");
      return true;
    },
    // The server said why not: nothing that was typed is lost.
    back(draft, reasons) {
      drafts = [{ ...draft, refused: reasons }, ...drafts];
      draw();
      const first = daftar.columns().find((column) => reasons[column.getColId()]) || daftar.columns()[0];
      if (document.hasFocus() && !daftar.isEditing()) daftar.focus(0, first, "bottom");
    },
    drop(index) {
      drafts = drafts.filter((_, at) => at !== index);
      if (!drafts.length) drafts = [empty()];
      draw();
    },
  };
})();
