import { count, counted, percent, scientific } from '../design/words/number-text';
import { type ClusterAnswers, type Proof, type RecomputedRows, trainedWith } from '../shared/run-events';
import type { RunRecord } from '../shared/run-record';
import { html, type Markup, section } from './html';

/** The largest difference of probabilities, or share of a row's largest value, that still counts as the same. */
const tolerance = 1e-5;

interface Check {
  readonly title: string;
  readonly state: 'Shown' | 'Not so' | 'Nothing to show';
  readonly text: string;
}

/** What shows that frozen stayed frozen, that the saved model is the trained one, and that the cache is right. */
export function proofSection(record: RunRecord): Markup | null {
  const proof = record.result?.proof;
  if (!proof) return null;
  const checks = [frozenCheck(proof), goldenCheck(proof), cacheCheck(proof, record)];
  const items = checks.map(
    ({ title, state, text }) =>
      html`<li class="check"><strong class="tag ${stateClass[state]}"><span aria-hidden="true">${stateMark[state]}</span> ${state}</strong><h3>${title}</h3><p>${text}</p></li>`,
  );
  const rewrites =
    proof.rewrites.length === 0
      ? null
      : html`<p>In reading the base these were rewritten, and are excepted from the comparison:</p><ul>${proof.rewrites.map((each) => html`<li>${each}</li>`)}</ul>`;
  return section('proof', 'The proof', html`<ul class="checks">${items}</ul>`, rewrites);
}

const stateClass = { Shown: 'good', 'Not so': 'error', 'Nothing to show': 'neutral' } as const;
const stateMark = { Shown: '✓', 'Not so': '✗', 'Nothing to show': '–' } as const;

function frozenCheck(proof: Proof): Check {
  const title = 'Frozen stayed frozen';
  if (proof.frozenTensors === 0) {
    return { title, state: 'Nothing to show', text: 'No layer with weights was frozen in every phase.' };
  }
  const tensors = counted(proof.frozenTensors, 'frozen weight tensor');
  return proof.frozenIdentical
    ? {
        title,
        state: 'Shown',
        text: `${tensors} of the saved model, read back from disk, ${proof.frozenTensors === 1 ? 'is' : 'are'} the base’s own to the last bit.`,
      }
    : {
        title,
        state: 'Not so',
        text: `Of ${tensors} of the saved model, read back from disk, some differ from the base’s. Do not use this model.`,
      };
}

function goldenCheck(proof: Proof): Check {
  return {
    title: 'The saved model is the trained one',
    ...(proof.goldenImages === 0
      ? { state: 'Nothing to show', text: 'No image was kept with its answer.' }
      : {
          state: proof.goldenDifference <= tolerance ? 'Shown' : 'Not so',
          text: `Read back from disk, all its weights are the trained ones to the last bit. It was asked about ${counted(proof.goldenImages, 'image')} again: ${difference(proof.goldenDifference)}${bestEpoch(proof)}`,
        }),
  };
}

function cacheCheck(proof: Proof, record: RunRecord): Check {
  const title = 'The cached path agrees with the whole network';
  if (proof.cachedDifference === null) {
    return { title, state: 'Nothing to show', text: 'Nothing was taken from a cache in this run.' };
  }
  const engines = record.engines;
  const two =
    engines && !record.result?.clusterAnswers?.used && engines.features !== trainedWith(engines)
      ? ` Both ways by ${engines.features}, while ${trainedWith(engines)} trained.`
      : '';
  return {
    title,
    state: proof.cachedDifference <= tolerance ? 'Shown' : 'Not so',
    text: `Some images went through the whole network, past the cache: ${difference(proof.cachedDifference)}${two}${record.result?.clusterAnswers ? ofCluster(record.result.clusterAnswers, record) : ''}${proof.recomputed ? madeAnew(proof.recomputed) : ''}`,
  };
}

function bestEpoch({ lossDifference }: Proof): string {
  return typeof lossDifference === 'number'
    ? ' Its loss on the validation images is that of the epoch it was chosen by.'
    : '';
}

/** What the cluster said of the images, beside what this machine said of some of them. */
function ofCluster(
  { engine, compared, of, difference: largest, used }: ClusterAnswers,
  record: RunRecord,
): string {
  const which =
    compared < of
      ? `${count(compared)} of the ${count(of)}, drawn by the seed,`
      : `All ${counted(of, 'image')}`;
  const by = record.engines ? ` by ${record.engines.features}` : '';
  const beside = `${which} went through the whole network on this machine${by} as well: ${difference(largest)}`;
  return used
    ? ` The cluster’s workers judged the validation and test images, with ${engine}. ${beside}`
    : ` The cluster’s own answers, with ${engine}, were not used. ${beside} So the images were judged on this machine.`;
}

/** What was made anew, and what of a forged cache that would have shown. */
function madeAnew({ rows, of, difference: largest }: RecomputedRows): string {
  const forged = 0.1;
  const missed =
    rows < of
      ? ` A cache with one forged output in ten would pass that in (1 − ${forged})^${rows} = ${percent((1 - forged) ** rows)} of such runs.`
      : '';
  const which = rows < of ? `${count(rows)} of the ${counted(of, 'output')}` : `All ${counted(of, 'output')}`;
  return ` ${which} that were read from the cache, training and validation images in their views${rows < of ? ', drawn at random when training was over,' : ''} were made anew from the image files: they differ by ${scientific(largest)} of an output’s largest value at most (${scientific(tolerance)} is allowed).${missed}`;
}

function difference(value: number): string {
  if (value === 0) return 'every probability is the same.';
  return `probabilities differ by ${scientific(value)} at most (${scientific(tolerance)} is allowed).`;
}
