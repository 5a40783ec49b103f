// What the bundler gives for files that are not code.
declare module '*.css';

/** The bytes of WebAssembly, in base64. */
declare module '*.wasm' {
  const base64: string;
  export default base64;
}
