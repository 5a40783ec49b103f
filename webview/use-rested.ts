import { useEffect, useRef, useState } from 'react';

/**
 * A value as it is told aloud: a change is told at once, but of many in a row only the first, and the last when it has
 * stood for so many milliseconds.
 */
export function useRested<T>(value: T, rest: number): T {
  const [told, setTold] = useState(value);
  const lastChange = useRef({ value, at: Number.NEGATIVE_INFINITY });
  useEffect(() => {
    if (Object.is(lastChange.current.value, value)) return;
    const now = performance.now();
    const since = now - lastChange.current.at;
    lastChange.current = { value, at: now };
    const timer = setTimeout(() => setTold(value), since < rest ? rest : 0);
    return () => clearTimeout(timer);
  }, [value, rest]);
  return told;
}
