import { useId, useMemo, useState } from 'react';
import { percentText } from '../../src/design/words/wording';
import type { EvidenceKey } from '../../src/shared/panel-seen';
import type { ClassEvidence, Evidence } from '../../src/shared/seen';
import { Button } from '../toolkit';
import { HeatPicture } from './heat-picture';
import { askForEvidence, forgetEvidence, useEvidence } from './kept-seen';
import { tileColors } from './map-canvas';
import { placeWords, valueText } from './map-words';

interface WhyProps {
  readonly of: EvidenceKey;
  /** What the picture is called, for the button's name. */
  readonly name: string;
  /** The class that is explained at first; the likeliest where there is none of that name. */
  readonly className?: string;
  readonly onAsk: () => void;
}

/** Where in a picture an answer comes from, once that is asked for. */
export function Why({ of, name, className, onAsk }: WhyProps) {
  const known = useEvidence(of);
  const isShown = known !== undefined;
  return (
    <div className="why">
      <Button
        label={`Why? Show where in ${name} the answer comes from`}
        pressed={isShown}
        onPress={() => (isShown ? forgetEvidence(of) : askForEvidence(of, onAsk))}
      >
        Why?
      </Button>
      <div aria-live="polite">
        {known === 'waits' && <p className="aside">Taking the picture apart …</p>}
        {typeof known === 'object' && 'reason' in known && <p className="failure">{known.reason}</p>}
      </div>
      {typeof known === 'object' && 'classes' in known && (
        <Shown evidence={known} name={name} className={className} />
      )}
    </div>
  );
}

interface ShownProps {
  readonly evidence: Evidence;
  readonly name: string;
  readonly className: string | undefined;
}

function Shown({ evidence, name, className }: ShownProps) {
  const choose = useId();
  const { classes, picture, places, layer } = evidence;
  const [chosen, setChosen] = useState(className);
  const one = classes.find((each) => each.name === chosen) ?? classes[0];
  const colors = useMemo(() => (one ? tileColors(one.tiles) : null), [one]);
  if (one === undefined || colors === null) return null;
  return (
    <div className="evidence">
      <HeatPicture
        picture={picture}
        alt={`${name}: what speaks most for ${one.name} lies ${strongestWords(one, places)}`}
        heat={{ places, colors }}
        of={one.name}
      />
      <div>
        <div className="choose-class">
          <label htmlFor={choose}>What speaks for</label>
          <select
            id={choose}
            value={one.name}
            onChange={({ currentTarget }) => setChosen(currentTarget.value)}
          >
            {classes.map((each) => (
              <option key={each.name} value={each.name}>
                {each.name}
              </option>
            ))}
          </select>
        </div>
        <p className="aside legend">
          <span className="for">for</span> <span className="against">against</span>
        </p>
        <p>{evidenceSentence(one)}</p>
        <p className="aside">
          Taken apart at {layer}, in {places[0]} × {places[1]} tiles.
        </p>
      </div>
    </div>
  );
}

function strongestWords({ tiles }: ClassEvidence, places: Evidence['places']): string {
  const strongest = tiles.indexOf(Math.max(...tiles));
  return placeWords([Math.floor(strongest / places[1]), strongest % places[1]], places);
}

/** The number that is explained, and what of it the tiles take. */
function evidenceSentence({ name, probability, lead, tiles }: ClassEvidence): string {
  const most = Math.max(...tiles);
  const signed = lead < 0 ? `${valueText(-lead)} below` : `${valueText(lead)} above`;
  const taken =
    most > 0 ? `Without its strongest tile it falls by ${valueText(most)}.` : 'No tile speaks for it.';
  return `${name} has ${percentText(probability)}: its score is ${signed} the mean of all classes. ${taken}`;
}
