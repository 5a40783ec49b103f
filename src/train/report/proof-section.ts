import { counted, scientific } from '../../design/number-text';
import type { Proof } from '../../messages/run-events';
import type { RunRecord } from '../../messages/run-record';
import { html, type Markup, section } from './html';

/** The largest difference of probabilities that still counts as the same answer, with one engine for both. */
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
          text: `Read back from disk, it was asked about ${counted(proof.goldenImages, 'image')} again: ${difference(proof.goldenDifference)}`,
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
    engines && engines.features !== engines.training
      ? ` Two engines were at work: ${engines.features} and ${engines.training}.`
      : '';
  return {
    title,
    state: proof.cachedDifference <= tolerance ? 'Shown' : 'Not so',
    text: `Some images went through the whole network, past the cache: ${difference(proof.cachedDifference)}${two}`,
  };
}

function difference(value: number): string {
  if (value === 0) return 'every probability is the same.';
  return `probabilities differ by ${scientific(value)} at most (${scientific(tolerance)} is allowed).`;
}
