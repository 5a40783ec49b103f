import type { DesignResult } from '../design/design';
import { parseTransferFile } from '../design/format/parse';
import type { ParsedFile } from '../design/parsed-file';
import type { TextEdit } from '../design/problem';
import { EditedText } from '../design/yaml/edited-text';
import { designProject, type Project } from '../launch/project/project';

/** Settings of the file that keep it from doing what its case says. */
const overruling: ReadonlySet<string> = new Set([
  'cut-disagrees-with-case',
  'freeze-disagrees-with-case',
  'init-disagrees-with-case',
  'phases-disagree-with-freeze',
  'phases-disagree-with-case',
]);

/** Whether applying the suggestion would change the file. */
export function canApplySuggestion({ suggestion, problems }: DesignResult, parsed: ParsedFile): boolean {
  if (!suggestion) return false;
  return parsed.config.case !== suggestion.case || problems.some(({ code }) => overruling.has(code));
}

const mostRounds = 8;

/**
 * The edits by which the file follows the suggestion: it names the suggested case, and what overrules the case
 * (a cut, a freeze, a start or phases of its own) is given back to it. Empty without a suggestion.
 */
export function suggestionEdits({
  file,
  parsed,
  result,
  graph,
  dataset,
  base,
}: Project): readonly TextEdit[] {
  const { suggestion } = result;
  if (!suggestion) return [];
  const text = new EditedText(parsed.text);
  text.apply(parsed.edit(['case'], suggestion.case));
  const facts = { ...(graph && { graph }), ...(dataset && { dataset }), ...(base && { base }) };
  for (let round = 0; round < mostRounds; round += 1) {
    const now = designProject(file, parseTransferFile(text.text), facts);
    const edits = now.result.problems.find(({ code }) => overruling.has(code))?.fixes?.[0]?.edits ?? [];
    if (edits.length === 0) break;
    text.apply(edits);
  }
  return text.edits();
}
