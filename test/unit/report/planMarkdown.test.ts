import { expect } from 'chai';
import { finding } from '../../../src/checklist/finding.ts';
import { planMarkdown, type PlanReport } from '../../../src/report/planMarkdown.ts';
import { refreshed } from '../support/situation.ts';

const OPTIONS: PlanReport['content']['options'] = {
  lines: ['logik-tenant', 'remote-site'],
  runtimeUrl: null,
  administrationUrl: null,
  touchProducts: false,
  restoreLogik: false,
};

const plan = (own: Partial<Omit<PlanReport, 'content'>>, options: Partial<typeof OPTIONS> = {}): PlanReport => ({
  org: refreshed(),
  recognised: 'Recognised uat.',
  hash: 'sha256:abc',
  content: { command: 'repoint', org: '', baseline: '', options: { ...OPTIONS, ...options }, changes: [] },
  complete: true,
  of: 34,
  changes: [],
  findings: [],
  command: 'sf logik refresh repoint --plan-file plan.json',
  ...own,
});

const change = { severity: 'normal', before: 'a', after: 'b', reason: 'It moved.' } as const;

describe('planMarkdown', () => {
  it('Given changes and steps for people, When written, Then summary, counts, table, steps and the command are exactly these', () => {
    const changes: PlanReport['changes'] = [
      { ...change, item: 'logik-tenant', target: 'url', severity: 'critical', before: null, reason: 'PRODUCTION' },
      { ...change, item: 'logik-tenant', target: 'admin | url', after: true },
      { ...change, item: 'remote-site', target: 'active' },
    ];
    const findings = [
      finding('logik-tenant', 'url', 'manual'),
      finding('refresh-token-user', 'reset', 'manual'),
      finding('remote-site', 'other', 'fail'),
    ];
    expect(planMarkdown(plan({ changes, findings }))).to.equal(
      [
        '# Plan: repoint uat (00DNEW00000000BAAA)',
        '',
        '**3 to change, 1 of them away from production**',
        '',
        'by line of the checklist: logik-tenant 2, remote-site 1',
        '',
        'Recognised uat.',
        '',
        'Made for organization ID 00DNEW00000000BAAA with all lines of the checklist.',
        '',
        'Hash of the plan: `sha256:abc`',
        '',
        '| Line             | Target       | Now | Will be | Why        |',
        '| ---------------- | ------------ | --- | ------- | ---------- |',
        '| **logik-tenant** | url          | –   | b       | PRODUCTION |',
        '| logik-tenant     | admin \\| url | a   | yes     | It moved.  |',
        '| remote-site      | active       | a   | b       | It moved.  |',
        '',
        '## Not in this plan, to do by hand',
        '',
        '- **refresh-token-user**: reset',
        '',
        '## Apply it',
        '',
        '```',
        'sf logik refresh repoint --plan-file plan.json',
        '```',
        '',
        'This applies the plan with this hash, or refuses it and says what moved; a plan that is made again and is the same has the same hash.',
        '',
      ].join('\n')
    );
  });

  it('Given critical changes none, When written, Then the summary names their number alone', () => {
    const [, , third] = planMarkdown(plan({ changes: [{ ...change, item: 'remote-site', target: 'x' }] })).split('\n');
    expect(third).to.equal('**1 to change**');
  });

  it('Given nothing to change and a part of the lines, When written, Then it says so, with the options that it is bound to', () => {
    const options = {
      runtimeUrl: 'https://a_b.logik.io',
      administrationUrl: 'https://c.logik.io',
      touchProducts: true,
      restoreLogik: true,
    };
    expect(planMarkdown(plan({ complete: false, org: refreshed({ sandboxName: null }) }, options))).to.equal(
      [
        '# Plan: repoint Acme (00DNEW00000000BAAA)',
        '',
        '**Nothing to change**',
        '',
        'Recognised uat.',
        '',
        'Made for organization ID 00DNEW00000000BAAA with 2 of 34 lines of the checklist (logik-tenant, remote-site); Runtime Configuration URL https://a\\_b.logik.io; Administration URL https://c.logik.io; products saved unchanged (--touch-products); the backup of the Logik environment put back (--restore-logik).',
        '',
        'Hash of the plan: `sha256:abc`',
        '',
        '## Apply it',
        '',
        '```',
        'sf logik refresh repoint --plan-file plan.json',
        '```',
        '',
        'This applies the plan with this hash, or refuses it and says what moved; a plan that is made again and is the same has the same hash.',
        '',
      ].join('\n')
    );
  });
});
