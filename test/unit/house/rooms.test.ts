import { expect } from 'chai';
import { importsOf, sourcesIn, type Import } from '../support/sources.ts';

/** Which rooms of src each room may look into, besides itself (DESIGN: imports go one way). */
const MAY: Record<string, readonly string[]> = {
  commands: ['cli', 'refresh', 'report', 'checklist', 'catalog', 'salesforce', 'logik', 'literal', 'text.ts'],
  cli: ['refresh', 'report', 'checklist', 'catalog', 'salesforce', 'logik', 'literal', 'text.ts', 'waits.ts'],
  refresh: [
    'report',
    'checklist',
    'catalog',
    'preserve',
    'logikBackup',
    'salesforce',
    'logik',
    'literal',
    'files',
    'text.ts',
    'textFile.ts',
  ],
  checklist: [
    'catalog',
    'preserve',
    'logikBackup',
    'salesforce',
    'logik',
    'literal',
    'files',
    'text.ts',
    'textFile.ts',
  ],
  catalog: ['salesforce', 'literal', 'files', 'text.ts', 'childEnvironment.ts'],
  preserve: ['salesforce', 'literal', 'files', 'text.ts'],
  salesforce: ['literal', 'files', 'text.ts', 'requestTimeout.ts', 'retryAfter.ts', 'waits.ts', 'childEnvironment.ts'],
  logik: ['literal', 'files', 'text.ts', 'requestTimeout.ts', 'retryAfter.ts', 'waits.ts'],
  logikBackup: ['logik', 'literal', 'files', 'text.ts', 'textFile.ts'],
  report: ['literal', 'files', 'text.ts', 'textFile.ts'],
  literal: [],
  files: ['text.ts'],
  'text.ts': ['literal'],
  'textFile.ts': ['literal', 'files', 'text.ts'],
  'requestTimeout.ts': [],
  'retryAfter.ts': [],
  'waits.ts': [],
  'childEnvironment.ts': [],
  // What the package offers to others.
  'index.ts': ['refresh', 'checklist'],
};

const roomOf = (path: string): string => path.split('/')[1];
const told = ({ from, to }: Import): string => `${from} imports ${to}`;

describe('the rooms of src', () => {
  const imports = sourcesIn('src').flatMap(importsOf);

  it('Given all files, when they are looked at, then there are imports to judge, and every room is known', () => {
    expect(imports.length).to.be.above(100);
    expect(Object.keys(MAY)).to.include.members([...new Set(sourcesIn('src').map(({ path }) => roomOf(path)))]);
  });

  it('Given every import of values, when it is judged, then it goes one way', () => {
    const wrong = imports.filter(({ from, to, typesOnly }) => {
      const [here, there] = [roomOf(from), roomOf(to)];
      return here !== there && !typesOnly && !MAY[here].includes(there);
    });
    expect(wrong.map(told)).to.deep.equal([]);
  });

  it('Given every import of types, when it is judged, then it goes one way, except into reports', () => {
    const wrong = imports.filter(({ from, to, typesOnly }) => {
      const [here, there] = [roomOf(from), roomOf(to)];
      return here !== there && here !== 'report' && typesOnly && !MAY[here].includes(there);
    });
    expect(wrong.map(told)).to.deep.equal([]);
  });

  it('Given every import, when it is judged, then nothing looks into the commands or out of src', () => {
    const wrong = imports.filter(
      ({ from, to }) => !to.startsWith('src/') || (to.startsWith('src/commands/') && from !== to)
    );
    expect(wrong.map(told)).to.deep.equal([]);
  });
});

describe('the simulator', () => {
  it('Given every file of it, when its imports are judged, then none leads to the plugin: it is the other side of the wire', () => {
    const imports = sourcesIn('test/simulator').flatMap(importsOf);
    expect(imports.length).to.be.above(100);
    expect(imports.filter(({ to }) => !to.startsWith('test/')).map(told)).to.deep.equal([]);
  });
});
