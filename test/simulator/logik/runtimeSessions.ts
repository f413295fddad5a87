import { randomUUID } from 'node:crypto';
import type { CachedProduct } from './productCache.ts';

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

/** The configuration sessions that clients have started; the oldest are forgotten. */
export class RuntimeSessions {
  /** How many were started, forgotten ones included. */
  public count = 0;
  private readonly sessions = new Map<string, RuntimeSession & { started: StartedSession }>();

  /** Those that are not forgotten, oldest first. */
  public get all(): StartedSession[] {
    return [...this.sessions.values()].map(({ started }) => started);
  }

  public start(product: CachedProduct, starter: Starter): RuntimeSession {
    const session = newSession(product);
    const started = { ...starter, uuid: session.uuid, productId: product.id, at: new Date().toISOString() };
    this.sessions.set(session.uuid, { ...session, started });
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
    const { started: _, ...session } = this.sessions.get(uuid) ?? {};
    return 'uuid' in session ? session : undefined;
  }
}

function newSession({ id, name, productCode }: CachedProduct): RuntimeSession {
  const field = { userEdited: false, dataType: 'text', visibilityState: 'visible', editable: 'false' };
  return {
    uuid: randomUUID(),
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
