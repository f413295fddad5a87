import type { Condition, LiteralType } from '@jetstreamapp/soql-parser-js';
import type { Column } from './columns.ts';
import { dateLiteralSpan, dayOf, isCalendarDate, parseDatetime } from './dates.ts';
import type { Span } from './dates.ts';
import { malformed, queryError, wrongLiteral, wrongOperator } from './errors.ts';
import type { Place } from './errors.ts';
import { comparable, filterable, soapType } from './kinds.ts';
import type { Comparable, Kind } from './kinds.ts';
import { IllegalEscape, likePattern, matchesLike, unquote } from './strings.ts';

export type Test<Row> = (row: Row) => boolean;

type ValueCondition = Exclude<Condition, { openParen: number }>;
type Literal = { text: string; type: LiteralType | undefined };
/** A literal as it is compared: one value, null, or a span of time. */
type Operand = Comparable | null | Span;

const LISTS = new Set(['IN', 'NOT IN', 'INCLUDES', 'EXCLUDES']);
const QUOTED: Kind[] = ['text', 'multi', 'id'];
const ID = /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/;

function literalsOf(condition: ValueCondition): Literal[] {
  const { value, literalType } = condition;
  const types: readonly unknown[] = Array.isArray(literalType) ? literalType : [];
  const typeAt = (index: number): LiteralType | undefined =>
    (Array.isArray(literalType) ? types[index] : literalType) as LiteralType | undefined;
  return [value].flat().map((text, index) => ({ text: String(text), type: typeAt(index) }));
}

/** INVALID_FIELD for a field that cannot stand in WHERE, whatever it is compared with. */
export function requireFilterable({ field, name }: Pick<Column<never>, 'field' | 'name'>, place: Place): void {
  if (field && !filterable(field))
    throw queryError('INVALID_FIELD', place, `field '${name}' can not be filtered in a query call`);
}

/** Compiles one comparison; what the API would refuse is refused here, before any row is read. */
export function compileComparison<Row>(
  column: Column<Row>,
  condition: ValueCondition,
  place: Place,
  now: Date
): Test<Row> {
  const { kind, read } = column;
  const operator = condition.operator;
  requireFilterable(column, place);
  if (LISTS.has(operator) !== Array.isArray(condition.value)) {
    throw malformed(place, `unexpected token: '${LISTS.has(operator) ? [condition.value].flat()[0] : '('}'`);
  }
  requireOperator(kind, operator, place);
  const literals = literalsOf(condition);
  try {
    if (operator === 'LIKE') return compileLike(column, literals[0], place);
    const operands = literals.map((literal) => operandOf(column, literal, place, now));
    if (operator === 'INCLUDES' || operator === 'EXCLUDES') {
      const test = includes(operands);
      return operator === 'INCLUDES' ? (row) => test(read(row)) : (row) => !test(read(row));
    }
    const test = operator === 'IN' || operator === 'NOT IN' ? oneOf(operands) : ordered(operator, operands[0] ?? null);
    const isNegated = operator === 'NOT IN' || operator === '!=' || String(operator) === '<>';
    return isNegated ? (row) => !test(comparable(kind, read(row))) : (row) => test(comparable(kind, read(row)));
  } catch (error) {
    if (error instanceof IllegalEscape) throw malformed(place, error.message);
    throw error;
  }
}

function requireOperator(kind: Kind, operator: string, place: Place): void {
  if (operator === 'INCLUDES' || operator === 'EXCLUDES') {
    if (kind === 'multi') return;
    throw wrongOperator(place, `operator ${operator.toLowerCase()} only valid on multipicklist field`);
  }
  const isOrdering = ['<', '<=', '>', '>='].includes(operator);
  const isRefused =
    (operator === 'LIKE' && kind !== 'text') || (isOrdering && (kind === 'boolean' || kind === 'multi'));
  if (isRefused) throw wrongOperator(place, `invalid operator on ${kind === 'multi' ? 'multipicklist' : kind} field`);
}

function compileLike<Row>({ read, name }: Column<Row>, literal: Literal | undefined, place: Place): Test<Row> {
  if (literal?.type !== 'STRING') throw wrongLiteral(place, name, 'string', true);
  const pattern = likePattern(literal.text);
  return (row) => {
    const value = read(row);
    return typeof value === 'string' && value !== '' && matchesLike(pattern, value.toLowerCase());
  };
}

/** Checks a literal against the field's type, as strictly as the API, and brings it into comparable form. */
function operandOf<Row>({ kind, name, field }: Column<Row>, { text, type }: Literal, place: Place, now: Date): Operand {
  if (type === 'NULL') return kind === 'boolean' ? false : null;
  const mismatch = (): Error => wrongLiteral(place, name, soapType(kind, field), QUOTED.includes(kind));
  if (QUOTED.includes(kind)) {
    if (type !== 'STRING') throw mismatch();
    const value = unquote(text);
    if (kind === 'id' && value !== '' && !ID.test(value)) throw wrongOperator(place, `invalid ID field: ${value}`);
    return comparable(kind, value);
  }
  if (kind === 'boolean' && type === 'BOOLEAN') return text.toUpperCase() === 'TRUE';
  if (kind === 'number' && type && /^(INTEGER|DECIMAL)/.test(type)) return Number(text.replace(/^[A-Za-z]{3}/, ''));
  if (kind === 'date' || kind === 'datetime') {
    const span = type?.startsWith('DATE_') ? dateLiteralSpan(text, now) : undefined;
    if (span) return kind === 'datetime' ? span : { from: span.from, to: span.to };
    if (kind === 'date' && type === 'DATE') {
      if (!isCalendarDate(text)) throw malformed(place, `Invalid date: ${text}`);
      return text;
    }
    if (kind === 'datetime' && type === 'DATETIME') {
      const time = parseDatetime(text);
      if (Number.isNaN(time)) throw malformed(place, `Invalid datetime: ${text}`);
      return time;
    }
  }
  throw mismatch();
}

const isSpan = (operand: Operand): operand is Span => typeof operand === 'object' && operand !== null;

type ValueTest = (value: Comparable | null) => boolean;

/** Spans are compared with datetimes as milliseconds and with dates as days. */
function boundsFor(span: Span, value: Comparable): { from: Comparable; to: Comparable } {
  return typeof value === 'string' ? { from: dayOf(span.from), to: dayOf(span.to) } : span;
}

function ordered(operator: string, operand: Operand): ValueTest {
  if (operator === '=' || operator === '!=' || operator === '<>') return equals(operand);
  if (operand === null) return () => false;
  if (isSpan(operand)) {
    return (value) => {
      if (value === null) return false;
      const { from, to } = boundsFor(operand, value);
      if (operator === '<') return value < from;
      if (operator === '>') return value >= to;
      return operator === '<=' ? value < to : value >= from;
    };
  }
  if (operator === '<') return (value) => value !== null && value < operand;
  if (operator === '>') return (value) => value !== null && value > operand;
  return operator === '<='
    ? (value) => value !== null && value <= operand
    : (value) => value !== null && value >= operand;
}

function equals(operand: Operand): ValueTest {
  if (!isSpan(operand)) return (value) => value === operand;
  return (value) => {
    if (value === null) return false;
    const { from, to } = boundsFor(operand, value);
    return value >= from && value < to;
  };
}

function oneOf(operands: Operand[]): ValueTest {
  const values = new Set(operands.filter((operand) => !isSpan(operand)));
  const spans = operands.filter(isSpan).map(equals);
  return (value) => values.has(value) || spans.some((test) => test(value));
}

/** `INCLUDES ('a;b','c')`: all parts of one of the entries are selected. */
function includes(operands: Operand[]): (value: unknown) => boolean {
  const wanted = operands.map((operand) => (operand === null ? [] : String(operand).split(';')));
  return (value) => {
    const selected = new Set(typeof value === 'string' && value !== '' ? value.toLowerCase().split(';') : []);
    return wanted.some((parts) =>
      parts.length === 0 ? selected.size === 0 : parts.every((part) => selected.has(part))
    );
  };
}
