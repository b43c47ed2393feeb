/**
 * The text of a small file: UTF-8 with or without a mark, or UTF-16 with one, as some editors save it. Bytes that are
 * neither become U+FFFD, so that the text can be shown and kept.
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return new TextDecoder().decode(bytes);
}
