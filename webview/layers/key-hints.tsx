/** Which keys do what in list and drawing, where they do it: for the eyes below the list, and aloud on entering it. */
export function KeyHints({ id }: { readonly id: string }) {
  return (
    <p id={id} className="key-hints">
      {hints.map(({ keys, does }) => (
        <span key={does}>
          {keys.map((key) => (
            <kbd key={key}>{key}</kbd>
          ))}{' '}
          {does}
        </span>
      ))}
    </p>
  );
}

const hints: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['Space'], does: 'freezes a layer or lets it train' },
  { keys: ['Shift+Space'], does: 'trains from here on' },
  { keys: ['→'], does: 'goes to its buttons' },
  { keys: ['Enter'], does: 'shows it in the text' },
  { keys: ['Shift+Enter'], does: 'shows what it sees' },
  { keys: ['↑', '↓'], does: 'on the line move it' },
  { keys: ['+', '−', '0'], does: 'zoom the drawing and fit it' },
];
