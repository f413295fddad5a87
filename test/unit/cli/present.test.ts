import { expect } from 'chai';
import { finding, summarise } from '../../../src/checklist/finding.ts';
import {
  notCheckedLines,
  showChanges,
  showFindings,
  showHeader,
  showList,
  type Screen,
} from '../../../src/cli/present.ts';
import { recordChange } from '../support/changes.ts';

const WIDTH = 'OCLIF_TABLE_COLUMN_OVERRIDE';

describe('what a command shows', () => {
  let lines: string[];
  let tables: number;
  const earlier = process.env[WIDTH];
  const screen: Screen = {
    log: (line = '') => void lines.push(line),
    styledHeader: (line) => void lines.push(line),
    table: () => void (tables += 1),
  };
  beforeEach(() => {
    [lines, tables] = [[], 0];
  });
  afterEach(() => {
    if (earlier === undefined) delete process.env[WIDTH];
    else process.env[WIDTH] = earlier;
  });

  const findings = [finding('logik-tenant', 'org default › URL', 'fail', { expected: 'x', actual: 'y' })];

  it('Given a narrow terminal, when findings are shown, then each is a block with its values below', () => {
    process.env[WIDTH] = '80';
    showFindings(screen, findings, { ...summarise(findings) });
    expect(tables).to.equal(0);
    expect(lines[0]).to.match(/FAIL.* {2}logik-tenant: org default › URL$/);
    expect(lines[1]).to.equal('    expected x, found y');
  });

  it('Given a narrow terminal before a refresh, when facts are shown, then nothing is expected', () => {
    process.env[WIDTH] = '80';
    showFindings(screen, findings, { ...summarise(findings) }, 'gathered');
    expect(lines[1]).to.equal('    found y');
  });

  it('Given a narrow terminal, when changes are shown, then old and new value and why stand below', () => {
    process.env[WIDTH] = '139';
    const change = recordChange();
    showChanges(screen, [{ ...change, outcome: 'planned' }]);
    expect(tables).to.equal(0);
    expect(lines.slice(0, 2)).to.deep.equal([`planned  ${change.item}: ${change.target}`, '    old → new (differs)']);
  });

  it('Given one reason for several steps that were not checked, when told, then it is told once, with their names', () => {
    const skipped = ['Product2', 'Pricebook2'].map((target) =>
      finding('sync-evidence', target, 'skip', { hint: 'Nothing to look for yet.' })
    );
    const other = finding('logik-health', 'Logik environment', 'skip', { hint: 'No key.' });
    expect(notCheckedLines([...skipped, other])).to.deep.equal([
      'sync-evidence: Product2, Pricebook2: Nothing to look for yet.',
      'logik-health: Logik environment: No key.',
    ]);
  });

  it('Given a wide terminal, when both are shown, then they are tables', () => {
    process.env[WIDTH] = '140';
    showFindings(screen, findings, { ...summarise(findings) });
    showChanges(screen, [{ ...recordChange(), outcome: 'planned' }]);
    expect(tables).to.equal(2);
  });

  it('Given names that hold control characters, when shown, then they steer nothing', () => {
    process.env[WIDTH] = '80';
    showHeader(screen, 'a\u001b[2J', 'b\u001b');
    showList(screen, 'list', ['c\u001b']);
    showChanges(screen, [
      { ...recordChange({}, { target: 't\u001b', reason: 'r\u001b', before: 'o\u001b' }), outcome: 'planned' },
    ]);
    expect(lines.join('')).to.contain('a\ufffd[2J').and.not.contain('\u001b');
  });
});
