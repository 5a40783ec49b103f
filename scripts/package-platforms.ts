/** For each of vsce's platforms what npm calls it: sharp's native library comes as a package of its own for each. */
export const platforms: Readonly<Record<string, readonly string[]>> = {
  'linux-x64': ['--os=linux', '--cpu=x64', '--libc=glibc'],
  'linux-arm64': ['--os=linux', '--cpu=arm64', '--libc=glibc'],
  'alpine-x64': ['--os=linux', '--cpu=x64', '--libc=musl'],
  'alpine-arm64': ['--os=linux', '--cpu=arm64', '--libc=musl'],
  'darwin-x64': ['--os=darwin', '--cpu=x64'],
  'darwin-arm64': ['--os=darwin', '--cpu=arm64'],
  'win32-x64': ['--os=win32', '--cpu=x64'],
  'win32-arm64': ['--os=win32', '--cpu=arm64'],
};
