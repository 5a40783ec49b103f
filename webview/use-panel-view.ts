import { useEffect, useState } from 'react';
import type { KeptPanel, PanelView, ToPanel } from '../src/shared/panel-messages';
import { takeCard } from './card/described';
import { changed } from './changed';
import { takeFailure, takeLayouts } from './drawing/kept-layouts';
import { firstMessages, keep, send } from './host';
import { wantRevealed } from './layers/reveal';
import { showPart } from './parts';
import { takeThumbnails } from './pictures/kept-thumbnails';
import { answered } from './pressed';
import { showTryIt } from './run/try-it';
import { forgetEvidenceOfOthers, showSeen, takeSeen } from './seen/kept-seen';
import { shared } from './shared';

/** The newest view that the editor has sent; null before the first. */
export function usePanelView(): PanelView | null {
  const [first] = useState(() => firstMessages().reduce(viewAfter, null));
  const [view, setView] = useState(first);
  useEffect(() => {
    let newest = first;
    const receive = ({ data }: MessageEvent<ToPanel>) => {
      newest = viewAfter(newest, data);
      setView(newest);
    };
    window.addEventListener('message', receive);
    send({ kind: 'ready', revision: newest?.revision ?? 0 });
    return () => window.removeEventListener('message', receive);
  }, [first]);
  useEffect(() => (view === null ? undefined : whenPainted(() => tellDrawn(view))), [view]);
  const { path, pinned } = view ?? {};
  useEffect(() => {
    if (path !== undefined) forgetEvidenceOfOthers(path);
    if (path !== undefined && pinned !== undefined) keep({ panel: { path, pinned } } satisfies KeptPanel);
  }, [path, pinned]);
  return view;
}

function tellDrawn({ revision }: PanelView): void {
  send({ kind: 'drawn', revision });
}

/** Calls when the frame that shows the present state has been painted. @returns what keeps it from calling */
function whenPainted(call: () => void): () => void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = call;
  const waiting = requestAnimationFrame(() => port2.postMessage(null));
  return () => {
    cancelAnimationFrame(waiting);
    port1.close();
  };
}

/** The view after a message. One that is older than `view` and comes late is dropped. */
function viewAfter(view: PanelView | null, message: ToPanel): PanelView | null {
  if (message?.kind === 'revealLayer') {
    showPart('Network');
    wantRevealed(message.layer);
  }
  if (message?.kind === 'showTryIt') showTryIt();
  if (message?.kind === 'showSeen') {
    showPart('Network');
    showSeen(message.layer);
  }
  if (message?.kind === 'seen') takeSeen(message.path, message.seen);
  if (message?.kind === 'answered') answered(message.intent);
  if (message?.kind === 'described') takeCard(message.layers, message.card);
  if (message?.kind === 'layouts') takeLayouts(message.layouts);
  if (message?.kind === 'noLayout') takeFailure(message.drawing, message.reason);
  if (message?.kind === 'thumbnails') takeThumbnails(message);
  if (message?.kind === 'view' && !(view !== null && message.view.revision < view.revision))
    return shared(view, message.view);
  if (message?.kind === 'viewChange') {
    if (view?.revision === message.from) return changed(view, message.change);
    // Where the view that it changes is not there, all of it is asked for.
    send({ kind: 'ready', revision: view?.revision ?? 0 });
  }
  return view;
}
