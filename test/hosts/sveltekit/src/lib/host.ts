/** The functions that the docs leave to the reader. */
export const currentUser = async (request: Request): Promise<{ id: string } | null> => {
  const user = /(?:^|; )user=(\w+)/.exec(request.headers.get("cookie") ?? "")?.[1];
  return user ? { id: user } : null;
};
export const save = async (...values: unknown[]): Promise<void> => console.log("saved", ...values);
export const log = (...values: unknown[]): void => console.log("logged", ...values);
