export default (text) => Buffer.byteLength(text);
