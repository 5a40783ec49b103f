import { memo, useState } from 'react';
import type { PanelStudy, PanelStudyFound } from '../../src/shared/panel-messages';
import { lineNames, studyLines } from '../../src/shared/study-chart';
import { send } from '../host';
import { Icon } from '../icon';
import { Message } from '../message';
import { Part } from '../parts';
import { Button, Choice } from '../toolkit';
import { StudyKey, StudyPlot } from './study-chart';

/** Which layers of the base transfer: what finding that out takes, how far it is, and the curves with what they say. */
export const Study = memo(function Study({ study }: { readonly study: PanelStudy | null }) {
  const going = study?.going ?? null;
  const announcement = (
    <p role="status" className="doing">
      {going === null ? '' : going.stopping ? 'Stopping after the batch at hand.' : going.words}
    </p>
  );
  return (
    <Part name="Study" always={announcement}>
      {study === null ? (
        <p className="aside">There is something to study as soon as base and images are known.</p>
      ) : (
        <div className="study">
          {going === null ? <Begin study={study} /> : <Going going={going} />}
          {study.failure !== '' && (
            <p className="notice failed">
              <Icon name="error" />
              <span role="status">
                <Message text={study.failure} />
              </span>
            </p>
          )}
          {study.found && <Found found={study.found} isGoing={going !== null} />}
        </div>
      )}
    </Part>
  );
});

const efforts = [
  { value: 'quick', text: 'quick' },
  { value: 'usual', text: 'usual' },
  { value: 'thorough', text: 'thorough' },
] as const;

function Begin({ study: { hindrance, costs, found } }: { readonly study: PanelStudy }) {
  const [effort, setEffort] = useState<(typeof efforts)[number]['value']>('usual');
  const isResumable = found !== null && found.left !== '' && !found.stale;
  const begin = (withSource: boolean) => send({ kind: 'study', effort, withSource });
  return (
    <>
      {found === null && (
        <p className="aside">
          Copies the first layers of the base, freezes them or trains them along, and lets all after them
          start at random; and so for each depth. It shows from where on the base's features are too specific
          for your images, and whether fine-tuning makes up for it.
        </p>
      )}
      {isResumable && (
        <div className="study-row">
          <Button disabled={hindrance !== null} onPress={() => send({ kind: 'resumeStudy' })}>
            Go on
          </Button>
          <p className="aside">{found.left}</p>
        </div>
      )}
      <div className="study-row">
        <Button disabled={hindrance !== null} onPress={() => begin(false)}>
          {found === null ? 'Study the layers' : 'Study anew'}
        </Button>
        <Button
          disabled={hindrance !== null}
          title="As a control: you choose a folder of images of the base's own classes"
          onPress={() => begin(true)}
        >
          With the base's own images…
        </Button>
        <Choice label="How thorough" value={effort} options={efforts} onChange={setEffort} />
      </div>
      <p className="aside">
        {hindrance !== null ? (
          <Message text={hindrance} />
        ) : (
          (costs?.[effort] ?? 'What it takes is being worked out.')
        )}
      </p>
    </>
  );
}

function Going({ going: { done, stopping } }: { readonly going: NonNullable<PanelStudy['going']> }) {
  return (
    <div className="study-row">
      <Button disabled={stopping} onPress={() => send({ kind: 'stopStudy' })}>
        {stopping ? 'Stopping…' : 'Stop studying'}
      </Button>
      <progress aria-label="Progress of the study" max={1} {...(done === null ? {} : { value: done })} />
    </div>
  );
}

function Found({ found, isGoing }: { readonly found: PanelStudyFound; readonly isGoing: boolean }) {
  const { stale, headline, sentences, charts } = found;
  return (
    <>
      {stale && !isGoing && (
        <p className="notice stale">
          <Icon name="warning" />
          <span>The base, the images or the head have changed since; study anew.</span>
        </p>
      )}
      <p className="answer">{headline}</p>
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <StudyKey />
      <div className="study-charts">
        {charts.map((chart) => (
          <figure key={chart.title}>
            <figcaption>
              {chart.title} <span className="aside">{chart.images}</span>
            </figcaption>
            <StudyPlot chart={chart} />
          </figure>
        ))}
      </div>
      <details>
        <summary>The figures</summary>
        <Figures found={found} />
      </details>
      <div className="study-row">
        <Button onPress={() => send({ kind: 'openStudy' })}>Open the page</Button>
      </div>
    </>
  );
}

function Figures({ found: { charts, rows } }: { readonly found: PanelStudyFound }) {
  const names = charts.flatMap(({ title }) => studyLines.map((line) => ({ title, name: lineNames[line] })));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what is wider than the panel is scrolled by keys too
    <section className="study-figures" aria-label="The figures" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">copied</th>
            {names.map(({ title, name }) => (
              <th key={`${title} ${name}`} scope="col">
                {charts.length > 1 && <span>{title}: </span>}
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ copied, layer, cells }) => (
            <tr key={copied}>
              <th scope="row">{layer === null ? 'nothing' : <bdi>up to {layer}</bdi>}</th>
              {cells.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column has no other name
                <td key={index}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
