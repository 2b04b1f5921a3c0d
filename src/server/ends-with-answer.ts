/**
 * Whether the host's code ends with the answer, as on Workers and AWS Lambda: timers and promises that go on behind an
 * answer are then cut off.
 */
export function endsWithAnswer(): boolean {
  const { navigator, process } = globalThis as {
    readonly navigator?: { readonly userAgent?: string };
    readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> };
  };
  return navigator?.userAgent === "Cloudflare-Workers" || process?.env?.["AWS_LAMBDA_FUNCTION_NAME"] !== undefined;
}
