import { CST, Lexer } from 'yaml';

/**
 * How much of each a file of answers may have. The parser compares every key with every other and looks an anchor up in
 * the whole document: its time grows with the square of what is in a file.
 */
const MOST = { keys: 5000, entries: 50_000, anchors: 100, aliases: 100, depth: 50 } as const;

/** What a text has too much of, how much it may have at most, and on which line that is passed. */
export type YamlExcess = { what: keyof typeof MOST; most: number; line: number };

const KEYS: ReadonlySet<string> = new Set(['map-value-ind', 'explicit-key-ind']);
const OPENS: ReadonlySet<string> = new Set(['flow-map-start', 'flow-seq-start']);
const CLOSES: ReadonlySet<string> = new Set(['flow-map-end', 'flow-seq-end']);

/** What makes a YAML text too much for its parser, looked for in one pass over its tokens; undefined: nothing does. */
export const yamlExcess = (text: string): YamlExcess | undefined => {
  const counts = { keys: 0, entries: 0, anchors: 0, aliases: 0 };
  let [line, flow, block, indent, isStart] = [1, 0, 0, 0, true];
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token) ?? '';
    if (KEYS.has(type)) counts.keys += 1;
    else if (type === 'seq-item-ind' || type === 'comma') counts.entries += 1;
    else if (type === 'anchor') counts.anchors += 1;
    else if (type === 'alias') counts.aliases += 1;
    if (OPENS.has(type)) flow += 1;
    if (CLOSES.has(type)) flow -= 1;
    // One level for each mark on the line, and one at most for each column that it is indented by; what stands between
    // braces has them side by side.
    if (type === 'space' && isStart) indent = token.length;
    else if (flow === 0 && (type === 'seq-item-ind' || KEYS.has(type))) block += 1;
    isStart = type === 'newline';
    const what = (['keys', 'entries', 'anchors', 'aliases'] as const).find((each) => counts[each] > MOST[each]);
    if (what) return { what, most: MOST[what], line };
    if (flow > MOST.depth || block + indent / 2 > MOST.depth) return { what: 'depth', most: MOST.depth, line };
    for (const sign of token) if (sign === '\n') line += 1;
    if (isStart) [block, indent] = [0, 0];
  }
  return undefined;
};
