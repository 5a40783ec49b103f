import { findBrowser } from './find-browser';
import { installEditorHost } from './installation';

/** Before the editor's tests: gets the editor they run in, and says which one that is. */
export default async function sayWhere(): Promise<void> {
  const { version } = await installEditorHost((line) => console.log(line));
  console.log(
    `The editor's tests run in VS Code ${version}'s server with ${findBrowser()}; in desktop VS Code, where it can ` +
      'be downloaded: npm run test:desktop.',
  );
}
