const unreadable = '(an address that is none)';

/**
 * How a base is named to people and in what is kept: an address without a user's name, password, query or fragment,
 * for these may be keys to the place; any other name as it stands.
 */
export function shownAddress(reference: string): string {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(reference)) return reference;
  // What is no address can't be told apart: the part before an `@` could be a password.
  if (!URL.canParse(reference)) return /[@?#]/.test(reference) ? unreadable : reference;
  const address = new URL(reference);
  const hides = address.username || address.password || address.search || address.hash;
  if (!hides) return reference;
  return `${address.protocol}//${address.host}${address.pathname}${address.search ? '?…' : ''}`;
}

/** A text with every address in it as {@link shownAddress} gives it. */
export function withShownAddresses(text: string): string {
  return text.replace(/[a-z][a-z0-9+.-]+:\/\/[^\s"'<>]+/gi, (found) => {
    const end = /[,;)}\]]*$/.exec(found)?.[0] ?? '';
    return `${shownAddress(found.slice(0, found.length - end.length))}${end}`;
  });
}
