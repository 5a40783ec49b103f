/**
 * What is wrong with a value that was read, as a sentence without its stop that begins with `at`, the value's place in
 * the whole; undefined if it is as it must be. Never throws, whatever the value.
 */
export type Check = (value: unknown, at: string) => string | undefined;

/** An object with these keys; others are passed over, for a later version may have written them. */
export function object<T extends object>(checks: { readonly [Key in keyof T]-?: Check }): Check {
  const entries = Object.entries<Check>(checks);
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(value, at, 'a map');
    for (const [key, check] of entries) {
      // Only what was written: an object has keys of its own making too.
      const own: unknown = Object.hasOwn(value, key) ? value[key as keyof typeof value] : undefined;
      const said = check(own, at === '' ? key : `${at}.${key}`);
      if (said !== undefined) return said;
    }
    return undefined;
  };
}

/** A map from any keys. */
export function mapOf(check: Check): Check {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(value, at, 'a map');
    for (const [key, one] of Object.entries(value)) {
      const said = check(one, `${at}.${shown(key)}`);
      if (said !== undefined) return said;
    }
    return undefined;
  };
}

export function list(check: Check, least = 0, most = Number.MAX_SAFE_INTEGER): Check {
  return (value, at) => {
    if (!Array.isArray(value)) return wrong(value, at, 'a list');
    if (value.length < least || value.length > most) {
      const lengths = least === most ? `${least}` : `at least ${least}`;
      return `${at} has ${value.length} entries, and must have ${lengths}`;
    }
    for (const [index, one] of value.entries()) {
      const said = check(one, `${at}[${index}]`);
      if (said !== undefined) return said;
    }
    return undefined;
  };
}

export function whole(least: number, most = Number.MAX_SAFE_INTEGER): Check {
  return (value, at) =>
    Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most
      ? undefined
      : wrong(value, at, `a whole number${rangeWords(least, most)}`);
}

export function real(least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): Check {
  return (value, at) =>
    typeof value === 'number' && Number.isFinite(value) && value >= least && value <= most
      ? undefined
      : wrong(value, at, `a number${rangeWords(least, most)}`);
}

export const flag: Check = (value, at) =>
  typeof value === 'boolean' ? undefined : wrong(value, at, 'true or false');

/** @param most characters */
export function text(most = Number.MAX_SAFE_INTEGER): Check {
  return (value, at) =>
    typeof value === 'string' && value.length <= most ? undefined : wrong(value, at, 'a text');
}

export function oneOf(...words: readonly (string | number)[]): Check {
  return (value, at) =>
    words.some((word) => word === value) ? undefined : wrong(value, at, `one of ${words.join(', ')}`);
}

/** A name that leads nowhere but into the folder that it is put behind. */
export const plainName: Check = (value, at) => {
  const isPlain = typeof value === 'string' && /^[^/\\:\0]{1,255}$/.test(value) && !/^\.+$/.test(value);
  return isPlain ? undefined : wrong(value, at, 'a plain name');
};

/** A name that a folder may have on some system. */
export const folderName: Check = (value, at) => {
  const isName = typeof value === 'string' && /^[^/\0]{1,255}$/.test(value) && !/^\.{1,2}$/.test(value);
  return isName ? undefined : wrong(value, at, 'the name of a folder');
};

/** A path of a file or folder. */
export const filePath: Check = (value, at) => {
  const isPath = typeof value === 'string' && value.length > 0 && value.length <= 32_767;
  return isPath && !value.includes('\0') ? undefined : wrong(value, at, 'a path');
};

export const sha256: Check = (value, at) =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? undefined : wrong(value, at, 'a sha256');

export const time: Check = (value, at) =>
  typeof value === 'string' && value.length <= 64 && Number.isFinite(Date.parse(value))
    ? undefined
    : wrong(value, at, 'a time');

export function maybe(check: Check): Check {
  return (value, at) => (value === undefined ? undefined : check(value, at));
}

export function orNull(check: Check): Check {
  return (value, at) => (value === null ? undefined : check(value, at));
}

/** As any of the checks wants it. */
export function either(...checks: readonly Check[]): Check {
  return (value, at) => {
    const said = checks.map((check) => check(value, at));
    return said.includes(undefined) ? undefined : said.at(-1);
  };
}

/** The first thing that is wrong by any of the checks, one after the other. */
export function allOf(...checks: readonly Check[]): Check {
  return (value, at) => {
    for (const check of checks) {
      const said = check(value, at);
      if (said !== undefined) return said;
    }
    return undefined;
  };
}

function wrong(value: unknown, at: string, wanted: string): string {
  const where = at === '' ? 'the whole' : at;
  if (value === undefined) return `${where} is missing, and must be ${wanted}`;
  return `${where} is ${shown(value)}, and must be ${wanted}`;
}

function rangeWords(least: number, most: number): string {
  const from = Number.isFinite(least) ? ` from ${least}` : '';
  return Number.isFinite(most) && most < Number.MAX_SAFE_INTEGER ? `${from} to ${most}` : from;
}

/** Short, and with nothing in it that a terminal would obey. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  const said = typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : String(value);
  return said.slice(0, 60);
}
