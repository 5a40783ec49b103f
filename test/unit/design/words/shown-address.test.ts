import { expect, it } from 'vitest';
import { shownAddress, withShownAddresses } from '../../../../src/design/words/shown-address';

it.each([
  ['demo', 'demo'],
  ['./base/model.json', './base/model.json'],
  ['C:\\bases\\model.json', 'C:\\bases\\model.json'],
  ['https://example.com/a/model.json', 'https://example.com/a/model.json'],
  ['https://example.com:8443/a/model.json', 'https://example.com:8443/a/model.json'],
  ['https://ada:secret@example.com/model.json', 'https://example.com/model.json'],
  ['https://secret@example.com/model.json', 'https://example.com/model.json'],
  ['https://example.com/model.json?token=secret', 'https://example.com/model.json?…'],
  ['https://ada:secret@example.com/model.json?token=secret#secret', 'https://example.com/model.json?…'],
  ['https://ada:secret@', '(an address that is none)'],
  ['https://:secret@:/x', '(an address that is none)'],
])('the address %s is shown as %s', (address, shown) => {
  expect(shownAddress(address)).toBe(shown);
});

it('addresses within a text are shown without their keys', () => {
  const text = `base: { model: https://ada:secret@example.com/m.json?key=secret, sha256: "00" } # https://a.b/c
dataset: { path: "https://secret@x/y" }
`;
  expect(
    withShownAddresses(text),
  ).toBe(`base: { model: https://example.com/m.json?…, sha256: "00" } # https://a.b/c
dataset: { path: "https://x/y" }
`);
});
