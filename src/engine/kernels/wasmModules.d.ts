/** Compiled by scripts/kernels.mjs, and taken in by esbuild's `binary` loader. */
declare module '#kernels/*.wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
