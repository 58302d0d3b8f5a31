/** What stands in the place of a secret. */
export const removed = '<removed by flotilla logs>';

const begin = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/;
const end = /-----END (?:[A-Z0-9]+ )*PRIVATE KEY-----/;
/** A whole key on one line, its line breaks written as \n; or its beginning up to the end of the line. */
const wholeKey = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----.*?(?:-----END (?:[A-Z0-9]+ )*PRIVATE KEY-----|$)/g;
/** The end of a line inside a key: base64, possibly behind the prefix of a log; the last line may be as short as four characters. */
const keyBody = /(^|\s)[A-Za-z0-9+/]{2,}={0,2}\s*$/;
/** The longest keys have some 60 lines; with lines of others between them, this is enough. */
const keyLines = 150;

const replacements: readonly (readonly [RegExp, string])[] = [
  [wholeKey, removed],
  // PEM in base64, as kubeconfigs have it: keys, and certificates too, which nobody misses.
  [/LS0tLS1CRUdJTi[A-Za-z0-9+/=]{20,}/g, removed],
  // JSON web tokens, of service accounts.
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, removed],
  // Bootstrap tokens of kubeadm.
  [/\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g, removed],
  [/(authorization["']?\s*[:=]\s*["']?(?:bearer|basic)\s+)[^\s"']+/gi, `$1${removed}`],
  [/((?:client-key-data|certificate-key|certificateKey|id-token|refresh-token)["']?(?:\s*[:=]\s*|\s+)["']?)[^\s"',}]{8,}/g, `$1${removed}`],
  [/((?:^|[\s"'{,;?&-])(?:token|password|passwd|secret|api[-_]?key)["']?\s*[:=]\s*["']?)(?![<"'])[^\s"',}&;]{8,}/gi, `$1${removed}`],
];

/** Takes secrets out of the lines of one log, in their order: private keys span several. */
export class Redactor {
  #linesOfKey = 0;

  line(text: string): string {
    if (this.#linesOfKey > 0) {
      this.#linesOfKey -= 1;
      if (end.test(text)) {
        this.#linesOfKey = 0;
        return text.replace(/^.*?-----END (?:[A-Z0-9]+ )*PRIVATE KEY-----/, removed);
      }
      if (keyBody.test(text)) return removed;
    } else if (begin.test(text) && !end.test(text.slice(text.search(begin)))) {
      this.#linesOfKey = keyLines;
    }
    return replacements.reduce((line, [pattern, replacement]) => line.replaceAll(pattern, replacement), text);
  }
}
