import { countText } from '../../src/design/words/wording';
import type { PanelRun } from '../../src/shared/panel-messages';
import type { WrongImage } from '../../src/shared/run-events';
import { send } from '../host';
import { percent } from '../number-text';
import { Why } from '../seen/why';

/** More would only be scrolled past; the report has them all. */
const mostShown = 24;

interface WrongPicturesProps {
  /** Of the run. */
  readonly folder: string;
  readonly wrong: readonly WrongImage[];
  readonly pictures: PanelRun['pictures'];
}

/** The images that went wrong, the surest mistakes first. */
export function WrongPictures({ folder, wrong, pictures }: WrongPicturesProps) {
  if (wrong.length === 0) return <p className="aside">No image went wrong.</p>;
  const shown = wrong.toSorted((a, b) => b.probability - a.probability).slice(0, mostShown);
  const rest = wrong.length - shown.length;
  return (
    <>
      <h3>{countText(wrong.length, 'image')} went wrong</h3>
      <ul className="wrong">
        {shown.map((image) => (
          <li key={image.file} title={image.file}>
            <Picture image={image} address={pictures[image.file]} />
            <span>is {image.label}</span>
            <span className="aside">
              said {image.predicted} {percent(image.probability)}
            </span>
            <Why
              of={`wrong ${folder} ${image.file}`}
              name={image.file}
              className={image.predicted}
              onAsk={() => send({ kind: 'explainWrong', folder, file: image.file })}
            />
          </li>
        ))}
      </ul>
      {rest > 0 && <p className="aside">And {countText(rest, 'more', 'more')}, in the report.</p>}
    </>
  );
}

function Picture({ image, address }: { readonly image: WrongImage; readonly address: string | undefined }) {
  if (address === undefined) return <span className="no-picture">{image.file.split('/').at(-1)}</span>;
  return <img src={address} alt={image.file} loading="lazy" />;
}
