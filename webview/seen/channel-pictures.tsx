import { countText } from '../../src/design/words/wording';
import type { PanelChannelPictures } from '../../src/shared/panel-seen';
import type { SeenBox, SeenPicture } from '../../src/shared/seen';
import { valueText } from './map-words';

/** The pictures that excite a channel most, each with the place marked, and that place by itself, enlarged. */
export function ChannelPictures({ found }: { readonly found: PanelChannelPictures }) {
  const { channel, looked, unreadable, pictures } = found;
  const left = unreadable === 0 ? '' : ` ${countText(unreadable, 'picture')} could not be read.`;
  const isField = pictures.some(({ box }) => box?.is === 'field');
  const hasPlaces = pictures.some(({ box }) => box !== null);
  const what = isField
    ? 'The frame holds all that the value depends on.'
    : 'The frame is the cell of the map, brought to the size of the picture: the value depends on more of it, up to all.';
  return (
    <>
      <p className="aside">
        The strongest of {countText(looked, 'picture')} that train.{left} {hasPlaces && what}
      </p>
      <ol className="exciting" aria-label={`Pictures that excite channel ${channel} most`}>
        {pictures.map(({ index, picture, box, file, className, strength }) => (
          <li key={index} title={file}>
            <div className="exciting-places">
              <Framed picture={picture} box={box} alt={altOf(file, box, picture)} />
              {box && <Detail picture={picture} box={box} />}
            </div>
            <span className="class-name">{className}</span>
            <span className="figure">{valueText(strength)}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

function altOf(file: string, box: SeenBox | null, { height, width }: SeenPicture): string {
  if (box === null) return file;
  const share = (at: number, of: number) => Math.round((at / of) * 100);
  const down = share(box.top + box.height / 2, height);
  return `${file}, most ${down} % down and ${share(box.left + box.width / 2, width)} % across`;
}

interface FramedProps {
  readonly picture: SeenPicture;
  readonly box: SeenBox | null;
  readonly alt: string;
}

function Framed({ picture: { address, height, width }, box, alt }: FramedProps) {
  return (
    <span className="framed" style={{ aspectRatio: `${width} / ${height}` }}>
      <img src={address} alt={alt} />
      {box && (
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
          <rect className="under" x={box.left} y={box.top} width={box.width} height={box.height} />
          <rect className="over" x={box.left} y={box.top} width={box.width} height={box.height} />
        </svg>
      )}
    </span>
  );
}

/** What is in the frame, as large as the picture. */
function Detail({ picture, box }: { readonly picture: SeenPicture; readonly box: SeenBox }) {
  return (
    <svg
      className="channel-detail"
      viewBox={`${box.left} ${box.top} ${box.width} ${box.height}`}
      aria-hidden="true"
      focusable="false"
    >
      <image href={picture.address} width={picture.width} height={picture.height} />
    </svg>
  );
}
