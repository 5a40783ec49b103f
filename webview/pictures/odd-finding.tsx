import { memo } from 'react';
import type { PanelOddFinding, PanelOddPicture } from '../../src/shared/panel-messages';
import { send } from '../host';
import { Icon } from '../icon';
import { Button } from '../toolkit';
import { useOddThumbnail } from './odd-thumbnails';

/** A finding: its pictures, those that are most like them, what is odd, and what can be done about it. */
export const OddFinding = memo(function OddFinding({ finding }: { readonly finding: PanelOddFinding }) {
  const { id, words, pictures, nearest, nearestWords, moveTo, canLeaveOut } = finding;
  const [first] = pictures;
  return (
    <li className="odd-finding">
      <div className="odd-row">
        {pictures.map((picture) => (
          <figure key={picture.file}>
            <Picture picture={picture} />
            <figcaption title={picture.className}>{picture.className}</figcaption>
          </figure>
        ))}
        {nearest.length > 0 && (
          <div className="odd-nearest">
            <span className="aside">{nearestWords}</span>
            <ul aria-label={nearestWords}>
              {nearest.map((picture) => (
                <li key={picture.file}>
                  <figure>
                    <Picture picture={picture} />
                    <figcaption title={picture.className}>{picture.className}</figcaption>
                  </figure>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
      <p>{words}</p>
      <div className="odd-actions">
        {moveTo !== null && first && (
          <Button
            label={`Move to ${moveTo}: ${first.file}`}
            onPress={() => send({ kind: 'moveToClass', file: first.file, className: moveTo })}
          >
            Move to {moveTo}
          </Button>
        )}
        {canLeaveOut &&
          pictures.map(({ file, className }, at) => (
            <Button
              key={file}
              title="Moves the file to a folder beside the images, which nothing reads. It can be undone."
              label={`${leaveOutText(pictures, at)}: ${file} (${className})`}
              onPress={() => send({ kind: 'leaveOut', file })}
            >
              {leaveOutText(pictures, at)}
            </Button>
          ))}
        <Button
          title="Leaves everything as it is, and tells this no more."
          label={`Keep: ${pictures.map(({ file }) => file).join(', ')}`}
          onPress={() => send({ kind: 'keepOdd', id })}
        >
          Keep
        </Button>
      </div>
    </li>
  );
});

function leaveOutText(pictures: readonly PanelOddPicture[], at: number): string {
  return pictures.length === 1 ? 'Leave out' : `Leave out the ${at === 0 ? 'first' : 'second'}`;
}

function Picture({ picture: { file, words } }: { readonly picture: PanelOddPicture }) {
  const thumbnail = useOddThumbnail(file);
  if (thumbnail === undefined)
    return <span className="thumbnail" role="img" aria-label={words} title={words} />;
  const { address, reason } = thumbnail;
  if (address !== null) return <img className="thumbnail" src={address} alt={words} title={words} />;
  const missing = `${words}: ${reason ?? 'there is no picture of it.'}`;
  return (
    <span className="thumbnail missing" role="img" aria-label={missing} title={missing}>
      <Icon name="warning" />
    </span>
  );
}
