/**
 * A text for a notice. The editor makes a link of `[text](command:…)` in there, which runs the command when pressed;
 * names of files, classes and runs are what others have made of them.
 */
export function unlinked(text: string): string {
  return text.replaceAll('](', '] (');
}
