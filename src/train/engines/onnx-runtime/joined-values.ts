/** Values one behind the other. @returns of one piece that piece itself, else a copy */
export function joinedValues(pieces: readonly Float32Array[]): Float32Array {
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1) return first;
  const all = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const piece of pieces) {
    all.set(piece, end);
    end += piece.length;
  }
  return all;
}
