import { countText } from '../../src/design/words/wording';
import type { PanelImageCheck } from '../../src/shared/panel-messages';
import { send } from '../host';
import { Icon } from '../icon';
import { Button } from '../toolkit';

interface ImageCheckProps {
  readonly check: PanelImageCheck;
  readonly images: number;
}

/** What decoding all pictures has shown, or that it has not been done, with the button for it. */
export function ImageCheck({ check, images }: ImageCheckProps) {
  const { state, words, done, found, canBegin } = check;
  const icon = state === 'checked' ? (found.length > 0 ? 'warning' : 'check') : 'information';
  return (
    <div className="image-check">
      <p className={icon}>
        <Icon name={icon} />
        <span role="status">{words}</span>
      </p>
      {state === 'checking' && (
        <progress aria-label="Pictures checked" max={1} {...(done === null ? {} : { value: done })} />
      )}
      {(canBegin || state === 'checking') && (
        <Button onPress={() => send({ kind: state === 'checking' ? 'stopChecking' : 'checkImages' })}>
          {state === 'checking' ? 'Stop checking' : `Check ${countText(images, 'picture')}`}
        </Button>
      )}
      {found.length > 0 && (
        <details>
          <summary>What was found</summary>
          <ul aria-label="What was found">
            {found.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
