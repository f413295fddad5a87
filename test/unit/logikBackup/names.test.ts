import { expect } from 'chai';
import fc from 'fast-check';
import { tableFile, uploadName } from '../../../src/logikBackup/names.ts';
import { partSchema } from '../../../src/logikBackup/manifest.ts';

describe('files of managed tables', () => {
  it('Given a plain name, when its file is named, then it is that name', () => {
    expect(tableFile('pump_prices-2')).to.equal('tables/pump_prices-2.csv');
  });

  it('Given names that file systems take for one another, when files are named, then each has its own', () => {
    const names = [
      'prices',
      'Prices',
      'PRICES',
      'prices ',
      'prices.',
      'prices/',
      '../prices',
      'préces',
      'con',
      '',
      '東京',
    ];
    const files = names.map((name) => tableFile(name).toLowerCase());
    expect(new Set(files).size).to.equal(names.length);
    for (const file of files) expect(file).to.match(/^tables\/[a-z0-9_-]+(\.[0-9a-f]{12})?\.csv$/);
    expect(tableFile('con')).not.to.equal('tables/con.csv');
  });

  it('Given any name, when its file is named, then it stays in the folder, is short, and the manifest takes it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 20 }), (one, other) => {
        const file = tableFile(one);
        expect(file.length).to.be.below(100);
        expect(partSchema.shape.file.safeParse(`preserved/logik/${file}`).success).to.equal(true);
        if (one !== other) expect(file).not.to.equal(tableFile(other));
      })
    );
  });

  it('Given names that no file can have, when one is to be handed over, then there is none', () => {
    expect(uploadName('Größe "12" µm')).to.equal('Größe "12" µm.csv');
    for (const name of ['a/b', 'a\\b', 'a\u0000b', 'a\nb', ' ', 'x'.repeat(300)]) {
      expect(uploadName(name), JSON.stringify(name)).to.equal(undefined);
    }
  });
});
