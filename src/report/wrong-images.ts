import { count, counted, percent } from '../design/words/number-text';
import type { WrongImage } from '../shared/run-events';
import { html, type Markup, nameMarkup, section } from './html';
import { judgedSets, type ReportInputs, wrongImagesShown } from './report-inputs';

/** The images that went wrong, the surest mistakes first: they often show a wrong label or a class too many. */
export function wrongImages({ record, thumbnails }: ReportInputs): Markup | null {
  const set = judgedSets(record.result)[0];
  if (!set) return null;
  const all = set.evaluation.wrong.length;
  const shown = wrongImagesShown(record.result);
  if (all === 0) return section('wrong', 'What went wrong', html`<p>None of the ${set.name} images did.</p>`);
  const some = all > shown.length ? ` Here are the first ${count(shown.length)}.` : '';
  return section(
    'wrong',
    'What went wrong',
    html`<p>${counted(all, `${set.name} image`)} went wrong, the surest mistakes first.${some} A sure mistake is often a wrong label.</p>
<ul class="pictures">${shown.map((wrong) => picture(wrong, thumbnails.get(wrong.file)))}</ul>`,
  );
}

function picture(wrong: WrongImage, thumbnail: string | undefined): Markup {
  const image = isPicture(thumbnail)
    ? html`<img src="${thumbnail}" alt="${wrong.file}" width="112" height="112" loading="lazy">`
    : html`<span class="no-picture">no picture</span>`;
  return html`<li><figure>${image}<figcaption>
<span class="said">said ${nameMarkup(wrong.predicted)} <span class="number">${percent(wrong.probability)}</span></span>
<span class="is">is ${nameMarkup(wrong.label)}</span>
<span class="file">${nameMarkup(wrong.file)}</span></figcaption></figure></li>`;
}

/** Only pictures carried in the page itself; anything else (an address, a script, SVG) is not put in. */
function isPicture(thumbnail: string | undefined): thumbnail is string {
  return (
    thumbnail !== undefined &&
    /^data:image\/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/]+={0,2}$/.test(thumbnail)
  );
}
