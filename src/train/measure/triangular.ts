/**
 * The lower triangle L of A + λ = L·Lᵀ (Cholesky), row after row.
 *
 * @param matrix size × size, symmetric, without eigenvalues below 0; only its lower half is read
 * @param added λ, above 0: more than rounding beside the eigenvalues
 */
export function lowerFactor(matrix: Float64Array, size: number, added: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1)
    lower.set(matrix.subarray(row * size, row * size + row + 1), row * size);
  for (let row = 0; row < size; row += 4) {
    const end = Math.min(size, row + 4);
    if (end === row + 4) solveFour(lower, size, lower, row * size, 0, row);
    else for (let own = row; own < end; own += 1) solveOne(lower, size, lower, own * size, 0, 0, row);
    for (let own = row; own < end; own += 1) {
      const first = own * size;
      solveOne(lower, size, lower, first, 0, row, own);
      let rest = (lower[first + own] as number) + added;
      for (let at = 0; at < own; at += 1) rest -= (lower[first + at] as number) ** 2;
      lower[first + own] = Math.sqrt(rest);
    }
  }
  return lower;
}

/** Rows R become R·L⁻ᵀ, in place. @param rows each of `size` numbers */
export function solveRows(lower: Float64Array, size: number, rows: Float64Array): void {
  let first = 0;
  for (; first + 4 * size <= rows.length; first += 4 * size) {
    const begun = Math.min(...[0, 1, 2, 3].map((row) => beginningOf(rows, first + row * size, size)));
    solveFour(lower, size, rows, first, begun, size);
  }
  for (; first < rows.length; first += size) {
    const begun = beginningOf(rows, first, size);
    solveOne(lower, size, rows, first, begun, begun, size);
  }
}

/** How many numbers of a row are 0 before the first other: they stay so. */
function beginningOf(rows: Float64Array, first: number, size: number): number {
  let at = 0;
  while (at < size && rows[first + at] === 0) at += 1;
  return at;
}

/** Solves the numbers from `from` to `to` of a row, in which those before `begun` are 0 and those up to `from` are solved. */
function solveOne(
  lower: Float64Array,
  size: number,
  rows: Float64Array,
  first: number,
  begun: number,
  from: number,
  to: number,
): void {
  for (let place = from; place < to; place += 1) {
    const start = place * size;
    let rest = rows[first + place] as number;
    for (let at = begun; at < place; at += 1)
      rest -= (lower[start + at] as number) * (rows[first + at] as number);
    rows[first + place] = rest / (lower[start + place] as number);
  }
}

/** Those from `begun` to `to` of four rows, two at once: each number that is read is used many times. */
function solveFour(
  lower: Float64Array,
  size: number,
  rows: Float64Array,
  first: number,
  begun: number,
  to: number,
): void {
  const [second, third, fourth] = [first + size, first + 2 * size, first + 3 * size];
  let place = begun;
  for (; place + 1 < to; place += 2) {
    const [start, next] = [place * size, (place + 1) * size];
    // Written out: lists of them take four times as long.
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let nextA = 0;
    let nextB = 0;
    let nextC = 0;
    let nextD = 0;
    for (let at = begun; at < place; at += 1) {
      const value = lower[start + at] as number;
      const other = lower[next + at] as number;
      const ownA = rows[first + at] as number;
      const ownB = rows[second + at] as number;
      const ownC = rows[third + at] as number;
      const ownD = rows[fourth + at] as number;
      a += value * ownA;
      b += value * ownB;
      c += value * ownC;
      d += value * ownD;
      nextA += other * ownA;
      nextB += other * ownB;
      nextC += other * ownC;
      nextD += other * ownD;
    }
    const [pivot, between, nextPivot] = [
      lower[start + place] as number,
      lower[next + place] as number,
      lower[next + place + 1] as number,
    ];
    a = ((rows[first + place] as number) - a) / pivot;
    b = ((rows[second + place] as number) - b) / pivot;
    c = ((rows[third + place] as number) - c) / pivot;
    d = ((rows[fourth + place] as number) - d) / pivot;
    rows[first + place] = a;
    rows[second + place] = b;
    rows[third + place] = c;
    rows[fourth + place] = d;
    rows[first + place + 1] = ((rows[first + place + 1] as number) - nextA - between * a) / nextPivot;
    rows[second + place + 1] = ((rows[second + place + 1] as number) - nextB - between * b) / nextPivot;
    rows[third + place + 1] = ((rows[third + place + 1] as number) - nextC - between * c) / nextPivot;
    rows[fourth + place + 1] = ((rows[fourth + place + 1] as number) - nextD - between * d) / nextPivot;
  }
  if (place < to)
    for (let own = first; own <= fourth; own += size) solveOne(lower, size, rows, own, begun, place, to);
}
