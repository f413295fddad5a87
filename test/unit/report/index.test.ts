import { expect } from 'chai';
import { finding } from '../../../src/checklist/finding.ts';
import { proofLines } from '../../../src/report/human.ts';
import { renderers } from '../../../src/report/index.ts';
import type { VerifyReport } from '../../../src/report/types.ts';
import { oneOfEach, verifyReport } from '../support/verifyReport.ts';

describe('the reports', () => {
  it('Given every format, when listed, then each has a file of its own', () => {
    const files = Object.values(renderers).map(({ file }) => file);
    expect(new Set(files).size).to.equal(files.length);
    expect(Object.keys(renderers)).to.include.members(['json', 'junit', 'markdown', 'tap']);
  });

  it('Given any report, when rendered twice, then it is the same text, and ends with a line break', () => {
    for (const { render } of Object.values(renderers)) {
      const report = verifyReport(oneOfEach());
      expect(render(report)).to.equal(render(report));
      expect(render(report)).to.match(/\n$/);
    }
  });

  it('Given JSON, when read back, then it holds org, words, counts and findings', () => {
    const report = verifyReport(oneOfEach());
    expect(JSON.parse(renderers.json.render(report))).to.deep.equal(report);
  });

  it('Given steps that evidence or somebody proves, when rendered, then every format tells evidence as such and a word as such', () => {
    const evidence = finding('refresh-token-user', 'reset', 'pass', { evidence: 'token used on 2027-01-16' });
    const attestation = { by: 'ava@acme.example', at: '2027-01-16T08:00:00.000Z', note: 'case 4711' };
    const attested = { ...finding('runtime-clients', 'storefront', 'pass'), attestation };
    for (const [format, { render }] of Object.entries(renderers)) {
      const said = render(verifyReport([evidence, attested]));
      expect(said, format).to.include('token used on 2027-01-16');
      expect(said, format).to.include('ava@acme.example').and.include('case 4711');
    }
    expect(proofLines([evidence, attested])).to.deep.equal([
      'refresh-token-user: reset: token used on 2027-01-16',
      'runtime-clients: storefront: attested by ava@acme.example on 2027-01-16: case 4711',
    ]);
  });

  it('Given waiting in vain, when rendered, then the report for people says what is missing; where all came, nothing', () => {
    const left = [{ item: 'sync-evidence' as const, target: 'Product2', what: 'a pull of Product2' }];
    const said = (waited: VerifyReport['waited']): string => renderers.markdown.render(verifyReport([], { waited }));
    expect(said({ outcome: 'limit', seconds: 2100, left }))
      .to.include('Waited 35 minutes')
      .and.include('a pull of Product2');
    expect(said({ outcome: 'interrupted', seconds: 90, left })).to.include('Interrupted after 1.5 minutes');
    expect(said({ outcome: 'settled', seconds: 90, left: [] })).to.equal(said(null));
  });
});
