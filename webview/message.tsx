import { Fragment } from 'react';

/** A message in which names and settings stand between backticks: there they are code. */
export function Message({ text }: { readonly text: string }) {
  let at = 0;
  return text.split(/(`[^`\n]+`)/).map((part) => {
    const place = at;
    at += part.length;
    const isCode = part.length > 2 && part.startsWith('`') && part.endsWith('`');
    return <Fragment key={place}>{isCode ? <code>{part.slice(1, -1)}</code> : part}</Fragment>;
  });
}
