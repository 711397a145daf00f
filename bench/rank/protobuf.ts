/** Just enough of the protocol buffers wire format to write a message. Large contents are never copied before the end. */

export interface Message {
  bytes: number;
  parts: Uint8Array[];
}

/** A varint field; negative numbers are not needed here. */
export function integer(field: number, value: number): Message {
  return joined([varint(field << 3), varint(value)]);
}

/** A string, a run of bytes, or a message within a message. */
export function content(field: number, value: string | Uint8Array | Message): Message {
  const inner = typeof value === 'string' ? leaf(new TextEncoder().encode(value)) : value instanceof Uint8Array ? leaf(value) : value;
  return joined([varint((field << 3) | 2), varint(inner.bytes), inner]);
}

export function joined(messages: readonly Message[]): Message {
  return { bytes: messages.reduce((sum, { bytes }) => sum + bytes, 0), parts: messages.flatMap(({ parts }) => parts) };
}

export function encoded({ bytes, parts }: Message): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const leaf = (bytes: Uint8Array): Message => ({ bytes: bytes.length, parts: [bytes] });

function varint(value: number): Message {
  const digits: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) digits.push((rest % 128) | 128);
  digits.push(rest);
  return leaf(Uint8Array.from(digits));
}
