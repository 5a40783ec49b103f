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
