// The second script of the panel: see drawing/worker-text.ts.
import text from 'elkjs/lib/elk-worker.min.js';

Object.assign(globalThis, { layoutWorkerText: text });
