// Gives a page that `inEditor` made another theme, as the editor does it.
globalThis.wearTheme = ({ kind, classes, colors }) => {
  document.getElementById('first-theme')?.remove();
  const { style } = document.documentElement;
  for (const name of [...style].filter((each) => each.startsWith('--vscode-'))) style.removeProperty(name);
  for (const [name, value] of Object.entries(colors)) style.setProperty(`--vscode-${name}`, value);
  document.body.className = classes;
  document.body.dataset.vscodeThemeKind = kind;
};
