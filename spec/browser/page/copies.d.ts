/** A module of the library, bundled for itself: its text. */
declare module 'copy:*' {
  const text: string;
  export default text;
}
