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

const MOST_SESSIONS = 1000;

/** The configuration sessions that clients have started; the oldest are forgotten. */
export class RuntimeSessions {
  private readonly sessions = new Map<string, RuntimeSession>();

  public start(product: CachedProduct): RuntimeSession {
    const session = newSession(product);
    this.sessions.set(session.uuid, session);
    const [oldest] = this.sessions.keys();
    if (this.sessions.size > MOST_SESSIONS && oldest !== undefined) this.sessions.delete(oldest);
    return session;
  }

  public get(uuid: string): RuntimeSession | undefined {
    return this.sessions.get(uuid);
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
