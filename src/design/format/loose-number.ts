/**
 * The number that a text was meant to be where YAML reads none: `20%` is 0.2, `44,721` and `44_721` are 44721,
 * `0,001` is 0.001, and a number in quotes is that number. Undefined for everything else.
 */
export function looseNumber(text: string): number | undefined {
  const percent = /^(.*\d)\s*%$/.exec(text.trim());
  const digits = (percent?.[1] ?? text.trim()).replace(/(\d)[_ ](?=\d)/g, '$1');
  const plain = /^[1-9]\d{0,2}(,\d{3})+$/.test(digits)
    ? digits.replaceAll(',', '')
    : digits.replace(',', '.');
  if (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(plain)) return undefined;
  const value = percent ? Number((Number(plain) / 100).toPrecision(12)) : Number(plain);
  return Number.isFinite(value) ? value : undefined;
}
