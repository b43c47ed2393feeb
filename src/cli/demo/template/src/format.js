export const format = (name, value) => `${name} ${value}`;
