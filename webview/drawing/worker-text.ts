// The layout engine is larger than all the rest of the panel, and most drawings are laid out already: it is a script
// of its own, loaded when it is needed.
const panelScript = document.currentScript as HTMLScriptElement;

let loading: Promise<string> | undefined;

/** The text of the layout worker. The policy lets scripts in by their nonce, and nothing be fetched. */
export function workerText(): Promise<string> {
  loading ??= load();
  return loading;
}

async function load(): Promise<string> {
  const script = document.createElement('script');
  script.nonce = panelScript.nonce;
  script.src = new URL('layout-worker.js', panelScript.src).href;
  const loaded = new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => reject(new Error('its layout engine could not be loaded'));
  });
  document.head.append(script);
  await loaded.finally(() => script.remove());
  const { layoutWorkerText } = globalThis as { readonly layoutWorkerText?: string };
  if (layoutWorkerText === undefined) throw new Error('its layout engine is damaged');
  return layoutWorkerText;
}
