import { keyDocumentation } from '../design/format/schema-words';
import type { KeyPath } from '../design/problem';
import { isGlob, matchingNames } from '../design/words/glob';
import { countText, listed, shapeWords } from '../design/words/wording';
import type { Project } from '../launch/project/project';
import type { PanelLayer } from '../shared/panel-messages';
import { shownLayers, stateMeanings } from './layer-words';
import { asCode, asText } from './markdown';
import { placeAt } from './place-in-text';
import { unquoted } from './quotes';

export interface HoverText {
  /** Markdown. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What to tell of the key, the value, the layer or the pattern at `offset`. */
export function hoverAt(
  project: Pick<Project, 'parsed' | 'graph' | 'result'>,
  offset: number,
): HoverText | undefined {
  const place = placeAt(project.parsed.text, offset);
  if (!place) return undefined;
  const { start, end, path, role } = place;
  const text =
    role === 'key' ? keyText(path) : valueText(project, path, project.parsed.text.slice(start, end));
  return text === undefined ? undefined : { text, start, end };
}

/** Whether a value at this place names layers of the base. */
export function namesLayers(path: KeyPath): boolean {
  const place = path.map((step) => (typeof step === 'number' ? '#' : step)).join('.');
  return ['cut', 'freeze.#', 'freeze.through', 'train.phases.#.train.#'].includes(place);
}

function keyText(path: KeyPath): string | undefined {
  const about = keyDocumentation(path);
  if (!about) return undefined;
  const unit = about.unit ? ` Unit: ${about.unit}.` : '';
  return [
    `**${path.filter((step) => typeof step === 'string').join('.')}**`,
    about.meaning,
    `Write ${about.allowed}.${unit}`,
    ...(about.leftOut ? [`Left out: ${about.leftOut}.`] : []),
  ].join('\n\n');
}

function valueText(
  project: Pick<Project, 'graph' | 'result'>,
  path: KeyPath,
  written: string,
): string | undefined {
  const word = unquoted(written);
  if (namesLayers(path)) {
    const layers = shownLayers(project);
    const layer = layers.find(({ name }) => name === word);
    if (layer) return layerText(layer);
    if (isGlob(word)) return patternText(word, layers);
  }
  const about = keyDocumentation(typeof path.at(-1) === 'number' ? path.slice(0, -1) : path);
  const value = about?.values.find((one) => String(one.value) === word);
  return value ? `${asCode(word)}: ${value.meaning}` : undefined;
}

function layerText({ name, type, outputShape, params, state, isCut, canCut }: PanelLayer): string {
  return [
    `**${asText(name)}** · ${asText(type)}`,
    `Output ${shapeWords(outputShape)} · ${countText(params, 'weight')}`,
    stateMeanings[state],
    ...(isCut ? ['The base is cut after it.'] : canCut ? ['The base can be cut after it.'] : []),
  ].join('\n\n');
}

function patternText(pattern: string, layers: readonly PanelLayer[]): string {
  const ofBase = layers.filter(({ state }) => state !== 'new');
  const matched = new Set(
    matchingNames(
      pattern,
      ofBase.map(({ name }) => name),
    ),
  );
  const weighted = ofBase
    .filter(({ name, params }) => matched.has(name) && params > 0)
    .map(({ name }) => name);
  if (matched.size === 0) return `${asCode(pattern)} matches no layer of the base.`;
  const others = matched.size - weighted.length;
  const without = others > 0 ? ` (and ${countText(others, 'layer')} without weights)` : '';
  return `${asCode(pattern)} matches ${countText(weighted.length, 'layer')} with weights${without}: ${listed(weighted.map(asCode))}.`;
}
