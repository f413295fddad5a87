import { randomUUID } from 'node:crypto';
import type { CachedProduct } from './productCache.ts';
import { handedOut } from '../secrets.ts';

/** A configuration session, in the shape of the Runtime API's answers. */
export type RuntimeSession = {
  uuid: string;
  revision: number;
  valid: boolean;
  fields: Array<Record<string, string | boolean>>;
  products: Array<Record<string, string | number>>;
  messages: never[];
  relatedChanges: never[];
  productChange: boolean;
  showValidationButton: boolean;
  layouts: never[];
};

/** Who started a session: the client's name, and the Origin of the request. */
export type Starter = { client: string; origin: string };
/** A session as tests look at it from behind. */
export type StartedSession = Starter & { uuid: string; productId: string; at: string };

const MOST_SESSIONS = 1000;
/** A session that is to stay does so for 30 minutes. */
const STAYS_MS = 30 * 60_000;

const isOpen = ({ until }: { until: number }): boolean => until > Date.now();

/** The configuration sessions that clients have started; the oldest are forgotten. */
export class RuntimeSessions {
  /** How many were started, forgotten ones included. */
  public count = 0;
  private readonly sessions = new Map<string, RuntimeSession & { started: StartedSession; until: number }>();

  /** Those that are not forgotten, oldest first. */
  public get all(): StartedSession[] {
    return [...this.sessions.values()].map(({ started }) => started);
  }

  /** How many of them can be read and changed still: only what was started to stay does, for half an hour. */
  public get open(): number {
    return [...this.sessions.values()].filter(isOpen).length;
  }

  public start(product: CachedProduct, starter: Starter, stateful: boolean): RuntimeSession {
    const session = newSession(product);
    const started = { ...starter, uuid: session.uuid, productId: product.id, at: new Date().toISOString() };
    this.sessions.set(session.uuid, { ...session, started, until: stateful ? Date.now() + STAYS_MS : 0 });
    this.count += 1;
    const [oldest] = this.sessions.keys();
    if (this.sessions.size > MOST_SESSIONS && oldest !== undefined) this.sessions.delete(oldest);
    return session;
  }

  /** Forgets all of them. */
  public clear(): void {
    this.sessions.clear();
    this.count = 0;
  }

  public get(uuid: string): RuntimeSession | undefined {
    const kept = this.sessions.get(uuid);
    if (kept === undefined || !isOpen(kept)) return undefined;
    const { started: _1, until: _2, ...session } = kept;
    return session;
  }

  /** Ends a session; whether there was one. */
  public end(uuid: string): boolean {
    const kept = this.sessions.get(uuid);
    if (kept === undefined || !isOpen(kept)) return false;
    kept.until = 0;
    return true;
  }
}

function newSession({ id, name, productCode }: CachedProduct): RuntimeSession {
  const field = { userEdited: false, dataType: 'text', visibilityState: 'visible', editable: 'false' };
  return {
    uuid: handedOut(randomUUID()),
    revision: 1,
    valid: true,
    fields: [{ ...field, variableName: 'sys.productCode', uniqueName: 'sys.productCode', value: productCode ?? '' }],
    products: [
      {
        id: productCode ?? id,
        partnerId: id,
        name,
        productCode: productCode ?? '',
        quantity: 1,
        level: 0,
        bomType: 'SALES',
      },
    ],
    messages: [],
    relatedChanges: [],
    productChange: false,
    showValidationButton: false,
    layouts: [],
  };
}
