import type { SfRecord, Table } from '../model.ts';

/** What Salesforce calls its standard profiles in other languages; what people named stays as it is. */
const PROFILES: { [language: string]: { [name: string]: string } } = {
  de: { 'System Administrator': 'Systemadministrator', 'Standard User': 'Standardbenutzer' },
  fr: { 'System Administrator': 'Administrateur système', 'Standard User': 'Utilisateur standard' },
  es: { 'System Administrator': 'Administrador del sistema', 'Standard User': 'Usuario estándar' },
  ja: { 'System Administrator': 'システム管理者', 'Standard User': '標準ユーザ' },
};

/** The profiles as somebody sees them whose LanguageLocaleKey is `language`: in results and in conditions alike. */
export function profilesIn(language: unknown, table: Table): Table {
  const names = PROFILES[String(language).split('_')[0] ?? ''];
  if (!names) return table;
  const told = (row: SfRecord): SfRecord => ({ ...row, Name: names[String(row['Name'])] ?? row['Name'] ?? null });
  return {
    size: table.size,
    *rows() {
      for (const row of table.rows()) yield told(row);
    },
    get: (id) => {
      const row = table.get(id);
      return row && told(row);
    },
  };
}
