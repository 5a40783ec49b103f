import { TransferError } from '../design/transfer-error';
/** What a pickle holds: Python's values. Tuples are arrays as lists are; a dictionary is a Map. */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | PickleCall
  | PickleObject;

/** What a name of another module stands for, in this reader: it is handed the arguments that the pickle calls it with. */
export type PickleCall = (given: readonly PickleValue[]) => PickleValue;

/** A value of the caller's own: what a call gave, or what a persistent id stands for. */
export interface PickleObject {
  readonly kind: string;
}

export interface PickleNames {
  /** By `module name`, e.g. `collections OrderedDict`: nothing else may be named in the file. */
  readonly calls: ReadonlyMap<string, PickleCall>;
  /** Gives what a persistent id stands for. */
  readonly persistent: (id: PickleValue) => PickleValue;
}

/** More than any file of weights needs. */
const mostValues = 2_000_000;

/**
 * Reads one pickle of protocol 0 to 4, as far as files of weights need it. Unlike Python, it runs nothing: a name of
 * a module is looked up in `names` alone.
 *
 * @param start where it begins, in bytes
 * @returns its value, and the place after it
 * @throws TransferError `weights-file`, or `weights-unfit` where it names something else
 */
export function readPickle(
  bytes: Buffer,
  start: number,
  names: PickleNames,
): { readonly value: PickleValue; readonly end: number } {
  const machine = new PickleMachine(bytes, start, names);
  return { value: machine.run(), end: machine.place };
}

/** Stands on the stack where a list of values begins. */
const mark = Symbol('mark');

class PickleMachine {
  readonly #stack: (PickleValue | typeof mark)[] = [];
  readonly #memo = new Map<number, PickleValue>();
  #values = 0;

  constructor(
    private readonly bytes: Buffer,
    public place: number,
    private readonly names: PickleNames,
  ) {}

  run(): PickleValue {
    for (;;) {
      const sign = String.fromCharCode(this.#byte());
      if (sign === '.') return this.#pop();
      this.#values += 1;
      if (this.#values > mostValues) throw new TransferError('weights-file', 'it holds too many values');
      const step = steps[sign];
      if (step === undefined)
        throw new TransferError('weights-file', `it uses the instruction ${JSON.stringify(sign)}`);
      step(this);
    }
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pushMark(): void {
    this.#stack.push(mark);
  }

  pop(): PickleValue {
    return this.#pop();
  }

  /** The values since the last mark, which goes with them. */
  popToMark(): PickleValue[] {
    const at = this.#stack.lastIndexOf(mark);
    if (at < 0) throw new TransferError('weights-file', 'it is damaged: a list without a beginning');
    const values = this.#stack.splice(at).slice(1);
    return values as PickleValue[];
  }

  top(): PickleValue {
    const value = this.#stack.at(-1);
    if (value === undefined || value === mark)
      throw new TransferError('weights-file', 'it is damaged: a value is missing');
    return value;
  }

  keep(at: number): void {
    this.#memo.set(at, this.top());
  }

  keepNext(): void {
    this.keep(this.#memo.size);
  }

  kept(at: number): PickleValue {
    const value = this.#memo.get(at);
    if (value === undefined)
      throw new TransferError('weights-file', 'it is damaged: a value is named before it is there');
    return value;
  }

  call(name: string): PickleCall {
    const call = this.names.calls.get(name);
    if (call === undefined)
      throw new TransferError('weights-unfit', `names ${JSON.stringify(name.slice(0, 80))}`);
    return call;
  }

  persistent(id: PickleValue): PickleValue {
    return this.names.persistent(id);
  }

  /** The next `count` bytes. */
  take(count: number): Buffer {
    const end = this.place + count;
    if (!Number.isSafeInteger(end) || count < 0 || end > this.bytes.length)
      throw new TransferError('weights-file', 'it breaks off');
    const taken = this.bytes.subarray(this.place, end);
    this.place = end;
    return taken;
  }

  line(): string {
    const end = this.bytes.indexOf(0x0a, this.place);
    if (end < 0 || end - this.place > 1000) throw new TransferError('weights-file', 'it breaks off');
    const text = this.bytes.toString('utf8', this.place, end);
    this.place = end + 1;
    return text;
  }

  #byte(): number {
    return this.take(1)[0] as number;
  }

  #pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined || value === mark)
      throw new TransferError('weights-file', 'it is damaged: a value is missing');
    return value;
  }
}

/** A whole number of little-endian bytes in two's complement. Longer ones than JavaScript's are only compared. */
function integerOf(bytes: Buffer): number {
  let value = 0n;
  for (const [index, byte] of bytes.entries()) value |= BigInt(byte) << BigInt(8 * index);
  if (bytes.length > 0 && (bytes.at(-1) as number) >= 0x80) value -= 1n << BigInt(8 * bytes.length);
  return Number(value);
}

/** What takes attributes: a dictionary, or what is not looked into. */
function requireObject(value: PickleValue): void {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject) throw new TransferError('weights-file', 'it is damaged: what is no object gets attributes');
}

function mapAt(machine: PickleMachine): Map<PickleValue, PickleValue> {
  const value = machine.top();
  if (!(value instanceof Map))
    throw new TransferError('weights-file', 'it is damaged: what is no dictionary gets a key');
  return value;
}

function listAt(machine: PickleMachine): PickleValue[] {
  const value = machine.top();
  if (!Array.isArray(value))
    throw new TransferError('weights-file', 'it is damaged: what is no list gets a value');
  return value;
}

function setPairs(map: Map<PickleValue, PickleValue>, pairs: readonly PickleValue[]): void {
  for (let index = 0; index + 1 < pairs.length; index += 2)
    map.set(pairs[index] as PickleValue, pairs[index + 1] as PickleValue);
}

/** Pushes what the call on the stack gives for the arguments on it. */
function reduce(machine: PickleMachine): void {
  const given = machine.pop();
  const call = machine.pop();
  if (typeof call !== 'function' || !Array.isArray(given))
    throw new TransferError('weights-file', 'it is damaged: no call stands there');
  machine.push(call(given));
}

/** By the letter of the instruction; Python's `pickletools` documents each. */
const steps: Readonly<Record<string, (machine: PickleMachine) => void>> = {
  // PROTO, FRAME
  '\x80': (machine) => void machine.take(1),
  '\x95': (machine) => void machine.take(8),
  // MARK, POP, POP_MARK
  '(': (machine) => machine.pushMark(),
  '0': (machine) => void machine.pop(),
  '1': (machine) => void machine.popToMark(),
  // NONE, NEWTRUE, NEWFALSE
  N: (machine) => machine.push(null),
  '\x88': (machine) => machine.push(true),
  '\x89': (machine) => machine.push(false),
  // BININT, BININT1, BININT2, LONG1, BINFLOAT
  J: (machine) => machine.push(machine.take(4).readInt32LE()),
  K: (machine) => machine.push(machine.take(1).readUInt8()),
  M: (machine) => machine.push(machine.take(2).readUInt16LE()),
  '\x8a': (machine) => machine.push(integerOf(machine.take(machine.take(1).readUInt8()))),
  G: (machine) => machine.push(machine.take(8).readDoubleBE()),
  // BINUNICODE, SHORT_BINUNICODE
  X: (machine) => machine.push(machine.take(machine.take(4).readUInt32LE()).toString('utf8')),
  // BINSTRING, SHORT_BINSTRING, of Python 2
  T: (machine) => machine.push(machine.take(machine.take(4).readUInt32LE()).toString('utf8')),
  U: (machine) => machine.push(machine.take(machine.take(1).readUInt8()).toString('utf8')),
  '\x8c': (machine) => machine.push(machine.take(machine.take(1).readUInt8()).toString('utf8')),
  // EMPTY_LIST, APPEND, APPENDS, LIST
  ']': (machine) => machine.push([]),
  a: (machine) => {
    const value = machine.pop();
    listAt(machine).push(value);
  },
  e: (machine) => {
    const values = machine.popToMark();
    const list = listAt(machine);
    for (const value of values) list.push(value);
  },
  // EMPTY_TUPLE, TUPLE, TUPLE1, TUPLE2, TUPLE3
  ')': (machine) => machine.push([]),
  t: (machine) => machine.push(machine.popToMark()),
  '\x85': (machine) => machine.push([machine.pop()]),
  '\x86': (machine) => {
    const [second, first] = [machine.pop(), machine.pop()];
    machine.push([first, second]);
  },
  '\x87': (machine) => {
    const [third, second, first] = [machine.pop(), machine.pop(), machine.pop()];
    machine.push([first, second, third]);
  },
  // EMPTY_DICT, SETITEM, SETITEMS
  '}': (machine) => machine.push(new Map()),
  s: (machine) => {
    const value = machine.pop();
    const key = machine.pop();
    mapAt(machine).set(key, value);
  },
  u: (machine) => {
    const pairs = machine.popToMark();
    setPairs(mapAt(machine), pairs);
  },
  // BINPUT, LONG_BINPUT, MEMOIZE, BINGET, LONG_BINGET
  q: (machine) => machine.keep(machine.take(1).readUInt8()),
  r: (machine) => machine.keep(machine.take(4).readUInt32LE()),
  '\x94': (machine) => machine.keepNext(),
  h: (machine) => machine.push(machine.kept(machine.take(1).readUInt8())),
  j: (machine) => machine.push(machine.kept(machine.take(4).readUInt32LE())),
  // GLOBAL, STACK_GLOBAL
  c: (machine) => machine.push(machine.call(`${machine.line()} ${machine.line()}`)),
  '\x93': (machine) => {
    const [name, module] = [machine.pop(), machine.pop()];
    if (typeof name !== 'string' || typeof module !== 'string')
      throw new TransferError('weights-file', 'it is damaged: a name is no text');
    machine.push(machine.call(`${module} ${name}`));
  },
  // REDUCE and NEWOBJ; BUILD, whose attributes no file of weights needs; BINPERSID
  R: reduce,
  '\x81': reduce,
  b: (machine) => {
    machine.pop();
    requireObject(machine.top());
  },
  Q: (machine) => machine.push(machine.persistent(machine.pop())),
};
