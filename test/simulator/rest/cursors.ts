import { ApiError } from '../model.ts';
import type { Json } from '../model.ts';
import type { QueryOutcome } from '../soql/index.ts';

const PAGE = 2000;
const SMALLEST_PAGE = 200;
const KEPT = 50;

type Outcome = Pick<QueryOutcome, 'totalSize' | 'page'>;
type Cursor = { outcome: Outcome; size: number; url: string };

/** Query results that are fetched in pages, each under a locator such as `01g5w00000AbCdEAAV`. */
export class QueryCursors {
  private readonly open = new Map<string, Cursor>();
  private serial = 0;

  /** A result's first page; the rest stays here until it is asked for. `url` is the query resource. */
  public first(outcome: Outcome, options: string | undefined, url: string, largest = PAGE): Record<string, Json> {
    const asked = Number(/batchSize\s*=\s*(\d+)/i.exec(options ?? '')?.[1] ?? largest);
    const size = Math.min(largest, Math.max(SMALLEST_PAGE, asked));
    const { totalSize } = outcome;
    const records = outcome.page(0, size);
    // COUNT() has a size but no records, so there is nothing to page through.
    if (totalSize <= size || records.length === 0) return { totalSize, done: true, records };
    this.serial += 1;
    const locator = `01g${String(this.serial).padStart(12, '0')}AAA`;
    this.open.set(locator, { outcome, size, url });
    const oldest = this.open.keys().next().value;
    if (this.open.size > KEPT && oldest !== undefined) this.open.delete(oldest);
    return this.page(locator, 0, records);
  }

  /** The page that begins at an offset: `01g…AAA-2000`. */
  public next(locatorAndOffset: string): Record<string, Json> {
    const [, locator = '', offset = ''] = /^(01g[0-9a-zA-Z]{15})-(\d+)$/.exec(locatorAndOffset) ?? [];
    return this.page(locator, Number(offset));
  }

  private page(locator: string, offset: number, known?: Json[]): Record<string, Json> {
    const cursor = this.open.get(locator);
    if (!cursor || offset >= cursor.outcome.totalSize) {
      throw new ApiError(400, { message: 'invalid query locator', errorCode: 'INVALID_QUERY_LOCATOR' });
    }
    const { totalSize } = cursor.outcome;
    const end = offset + cursor.size;
    const done = end >= totalSize;
    const more: Record<string, Json> = done ? {} : { nextRecordsUrl: `${cursor.url}/${locator}-${end}` };
    return { totalSize, done, ...more, records: known ?? cursor.outcome.page(offset, cursor.size) };
  }
}
