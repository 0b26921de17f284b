/** Pages have no files: tests that read one are listed as Node's alone. */
export const read = (file: string): string => {
  throw new Error(`a page cannot read ${file}`);
};

export const root = '/';
