// `npm run editor:install`: gets the editor that the editor tests run in.
import { installEditorHost } from './installation';

installEditorHost((line) => console.log(line)).then(
  (host) => console.log(`The editor is there: ${host.serverMain}`),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
