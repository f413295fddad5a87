import { finding } from '../../../src/checklist/finding.ts';
import type { Finding } from '../../../src/checklist/item.ts';
import type { VerifyReport } from '../../../src/report/types.ts';
import { verifyReport } from '../support/verifyReport.ts';

const words = { by: 'kim.larsen@acme.example', at: '2026-11-22T08:00:00.000Z', note: 'done in Setup' };
const accepted = { was: 'fail', reason: 'ends in May', owner: 'Release', until: '2027-05-31' } as const;

/** Findings of all kinds, each with something that a report may show, and something that it must not. */
export const ALL_KINDS: readonly Finding[] = [
  finding('logik-tenant', 'org default › Runtime Configuration URL', 'fail', {
    severity: 'critical',
    expected: 'https://acme-uat.test01.logik.io',
    actual: 'https://acme.prod01.logik.io',
    hint: 'Run repoint.',
  }),
  finding('logik-tenant', 'same', 'pass', { expected: true, actual: true, hint: 'never shown' }),
  finding('logik-tenant', 'other', 'pass', { expected: 'at least 2', actual: 3, evidence: 'token of 20 November' }),
  finding('remote-site', 'R&D #1 \\ <b>', 'warn', { actual: 'open', hint: 'Look.\n# Twice.' }),
  finding('remote-site', '   ', 'skip', { hint: '  ' }),
  { ...finding('connected-apps', 'Logik', 'pass'), attestation: words },
  finding('connected-apps', 'Nothing to say', 'manual', { expected: 'set' }),
  finding('connected-apps', 'Reset', 'manual', { hint: 'Reset it.' }),
  { ...finding('packages', 'Logik', 'skip', { expected: '1.2', actual: '1.1', hint: 'Later.' }), waiver: accepted },
];

/** The same findings of a run that left lines out and waited in vain. */
export const WHOLE: VerifyReport = verifyReport(ALL_KINDS, {
  selection: {
    complete: false,
    lines: ['logik-tenant', 'remote-site', 'connected-apps', 'packages'],
    leftOut: [
      { item: 'catalog', recordedAt: '2026-11-20T18:00:00.000Z' },
      { item: 'records', recordedAt: null },
    ],
  },
  waited: {
    outcome: 'limit',
    seconds: 90,
    left: [
      { item: 'sync-evidence', target: 'a', what: 'products' },
      { item: 'sync-evidence', target: 'b', what: 'price books' },
    ],
  },
});
