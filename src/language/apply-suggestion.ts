import { differencesFromSuggestion } from '../design/advice/your-file';
import type { DesignResult } from '../design/design';
import { parseTransferFile } from '../design/format/parse';
import type { ParsedFile } from '../design/parsed-file';
import type { TextEdit } from '../design/problem';
import { EditedText } from '../design/yaml/edited-text';
import { designProject, type Project } from '../launch/project/project';

/** Whether the file does anything otherwise than is suggested, and says so itself. */
export function canApplySuggestion(result: DesignResult, parsed: ParsedFile): boolean {
  return differencesFromSuggestion(parsed, result).some(({ setting }) => setting);
}

/** Case, cut, start, phases and freeze, each once. */
const mostRounds = 8;

/**
 * The edits by which the file does as is suggested: what it says against it (another case, a cut, a freeze, a start or
 * phases of its own) is given back to the case. Empty where it does so already, and without a suggestion.
 */
export function suggestionEdits({
  file,
  parsed,
  facts,
}: Pick<Project, 'file' | 'parsed' | 'facts'>): readonly TextEdit[] {
  const text = new EditedText(parsed.text);
  for (let round = 0; round < mostRounds; round += 1) {
    const now = designProject(file, parseTransferFile(text.text), facts);
    // What one of them brings about goes with it, so they are looked at anew after each.
    const [next] = differencesFromSuggestion(now.parsed, now.result).flatMap(({ setting }) => setting ?? []);
    if (!next) break;
    const edits = now.parsed.edit(next.path, next.value);
    if (edits.length === 0) break;
    text.apply(edits);
  }
  return text.edits();
}
