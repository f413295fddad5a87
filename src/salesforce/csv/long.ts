import { isItemError } from '../errors.ts';
import { bulkCsv } from '../bulk/query.ts';
import type { BulkContext } from '../bulk/job.ts';
import { groupsOf, joinedRecord, statementsById, type Asking } from '../long.ts';
import { tooLong } from '../room.ts';
import { halvesOf } from '../statement.ts';
import type { CsvOptions, CsvPage, CsvQuery } from '../types.ts';
import { statementOf } from './query.ts';
import { csvPages, recordPages } from './rest.ts';

type Found = Record<string, unknown>;

/** A statement of more characters than this no API takes ("SOQL and SOSL limits": 100,000). */
const MOST_CHARACTERS = 100_000;

/** The records of some IDs with some fields; several pages follow one another. */
const recordsOf = async (context: BulkContext, object: string, statements: readonly string[]): Promise<Found[]> => {
  const found: Found[] = [];
  for (const statement of statements)
    for await (const page of recordPages(context, object, statement)) found.push(...page);
  return found;
};

/** Records page by page, their first fields by the query's own conditions, the others by ID. */
async function* pagesInGroups(
  context: BulkContext,
  asking: Asking,
  { object, fields }: CsvQuery,
  from: string
): AsyncGenerator<Found[]> {
  const [first = [], ...others] = groupsOf(asking, fields, from);
  for await (const page of recordPages(context, object, `SELECT ${['Id', ...first].join(', ')} ${from}`)) {
    const ids = page.map(({ Id }) => String(Id));
    const whole = new Map(page.map((record) => [String(record.Id), record]));
    for (const group of ids.length === 0 ? [] : others) {
      const found = await recordsOf(context, object, statementsById(asking, object, group, ids));
      const byId = new Map(found.map((record) => [String(record.Id), record]));
      for (const [id, record] of whole) {
        const more = byId.get(id);
        if (more) whole.set(id, joinedRecord(record, more));
        else whole.delete(id);
      }
    }
    const gone = ids.filter((id) => !whole.has(id));
    if (gone.length > 0) asking.vanished(object, gone);
    yield [...whole.values()];
  }
}

/** The conditions of a query in parts that leave room for fields; none of two parts finds the same record. */
const partsOf = (asking: Asking, object: string, statement: string): string[] => {
  if (asking.pathOf(statement).length <= asking.room.most / 2) return [statement];
  const halves = halvesOf(statement);
  if (!halves) throw tooLong(asking.label, object, statement.length);
  return halves.flatMap((half) => partsOf(asking, object, half));
};

async function* pagesInParts(context: BulkContext, asking: Asking, query: CsvQuery): AsyncGenerator<Found[]> {
  const parts = partsOf(asking, query.object, statementOf({ ...query, fields: ['Id'] }));
  // Without any record there is still a page: it has the header.
  for (const part of parts) yield* pagesInGroups(context, asking, query, part.replace(/^SELECT Id /, ''));
}

/**
 * A query as CSV that does not fit into a URL: by a bulk job, whose statement travels in a body; where the org takes no
 * such job of the object, by REST in parts.
 */
export async function* longCsv(
  context: BulkContext,
  asking: Asking,
  query: CsvQuery,
  options: CsvOptions
): AsyncGenerator<CsvPage> {
  if (statementOf(query).length <= MOST_CHARACTERS) {
    let begun = false;
    try {
      for await (const page of bulkCsv(context, query, options)) {
        begun = true;
        yield page;
      }
      return;
    } catch (error) {
      if (begun || options.bulk || !isItemError(error)) throw error;
    }
  }
  yield* csvPages(pagesInParts(context, asking, query), query, context.unreadable, options);
}
