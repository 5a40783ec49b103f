// What the bundler gives for files that are not code.
declare module '*.css';
