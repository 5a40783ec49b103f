import { count, counted } from '../design/words/number-text';
import { noneOfThese, thresholdText, weakAmongRight } from '../design/words/weak-answers';
import { html, type Markup, section } from './html';
import { type JudgedSet, judgedSets, type ReportInputs } from './report-inputs';

/** From which probability down an answer counts as none of the classes; null for a run that chose nothing of the kind. */
export function weakAnswersSection({ record: { result } }: ReportInputs): Markup | null {
  const weakBelow = result?.weakBelow;
  if (weakBelow === undefined) return null;
  const title = `When it says “${noneOfThese}”`;
  if (weakBelow === null) {
    const least = Math.ceil(100 / weakAmongRight) - 1;
    const text = `Never: that would be chosen by validation images which were judged rightly, and takes ${count(least)} of them.`;
    return section('weak', title, html`<p>${text}</p>`);
  }
  const text = `Where the likeliest class has less than ${thresholdText(weakBelow)}. Of the validation images that it judged rightly, ${100 - weakAmongRight} % had that and more: that is what chose it.`;
  const sets = judgedSets(result).flatMap((set) => {
    const words = saidOf(set);
    return words === null ? [] : [html`<li>${words}</li>`];
  });
  const limit =
    'It tells a weak answer from a usual one, and no more: a picture of something else may still get a sure answer, and then a class is named.';
  return section('weak', title, html`<p>${text}</p><ul>${sets}</ul><p>${limit}</p>`);
}

function saidOf({ name, evaluation: { images, wrong, weak } }: JudgedSet): string | null {
  if (weak === undefined) return null;
  const right = images - wrong.length;
  return `Of the ${counted(images, `${name} image`)} it would be said of ${count(weak.wrong)} of ${count(wrong.length)} that went wrong, and of ${count(weak.right)} of ${count(right)} that went right.`;
}
