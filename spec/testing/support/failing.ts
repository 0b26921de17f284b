/** What a test says that must fail: the message of its error. */
export async function messageOf(test: () => Promise<void>): Promise<string> {
  const error = await errorOf(test);
  return error instanceof Error ? error.message : String(error);
}

/** What a test that must fail rejects with. */
export async function errorOf(test: () => Promise<void>): Promise<unknown> {
  try {
    await test();
  } catch (error) {
    return error;
  }
  throw new Error('The test passes, and was expected to fail');
}
