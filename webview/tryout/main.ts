import { type ModelInPage, modelElement, weightsElement } from '../../src/shared/tryout';
import { answerCard, faultCard } from './answers';
import { fromBase64 } from './base64';
import { type Ask, loadModel } from './model';
import { type Drawable, pixelsOf, readPicture, thumbnail } from './pictures';

const byId = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
const status = byId('status');
const model: ModelInPage = JSON.parse(byId(modelElement).textContent ?? '');
const { classes, input, base, cut, weakBelow } = model;
let ask: Ask | undefined;

function say(text: string, isFault = false): void {
  status.textContent = text;
  status.className = isFault ? 'fault' : '';
}

/** Shows the page's words of this model. */
function describe(): void {
  const some = classes.slice(0, 12).join(', ');
  const names = classes.length > 12 ? `${some} and ${classes.length - 12} others` : some;
  byId('about').textContent = `It tells ${classes.length} classes apart: ${names}. Made from ${base}.`;
  const [height, width] = input.size;
  const fits = {
    stretch: 'stretched to',
    crop: 'scaled and cropped to',
    pad: 'fitted into, with black around it,',
  };
  const { mean, std, channels } = input.scale;
  byId('input').textContent =
    `Each picture is ${fits[input.resize]} ${width} × ${height} pixels, as in training. From its values of 0 to 255, ` +
    `${channels.toUpperCase()}, the mean (${mean.join(', ')}) is taken, and that divided by (${std.join(', ')}). ` +
    `The base was cut after its layer ${cut}.`;
}

/** The weights of all their elements, which go as they are read. */
function takeWeights(): ArrayBuffer {
  const total = model.weights.reduce(
    (sum, { shape }) => sum + shape.reduce((product, edge) => product * edge, 4),
    0,
  );
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const holder of document.querySelectorAll(`script.${weightsElement}`)) {
    const piece = fromBase64(holder.textContent ?? '');
    bytes.set(piece, at);
    at += piece.length;
    holder.remove();
  }
  if (at !== total) throw new Error('the page is cut short or was changed');
  return bytes.buffer;
}

async function classify(name: string, open: () => Promise<Drawable>): Promise<void> {
  if (ask === undefined) return;
  say(`Looking at ${name} …`);
  // So that it is seen before the processor is busy.
  await new Promise((resolve) => setTimeout(resolve));
  try {
    const picture = await open();
    const probabilities = await ask(pixelsOf(picture, input.size, input.resize));
    const { card, answer } = answerCard(name, thumbnail(picture), classes, probabilities, weakBelow);
    byId('results').prepend(card);
    say(`${name}: ${answer}`);
    picture.source.close();
  } catch {
    const reason = 'This browser can’t read it. Save it as PNG, JPEG or WebP.';
    byId('results').prepend(faultCard(name, reason));
    say(`${name}: ${reason}`, true);
  }
}

/** One after the other: the first answer is not to wait for the last picture. */
let queue = Promise.resolve();

function classifyFiles(files: Iterable<File>): void {
  for (const file of files) {
    queue = queue.then(() => classify(file.name || 'The pasted picture', () => readPicture(file)));
  }
}

function takeGivenPictures(): void {
  const files = byId<HTMLInputElement>('files');
  byId('choose').addEventListener('click', () => files.click());
  files.addEventListener('change', () => {
    classifyFiles([...(files.files ?? [])]);
    files.value = '';
  });
  const give = byId('give');
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    give.classList.add('over');
  });
  for (const end of ['dragleave', 'dragend', 'drop'])
    document.addEventListener(end, () => give.classList.remove('over'));
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    classifyFiles(event.dataTransfer?.files ?? []);
  });
  document.addEventListener('paste', (event) => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    if (pasted.length > 0) classifyFiles(pasted);
  });
}

function takeCameraPictures(): void {
  const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
  if (mediaDevices === undefined) return;
  const start = byId<HTMLButtonElement>('camera');
  const video = byId<HTMLVideoElement>('video');
  let taken = 0;
  start.hidden = false;
  start.addEventListener('click', async () => {
    try {
      video.srcObject = await mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      await video.play();
      byId('live').hidden = false;
      start.hidden = true;
      byId('take').focus();
      say('The camera is on.');
    } catch {
      say('There is no camera that this page may use.', true);
    }
  });
  byId('take').addEventListener('click', () => {
    const { videoWidth: width, videoHeight: height } = video;
    if (width === 0) return;
    taken += 1;
    const name = `Picture ${taken}`;
    // What the camera sees now, not when its turn comes.
    const now = createImageBitmap(video);
    queue = queue.then(() => classify(name, async () => ({ source: await now, width, height })));
  });
  byId('stop').addEventListener('click', () => {
    for (const track of (video.srcObject as MediaStream | null)?.getTracks() ?? []) track.stop();
    video.srcObject = null;
    byId('live').hidden = true;
    start.hidden = false;
    start.focus();
    say('The camera is off.');
  });
}

async function begin(): Promise<void> {
  describe();
  try {
    ask = await loadModel(model, takeWeights());
  } catch (error) {
    say(`The model can’t be run here: ${error instanceof Error ? error.message : error}`, true);
    return;
  }
  takeGivenPictures();
  takeCameraPictures();
  for (const button of document.querySelectorAll('button')) button.disabled = false;
  say('Ready.');
}

void begin();
