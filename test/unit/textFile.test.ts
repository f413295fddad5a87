import { expect } from 'chai';
import { textIn } from '../../src/textFile.ts';

const merged = (before: string): Uint8Array =>
  Buffer.from(`${before}<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> main\n`);

describe('text of files that people share', () => {
  for (const [name, before, line] of [
    ['at its beginning', '', 1],
    ['further down', 'schemaVersion: 1\n', 2],
    ['in lines that end as in Windows', 'schemaVersion: 1\r\n\r\n', 3],
  ] as const)
    it(`Given a file with an unfinished merge ${name}, When it is read, Then it is refused with the line, and with what to do`, () => {
      expect(() => textIn(merged(before), 'refresh.yaml'))
        .to.throw(`refresh.yaml:${line}: Git merged two versions`)
        .with.property('actions')
        .that.has.length(2);
    });

  it('Given text that has some of the marks and is no merge, When it is read, Then it is as it is', () => {
    for (const text of [
      'Title\n=======\n',
      '<<<<<<< one\n',
      'a <<<<<<< b\n=======\n>>>>>>> c\n',
      '>>>>>>> a\n=======\n',
    ])
      expect(textIn(Buffer.from(text), 'file')).to.equal(text);
  });
});
