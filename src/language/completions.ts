import { catalog } from '../catalog/catalog';
import type { CatalogBase } from '../catalog/catalog-base';
import { factsOf } from '../design/base/graph-facts';
import { throughMeaning } from '../design/format/schema-layers';
import { alternativesOf } from '../design/format/schema-types';
import { keysAt, mapAt, schemasAt, wordsOf } from '../design/format/schema-words';
import type { GraphLayer } from '../design/layer-graph';
import { freezeLine } from '../design/network/freeze-line';
import { count } from '../design/words/number-text';
import { bytesText, countText, shapeWords } from '../design/words/wording';
import { scalarText } from '../design/yaml/yaml-text';
import type { Project } from '../launch/project/project';
import { caseSnippets } from './case-snippets';
import { layerBlocks } from './layer-blocks';
import { type TypingPlace, typingPlaceAt } from './place-in-text';

export type OfferKind =
  | 'key'
  | 'value'
  | 'layer'
  | 'pattern'
  | 'class'
  | 'base'
  | 'folder'
  | 'list'
  | 'snippet';

/** Something that could be written where the cursor is. */
export interface Offer {
  readonly label: string;
  readonly kind: OfferKind;
  /** In the editor's snippet syntax where `snippet` is set. */
  readonly insert: string;
  readonly snippet?: boolean;
  readonly detail?: string;
  readonly documentation?: string;
  /** Whether the editor should offer the values of the key next. */
  readonly goOn?: boolean;
}

export interface Offers {
  /** The word that an offer replaces. */
  readonly start: number;
  readonly end: number;
  readonly offers: readonly Offer[];
}

/** What is on disk beside the file, for places that name it. */
export interface Surroundings {
  readonly bases: readonly string[];
  readonly folders: readonly string[];
  /** Parquet lists of images. */
  readonly lists: readonly string[];
}

/** What could be written at `offset` of the project's text. */
export function offersAt(
  project: Pick<Project, 'parsed' | 'result' | 'graph' | 'dataset'>,
  offset: number,
  around: Surroundings,
): Offers | undefined {
  const place = typingPlaceAt(project.parsed.text, offset);
  if (!place) return undefined;
  const keys = place.role === 'value' ? [] : keyOffers(place, project);
  const values = place.role === 'key' ? [] : valueOffers(place, project, around);
  const isTop = place.path.length === 0 && place.role !== 'value' && !place.flow && !place.hasColon;
  const cases = isTop ? caseSnippets(new Set(place.others)) : [];
  return { start: place.start, end: place.end, offers: [...values, ...keys, ...cases] };
}

function keyOffers(
  { path, others, hasColon, flow }: TypingPlace,
  project: Pick<Project, 'dataset'>,
): readonly Offer[] {
  const written = new Set(others);
  const map = mapAt(path);
  // One key of several that exclude each other is there already: nothing is to be added.
  if (map?.exactlyOne && written.size > 0) return [];
  const keys = keysAt(path).map(({ key, meaning, leftOut, unit, allowed, values }): Offer => {
    const holdsMap = alternativesOf(map?.keys[key]?.schema ?? { kind: 'text', noun: '' }).every(
      ({ kind }) => kind === 'map',
    );
    return {
      label: key,
      kind: 'key',
      insert: hasColon ? key : holdsMap && !flow ? `${key}:\n  ` : `${key}: `,
      detail: unit ? `${allowed}, in ${unit}` : allowed,
      documentation: leftOut ? `${meaning}\n\nLeft out: ${leftOut}.` : meaning,
      goOn: values.length > 0 || holdsMap,
    };
  });
  const classes = path.join('.') === 'train.classWeights' ? classNames(project) : [];
  const own = classes.map((name): Offer => ({ label: name, kind: 'class', insert: `${scalarText(name)}: ` }));
  return [...keys, ...own].filter(({ label }) => !written.has(label));
}

function valueOffers(
  { path, others }: TypingPlace,
  project: Pick<Project, 'graph' | 'result' | 'dataset'>,
  around: Surroundings,
): readonly Offer[] {
  const words = schemasAt(path).flatMap(wordsOf);
  const offers = [
    ...words.map(
      ({ value, meaning }): Offer => ({
        label: String(value),
        kind: 'value',
        insert: String(value),
        documentation: meaning,
      }),
    ),
    ...namedOffers(path.map((step) => (typeof step === 'number' ? '#' : step)).join('.'), project, around),
  ];
  const listed = new Set(others);
  return offers.filter(({ label }) => !listed.has(label));
}

function baseOffer(name: string, detail: string, documentation?: string): Offer {
  return { label: name, kind: 'base', insert: name, detail, ...(documentation ? { documentation } : {}) };
}

function variantsLast(one: CatalogBase, other: CatalogBase): number {
  return Number(one.variantOf !== undefined) - Number(other.variantOf !== undefined);
}

/** A published base in Markdown, for whoever chooses one. */
function publishedWords({
  trainedOn,
  accuracy,
  input,
  params,
  layers,
  source,
  licence,
}: CatalogBase): string {
  const size = `${source.kind === 'wheel' ? '' : 'about '}${bytesText(source.bytes)}`;
  return [
    `Trained on ${trainedOn}.`,
    `Right on ${accuracy}.`,
    `${count(params)} weights in ${layers} layers, pictures of ${shapeWords(input.size)}, ${licence}.`,
    `Fetched once for all projects (${size}), when training begins.`,
  ].join('\n\n');
}

const hubOffer: Offer = {
  ...baseOffer('hf:owner/name', 'a repository of the Hugging Face hub'),
  insert: 'hf:$1/$2',
  snippet: true,
  documentation:
    'Downloaded when training begins, with what it says of its pictures. `hf:owner/name@commit` is the same for ever, `hf:owner/name@commit/path` one file of it. A token in `HF_TOKEN` opens what is for members alone.',
};

function namedOffers(
  place: string,
  project: Pick<Project, 'graph' | 'result' | 'dataset'>,
  { bases, folders, lists }: Surroundings,
): readonly Offer[] {
  switch (place) {
    case 'base':
    case 'base.model':
      return [
        ...bases.map((name) => baseOffer(name, 'comes with the extension')),
        ...[...catalog]
          .sort(variantsLast)
          .map((base) => baseOffer(base.name, `${base.title}, ${base.trainedOn}`, publishedWords(base))),
        hubOffer,
      ];
    case 'cut':
      return layerOffers(project, 'legal cuts');
    case 'freeze': {
      const through: Offer = {
        label: '{ through: … }',
        kind: 'value',
        insert: '{ through: $1 }$0',
        snippet: true,
        documentation: throughMeaning,
        goOn: true,
      };
      return [
        through,
        { ...through, label: '[ … ]', insert: '[$1]$0', documentation: 'Names and patterns of layers.' },
      ];
    }
    case 'freeze.through':
      return layerOffers(project, 'stops of the freeze line');
    case 'freeze.#':
      return [...layerOffers(project, 'kept with weights'), ...patternOffers(project)];
    case 'train.phases.#.train.#':
      return [
        { label: 'head', kind: 'value', insert: 'head', documentation: 'The new layers.' },
        ...layerOffers(project, 'kept with weights'),
        ...patternOffers(project),
      ];
    case 'train.phases.#.train':
      return [
        {
          label: '[ … ]',
          kind: 'value',
          insert: '[$1, head]$0',
          snippet: true,
          documentation: 'Names and patterns of layers.',
          goOn: true,
        },
      ];
    case 'dataset.classes.#':
      return classNames(project).map((name) => ({ label: name, kind: 'class', insert: scalarText(name) }));
    case 'dataset.path':
    case 'dataset.test':
    case 'dataset.validation':
      return [
        ...folders.map((name) => ({ label: name, kind: 'folder', insert: scalarText(name) }) as const),
        ...lists.map((name) => ({ label: name, kind: 'list', insert: scalarText(name) }) as const),
      ];
    default:
      return [];
  }
}

function layerOffers(
  { graph, result: { network } }: Pick<Project, 'graph' | 'result'>,
  which: 'legal cuts' | 'kept with weights' | 'stops of the freeze line',
): readonly Offer[] {
  const facts = graph && factsOf(graph);
  if (!facts) return [];
  const kept = network && new Set(network.kept.weighted);
  const weighted = graph.layers
    .filter(({ name, params }) => (kept ? kept.has(name) : params > 0))
    .map(({ name }) => name);
  // Where all of the base or nothing of it is frozen, another word says so.
  const stops = (network && freezeLine(network)?.stops.slice(1, -1)) ?? weighted;
  const names = {
    'legal cuts': facts.legalCuts,
    'kept with weights': weighted,
    'stops of the freeze line': stops,
  }[which];
  return names.flatMap((name) => {
    const layer = facts.layer.get(name);
    return layer
      ? [{ label: name, kind: 'layer', insert: scalarText(name), detail: layerDetail(layer) } as const]
      : [];
  });
}

/** Patterns for the blocks that the names tell, e.g. `block5*`. */
function patternOffers({ graph, result: { network } }: Pick<Project, 'graph' | 'result'>): readonly Offer[] {
  if (!graph) return [];
  const blocks = layerBlocks(graph.layers.map(({ name }) => name));
  const kept = new Set(network?.kept.weighted ?? graph.layers.map(({ name }) => name));
  const prefixes = new Map<string, number>();
  for (const [index, { name }] of graph.layers.entries()) {
    const block = blocks[index];
    if (block && kept.has(name) && name.startsWith(block))
      prefixes.set(block, (prefixes.get(block) ?? 0) + 1);
  }
  return [...prefixes].map(([prefix, layers]) => ({
    label: `${prefix}*`,
    kind: 'pattern',
    insert: `${prefix}*`,
    detail: countText(layers, 'layer'),
  }));
}

function layerDetail({ type, outputShape, params }: GraphLayer): string {
  const shape = shapeWords(outputShape);
  return `${type}, ${shape}, ${countText(params, 'weight')}`;
}

function classNames({ dataset }: Pick<Project, 'dataset'>): readonly string[] {
  return dataset?.train.found ? dataset.train.facts.classes.map(({ name }) => name) : [];
}
