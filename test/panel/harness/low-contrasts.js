// Of texts whose contrast axe can't tell: those that have less than WCAG asks for on what is really behind them.
globalThis.lowContrasts = (targets) => {
  const painter = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const known = new Map();
  const rgba = (color) => {
    if (!known.has(color)) known.set(color, painted(color));
    return known.get(color);
  };
  const painted = (color) => {
    painter.clearRect(0, 0, 1, 1);
    painter.fillStyle = color;
    painter.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = painter.getImageData(0, 0, 1, 1).data;
    return { channels: [red, green, blue], alpha: alpha / 255 };
  };
  const over = (upper, lower) =>
    upper.channels.map((value, index) => value * upper.alpha + lower[index] * (1 - upper.alpha));
  const luminance = (channels) => {
    const [red, green, blue] = channels.map((value) => {
      const share = value / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };

  /** The element that axe names: a selector, or one after the other through shadow trees. */
  const find = (target) =>
    target.flat().reduce((root, selector) => (root.shadowRoot ?? root).querySelector(selector), document);

  const parent = (element) => element.assignedSlot ?? element.parentElement ?? element.getRootNode().host;
  const ancestors = (element) => (element ? [element, ...ancestors(parent(element))] : []);

  /** What is painted at the text's place, from the text down. */
  const under = (element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const middle = top + height / 2;
    const beyond = middle < 0 || middle > innerHeight ? middle - innerHeight / 2 : 0;
    // By the page alone: what scrolls in it would be drawn anew.
    scrollBy({ top: beyond, behavior: 'instant' });
    const all = document.elementsFromPoint(
      left + width / 2,
      element.getBoundingClientRect().top + height / 2,
    );
    const at = all.indexOf(element);
    return at < 0 ? ancestors(element) : all.slice(at);
  };

  const paintOf = (element) => {
    const style = getComputedStyle(element);
    if (!(element instanceof SVGElement)) return rgba(style.backgroundColor);
    if (!(element instanceof SVGGeometryElement) || style.fill === 'none') return rgba('transparent');
    const paint = rgba(style.fill);
    return { ...paint, alpha: paint.alpha * Number(style.fillOpacity) };
  };

  // All first: by scrolling some may be drawn anew.
  const found = targets.map((target) => ({ target, element: find(target) }));
  return found.flatMap(({ target, element }) => {
    const isPlaceholder = element instanceof HTMLInputElement && element.value === '';
    const style = getComputedStyle(element, isPlaceholder ? '::placeholder' : undefined);
    const ground = under(element).reduceRight((below, each) => over(paintOf(each), below), [255, 255, 255]);
    const text = rgba(element instanceof SVGElement ? style.fill : style.color);
    const dimmed = ancestors(element).reduce(
      (share, each) => share * Number(getComputedStyle(each).opacity),
      1,
    );
    const seen = over({ ...text, alpha: text.alpha * dimmed }, ground);
    const [light, dark] = [luminance(seen), luminance(ground)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio >= (isLarge ? 3 : 4.5)) return [];
    return [
      `color-contrast: ${ratio.toFixed(2)} of "${element.textContent.slice(0, 40)}" (${target.flat().join(' ')})`,
    ];
  });
};
