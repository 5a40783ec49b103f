/** A Python package that carries the TensorFlow library which tfjs-node is built against. */
export interface TensorFlowWheel {
  readonly package: string;
  readonly version: string;
  /** The Python the wheel is named for; any Python 3 can download and unpack it. */
  readonly python: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The starts of the names of the members that are needed. */
  readonly libraries: readonly string[];
  readonly headers: readonly string[];
  /** In `deps/lib`: the names that tfjs-node looks for, and the files they lead to. */
  readonly links: Readonly<Record<string, string>>;
}

/** By `platform-arch`. What is not here has no library in a package registry that tfjs-node builds against. */
const wheels: Readonly<Record<string, TensorFlowWheel>> = {
  'linux-x64': {
    package: 'tensorflow-cpu',
    version: '2.15.1',
    python: '311',
    bytes: 207_208_420,
    sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
    libraries: ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'],
    headers: [
      'tensorflow/include/tensorflow/c/',
      'tensorflow/include/tensorflow/core/platform/',
      'tensorflow/include/tsl/',
      'tensorflow/include/xla/',
    ],
    links: {
      'libtensorflow.so.2': 'libtensorflow_cc.so.2',
      'libtensorflow.so': 'libtensorflow.so.2',
      'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
    },
  },
};

export function wheelFor(platform: string, architecture: string): TensorFlowWheel | undefined {
  return wheels[`${platform}-${architecture}`];
}

/**
 * A Python program that checks and unpacks a wheel, which is a zip: `WHEEL SHA256 TARGET LIBRARIES HEADERS`,
 * the last two as JSON lists. Libraries go to `TARGET/lib`, headers to `TARGET/include`.
 */
export const unpackProgram = `
import hashlib, json, os, shutil, sys, zipfile
wheel, sha256, target, libraries, headers = sys.argv[1:6]
libraries, headers = json.loads(libraries), json.loads(headers)
digest = hashlib.sha256()
with open(wheel, 'rb') as file:
    for piece in iter(lambda: file.read(1 << 20), b''):
        digest.update(piece)
if digest.hexdigest() != sha256:
    sys.exit('its sha256 is ' + digest.hexdigest() + ' and not ' + sha256)
include = 'tensorflow/include/'
with zipfile.ZipFile(wheel) as archive:
    names = archive.namelist()
    for library in libraries:
        if library not in names:
            sys.exit('there is no ' + library + ' in it')
    for name in names:
        if name in libraries:
            place = os.path.join(target, 'lib', os.path.basename(name))
        elif name.startswith(tuple(headers)) and not name.endswith('/') and '..' not in name.split('/'):
            place = os.path.join(target, 'include', *name[len(include):].split('/'))
        else:
            continue
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with archive.open(name) as source, open(place, 'wb') as copy:
            shutil.copyfileobj(source, copy, 1 << 20)
        if name in libraries:
            os.chmod(place, 0o755)
`;
