import { memo } from 'react';
import type { PanelGuide } from '../../src/shared/panel-messages';
import { send } from '../host';
import { Message } from '../message';
import { Button } from '../toolkit';

/** Which case fits these images and why, and what the file does. */
export const SuggestedCase = memo(function SuggestedCase({ guide }: { readonly guide: PanelGuide }) {
  const { suggested, name, reasons, yours } = guide;
  const { trains, differs, canGoBack } = yours;
  return (
    <section className="suggested" aria-label="Suggested case">
      <h2>
        Suggested: case {suggested}, {name}
      </h2>
      {trains !== null && (
        <p className={differs.length > 0 ? 'yours differs' : 'yours'}>
          <strong>Your file:</strong> trains <Message text={trains} />
          {differs.length === 0 && <span className="aside">, as is suggested</span>}
        </p>
      )}
      {differs.length > 0 && <Sentences sentences={differs} label="What your file does otherwise" />}
      {canGoBack && (
        <div>
          <Button onPress={() => send({ kind: 'applySuggestion' })}>Back to the suggestion</Button>
        </div>
      )}
      <h3>Why case {suggested}</h3>
      <Sentences sentences={reasons} label={`Why case ${suggested}`} />
    </section>
  );
});

interface SentencesProps {
  readonly sentences: readonly string[];
  readonly label: string;
}

function Sentences({ sentences, label }: SentencesProps) {
  return (
    <ul aria-label={label}>
      {sentences.map((sentence) => (
        <li key={sentence}>
          <Message text={sentence} />
        </li>
      ))}
    </ul>
  );
}
