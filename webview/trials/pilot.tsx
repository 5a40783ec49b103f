import { memo, useState } from 'react';
import { percentText } from '../../src/design/words/wording';
import type { PanelPilot, PanelPilotFound, PanelPilotPair } from '../../src/shared/panel-messages';
import { send } from '../host';
import { Icon } from '../icon';
import { Message } from '../message';
import { Button, Choice } from '../toolkit';

const times = [
  { value: '1', text: '1 min' },
  { value: '5', text: '5 min' },
  { value: '15', text: '15 min' },
  { value: '60', text: '1 h' },
] as const;

/** Fine-tune or not: the button that tries it, how far it is, and what was found, with each seed's pair of results. */
export const Pilot = memo(function Pilot({ pilot }: { readonly pilot: PanelPilot }) {
  const { going, found, failure, hindrance } = pilot;
  const [minutes, setMinutes] = useState<(typeof times)[number]['value']>('5');
  const pairs = going !== null && going.pairs.length > 0 ? going.pairs : (found?.pairs ?? []);
  return (
    <section className="pilot" aria-label="Fine-tune or not?">
      <h2>Fine-tune or not?</h2>
      {found === null && (
        <p className="aside">
          Trains the head alone, and the head first and then the base with it, with several seeds, and judges
          both by images that are held back. On sixteen tasks of 30 to 600 pictures fine-tuning gained a point
          on average, in three to five times the processor’s time; on yours only a trial tells.
        </p>
      )}
      <div className="pilot-row">
        {going === null && (
          <Choice label="Time that it may take" value={minutes} options={times} onChange={setMinutes} />
        )}
        {/* One button, so that it keeps the focus. */}
        <Button
          disabled={going === null ? hindrance !== null : going.stopping}
          onPress={() =>
            send(going === null ? { kind: 'pilot', minutes: Number(minutes) } : { kind: 'stopPilot' })
          }
        >
          {buttonText(pilot)}
        </Button>
        {going !== null && <p className="doing">{going.words}</p>}
      </div>
      {going !== null && (
        <progress
          aria-label="Time of the trials"
          max={1}
          {...(going.done === null ? {} : { value: going.done })}
        />
      )}
      {going === null && hindrance !== null && (
        <p className="aside">
          <Message text={hindrance} />
        </p>
      )}
      {failure !== '' && (
        <p className="failed">
          <Icon name="error" />
          <span role="status">
            <Message text={failure} />
          </span>
        </p>
      )}
      {found && going === null && <Found found={found} />}
      {pairs.length > 0 && <Pairs pairs={pairs} isStale={going === null && found?.stale === true} />}
      {found && going === null && (
        <details>
          <summary>How it was tried</summary>
          <ul aria-label="How it was tried">
            {found.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
});

function buttonText({ going, found }: PanelPilot): string {
  if (going !== null) return going.stopping ? 'Stopping…' : 'Stop trying';
  return found === null ? 'Try it' : 'Try again';
}

function Found({ found: { text, stale, change } }: { readonly found: PanelPilotFound }) {
  return (
    <>
      {stale && (
        <p className="stale">
          <Icon name="warning" />
          <span>The plan or the pictures have changed since; try again.</span>
        </p>
      )}
      <p className={stale ? 'aside' : 'answer'} role="status">
        {text}
      </p>
      {change !== null && (
        <div className="pilot-row">
          {change === '' ? (
            <p className="aside">Your file does so.</p>
          ) : (
            <>
              <Button title={change.replaceAll('`', '')} onPress={() => send({ kind: 'usePilot' })}>
                Use this
              </Button>
              <p className="aside">
                <Message text={change} />
              </p>
            </>
          )}
        </div>
      )}
    </>
  );
}

const width = 100;
const height = 14;
const radius = 4;

/** A line a seed: what was right with the head alone, and fine-tuned. */
function Pairs({ pairs, isStale }: { readonly pairs: readonly PanelPilotPair[]; readonly isStale: boolean }) {
  const shares = pairs.flatMap(({ head, fineTuned }) => [head, fineTuned]);
  const [low, high] = [Math.min(...shares), Math.max(...shares)];
  const room = width - 2 * radius - 2;
  // At least ten points wide, so that one image more or less does not look like a leap.
  const span = Math.max(0.1, high - low);
  const start = Math.min(1 - span, Math.max(0, (low + high - span) / 2));
  const place = (share: number) => radius + 1 + ((share - start) / span) * room;
  return (
    <div className={isStale ? 'pairs old' : 'pairs'}>
      <p className="aside" aria-hidden="true">
        <Dot kind="head" /> the head alone <Dot kind="fine-tuned" /> fine-tuned
      </p>
      <ul aria-label="Right with each seed">
        {pairs.map(({ seed, head, fineTuned }) => (
          <li key={seed}>
            <span>Seed {seed}</span>
            <svg width={width} height={height} aria-hidden="true">
              <line x1={place(head)} x2={place(fineTuned)} y1={height / 2} y2={height / 2} />
              <circle className="head" cx={place(head)} cy={height / 2} r={radius} />
              <circle className="fine-tuned" cx={place(fineTuned)} cy={height / 2} r={radius - 1} />
            </svg>
            <span className="only-spoken">
              the head alone {percentText(head)}, fine-tuned {percentText(fineTuned)}
            </span>
            <span aria-hidden="true">
              {percentText(head)} → {percentText(fineTuned)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Dot({ kind }: { readonly kind: 'head' | 'fine-tuned' }) {
  return (
    <svg width={10} height={10} aria-hidden="true">
      <circle className={kind} cx={5} cy={5} r={kind === 'head' ? radius : radius - 1} />
    </svg>
  );
}
