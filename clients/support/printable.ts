/** Text from elsewhere for the terminal, on one line: without characters that could send commands to the terminal. */
export function onOneLine(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
}

/** Text for the terminal, as `onOneLine` but with its own line breaks. */
export function printable(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' '))
    .join('\n')
}
