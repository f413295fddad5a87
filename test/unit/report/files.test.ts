import { join, sep } from 'node:path';
import { expect } from 'chai';
import { fileLines } from '../../../src/report/files.ts';

describe('fileLines', () => {
  const five = ['a', 'b', 'c', 'd', 'e'];
  const within = (directory: string, names: readonly string[]): string[] => names.map((name) => join(directory, name));

  it('Given a subdirectory with many files, When told, Then it is one line with their number', () => {
    const files = [join('out', 'x.json'), ...within(join('out', 'id-map'), five)];
    expect(fileLines(files)).to.deep.equal([join('out', 'x.json'), `${join('out', 'id-map', sep)} (5)`]);
  });

  it('Given few files in a subdirectory, or many on top, When told, Then each is named', () => {
    const few = [join('out', 'x.json'), ...within(join('out', 'id-map'), five.slice(1))];
    expect(fileLines(few)).to.deep.equal(few);
    const top = [...within('out', five), join('out', 'id-map', 'a')];
    expect(fileLines(top)).to.deep.equal(top);
    expect(fileLines([])).to.deep.equal([]);
  });
});
