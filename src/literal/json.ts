/** Deeper than any file that this plugin writes: what is nested more deeply was made to break whoever reads it. */
const DEEPEST = 100;

/**
 * JSON from a file, with two things refused that JSON allows and nobody writes: nesting without end, on which code that
 * follows it runs out of stack, and the key `__proto__`, which some code drops and other code takes for what it is not.
 *
 * @throws SyntaxError
 */
export const parseJson = (text: string): unknown => {
  const json: unknown = JSON.parse(text);
  let level: unknown[] = [json];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) throw new SyntaxError(`nested more than ${DEEPEST} deep`);
    const below: unknown[] = [];
    for (const value of level) {
      if (value === null || typeof value !== 'object') continue;
      if (Object.hasOwn(value, '__proto__')) throw new SyntaxError('the key __proto__ is no name');
      for (const each of Object.values(value)) if (each !== null && typeof each === 'object') below.push(each);
    }
    level = below;
  }
  return json;
};
