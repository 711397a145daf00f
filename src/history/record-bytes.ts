const utf8 = new TextEncoder();

/**
 * Size of one kept record in bytes: its fields as JSON in UTF-8, arrays of floats by their own length.
 * The browser's estimate of what a site occupies is coarse and moves by itself; this number moves only with the data.
 */
export function recordBytes(record: object): number {
  let floats = 0;
  const json = JSON.stringify(record, (_key, value: unknown) => {
    if (!(value instanceof Float32Array)) return value;
    floats += value.byteLength;
    return undefined;
  });
  return utf8.encode(json).byteLength + floats;
}
