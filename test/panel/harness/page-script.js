// Stands in for the editor in the harness page: takes the panel's intents, keeps its state, tells what went wrong.
(() => {
  const sent = [];
  const faults = [];
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
    faults.push(`content policy: ${violatedDirective} ${blockedURI} (${sourceFile}:${lineNumber})`),
  );
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => {
      sent.push(structuredClone(message));
      globalThis.toEditor?.(message);
      if (message.kind === 'layOut') layOut(message);
    },
    getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
    setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
  });
  const layOut = async ({ drawing, toggledBlocks }) => {
    const answer = await globalThis.layOutInEditor(drawing, toggledBlocks);
    if (answer !== null) postMessage(answer, '*');
  };
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const task = () => new Promise((resolve) => setTimeout(resolve, 0));

  globalThis.harness = {
    sent,
    faults,
    /** Milliseconds from the message to the frame that shows the view. */
    async show(view) {
      const start = performance.now();
      postMessage({ kind: 'view', view }, '*');
      const shown = () =>
        document.querySelector('[data-revision]')?.dataset.revision === String(view.revision);
      while (!shown()) {
        if (performance.now() - start > 20_000) throw new Error('The panel did not draw the view.');
        await task();
      }
      await frame();
      await task();
      return performance.now() - start;
    },
    tell(message) {
      postMessage(message, '*');
    },
  };
})();
