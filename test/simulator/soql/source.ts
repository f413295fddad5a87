/** A word of the query, with the SELECT (0 = the outermost, in order of appearance) that it belongs to. */
export type Token = { text: string; start: number; end: number; kind: 'word' | 'string' | 'symbol'; scope: number };

export type Clause = 'SELECT' | 'FROM' | 'WHERE' | 'GROUP' | 'HAVING' | 'ORDER' | 'LIMIT' | 'OFFSET';

const TOKEN = /'(?:[^'\\]|\\[^])*'|[A-Za-z_][\w.]*(?::\d+)?|[+-]?\d[\w:.+-]*|[<>!]=|<>|\S/g;
const CLAUSES = new Set<string>(['SELECT', 'FROM', 'WHERE', 'GROUP', 'HAVING', 'ORDER', 'LIMIT', 'OFFSET']);
/** How much of a long line the API quotes on either side of the error. */
const WINDOW = 50;

type Nesting = { scope: number; depth: number };

function kindOf(text: string): Token['kind'] {
  if (text.length > 1 && text.startsWith("'")) return 'string';
  return /^[\w+-]/.test(text) && /\w/.test(text) ? 'word' : 'symbol';
}

/**
 * The query's text, cut into words that know their position. The parser's tree carries no positions, and the API's
 * errors point at one: the words are found again here.
 */
export class Source {
  public readonly text: string;
  public readonly tokens: Token[] = [];
  private readonly clauses: Array<Partial<Record<Clause, number>>> = [];
  private readonly parents: number[] = [];

  public constructor(text: string) {
    this.text = text;
    const stack: Nesting[] = [];
    let depth = 0;
    for (const match of text.matchAll(TOKEN)) {
      const word = match[0];
      const upper = word.toUpperCase();
      const previous = this.tokens.at(-1)?.text;
      if (upper === 'SELECT' && (stack.length === 0 || previous === '(')) {
        this.parents.push(stack.at(-1)?.scope ?? -1);
        stack.push({ scope: this.clauses.length, depth });
        this.clauses.push({});
      }
      if (word === '(') depth += 1;
      if (word === ')') {
        depth -= 1;
        while (stack.length > 1 && depth < (stack.at(-1)?.depth ?? 0)) stack.pop();
      }
      const scope = stack.at(-1)?.scope ?? 0;
      this.tokens.push({ text: word, start: match.index, end: match.index + word.length, kind: kindOf(word), scope });
      if (CLAUSES.has(upper) && depth === stack.at(-1)?.depth) this.openClause(scope, upper as Clause);
    }
  }

  /** The SELECTs directly inside this one, in order of appearance. */
  public childScopes(scope: number): number[] {
    return this.parents.flatMap((parent, index) => (parent === scope ? [index] : []));
  }

  /** The words of a clause of one SELECT, up to its end. */
  public words(scope: number, clause: Clause): Token[] {
    const from = this.clauses[scope]?.[clause];
    if (from === undefined) return [];
    return this.tokens.slice(from).filter((token) => token.scope === scope);
  }

  /** Where `raw` (a field, path or literal) stands in a clause; the clause itself when it cannot be told. */
  public offsetOf(scope: number, clause: Clause, raw: string): number {
    const words = this.words(scope, clause);
    const wanted = raw.toLowerCase();
    return (words.find((token) => token.text.toLowerCase() === wanted) ?? words[0] ?? this.tokens[0])?.start ?? 0;
  }

  /** The API's position block: the line (shortened to the words around the error), a caret, row and column. */
  public pointAt(offset: number): string {
    const lineStart = this.text.lastIndexOf('\n', offset - 1) + 1;
    const nextBreak = this.text.indexOf('\n', offset);
    const line = this.text.slice(lineStart, nextBreak < 0 ? undefined : nextBreak);
    const row = this.text.slice(0, lineStart).split('\n').length;
    const column = offset - lineStart;
    let from = Math.max(0, column - WINDOW);
    if (from > 0) from += /^\S*\s*/.exec(line.slice(from, column))?.[0].length ?? 0;
    let quoted = line.slice(from, column + WINDOW);
    if (column + WINDOW < line.length) quoted = quoted.replace(/,?\s+\S*$/, '');
    return `\n${quoted}\n${' '.repeat(column - from)}^\nERROR at Row:${row}:Column:${column + 1}\n`;
  }

  private openClause(scope: number, clause: Clause): void {
    const known = this.clauses[scope];
    // A field may be called Group or Order: only the first SELECT and FROM, and what follows FROM, open a clause.
    if (!known || known[clause] !== undefined) return;
    if (clause !== 'SELECT' && clause !== 'FROM' && known.FROM === undefined) return;
    known[clause] = this.tokens.length - 1;
  }
}
