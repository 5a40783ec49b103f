// Runs in every frame of the editor's page, before anything else there. Times are the system's, in milliseconds.
(() => {
  const now = () => performance.timeOrigin + performance.now();

  /** Calls back when the frame that shows the present state has been painted. */
  const whenPainted = (call) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => call(now());
      port2.postMessage(null);
    });

  let tellDrawn;
  /** The promise, or a failure after a time in which nothing came. */
  const within = (what, promise) =>
    Promise.race([
      promise,
      new Promise((_, reject) => setTimeout(() => reject(new Error(`${what} did not come.`)), 20_000)),
    ]);

  const paints = [];
  let waiting = [];
  const squiggles = () => document.querySelectorAll('.squiggly-error').length;
  const clock = {
    squiggles,
    /** When the panel's first view was painted. */
    shown: undefined,
    /** When the first boxes of its drawing were: a promise. */
    drawn: new Promise((resolve) => {
      tellDrawn = resolve;
    }),
    /** What the panel's head said of a run's epochs at each paint, null for nothing. */
    epochs: [],
    /** When a switch was last clicked. */
    clicked: undefined,
    /** When the first view that came after `time` was painted. */
    paintedAfter: (time) =>
      within(
        'A new view',
        new Promise((resolve) => {
          const there = paints.find((at) => at > time);
          if (there === undefined) waiting.push({ time, resolve });
          else resolve(there);
        }),
      ),
    /** Milliseconds from the next key press to the page that shows one squiggle more. */
    nextSquiggle: () =>
      within(
        'A squiggle',
        new Promise((resolve) => {
          const before = squiggles();
          let pressed = Number.NaN;
          addEventListener('keydown', () => (pressed = now()), { capture: true, once: true });
          const observer = new MutationObserver(() => {
            if (squiggles() <= before) return;
            observer.disconnect();
            whenPainted((at) => resolve(at - pressed));
          });
          observer.observe(document, { subtree: true, childList: true });
        }),
      ),
  };
  globalThis.clock = clock;
  if (window === window.top) return;

  let revision;
  let hasBoxes = false;
  const painted = (at) => {
    paints.push(at);
    if (paints.length > 100) paints.shift();
    const [, epoch] =
      /^Epoch ([\d,]+) of/.exec(document.querySelector('.head .doing')?.textContent ?? '') ?? [];
    clock.epochs.push({ at, epoch: epoch === undefined ? null : Number(epoch.replaceAll(',', '')) });
    if (clock.epochs.length > 1000) clock.epochs.shift();
    clock.shown ??= at;
    for (const { time, resolve } of waiting) if (at > time) resolve(at);
    waiting = waiting.filter(({ time }) => at <= time);
  };
  const observer = new MutationObserver(() => {
    if (!hasBoxes && document.querySelector('.box, .part-of') !== null) {
      hasBoxes = true;
      whenPainted(tellDrawn);
    }
    const main = document.querySelector('main[data-revision]');
    if (main === null || main.dataset.revision === revision) return;
    if (revision === undefined)
      document.addEventListener('click', () => (clock.clicked = now()), { capture: true });
    revision = main.dataset.revision;
    whenPainted(painted);
  });
  // The editor fills the frame's page later, in a new document: it is watched as soon as it is there.
  const search = setInterval(() => {
    const panel = document.getElementById('panel');
    if (panel === null) return;
    clearInterval(search);
    observer.observe(panel, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['data-revision'],
    });
  }, 2);
})();
