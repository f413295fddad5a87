/** Markup that is inserted as it is; any other text is escaped. */
export class Markup {
  public readonly text: string;
  public constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | string | number | false | undefined | Part[];

/** Escapes a text for HTML, in content and in attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** HTML with its parts escaped unless they are markup; lists are joined, `false` and `undefined` vanish. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(strings.map((text, index) => text + rendered(parts[index])).join(''));
}

function rendered(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (Array.isArray(part)) return part.map(rendered).join('');
  return escapeHtml(String(part));
}

/** A text as a string literal inside of a script element. */
export function scriptString(text: string): Markup {
  return new Markup(JSON.stringify(text).replaceAll('<', '\\u003c'));
}
