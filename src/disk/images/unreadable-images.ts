/** At most this share of a run's images may be unreadable. */
const mostUnreadable = 0.05;

/** Whether a run that leaves out `unreadable` of `all` images would not be the one that was asked for. */
export function tooManyUnreadable(unreadable: number, all: number): boolean {
  return unreadable > mostUnreadable * all;
}

/** What to do about it. */
export const repairUnreadable = 'Repair or remove them; at most 5 % may be left out.';

/** Why there is no run without the images that are left out: a class with nothing to train on. */
export function nothingToTrain(className: string): string {
  return `No image of the class \`${className}\` is left to train on. Repair its images or add others, or take its folder away.`;
}
