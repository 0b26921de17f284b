/** What keeps the process alive; a task that runs in any case does not count. */
export function resources(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((name) => name !== 'Immediate')
    .sort();
}
