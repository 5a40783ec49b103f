import { memo } from 'react';
import { countText } from '../../src/design/words/wording';
import type { PanelPictures } from '../../src/shared/panel-messages';
import { Icon } from '../icon';
import { ClassList } from './class-list';
import { ImageCheck } from './image-check';
import { OddPictures } from './odd-pictures';
import { Similarity, TrainedOn } from './trained-on';

interface PicturesProps {
  readonly pictures: PanelPictures;
  /** Of the file that they are of. */
  readonly path: string;
}

/** The user's pictures, class by class, beside what the base was trained on: similar or different? */
export const Pictures = memo(function Pictures({ pictures, path }: PicturesProps) {
  const { classes, look, notShown, check, odd, trainedOn, similarity } = pictures;
  const images = classes.reduce((sum, one) => sum + one.images, 0);
  return (
    <div className="pictures">
      <section className="yours" aria-label="Your pictures">
        <h3>
          Your pictures{' '}
          <span className="aside">
            {countText(images, 'picture')} in {countText(classes.length, 'class', 'classes')}
          </span>
        </h3>
        <ClassList path={path} look={look} classes={classes} isShown={notShown === null} />
        {notShown !== null && (
          <p className="aside not-shown">
            <Icon name="shield" />
            <span>{notShown}</span>
          </p>
        )}
        <ImageCheck check={check} images={images} />
        <OddPictures odd={odd} path={path} />
      </section>
      {trainedOn && (
        <section className="theirs" aria-label="The base’s pictures">
          <TrainedOn trainedOn={trainedOn} />
          <Similarity similarity={similarity} />
        </section>
      )}
    </div>
  );
});
