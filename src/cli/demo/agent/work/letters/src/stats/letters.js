export default (text) => [...text].filter((one) => /\p{L}/u.test(one)).length;
