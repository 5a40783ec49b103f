import { memo } from 'react';
import type { PanelGuide } from '../../src/shared/panel-messages';
import { send } from '../host';
import { Message } from '../message';
import { Button } from '../toolkit';

/** Which case fits these images, and why. */
export const SuggestedCase = memo(function SuggestedCase({ guide }: { readonly guide: PanelGuide }) {
  const { suggested, name, reasons, applied, canApply } = guide;
  return (
    <section className="suggested" aria-label="Suggested case">
      <h2>
        Case {suggested}: {name}
      </h2>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>
            <Message text={reason} />
          </li>
        ))}
      </ul>
      {applied !== null && applied !== suggested && (
        <p className="differs">The file follows case {applied} now.</p>
      )}
      <div>
        <Button disabled={!canApply} onPress={() => send({ kind: 'applySuggestion' })}>
          Apply suggestion
        </Button>
        {!canApply && <span className="aside">The file already says so.</span>}
      </div>
    </section>
  );
});
