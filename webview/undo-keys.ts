import { send } from './host';

/** While the panel has the focus, the editor does not see Ctrl+Z: it is passed on. Fields keep their own undo. */
export function passOnUndo(): void {
  window.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || isField(event.composedPath()[0])) return;
    const key = event.key.toLowerCase();
    if (key === 'z') send({ kind: event.shiftKey ? 'redo' : 'undo' });
    else if (key === 'y' && !event.shiftKey) send({ kind: 'redo' });
    else return;
    event.preventDefault();
  });
}

function isField(target: EventTarget | undefined): boolean {
  return target instanceof HTMLInputElement && target.type === 'text';
}
