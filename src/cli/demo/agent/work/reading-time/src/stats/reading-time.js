import words from "./words.js";

const WORDS_PER_MINUTE = 200;

export default (text) => Math.floor(words(text) / WORDS_PER_MINUTE);
