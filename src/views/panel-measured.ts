import { type MeasuredAnswers, measuredAnswers, noDifference } from '../design/advice/measured-answers';
import { drawnWords, figureText, staleWords } from '../design/advice/measured-words';
import { trainsWords } from '../design/advice/your-file';
import { factsOf } from '../design/base/graph-facts';
import type { Similarity } from '../design/config';
import type { Measurement } from '../design/measurement';
import { cutsToMeasure } from '../design/network/cuts-to-measure';
import { neverTrained } from '../design/network/trained-layers';
import { thresholds } from '../design/thresholds';
import { transferCases } from '../design/transfer-cases';
import { count, duration, plain } from '../design/words/number-text';
import { countText, percentText } from '../design/words/wording';
import { measuredOf } from '../launch/project/kept-measurement';
import type { Project } from '../launch/project/project';
import { expectedMeasureSeconds } from '../launch/runs/measure-cost';
import { measuredImages, measureStages } from '../launch/runs/measure-project';
import type { MeasuringState } from '../launch/runs/measurements';
import type {
  PanelEvidence,
  PanelMeasured,
  PanelMeasuredAnswer,
  PanelMeasuredAnswers,
  PanelUse,
} from '../shared/panel-messages';

export interface MeasuredInputs {
  readonly project: Project;
  readonly restricted: string | null;
  readonly measuring: MeasuringState;
}

/** What was measured of base and images, or how it stands; null where no images are known. */
export function panelMeasured({ project, restricted, measuring }: MeasuredInputs): PanelMeasured | null {
  if (!project.result.dataset) return null;
  const found = foundOf(project);
  const holds = found !== null && found.stale === null;
  return {
    ...(holds ? { offer: '', canMeasure: false } : offerOf(project, restricted)),
    going: goingOf(measuring),
    failure: measuring.kind === 'failed' ? measuring.message : null,
    found,
  };
}

function offerOf(project: Project, restricted: string | null): Pick<PanelMeasured, 'offer' | 'canMeasure'> {
  const { parsed, graph, base, result } = project;
  const facts = graph && factsOf(graph);
  const no = (offer: string) => ({ offer, canMeasure: false });
  if (restricted !== null) return no('Nothing is measured in a workspace that is not trusted.');
  if (!facts || !result.plan) return no('There is something to measure as soon as there is a plan.');
  if (!base) return no('There is something to measure as soon as the base is on this disk.');
  const trainingImages = result.dataset?.trainingImages ?? 0;
  const cuts = cutsToMeasure(parsed, facts);
  const images = Math.min(trainingImages, measuredImages.usual);
  const seconds = expectedMeasureSeconds({
    ...{ graph: facts.graph, cuts, images },
    ...{ isKept: false, engine: 'tfjs-node' },
  });
  const drawn = images === trainingImages ? 'your' : `${count(images)} of your`;
  return {
    canMeasure: true,
    offer: `Runs ${drawn} ${countText(trainingImages, 'training picture')} through the base once, and tells with figures where to cut, whether they are like the base’s own, and whether more would help: ${timeWords(seconds)} with the training runtime.`,
  };
}

/** It is an estimate: nobody is told more digits than are known. */
function timeWords(seconds: number): string {
  if (seconds < 8) return 'some seconds';
  const step = seconds < 60 ? 10 : 60;
  return `about ${plain(duration(Math.ceil(seconds / step) * step))}`;
}

function goingOf(state: MeasuringState): PanelMeasured['going'] {
  if (state.kind !== 'measuring') return null;
  const { stage, done, total } = state;
  return total === 0
    ? { words: 'Getting ready to measure', count: '', done: null }
    : {
        words: `Measuring: ${measureStages[stage]}`,
        count: `${count(done)} of ${count(total)}`,
        done: done / total,
      };
}

function foundOf(project: Project): PanelMeasuredAnswers | null {
  const fresh = measuredOf(project);
  const stale = fresh ? undefined : project.facts.staleMeasurement;
  const shown = fresh ?? stale;
  const answers = shown && measuredAnswers(shown.measurement);
  if (!shown || !answers) return null;
  const about = fresh ? aboutFile(project, answers) : undefined;
  const nothing = { file: null, contradicts: false, uses: [] };
  const { cut, similarity, more } = answers;
  return {
    drawn: drawnWords(shown),
    stale: stale ? staleWords(stale.changed) : null,
    answers: [
      {
        ...{ question: 'Where to cut', answer: `after \`${cut.layer}\``, figure: figureText(cut) },
        ...{ words: cut.text, ...(about?.cut ?? nothing) },
      },
      {
        ...{ question: 'Similar or different', answer: similarity.answer, figure: behindText(similarity) },
        ...{ words: similarity.text, ...(about?.similarity ?? nothing) },
      },
      {
        ...{ question: 'More pictures', answer: more.answer, figure: climbText(more), words: more.text },
        ...nothing,
      },
    ],
  };
}

/** How far the last features are behind the best ones. */
function behindText({ value, error }: MeasuredAnswers['similarity']): string {
  return value === 0 && error === 0
    ? ''
    : `the last features ${percentText(value)} ± ${percentText(error)} behind`;
}

/** By how much accuracy rose from half of the images to all of them. */
function climbText({ slope, error }: MeasuredAnswers['more']): string {
  if (slope === 0 && error === 0) return '';
  return `${slope < 0 ? '−' : '+'}${percentText(Math.abs(slope))} ± ${percentText(error)} from twice as many`;
}

type About = Pick<PanelMeasuredAnswer, 'file' | 'contradicts' | 'uses'>;

/** What the file does about the answers, and what of them can be put into it. */
function aboutFile(
  { parsed, result }: Project,
  { cut, similarity }: MeasuredAnswers,
): { readonly cut: About; readonly similarity: About } {
  return {
    cut: aboutCut(parsed, result, cut.layer),
    similarity: aboutSimilarity(parsed.config.dataset.similarity, similarity.answer),
  };
}

function aboutCut({ config }: Project['parsed'], result: Project['result'], layer: string): About {
  const { network, plan, problems } = result;
  if (!network) return { file: null, contradicts: false, uses: [] };
  const { kept, phases } = network;
  const trains = neverTrained(kept, phases).length < kept.weighted.length;
  const end = trains
    ? `, and trains ${trainsWords(result)}; this was measured with all of the base frozen.`
    : '.';
  if (kept.cut === layer)
    return {
      file: trains ? `Your file cuts there${end}` : 'Your file does that.',
      contradicts: false,
      uses: trains ? [{ words: 'Freeze all of it', intent: { kind: 'freezeThrough', layer } }] : [],
    };
  const isSaid = config.cut !== undefined && config.cut !== 'auto';
  // Left open, the file follows what was measured where its case keeps the base frozen.
  const isOpenEnough = isSaid && plan !== undefined && transferCases[plan.case].freeze === 'all';
  const uses: readonly PanelUse[] = [
    { words: 'Use this', intent: { kind: 'setCut', layer: isOpenEnough ? 'auto' : layer } },
  ];
  const contradiction = problems.find(({ code }) => code === 'cut-disagrees-with-measurement');
  return contradiction
    ? { file: contradiction.message, contradicts: true, uses }
    : { file: `Your file cuts after \`${kept.cut}\`${end}`, contradicts: false, uses };
}

function aboutSimilarity(
  said: Similarity | 'auto' | undefined,
  answer: MeasuredAnswers['similarity']['answer'],
): About {
  const isOpen = said === undefined || said === 'auto';
  const contradicts = !isOpen && answer !== noDifference && answer !== said;
  if (contradicts)
    return {
      file: `Your file says ${said}, and what it says holds.`,
      contradicts,
      uses: [{ words: 'Use this', intent: { kind: 'setSimilarity', similarity: 'auto' } }],
    };
  const follows = answer === noDifference ? 'similar is taken' : 'follows this';
  return {
    file: isOpen ? `Your file leaves it open: ${follows}.` : `Your file says ${said}.`,
    contradicts,
    uses: [],
  };
}

/** What measuring has found of these images, beside the guide's dot; null where nothing was measured that still holds. */
export function evidenceOf(project: Project, similarity: Similarity): PanelEvidence | null {
  const measured = measuredOf(project);
  const answers = measured && measuredAnswers(measured.measurement);
  if (!measured || !answers) return null;
  const { measurement } = measured;
  const images = project.result.dataset?.images ?? 0;
  const { certainty, words } = certaintyOf(answers.similarity, similarity);
  const climbs = answers.more.answer !== noDifference;
  const fewest = Math.round((images * fewestAlike(measurement)) / measurement.images);
  const size = climbs
    ? 'Accuracy still climbs with more images.'
    : fewest < images
      ? `About ${countText(fewest, 'image')} measure no worse.`
      : '';
  return { fewest, climbs, certainty, words: [size, words].filter((sentence) => sentence !== '').join(' ') };
}

/** The smallest part of the images, as their number, from which on accuracy did not measurably rise to that of all of them. */
function fewestAlike({ growth, images }: Measurement): number {
  const all = growth.at(-1);
  if (all === undefined) return images;
  const alike = growth.findLastIndex(
    ({ accuracy, error }) => all.accuracy - accuracy > Math.hypot(all.error, error),
  );
  return growth[alike + 1]?.images ?? images;
}

/** How many standard errors the measured difference is from where the answer would be the other one. */
function certaintyOf(
  { answer, value, error }: MeasuredAnswers['similarity'],
  similarity: Similarity,
): { readonly certainty: number | null; readonly words: string } {
  const taken = answer === noDifference ? 'similar' : answer;
  if (taken !== similarity || error === 0) return { certainty: null, words: '' };
  const certainty = Math.abs(value / error - thresholds.certainErrors);
  const other = taken === 'similar' ? 'different' : 'similar';
  const words = `The base’s last features are ${percentText(value)} ± ${percentText(error)} behind its best: ${certainty.toFixed(1)} standard errors from ${other}.`;
  return { certainty, words };
}
