"""What is done in a grid is carried out here, in the order in which it was done, each deed once.

A run may be cut short wherever it looks at the session, and the next one begins while it still goes on. A deed is
therefore stored and noted in the ledger with nothing between the two, by one run at a time; what is said about it comes
after.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import _session
from _session import t, tn
from _ui import conflict, grid, messages, twins
from crm_core.base.errors import Conflict, DaftarError, Invalid
from crm_core.fields import CATALOGUE, block
from crm_core.fields import records as core
from crm_core.trust.history import undone_by
from crm_core.trust.undo import undo
from crm_core.trust.unit_of_work import Work

Held = tuple[str, str, grid.Ledger]
"""The entity, the grid's key, its ledger."""


Doers = Mapping[type[Any], Callable[[Held, Any], None]]
"""What is done for each kind of deed."""


def carry_out(entity: str, event: grid.GridEvent, key: str, doers: Doers | None = None) -> None:
    """Store everything that was done since the last run; `doers`: how, where the rows are no records of an entity."""
    deeds: list[grid.Deed] = sorted([*event.edits, *event.deeds], key=lambda deed: deed.n)
    if not deeds:
        return
    ledger = grid.ledger(key)
    for deed in deeds:
        with ledger.lock:
            if not deed.n or deed.n > ledger.done:
                (doers or _DOERS)[type(deed)]((entity, key, ledger), deed)


def cell_of(edit: grid.CellEdit) -> block.Cell:
    """A cell as the core takes it."""
    return block.Cell(edit.id, edit.version, edit.field, edit.old, edit.new)


def _edit(held: Held, edit: grid.CellEdit) -> None:
    entity, key, ledger = held
    done = _stored(lambda w: block.store(w, entity, [cell_of(edit)], kind="edit"))
    ledger.did(edit.n, done.change_set_id)
    if done.left:
        ledger.leave(edit.id, edit.field)
        _left(held, edit, done.left[0].why)
        return
    ledger.take(edit.id, edit.field)
    grid.accept(key, edit)
    if done.change_set_id is not None:
        saved = t("{field} saved.", field=t(CATALOGUE[entity][edit.field].label))
        alike = _session.read(twins.hint, entity, edit.id, edit.field)
        messages.did(f"{saved} {alike}".strip(), undo=done.change_set_id)


def _left(held: Held, edit: grid.CellEdit, why: DaftarError) -> None:
    """Say why a cell was not stored; what cannot be read stays in it."""
    entity, key, _ledger = held
    sentence = why.say(_session.locale())
    if isinstance(why, Conflict):
        (item,) = why.items
        conflict.remember(why, {_field_of(entity, item.field): item.mine})
    elif isinstance(why, Invalid):
        grid.refuse(key, edit, sentence)
        messages.refuse(sentence)
    else:
        messages.refuse(f"{t(CATALOGUE[entity][edit.field].label)}: {sentence}")


def _field_of(entity: str, kept: str) -> str:
    """The key of the field that is kept in this column or part."""
    known = CATALOGUE[entity]
    return next((one.key for one in known.values() if kept in (one.column, one.key)), kept)


def _block(held: Held, deed: grid.CellBlock) -> None:
    """Cells that were filled or cleared are stored together; a paste is looked at first."""
    entity, _key, ledger = held
    if deed.kind == "paste":
        ledger.waiting = deed
        ledger.did(deed.n)
        return
    done = _stored(lambda w: block.store(w, entity, [cell_of(cell) for cell in deed.cells]))
    ledger.did(deed.n, done.change_set_id)
    for one in deed.cells:
        ledger.take(one.id, one.field)
    for left in done.left:
        ledger.leave(left.id or 0, left.field)
    tell(done)


def _stored(store: Callable[[Work], block.Outcome]) -> block.Outcome:
    """What a transaction did; what hinders all of it is told like what hinders a cell."""
    try:
        with _session.work() as w:
            return store(w)
    except DaftarError as wrong:
        return block.Outcome(left=[block.Left("", None, wrong)])


def tell(done: block.Outcome) -> None:
    """Say what a block did."""
    said = []
    if done.changes:
        cells = tn("{n} cell", "{n} cells", len(done.changes))
        said.append(tn("{cells} of {n} record changed.", "{cells} of {n} records changed.", done.records, cells=cells))
    if done.made:
        said.append(tn("{n} record added.", "{n} records added.", len(done.made)))
    if done.left:
        why = done.left[0].why.say(_session.locale())
        said.append(tn("{n} cell was left: {why}", "{n} cells were left: {why}", len(done.left), why=why))
    if done.change_set_id is not None:
        messages.did(" ".join(said), undo=done.change_set_id)
    elif said:
        messages.refuse(" ".join(said))
    else:
        messages.did(t("Nothing differs from what is stored."))


def _create(held: Held, deed: grid.NewRecord) -> None:
    entity, _key, ledger = held
    locale = _session.locale()
    done = _stored(lambda w: block.store(w, entity, [], [block.NewRow(0, deed.texts)], kind="create"))
    if not done.made:
        ledger.unmade[deed.n] = {left.field: left.why.say(locale) for left in done.left}
    ledger.did(deed.n, done.change_set_id, [deed.texts] if done.made else ())
    if done.made and not done.left:
        name = next((text for text in deed.texts.values() if text), "")
        messages.did(t("Added: {name}", name=name), undo=done.change_set_id)
    elif done.made:
        tell(done)
    else:
        messages.refuse(done.left[0].why.say(locale))


def _remove(held: Held, deed: grid.Removal) -> None:
    entity, _key, ledger = held
    try:
        with _session.work() as w:
            done = core.delete(w, entity, deed.ids)
    except DaftarError as refusal:
        ledger.did(deed.n)
        messages.refuse(refusal.say(_session.locale()))
        return
    ledger.did(deed.n, done.change_set_id if done.changed else None)
    sentence = tn("{n} record is in the bin.", "{n} records are in the bin.", done.changed)
    if done.refused:
        left = tn("{n} record is not yours to change.", "{n} records are not yours to change.", len(done.refused))
        sentence = f"{sentence} {left}"
    messages.did(sentence, undo=done.change_set_id if done.changed else None)


def step(held: Held, deed: grid.Step) -> None:
    """One step back or forth in what was done in this grid."""
    _entity, _key, ledger = held
    conflicts: int | None = None
    refusal: DaftarError | None = None
    try:
        conflicts = _back(ledger) if deed.back else _forth(held)
    except DaftarError as wrong:
        refusal = wrong
    ledger.did(deed.n)
    if refusal is not None:
        messages.refuse(refusal.say(_session.locale()))
    elif conflicts is None:
        messages.did(t("Nothing to undo here.") if deed.back else t("Nothing to redo here."))
    elif conflicts:
        messages.refuse(
            tn(
                "Undone, except {n} record that somebody changed since.",
                "Undone, except {n} records that somebody changed since.",
                conflicts,
            )
        )
    else:
        messages.did(t("Undone.") if deed.back else t("Done again."))


def _back(ledger: grid.Ledger) -> int | None:
    """Undo the newest that is not undone yet; gives how many records could not go back, None for nothing to undo."""
    while ledger.undo:
        number = ledger.undo[-1]
        with _session.work() as w:
            inverse = undone_by(w, number)
            undone = undo(w, number) if inverse is None else None
        ledger.undo.pop()
        ledger.redo.append((undone.undo_set_id if undone else inverse or 0, ledger.made.get(number, ())))
        if undone is not None:
            return len(undone.conflicts)
    return None


def _forth(held: Held) -> int | None:
    """Do again what was undone last: the inverse of its undo, and records that were made are made again."""
    entity, _key, ledger = held
    if not ledger.redo and not _take_up(ledger):
        return None
    number, rows = ledger.redo[-1]
    with _session.work() as w, w.changing("bulk_edit") as change_set:
        undone = undo(w, number)
        if rows:
            block.store(w, entity, [], [block.NewRow(at, texts) for at, texts in enumerate(rows)])
        again = change_set.id
    ledger.redo.pop()
    ledger.undo.append(again)
    ledger.made[again] = rows
    return max(0, len(undone.conflicts) - len(rows))


def _take_up(ledger: grid.Ledger) -> bool:
    """Whether the newest was taken back by its message; then it can be done again by key."""
    if not ledger.undo:
        return False
    with _session.work() as w:
        inverse = undone_by(w, ledger.undo[-1])
    if inverse is None:
        return False
    number = ledger.undo.pop()
    ledger.redo.append((inverse, ledger.made.get(number, ())))
    return True


_DOERS: Doers = {
    grid.CellEdit: _edit,
    grid.CellBlock: _block,
    grid.NewRecord: _create,
    grid.Removal: _remove,
    grid.Step: step,
}
