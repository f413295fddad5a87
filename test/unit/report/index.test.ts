import { expect } from 'chai';
import { renderers } from '../../../src/report/index.ts';
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
});
