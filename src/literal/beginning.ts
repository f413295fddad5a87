/** What may be missing behind the last character of a text that breaks off, before the brackets are closed. */
const MISSING = [
  '',
  '"',
  '0',
  'null',
  ':null',
  '":null',
  '"":null',
  'rue',
  'ue',
  'e',
  'alse',
  'lse',
  'se',
  'ull',
  'll',
  'l',
];
/** The same within an escape in a string. */
const ESCAPES = ['"', 'n"', '0"', '00"', '000"', '0000"'];

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** What closes the brackets that a text leaves open, and whether it breaks off within a string. */
const openIn = (text: string): { closing: string; quoted: boolean } => {
  const closing: string[] = [];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted && sign === '\\') at += 1;
    else if (sign === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (sign === '{' || sign === '[') closing.unshift(sign === '{' ? '}' : ']');
    else if (sign === '}' || sign === ']') closing.shift();
  }
  return { closing: closing.join(''), quoted };
};

/**
 * Whether a text is nothing but the beginning of a JSON object whose own beginning is known: one that breaks off
 * anywhere, and to which only the rest is to be added.
 *
 * @param head how every such object begins
 */
export const isBeginningOf = (head: string, text: string): boolean => {
  if (head.startsWith(text)) return text !== '';
  if (!text.startsWith(head)) return false;
  const { closing, quoted } = openIn(text);
  if (closing === '') return false;
  const rests = quoted ? ESCAPES.flatMap((rest) => [rest, `${rest}:null`]) : MISSING;
  return rests.some((rest) => isJson(`${text}${rest}${closing}`));
};
