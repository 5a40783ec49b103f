import { memo } from 'react';
import { count } from '../../src/design/words/number-text';
import { countText } from '../../src/design/words/wording';
import type { PanelClass, PanelThumbnail } from '../../src/shared/panel-messages';
import { Icon, type IconName } from '../icon';
import { useThumbnails } from './kept-thumbnails';

interface ClassCardProps {
  readonly one: PanelClass;
  readonly isShown: boolean;
  /** Its place among all that are listed, from 1 on. */
  readonly place: number;
  readonly places: number;
}

/** A class: its name, how many images it has, what is wrong with some, and a few of them. */
export const ClassCard = memo(function ClassCard({ one, isShown, place, places }: ClassCardProps) {
  const { name, images, unreadable, copies } = one;
  return (
    <li className="class-card" aria-posinset={place} aria-setsize={places}>
      <div className="class-head">
        <strong title={name}>{name}</strong>
        <Mark icon="warning" many={unreadable} words={`${countText(unreadable, 'picture')} can’t be read`} />
        <Mark
          icon="copies"
          many={copies}
          words={`${countText(copies, 'picture stands', 'pictures stand')} in another class, or on another side of the split, as well`}
        />
        <span className="aside">
          {count(images)}
          <span className="only-spoken"> {images === 1 ? 'picture' : 'pictures'}</span>
        </span>
      </div>
      {isShown && <Thumbnails name={name} images={images} />}
    </li>
  );
});

interface MarkProps {
  readonly icon: IconName;
  readonly many: number;
  readonly words: string;
}

function Mark({ icon, many, words }: MarkProps) {
  if (many === 0) return null;
  return (
    <span className={`mark ${icon}`} title={words}>
      <Icon name={icon} />
      <span aria-hidden="true">{count(many)}</span>
      <span className="only-spoken">{words}</span>
    </span>
  );
}

const most = 4;

function Thumbnails({ name, images }: { readonly name: string; readonly images: number }) {
  const thumbnails = useThumbnails(name);
  const places = Array.from({ length: Math.min(most, images) }, (_, index) => index);
  return (
    <div className="thumbnails">
      {thumbnails
        ? thumbnails.map((one) => <Picture key={one.file} one={one} />)
        : places.map((place) => <span key={place} className="thumbnail" />)}
    </div>
  );
}

function Picture({ one: { file, address, reason } }: { readonly one: PanelThumbnail }) {
  if (address !== null) return <img className="thumbnail" src={address} alt={file} title={file} />;
  const words = `${file}: ${reason ?? 'there is no picture of it.'}`;
  return (
    <span className="thumbnail missing" role="img" aria-label={words} title={words}>
      <Icon name="warning" />
    </span>
  );
}
