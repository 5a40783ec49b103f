import { isWeak, noneOfThese, weakWords } from '../../src/design/words/weak-answers';
import { percent } from '../number-text';

/** How many classes are shown at once; the others on demand. */
const shownAtOnce = 6;

/**
 * The answer for one picture as a card.
 * @param weakBelow the probability below which an answer is none of the classes, where the model has one
 */
export function answerCard(
  name: string,
  picture: string,
  classes: readonly string[],
  probabilities: Float32Array,
  weakBelow: number | undefined,
): { card: HTMLElement; answer: string } {
  const ranked = [...probabilities]
    .map((share, place) => ({ share, name: classes[place] ?? `class ${place + 1}` }))
    .sort((one, other) => other.share - one.share);
  const [best] = ranked;
  const isNone = best !== undefined && isWeak(best.share, weakBelow);
  const likeliest = best === undefined ? '' : `${best.name}, ${percent(best.share, 1)}`;
  const answer = isNone ? noneOfThese : likeliest;
  const card = element('article');
  const image = element('img');
  image.src = picture;
  image.alt = '';
  const words = element('p', answer);
  words.className = 'answer';
  card.append(image, element('h2', name), words);
  if (isNone && weakBelow !== undefined) card.append(whyNone(weakBelow));
  card.append(list(ranked.slice(0, shownAtOnce)));
  if (ranked.length > shownAtOnce) {
    const details = element('details');
    details.append(
      element('summary', `The other ${ranked.length - shownAtOnce}`),
      list(ranked.slice(shownAtOnce)),
    );
    card.append(details);
  }
  return { card, answer };
}

function whyNone(weakBelow: number): HTMLElement {
  const why = element('p', `That is, ${weakWords(weakBelow)}`);
  why.className = 'why';
  return why;
}

/** A picture that could not be read. */
export function faultCard(name: string, reason: string): HTMLElement {
  const card = element('article');
  const words = element('p', reason);
  words.className = 'fault';
  card.append(element('span'), element('h2', name), words);
  return card;
}

function list(ranked: readonly { readonly share: number; readonly name: string }[]): HTMLElement {
  const all = element('ol');
  for (const { share, name } of ranked) {
    const line = element('li');
    const label = element('span', name);
    label.title = name;
    const bar = element('div');
    bar.className = 'bar';
    const full = element('span');
    full.style.width = `${share * 100}%`;
    bar.append(full);
    const figure = element('data', percent(share, 1));
    figure.value = String(share);
    line.append(label, bar, figure);
    all.append(line);
  }
  return all;
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  text = '',
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
