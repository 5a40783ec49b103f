/**
 * A symmetric matrix A as Q·T·Qᵀ: Q turns and mirrors, and of T only the diagonal and what stands beside it are not 0. That
 * takes a fraction of the time of eigenvectors, and much that is asked of A takes as much time as T has numbers.
 */
export interface TridiagonalForm {
  readonly size: number;
  /** Of T. */
  readonly diagonal: Float64Array;
  /** Of T, at each place what stands between it and the next one; the last is 0. */
  readonly beside: Float64Array;
  /** size × size: row i begins with the i numbers of the i-th mirror, v of I − v·vᵀ/h on the first i coordinates. */
  readonly mirrors: Float64Array;
  /** By row, the h of its mirror; 0 where there is none. */
  readonly halves: Float64Array;
}

/**
 * Householder's reduction, from the last row to the first, so that all is read as it lies in memory.
 *
 * @param matrix size × size, symmetric, finite; only its lower half is read
 */
export function tridiagonalForm(matrix: Float64Array, size: number): TridiagonalForm {
  const own = matrix.slice();
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size);
  const halves = new Float64Array(size);
  // Of a matrix of few directions nothing but rounding is left in the end, and of that, squared, not even numbers.
  let largest = 0;
  for (let row = 0; row < size; row += 1)
    largest = Math.max(largest, Math.abs(own[row * (size + 1)] as number));
  const nothing = (Number.EPSILON * largest) ** 2;
  /** What the mirror before left to be taken off: v·wᵀ + w·vᵀ. It is taken off where the next one reads. */
  let [v, w]: [Float64Array, Float64Array] = [new Float64Array(size), new Float64Array(size)];
  for (let row = size - 1; row >= 0; row -= 1) {
    const mirror = own.subarray(row * size, row * size + row);
    takeOff(own.subarray(row * size, row * size + row + 1), row, v, w);
    diagonal[row] = own[row * size + row] as number;
    if (row === 0) break;
    const last = mirror[row - 1] as number;
    let others = 0;
    for (let at = 0; at < row - 1; at += 1) others += (mirror[at] as number) ** 2;
    const squares = others + last * last;
    const length = Math.sqrt(squares);
    const isThere = others > nothing;
    const half = isThere ? squares + length * Math.abs(last) : 0;
    beside[row - 1] = isThere ? (last > 0 ? -length : length) : last;
    halves[row] = half;
    if (isThere) mirror[row - 1] = last + (last > 0 ? length : -length);
    const next = new Float64Array(row);
    timesLeading(own, size, row, v, w, mirror, next);
    v = mirror;
    w = next;
    if (half === 0) {
      w.fill(0);
      continue;
    }
    let along = 0;
    for (let at = 0; at < row; at += 1) {
      w[at] = (w[at] as number) / half;
      along += (w[at] as number) * (mirror[at] as number);
    }
    along /= 2 * half;
    for (let at = 0; at < row; at += 1) w[at] = (w[at] as number) - along * (mirror[at] as number);
  }
  return { size, diagonal, beside, mirrors: own, halves };
}

/** Takes what v and w say off the beginning of a row. */
function takeOff(values: Float64Array, row: number, v: Float64Array, w: Float64Array): void {
  const [own, other] = [v[row] as number, w[row] as number];
  for (let at = 0; at < values.length; at += 1)
    values[at] = (values[at] as number) - own * (w[at] as number) - other * (v[at] as number);
}

/**
 * Takes v·wᵀ + w·vᵀ off the first rows, and multiplies what is left with a mirror's v, in one pass through memory: two rows at
 * once, so that what is read beside them is used twice.
 */
function timesLeading(
  matrix: Float64Array,
  size: number,
  rows: number,
  v: Float64Array,
  w: Float64Array,
  mirror: Float64Array,
  into: Float64Array,
): void {
  // With one row more than pairs have, the first one, which is its corner alone, is done on its own.
  const alone = rows % 2;
  if (alone === 1) timesCorner(matrix, size, 0, 0, v, w, mirror, into);
  for (let row = alone; row < rows; row += 2) {
    const start = row * size;
    const next = start + size;
    const own = v[row] as number;
    const other = w[row] as number;
    const factor = mirror[row] as number;
    const nextOwn = v[row + 1] as number;
    const nextOther = w[row + 1] as number;
    const nextFactor = mirror[row + 1] as number;
    let sum = 0;
    let nextSum = 0;
    for (let at = 0; at < row; at += 1) {
      const ofV = v[at] as number;
      const ofW = w[at] as number;
      const ofMirror = mirror[at] as number;
      const value = (matrix[start + at] as number) - own * ofW - other * ofV;
      const nextValue = (matrix[next + at] as number) - nextOwn * ofW - nextOther * ofV;
      matrix[start + at] = value;
      matrix[next + at] = nextValue;
      sum += value * ofMirror;
      nextSum += nextValue * ofMirror;
      into[at] = (into[at] as number) + value * factor + nextValue * nextFactor;
    }
    into[row] = (into[row] as number) + sum;
    into[row + 1] = (into[row + 1] as number) + nextSum;
    timesCorner(matrix, size, row, row, v, w, mirror, into);
    timesCorner(matrix, size, row + 1, row, v, w, mirror, into);
    timesCorner(matrix, size, row + 1, row + 1, v, w, mirror, into);
  }
}

/** The same of one number and the one across the diagonal. */
function timesCorner(
  matrix: Float64Array,
  size: number,
  row: number,
  column: number,
  v: Float64Array,
  w: Float64Array,
  mirror: Float64Array,
  into: Float64Array,
): void {
  const place = row * size + column;
  const value =
    (matrix[place] as number) -
    (v[row] as number) * (w[column] as number) -
    (w[row] as number) * (v[column] as number);
  matrix[place] = value;
  into[row] = (into[row] as number) + value * (mirror[column] as number);
  if (row !== column) into[column] = (into[column] as number) + value * (mirror[row] as number);
}

/** Brings rows into the coordinates of T: R becomes R·Q, in place. @param rows each of `size` numbers */
export function turnRows({ size, mirrors, halves }: TridiagonalForm, rows: Float64Array): void {
  for (let first = 0; first < rows.length; first += size)
    for (let row = size - 1; row > 0; row -= 1) {
      const half = halves[row] as number;
      // There is no mirror.
      if (half === 0) continue;
      const start = row * size;
      let sum = 0;
      for (let at = 0; at < row; at += 1)
        sum += (mirrors[start + at] as number) * (rows[first + at] as number);
      const share = sum / half;
      for (let at = 0; at < row; at += 1)
        rows[first + at] = (rows[first + at] as number) - share * (mirrors[start + at] as number);
    }
}

/** More turns than it ever takes to find an eigenvalue. */
const mostTurns = 60;

/**
 * The eigenvalues of A, and what some vectors are along its eigenvectors, without these: by implicit QL turns of T, which
 * the vectors are turned along with.
 *
 * @param vectors in the coordinates of T: `size` rows, a column a vector; becomes what they are along the eigenvectors
 * @returns by row of the vectors, in no order
 */
export function eigenvaluesOf(
  { size, diagonal, beside }: TridiagonalForm,
  vectors: Float64Array,
): Float64Array {
  const d = diagonal.slice();
  const e = beside.slice();
  const columns = size === 0 ? 0 : vectors.length / size;
  for (let at = 0; at < size; at += 1) {
    for (let turn = 0; ; turn += 1) {
      const end = endOfBlock(d, e, at);
      if (end === at) break;
      if (turn === mostTurns) throw new RangeError('The eigenvalues of the features can’t be found.');
      turnBlock(d, e, at, end, vectors, columns);
    }
  }
  return d;
}

/** The first place from `at` on beside which there is nothing but rounding. */
function endOfBlock(d: Float64Array, e: Float64Array, at: number): number {
  let end = at;
  for (; end < d.length - 1; end += 1) {
    const around = Math.abs(d[end] as number) + Math.abs(d[end + 1] as number);
    if (Math.abs(e[end] as number) <= Number.EPSILON * around) break;
  }
  return end;
}

/** One implicit QL turn with Wilkinson's shift, of what lies from `at` to `end` (Golub and Van Loan, "Matrix Computations", 8.3). */
function turnBlock(
  d: Float64Array,
  e: Float64Array,
  at: number,
  end: number,
  vectors: Float64Array,
  columns: number,
): void {
  const value = (array: Float64Array, place: number): number => array[place] as number;
  const ahead = (value(d, at + 1) - value(d, at)) / (2 * value(e, at));
  const radius = Math.hypot(ahead, 1);
  let g = value(d, end) - value(d, at) + value(e, at) / (ahead + (ahead >= 0 ? radius : -radius));
  let [sine, cosine, shift] = [1, 1, 0];
  for (let place = end - 1; place >= at; place -= 1) {
    const f = sine * value(e, place);
    const b = cosine * value(e, place);
    const length = Math.hypot(f, g);
    e[place + 1] = length;
    if (length === 0) {
      d[place + 1] = value(d, place + 1) - shift;
      e[end] = 0;
      return;
    }
    sine = f / length;
    cosine = g / length;
    g = value(d, place + 1) - shift;
    const r = (value(d, place) - g) * sine + 2 * cosine * b;
    shift = sine * r;
    d[place + 1] = g + shift;
    g = cosine * r - b;
    const first = place * columns;
    for (let column = 0; column < columns; column += 1) {
      const upper = vectors[first + columns + column] as number;
      const lower = vectors[first + column] as number;
      vectors[first + columns + column] = sine * lower + cosine * upper;
      vectors[first + column] = cosine * lower - sine * upper;
    }
  }
  d[at] = value(d, at) - shift;
  e[at] = g;
  e[end] = 0;
}
