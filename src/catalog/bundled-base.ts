/** What a base that comes along with this program was trained on. */
export interface BundledBase {
  readonly name: string;
  /** E.g. `emoji: 4,556 drawings of 88 kinds, on white`. */
  readonly trainedOn: string;
  /** Some of its pictures in one file. */
  readonly sheet: {
    /** Below the folder of the bases, with `/`. */
    readonly file: string;
    readonly shows: string;
    /** In pixels. */
    readonly width: number;
    readonly height: number;
  };
}

export const demoBase: BundledBase = {
  name: 'demo',
  trainedOn: 'emoji: 4,556 drawings of 88 kinds, on white',
  sheet: {
    file: 'demo/pictures.png',
    shows: '24 of the drawings, from Noto Emoji',
    width: 512,
    height: 192,
  },
};

export function bundledBase(name: string): BundledBase | undefined {
  return name === demoBase.name ? demoBase : undefined;
}
