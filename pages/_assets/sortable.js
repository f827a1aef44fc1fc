// Things in an order that people change: dragged by their handle, or moved with the arrow keys while it has the focus.
// The things are the children of a list with a data-key; the order is told when it is another than before.
class Sortable {
  constructor(list, { rtl, words, moved, aloud }) {
    Object.assign(this, { list, rtl, words, moved, aloud });
    list.addEventListener("pointerdown", (event) => this.take(event));
    list.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) list.addEventListener(end, () => this.drop());
    list.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("touchmove", (event) => this.item && event.preventDefault(), { passive: false });
  }

  order() {
    return [...this.list.children].map((one) => one.dataset.key);
  }

  take(event) {
    const handle = event.target.closest(".handle");
    if (!handle || event.button) return;
    event.preventDefault();
    handle.focus();
    handle.setPointerCapture(event.pointerId);
    this.item = handle.closest("[data-key]");
    this.before = this.order();
    this.item.classList.add("dragged");
  }

  drag(event) {
    if (!this.item) return;
    const { clientX: x, clientY: y } = event;
    const over = [...this.list.children].find((one) => {
      const box = one.getBoundingClientRect();
      return one !== this.item && x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
    });
    if (!over) return;
    const [mine, box] = [this.item.getBoundingClientRect(), over.getBoundingClientRect()];
    const beside = Math.min(mine.bottom, box.bottom) - Math.max(mine.top, box.top) > Math.min(mine.height, box.height) / 2;
    const behind = beside ? (x > (box.left + box.right) / 2) !== this.rtl : y > (box.top + box.bottom) / 2;
    const place = behind ? over.nextElementSibling : over;
    if (place !== this.item && place !== this.item.nextElementSibling) this.list.insertBefore(this.item, place);
  }

  drop() {
    if (!this.item) return;
    this.item.classList.remove("dragged");
    this.item = null;
    this.tell();
  }

  key(event) {
    const handle = event.target.closest(".handle");
    if (!handle) return;
    if (event.key === "Escape" && this.item) {
      event.preventDefault();
      const items = new Map([...this.list.children].map((one) => [one.dataset.key, one]));
      this.list.append(...this.before.map((key) => items.get(key)));
      this.drop();
      return;
    }
    const forward = this.rtl ? "ArrowLeft" : "ArrowRight";
    const back = this.rtl ? "ArrowRight" : "ArrowLeft";
    const by = { [forward]: 1, ArrowDown: 1, [back]: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const item = handle.closest("[data-key]");
    const other = by > 0 ? item.nextElementSibling : item.previousElementSibling;
    if (!other) return;
    this.before = this.order();
    if (by > 0) other.after(item);
    else other.before(item);
    handle.focus();
    this.tell();
  }

  tell() {
    const order = this.order();
    if (String(order) === String(this.before)) return;
    const at = order.findIndex((key, place) => key !== this.before[place]);
    this.aloud.textContent = this.words.moved.replace("#", at + 1).replace("#", order.length);
    this.moved(order);
  }
}
