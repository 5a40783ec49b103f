/** Names up to so many letters are shown as they are. */
const short = 8;
/** Of a longer one up to so many letters at its end are kept where there is no room for all. */
const mostKept = 6;

/** A name that keeps both its ends where there is no room for all of it: what tells names apart is often the end. */
export function LongName({ name }: { readonly name: string }) {
  if (name.length <= short) return name;
  const kept = Math.min(mostKept, Math.floor(name.length / 2));
  return (
    <span className="long-name">
      <span>{name.slice(0, -kept)}</span>
      <span>{name.slice(-kept)}</span>
    </span>
  );
}
