import { CPQ_PAGE } from './cpqPage.ts';
import type { PageBehaviour } from './behaviour.ts';
import type { PageResponse } from './documents.ts';
import { Markup } from './html.ts';
import type { BrowserSession } from './setupPages.ts';

type Words = ReadonlyArray<readonly [english: string, own: string]>;

/** Words of Salesforce's own pages. Which words they are matters little: that ids, names and option values stay does. */
const OWN: { [language: string]: Words } = {
  de: [
    ['Access level', 'Zugriffsebene'],
    ['No access', 'Kein Zugriff'],
    ['System email only', 'Nur System-E-Mail'],
    ['All email', 'Alle E-Mails'],
    ['Save', 'Speichern'],
    ['Cancel', 'Abbrechen'],
    ['Deliverability', 'Zustellbarkeit'],
    ['Installed Packages', 'Installierte Pakete'],
    ['Configure', 'Konfigurieren'],
    ['Uninstall', 'Deinstallieren'],
  ],
  ja: [
    ['Access level', 'アクセスレベル'],
    ['No access', 'アクセス権なし'],
    ['System email only', 'システムメールのみ'],
    ['All email', 'すべてのメール'],
    ['Save', '保存'],
    ['Cancel', 'キャンセル'],
    ['Deliverability', '送信'],
    ['Installed Packages', 'インストール済みパッケージ'],
    ['Configure', '設定'],
    ['Uninstall', 'アンインストール'],
  ],
  ar: [
    ['Access level', 'مستوى الوصول'],
    ['No access', 'لا وصول'],
    ['System email only', 'البريد الإلكتروني للنظام فقط'],
    ['All email', 'كل البريد الإلكتروني'],
    ['Save', 'حفظ'],
    ['Cancel', 'إلغاء'],
    ['Deliverability', 'إمكانية التسليم'],
    ['Installed Packages', 'الحزم المثبتة'],
    ['Configure', 'تكوين'],
    ['Uninstall', 'إلغاء التثبيت'],
  ],
};

/** Languages that are written from right to left; Setup is the other way round for them. */
const FROM_THE_RIGHT: ReadonlySet<string> = new Set(['ar', 'iw']);
/** A package's labels are translated only where the package brings its translations. */
const PACKAGE: { [language: string]: Words } = {
  de: [
    ['External Configurator URL', 'URL des externen Konfigurators'],
    ['Third Party Configurator', 'Konfigurator eines Drittanbieters'],
    ['Additional Settings', 'Weitere Einstellungen'],
  ],
  ja: [
    ['External Configurator URL', '外部コンフィグレーターの URL'],
    ['Third Party Configurator', 'サードパーティコンフィグレーター'],
    ['Additional Settings', 'その他の設定'],
  ],
  ar: [
    ['External Configurator URL', 'عنوان URL للمكوّن الخارجي'],
    ['Third Party Configurator', 'مكوّن الجهة الخارجية'],
    ['Additional Settings', 'إعدادات إضافية'],
  ],
};

/** A page as the user sees it whose language is not English: words are others, everything else is the same. */
export function inLanguage(
  response: PageResponse,
  { org, userId }: BrowserSession,
  path: string,
  { translated }: PageBehaviour
): PageResponse {
  const language = String(org.table('User').get(userId)?.['LanguageLocaleKey'] ?? '');
  const isPackage = path.toLowerCase() === CPQ_PAGE.toLowerCase() || path.toLowerCase() === '/apex/editsettings';
  const words = [...(OWN[language] ?? []), ...(isPackage && translated === 'all' ? (PACKAGE[language] ?? []) : [])];
  if (response.body === undefined || words.length === 0) return response;
  const text = words
    .reduce((page, word) => withWord(page, word), response.body.text)
    .replace('<html lang="en-US">', `<html lang="${language}"${FROM_THE_RIGHT.has(language) ? ' dir="rtl"' : ''}>`);
  return { ...response, body: new Markup(text) };
}

/** Replaces words that stand alone between tags, are the value of a button, or begin a title. */
function withWord(page: string, [english, own]: Words[number]): string {
  return page
    .replace(new RegExp(`>(\\s*)${english}(\\s*)<`, 'g'), `>$1${own}$2<`)
    .replaceAll(`value="${english}" class="btn"`, `value="${own}" class="btn"`)
    .replaceAll(`<title>${english} ~`, `<title>${own} ~`)
    .replaceAll(`title="${english} -`, `title="${own} -`);
}
