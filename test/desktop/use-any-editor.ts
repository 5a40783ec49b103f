import { EditorSession } from '../editor/editor-session';
import type { HostSession } from '../editor/host-session';
import { useSession } from '../editor/use-editor';
import { DesktopSession, type DesktopSessionOptions } from './desktop-session';

/** The program of the desktop editor to test in; undefined: the server and a browser. */
export const desktopProgram: string | undefined = process.env.DESKTOP_EDITOR;

/** One editor for all tests of a `describe` block, desktop VS Code where `npm run test:desktop` has named it. */
export function useAnyEditor(options: Omit<DesktopSessionOptions, 'program'>): () => HostSession {
  return useSession<HostSession>(() =>
    desktopProgram === undefined
      ? EditorSession.open(options)
      : DesktopSession.open({ ...options, program: desktopProgram }),
  );
}
