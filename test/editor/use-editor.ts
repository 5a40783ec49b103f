import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { EditorSession, type EditorSessionOptions } from './editor-session';
import type { HostSession } from './host-session';

/** One editor, seen from outside and from inside, for all tests of a `describe` block; see `useSession`. */
export function useEditor(options: EditorSessionOptions): () => EditorSession {
  return useSession(() => EditorSession.open(options));
}

/**
 * One editor for all tests of a `describe` block: opened before the first, closed after the last, whatever happens.
 * A test also fails when, by its end, something has gone wrong in the panel's frames or in the extension host; the
 * page and the logs of a test that fails are kept.
 */
export function useSession<Session extends HostSession>(open: () => Promise<Session>): () => Session {
  let session: Session | undefined;
  let reported = 0;
  const expectNoNewFaults = async () => {
    const faults = (await session?.faults()) ?? [];
    const news = faults.slice(reported);
    reported = faults.length;
    expect(news, 'faults in the panel or in the extension host').toEqual([]);
  };
  beforeAll(async () => {
    session = await open();
  });
  beforeEach((context) => {
    context.onTestFailed(async () => session?.keepEvidence(context.task.name));
  });
  afterEach(expectNoNewFaults);
  afterAll(async () => {
    try {
      // One that came after the last test has been judged.
      await expectNoNewFaults();
    } finally {
      await session?.close();
    }
  });
  return () => {
    if (session === undefined) throw new Error('The editor is not open.');
    return session;
  };
}
