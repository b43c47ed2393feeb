export default (text) => text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
