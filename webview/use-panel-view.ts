import { useEffect, useState } from 'react';
import type { PanelView, ToPanel } from '../src/messages/panel-messages';
import { changed } from './changed';
import { takeLayouts } from './drawing/kept-layouts';
import { send } from './host';
import { wantRevealed } from './layers/reveal';
import { shared } from './shared';

/** The newest view that the editor has sent; null before the first. Older ones that come late are dropped. */
export function usePanelView(): PanelView | null {
  const [view, setView] = useState<PanelView | null>(null);
  useEffect(() => {
    let newest: PanelView | null = null;
    const receive = ({ data }: MessageEvent<ToPanel>) => {
      if (data?.kind === 'revealLayer') wantRevealed(data.layer);
      if (data?.kind === 'layouts') takeLayouts(data.layouts);
      if (data?.kind === 'view' && !(newest !== null && data.view.revision < newest.revision))
        newest = shared(newest, data.view);
      if (data?.kind === 'viewChange') {
        // Where the view that it changes is not there, all of it is asked for.
        if (newest?.revision === data.from) newest = changed(newest, data.change);
        else send({ kind: 'ready' });
      }
      setView(newest);
    };
    window.addEventListener('message', receive);
    send({ kind: 'ready' });
    return () => window.removeEventListener('message', receive);
  }, []);
  return view;
}
