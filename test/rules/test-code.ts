import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAst } from 'vitest/node';

/** A part of a program, as ESTree has it. */
interface Code {
  readonly type: string;
  readonly start: number;
  readonly [part: string]: unknown;
}

export interface TestFile {
  /** From the repository's root, with `/`. */
  readonly name: string;
  readonly text: string;
  readonly code: Code;
}

export function readTestFile(root: string, name: string): TestFile {
  return testFile(name, readFileSync(path.join(root, name), 'utf8'));
}

export function testFile(name: string, text: string): TestFile {
  return { name, text, code: parseAst(text, { lang: 'ts' }) as unknown as Code };
}

/** Where in the file, to be opened with a click. */
function placeOf({ name, text }: TestFile, { start }: Code): string {
  return `${name}:${text.slice(0, start).split('\n').length}`;
}

const isCode = (value: unknown): value is Code =>
  typeof value === 'object' && value !== null && typeof (value as Code).type === 'string';

function partsOf(code: Code): readonly Code[] {
  return Object.values(code).flatMap((part) =>
    Array.isArray(part) ? part.filter(isCode) : isCode(part) ? [part] : [],
  );
}

const isFunction = ({ type }: Code) => /Function/.test(type);
const nameOf = (code: unknown) => (isCode(code) && typeof code.name === 'string' ? code.name : undefined);

/** The name of the method that is called. */
const methodOf = ({ callee }: Code) => (isCode(callee) ? nameOf(callee.property) : undefined);

/** Whether what follows in the same block may not be reached. */
function leaves(code: Code): boolean {
  if (/^(Return|Continue|Break)Statement$/.test(code.type)) return true;
  return !isFunction(code) && partsOf(code).some(leaves);
}

/** The parts of which nobody knows whether they run, or whether what they throw is heard. */
function unsureParts(code: Code): readonly unknown[] {
  const [first, ...others] = (code.arguments ?? []) as readonly Code[];
  switch (code.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return [code.consequent, code.alternate];
    case 'LogicalExpression':
      return [code.right];
    case 'SwitchCase':
      return partsOf(code);
    case 'TryStatement':
      return isCode(code.handler) ? [code.block, code.handler] : [];
    case 'BlockStatement': {
      const statements = code.body as readonly Code[];
      const end = statements.findIndex((one) => one.type === 'IfStatement' && leaves(one));
      return end < 0 ? [] : statements.slice(end + 1);
    }
    case 'CallExpression':
      return methodOf(code) === 'catch' ? [first, ...others] : methodOf(code) === 'then' ? others : [];
    default:
      return [];
  }
}

/** Places where something is expected that may never be looked at: the test would pass without it. */
export function unsureExpectations(file: TestFile): readonly string[] {
  const below = (code: Code, isUnsure: boolean): readonly string[] => {
    const unsure = unsureParts(code);
    const found = isUnsure && code.type === 'CallExpression' && nameOf(code.callee) === 'expect';
    return [
      ...(found ? [placeOf(file, code)] : []),
      ...partsOf(code).flatMap((part) => below(part, isUnsure || unsure.includes(part))),
    ];
  };
  return below(file.code, false);
}

/** Places where the machine's clock is read or waited for. */
export function clocks(file: TestFile): readonly string[] {
  const isClock = (code: Code): boolean => {
    const { type, callee } = code;
    if (type === 'NewExpression') return nameOf(callee) === 'Date' && (code.arguments as []).length === 0;
    if (type === 'ImportSpecifier') return /^set(Timeout|Interval)$/.test(nameOf(code.imported) ?? '');
    if (type !== 'CallExpression' || !isCode(callee)) return false;
    if (/^set(Timeout|Interval)$/.test(nameOf(callee) ?? '')) return true;
    return methodOf(code) === 'now' && /^(Date|performance)$/.test(nameOf(callee.object) ?? '');
  };
  const below = (code: Code): readonly string[] => [
    ...(isClock(code) ? [placeOf(file, code)] : []),
    ...partsOf(code).flatMap(below),
  ];
  return below(file.code);
}

/** `it` for `it.skipIf(…).each(…)('…', …)`. */
function rootOf(code: unknown): string | undefined {
  if (!isCode(code)) return undefined;
  return nameOf(code) ?? rootOf(code.callee ?? code.object);
}

function titleOf(code: Code): string | undefined {
  const [title, ...others] = (code.arguments ?? []) as readonly Code[];
  if (title === undefined || !others.some(isFunction)) return undefined;
  if (title.type === 'Literal') return String(title.value);
  if (title.type !== 'TemplateLiteral') return undefined;
  const pieces = title.quasis as readonly { readonly value: { readonly cooked: string } }[];
  return pieces.map(({ value }) => value.cooked).join('%s');
}

/** What each test of the file is called, behind the names of what it stands in. */
export function testNames(file: TestFile): readonly string[] {
  const below = (code: Code, above: readonly string[]): readonly string[] => {
    const title = code.type === 'CallExpression' ? titleOf(code) : undefined;
    const root = title === undefined ? undefined : rootOf(code.callee);
    if (title !== undefined && root === 'it') return [[...above, title].join(' ')];
    const names = title !== undefined && root === 'describe' ? [...above, title] : above;
    return partsOf(code).flatMap((part) => below(part, names));
  };
  return below(file.code, []);
}
