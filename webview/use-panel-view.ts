import { useEffect, useState } from 'react';
import type { PanelView, ToPanel } from '../src/messages/panel-messages';
import { send } from './host';
import { wantRevealed } from './layers/reveal';
import { shared } from './shared';

/** The newest view that the editor has sent; null before the first. Older ones that come late are dropped. */
export function usePanelView(): PanelView | null {
  const [view, setView] = useState<PanelView | null>(null);
  useEffect(() => {
    const receive = ({ data }: MessageEvent<ToPanel>) => {
      if (data?.kind === 'revealLayer') wantRevealed(data.layer);
      if (data?.kind !== 'view') return;
      setView((shown) =>
        shown !== null && data.view.revision < shown.revision ? shown : shared(shown, data.view),
      );
    };
    window.addEventListener('message', receive);
    send({ kind: 'ready' });
    return () => window.removeEventListener('message', receive);
  }, []);
  return view;
}
