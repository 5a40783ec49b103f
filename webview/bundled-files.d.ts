// What the bundler gives for files that are not code.
declare module '*.css';

declare module 'elkjs/lib/elk-worker.min.js' {
  const text: string;
  export default text;
}
