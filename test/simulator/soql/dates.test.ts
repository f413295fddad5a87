import { expect } from 'chai';
import { dateLiteralSpan } from './dates.ts';
import { NOW, values } from './fixture.ts';

const found = (where: string): unknown[] => values(`SELECT ProductCode FROM Product2 WHERE ${where}`, 'ProductCode');
const [LAPTOP, MOUSE, SUITE] = ['LAP-1', 'MOU_2', 'C:\\SUITE'];

/** Spans of the literals at 2026-11-18 (a Wednesday), 10:30 UTC. */
const SPANS: Array<[literal: string, from: string, to: string]> = [
  ['YESTERDAY', '2026-11-17', '2026-11-18'],
  ['TODAY', '2026-11-18', '2026-11-19'],
  ['TOMORROW', '2026-11-19', '2026-11-20'],
  ['LAST_WEEK', '2026-11-08', '2026-11-15'],
  ['THIS_WEEK', '2026-11-15', '2026-11-22'],
  ['NEXT_WEEK', '2026-11-22', '2026-11-29'],
  ['LAST_MONTH', '2026-10-01', '2026-11-01'],
  ['THIS_MONTH', '2026-11-01', '2026-12-01'],
  ['NEXT_MONTH', '2026-12-01', '2027-01-01'],
  ['LAST_90_DAYS', '2026-08-20', '2026-11-19'],
  ['NEXT_90_DAYS', '2026-11-19', '2027-02-17'],
  ['LAST_QUARTER', '2026-07-01', '2026-10-01'],
  ['THIS_QUARTER', '2026-10-01', '2027-01-01'],
  ['NEXT_QUARTER', '2027-01-01', '2027-04-01'],
  ['THIS_FISCAL_QUARTER', '2026-10-01', '2027-01-01'],
  ['LAST_YEAR', '2025-01-01', '2026-01-01'],
  ['THIS_YEAR', '2026-01-01', '2027-01-01'],
  ['NEXT_FISCAL_YEAR', '2027-01-01', '2028-01-01'],
  ['LAST_N_DAYS:3', '2026-11-15', '2026-11-19'],
  ['NEXT_N_DAYS:3', '2026-11-19', '2026-11-22'],
  ['N_DAYS_AGO:2', '2026-11-16', '2026-11-17'],
  ['LAST_N_WEEKS:2', '2026-11-01', '2026-11-15'],
  ['NEXT_N_WEEKS:2', '2026-11-22', '2026-12-06'],
  ['N_WEEKS_AGO:1', '2026-11-08', '2026-11-15'],
  ['LAST_N_MONTHS:2', '2026-09-01', '2026-11-01'],
  ['N_MONTHS_AGO:11', '2025-12-01', '2026-01-01'],
  ['NEXT_N_QUARTERS:1', '2027-01-01', '2027-04-01'],
  ['N_FISCAL_QUARTERS_AGO:1', '2026-07-01', '2026-10-01'],
  ['LAST_N_YEARS:2', '2024-01-01', '2026-01-01'],
  ['N_YEARS_AGO:1', '2025-01-01', '2026-01-01'],
];

describe('SOQL engine: dates', () => {
  for (const [literal, from, to] of SPANS) {
    it(`Given a Wednesday in November, When the literal is ${literal}, Then it spans ${from} up to ${to}`, () => {
      const span = dateLiteralSpan(literal, NOW);
      expect([span?.from, span?.to].map((time) => new Date(time ?? 0).toISOString().slice(0, 10))).to.deep.equal([
        from,
        to,
      ]);
    });
  }

  const cases: Array<[where: string, codes: unknown[]]> = [
    ['Launch__c = TODAY', [LAPTOP]],
    ['Launch__c != TODAY', [MOUSE, SUITE, null]],
    ['Launch__c < TODAY', [MOUSE, SUITE]],
    ['Launch__c <= TODAY', [LAPTOP, MOUSE, SUITE]],
    ['Launch__c > LAST_YEAR', [LAPTOP, MOUSE]],
    ['Launch__c > YESTERDAY', [LAPTOP]],
    ['Launch__c <= YESTERDAY', [MOUSE, SUITE]],
    ['Launch__c >= YESTERDAY', [LAPTOP, MOUSE]],
    ['Launch__c = 2026-11-17', [MOUSE]],
    ['Launch__c IN (2026-11-17, LAST_YEAR)', [MOUSE, SUITE]],
    ['Launch__c NOT IN (TODAY, YESTERDAY)', [SUITE, null]],
    ['Launch__c = null', [null]],
    ['LastModifiedDate = TODAY', [LAPTOP]],
    ['LastModifiedDate = YESTERDAY', [MOUSE]],
    ['LastModifiedDate < TODAY', [MOUSE, SUITE]],
    ['LastModifiedDate > YESTERDAY', [LAPTOP]],
    ['LastModifiedDate >= 2026-11-18T08:00:00Z', [LAPTOP]],
    ['LastModifiedDate = 2026-11-18T09:00:00.000+01:00', [LAPTOP]],
    ['LastModifiedDate > 2026-11-18T08:00:00.000+0000', []],
    ['CALENDAR_YEAR(LastModifiedDate) = 2025', [SUITE]],
    ['DAY_ONLY(LastModifiedDate) = 2026-11-17', [MOUSE]],
    ['HOUR_IN_DAY(convertTimezone(LastModifiedDate)) = 23', [MOUSE]],
    ['CALENDAR_QUARTER(Launch__c) = 4 AND DAY_IN_WEEK(Launch__c) = 4', [LAPTOP]],
    ['CALENDAR_MONTH(Launch__c) = 2 AND DAY_IN_MONTH(Launch__c) = 28 AND DAY_IN_YEAR(Launch__c) = 59', [SUITE]],
    ['WEEK_IN_MONTH(Launch__c) = 4 AND WEEK_IN_YEAR(Launch__c) = 9', [SUITE]],
  ];
  for (const [where, codes] of cases) {
    it(`Given launch dates and changes, When the filter is ${where}, Then it finds ${codes.length}`, () => {
      expect(found(where)).to.deep.equal(codes);
    });
  }
});
