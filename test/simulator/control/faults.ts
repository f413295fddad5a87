import type { Json } from '../model.ts';

/** What happens instead of, or to, a request. */
export type FaultAction =
  /** `asItIs`: the body is not compressed, whatever the client accepts and the headers say. */
  | { status: number; body?: Json; headers?: Record<string, string>; asItIs?: true }
  | { delayMs: number }
  | { drop: 'before' | 'after' }
  /** The connection breaks in the middle of the body. */
  | { truncateBody: true }
  /** The first half of the body, as if it were all of it. */
  | { cutBody: true }
  /** The body comes byte by byte, with so long a pause between two. */
  | { dripMs: number };

export type Fault = {
  /** Any method when absent. */
  method?: string;
  /** `*` stands for anything; between slashes (`/^…$/`) it is a regular expression. Matched on path and query. */
  path: string;
  /** How often it happens; default once. */
  times: number;
  /** How many matches pass before it happens. */
  after: number;
  action: FaultAction;
};

/** A fault as a client arms it, or a sentence that says what is wrong with it. */
export function readFault(value: Json): Fault | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'A fault is a JSON object.';
  const { method, path, times = 1, after = 0, action } = value;
  if (typeof path !== 'string' || path === '') return 'A fault needs a path pattern.';
  if (method !== undefined && typeof method !== 'string') return 'The method of a fault is text.';
  if (typeof times !== 'number' || typeof after !== 'number') return 'times and after are numbers.';
  try {
    pattern(path);
  } catch {
    return `The path ${path} is no regular expression.`;
  }
  if (!isAction(action))
    return 'The action of a fault is one of {status, body, headers, asItIs}, {delayMs}, {drop}, {truncateBody}, {cutBody}, {dripMs}.';
  return { path, times, after, action, ...(method === undefined ? {} : { method: method.toUpperCase() }) };
}

function isAction(action: Json | undefined): action is FaultAction {
  if (typeof action !== 'object' || action === null || Array.isArray(action)) return false;
  return (
    typeof action['status'] === 'number' ||
    typeof action['delayMs'] === 'number' ||
    action['drop'] === 'before' ||
    action['drop'] === 'after' ||
    action['truncateBody'] === true ||
    action['cutBody'] === true ||
    typeof action['dripMs'] === 'number'
  );
}

function pattern(path: string): RegExp {
  const expression = /^\/(\^.*|.*\$)\/$/.exec(path)?.[1];
  if (expression !== undefined) return new RegExp(expression);
  const escaped = path.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}${path.includes('?') ? '' : '(\\?.*)?'}$`);
}

/** The faults that are armed, in order; the first that matches a request happens to it. */
export class FaultPlan {
  private armed: Fault[] = [];

  public arm(fault: Fault): void {
    this.armed.push({ ...fault });
  }

  public all(): Fault[] {
    return this.armed;
  }

  public clear(): void {
    this.armed = [];
  }

  /** The fault that happens to a request now, if any; it counts as used. `target` is the decoded path and query. */
  public take(method: string, target: string): FaultAction | undefined {
    for (const fault of this.armed) {
      if ((fault.method !== undefined && fault.method !== method) || !pattern(fault.path).test(target)) continue;
      if (fault.after > 0) {
        fault.after -= 1;
        continue;
      }
      fault.times -= 1;
      if (fault.times <= 0) this.armed = this.armed.filter((each) => each !== fault);
      return fault.action;
    }
    return undefined;
  }
}
