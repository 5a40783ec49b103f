import { plain } from '../design/words/number-text';

/** Where text goes: a stream of this process, or a list in a test. */
export interface TextStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Lines that stay, and on a terminal one line at the end that is written over and over. */
export class LiveScreen {
  #live = '';

  constructor(
    private readonly output: TextStream,
    private readonly errors: TextStream,
    private readonly canWriteOver = true,
  ) {}

  /** Whether there is someone who sees a line change. */
  get isLive(): boolean {
    return this.output.isTTY === true && this.canWriteOver;
  }

  /** The columns a live line may take. */
  get columns(): number {
    return Math.max(20, (this.output.columns ?? 80) - 1);
  }

  /** The columns that tables and excerpts may take; no end to them where no one reads along. */
  get width(): number {
    return this.isLive ? this.columns : Number.POSITIVE_INFINITY;
  }

  line(text: string): void {
    this.#over(() => this.output.write(`${plain(text)}\n`));
  }

  lines(texts: readonly string[]): void {
    for (const text of texts) this.line(text);
  }

  /** To standard error. */
  error(text: string): void {
    this.#over(() => this.errors.write(`${plain(text)}\n`));
  }

  /** Shows this line until the next; the empty one takes it away. Does nothing where no one sees it change. */
  live(text: string): void {
    if (!this.isLive) return;
    this.#live = text;
    this.output.write(`\r\u001b[2K${plain(text)}`);
  }

  #over(write: () => void): void {
    if (this.#live) this.output.write('\r\u001b[2K');
    write();
    if (this.#live) this.output.write(plain(this.#live));
  }
}
