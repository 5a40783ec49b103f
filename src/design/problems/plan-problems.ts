import { caseProblems } from './case-problems';
import { imageProblems } from './image-problems';
import { inWords } from './in-words';
import { networkProblems } from './network-problems';
import { row } from './problem-row';
import { trainingProblems } from './training-problems';

/**
 * Every problem that the design can raise with the base and the images at hand. What can be wrong with a base
 * itself is found where it is read, and keeps the code it has there.
 */
export const planProblems = {
  'internal-fault': row(
    { trigger: 'The program itself fails on what the file says, which it never should.' },
    ({ fault }) =>
      `Transfer Designer failed on what this file says; that is a fault of the program, not of the file (${fault}). Undo the last change to go on, and report this message with the file.`,
    { fault: 'TypeError: one.two is not a function' },
  ),
  ...imageProblems,
  ...caseProblems,
  ...networkProblems,
  ...trainingProblems,
} as const;

/** A problem of the set-up, in words. */
export const planProblem = inWords(planProblems);
