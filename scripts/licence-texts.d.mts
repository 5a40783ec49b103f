/**
 * @param files of a bundle, relative to `root`
 * @throws Error for a package that names no licence
 */
export function licenceTexts(root: string, files: readonly string[]): Promise<string>;
