import { useId, useState } from 'react';
import type { PanelPictures } from '../../src/shared/panel-messages';
import type { SeenLayerName } from '../../src/shared/panel-seen';
import { send } from '../host';
import { useThumbnails, useWantedClass } from '../pictures/kept-thumbnails';
import { Button } from '../toolkit';
import { seeLayer } from './kept-seen';

interface PictureChoiceProps {
  readonly path: string;
  readonly of: SeenLayerName;
  /** Null where no images are known. */
  readonly pictures: Pick<PanelPictures, 'classes' | 'look' | 'notShown'> | null;
  /** The training image that is looked at; empty for another. */
  readonly file: string;
}

/** Which picture the layer is given: one of the user's own, by class, or any. */
export function PictureChoice({ path, of, pictures, file }: PictureChoiceProps) {
  const choose = useId();
  const classes = pictures?.classes ?? [];
  const [chosen, setChosen] = useState<string>();
  const className = classes.some(({ name }) => name === chosen) ? chosen : classes[0]?.name;
  useWantedClass(path, pictures?.look ?? 0, className);
  const thumbnails = useThumbnails(className ?? '') ?? [];
  return (
    <div className="picture-choice">
      {classes.length > 0 && (
        <div className="choose-class">
          <label htmlFor={choose}>Your pictures of</label>
          <select
            id={choose}
            value={className}
            onChange={({ currentTarget }) => setChosen(currentTarget.value)}
          >
            {classes.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </div>
      )}
      <div className="thumbnails">
        {thumbnails.map(({ file: one, address }) =>
          address === null ? null : (
            <button
              key={one}
              type="button"
              className="quiet"
              aria-pressed={one === file}
              aria-label={`Look at ${one}`}
              title={one}
              onClick={() => seeLayer(of.layer, one)}
            >
              <img className="thumbnail" src={address} alt="" />
            </button>
          ),
        )}
      </div>
      <div className="zone-buttons">
        <Button onPress={() => send({ kind: 'pickSeen', ...of })}>Choose another picture</Button>
        <span className="aside">or drop one here</span>
      </div>
    </div>
  );
}
