export default (text) => text.match(/\S+/g)?.length ?? 0;
