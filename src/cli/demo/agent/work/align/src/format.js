export const format = (name, value) => `${name.padEnd(12)} ${value}`;
