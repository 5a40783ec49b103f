import { type KnownOddImages, type OddFinding, type OddImage, oddKinds } from '../design/odd-images';
import { oddHeadings, oddImageText, oddSentence, oddSummary } from '../design/words/odd-words';
import { countText } from '../design/words/wording';
import type { Project } from '../launch/project/project';
import { lookStages } from '../launch/runs/look-at-project';
import type { LookState } from '../launch/runs/looks';
import type { PanelOddFinding, PanelOddPicture, PanelOddPictures } from '../shared/panel-messages';

/** What was found odd among the user's pictures, or how the look for it stands. */
export function panelOddPictures(
  { facts: { odd }, base, result: { plan } }: Project,
  look: LookState | undefined,
  isRestricted: boolean,
): PanelOddPictures {
  const unknown = { state: 'unknown', done: null, canBegin: false, groups: [] } as const;
  if (isRestricted)
    return { ...unknown, words: 'Pictures are compared only in a workspace that is trusted.' };
  if (look?.kind === 'looking') {
    const { stage, done, total } = look;
    const words = `Looking at what the base sees in each picture: ${lookStages[stage]}.`;
    // Comparing is one step, of which nothing tells how far it is.
    return {
      ...unknown,
      state: 'looking',
      words,
      done: stage === 'images' ? done / Math.max(1, total) : null,
    };
  }
  const canBegin = plan !== undefined && base !== undefined;
  if (look?.kind === 'failed') return { ...unknown, words: look.message, canBegin };
  const known = odd && groupsOf(odd);
  if (!odd || !known) {
    const words =
      'Whether some are in the wrong class, nearly there twice or unlike all others has not been looked into.';
    return { ...unknown, words, canBegin };
  }
  return {
    state: 'looked',
    words: oddSummary(odd),
    done: null,
    canBegin: canBegin && odd.isStale,
    groups: known,
  };
}

/** The groups of the last views: what did not change stays the same object, and is not compared. */
const groups = new WeakMap<KnownOddImages, PanelOddPictures['groups']>();

function groupsOf(odd: KnownOddImages): PanelOddPictures['groups'] {
  const known = groups.get(odd);
  if (known) return known;
  const made = oddKinds.flatMap((kind) => {
    const findings = odd.findings.filter((one) => one.kind === kind);
    return findings.length === 0 ? [] : [{ heading: oddHeadings[kind], findings: findings.map(findingOf) }];
  });
  groups.set(odd, made);
  return made;
}

function findingOf(finding: OddFinding): PanelOddFinding {
  const { id, kind, images, nearest, classes } = finding;
  return {
    id,
    words: oddSentence(finding),
    pictures: images.map(pictureOf),
    nearest: nearest.map(pictureOf),
    nearestWords: nearest.length > 0 ? `${countText(nearest.length, 'picture')} most like it` : '',
    moveTo: kind === 'label' ? (classes[0] ?? null) : null,
    canLeaveOut: kind !== 'classes',
  };
}

function pictureOf(image: OddImage): PanelOddPicture {
  return { file: image.file, className: image.className, words: oddImageText(image) };
}
