/** Tells the page's own trouble apart from a page that is not what was expected. */
export class FormProblem extends Error {
  public readonly kind: 'changed' | 'refused';
  public constructor(kind: 'changed' | 'refused', message: string) {
    super(message);
    this.kind = kind;
  }
}
