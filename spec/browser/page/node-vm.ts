/** A page has other globals in a frame of its own. */
export function runInNewContext(code: string): unknown {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  const { eval: evaluate } = frame.contentWindow as unknown as { eval(code: string): unknown };
  return evaluate(code);
}
