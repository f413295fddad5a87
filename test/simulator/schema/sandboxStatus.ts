import type { Json, SfRecord } from '../model.ts';

type Language = 'en_US' | 'de' | 'fr';

/**
 * The values of SandboxProcess.Status (Tooling API reference): codes in a condition, labels in an answer, in the language
 * of the user who asks (forcedotcom/cli #2428). The German and French words are made up, but for "Abgeschlossen".
 */
const STATUSES: Record<string, Record<Language, string>> = {
  '0': { en_US: 'Pending', de: 'Ausstehend', fr: 'En attente' },
  '1': { en_US: 'Completed', de: 'Abgeschlossen', fr: 'Terminé' },
  '2': { en_US: 'Processing', de: 'Wird verarbeitet', fr: 'Traitement en cours' },
  '4': { en_US: 'Pending Activation', de: 'Aktivierung ausstehend', fr: 'En attente d’activation' },
  '5': { en_US: 'Activation Confirmed', de: 'Aktivierung bestätigt', fr: 'Activation confirmée' },
  '6': { en_US: 'Deactivation Confirmed', de: 'Deaktivierung bestätigt', fr: 'Désactivation confirmée' },
  '7': { en_US: 'Deactivation Finished', de: 'Deaktivierung beendet', fr: 'Désactivation terminée' },
  '8': { en_US: 'Activating', de: 'Wird aktiviert', fr: 'Activation en cours' },
  B: { en_US: 'Locked', de: 'Gesperrt', fr: 'Verrouillé' },
  D: { en_US: 'Deleted', de: 'Gelöscht', fr: 'Supprimé' },
  E: { en_US: 'Deleting', de: 'Wird gelöscht', fr: 'Suppression en cours' },
  F: { en_US: 'Discarding', de: 'Wird verworfen', fr: 'Abandon en cours' },
  G: { en_US: 'Stopped', de: 'Angehalten', fr: 'Arrêté' },
  L: { en_US: 'Locking', de: 'Wird gesperrt', fr: 'Verrouillage en cours' },
  S: { en_US: 'Suspended', de: 'Ausgesetzt', fr: 'Suspendu' },
  X: { en_US: 'Sampling', de: 'Stichprobe', fr: 'Échantillonnage' },
};

/** The code of a row: of the code or the label, in any language, that it was given; else as dates and progress have it. */
export function sandboxStatusCode({ Status, EndDate, ActivatedDate, CopyProgress }: SfRecord): Json {
  if (typeof Status !== 'string' || Status === '') return null;
  const found = Object.entries(STATUSES).find(
    ([code, labels]) => code === Status || Object.values(labels).includes(Status)
  );
  if (found) return found[0];
  // A label of a language that is not listed here: a scenario may give any.
  if (typeof ActivatedDate === 'string' || (typeof EndDate === 'string' && CopyProgress === 100)) return '1';
  return typeof EndDate === 'string' || CopyProgress === null ? null : '2';
}

/** What an answer says of it: a label in the asking user's language; one that is not listed here, as it was given. */
export function sandboxStatusLabel(row: SfRecord, language: Json | undefined): Json {
  const labels = STATUSES[String(sandboxStatusCode(row))];
  const { Status } = row;
  const isListed = labels && (String(Status) in STATUSES || Object.values(labels).some((label) => label === Status));
  if (!isListed) return Status ?? null;
  return labels[language as Language] ?? labels.en_US;
}
